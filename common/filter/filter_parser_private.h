// SPDX-License-Identifier: Apache-2.0
// What the parts of the parser share. Internal to common/filter.
#pragma once

#include "common/filter/filter_text.h"

#define PARSER_SHOWN_MAX      60u // bytes of the text that a message repeats
#define PARSER_EXPECTED_START "a field, a macro, not or ("

// A macro being opened, and those around it.
struct parser_opened {
	const char *name;
	size_t len;
	struct filter_span place; // in the outermost text
	const struct parser_opened *outer;
};

struct parser {
	struct filter_lexer lexer;
	const struct filter_macros *macros;
	const struct parser_opened *opened; // NULL in the text itself
	unsigned depth;
	size_t checks, values, macro_bytes;
	int code; // positive errno, once something is wrong
	struct filter_error error;
};

// A piece of the text as a message can have it: short, and what is no text as "?".
struct parser_shown {
	char text[PARSER_SHOWN_MAX + 8];
};

// What a macro's text was opened in.
struct parser_resume {
	struct filter_lexer lexer;
	const struct parser_opened *opened;
	struct parser_opened here;
};

// --- what is wrong (filter_parser_error.c) ---

bool parser_enter(struct parser *parser, struct filter_span span);
bool parser_failed(const struct parser *parser);
// The first error stays.
void parser_refuse(struct parser *parser, struct filter_span span, const char *expected, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void parser_refuse_next(struct parser *parser, const char *expected);
void parser_refuse_size(struct parser *parser, struct filter_span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void parser_set_nearest(struct parser *parser, const char *name);
struct parser_shown parser_show(const struct parser *parser, struct filter_span span);

// --- macros (filter_parser_macro.c) ---

void parser_close_macro(struct parser *parser, const struct parser_resume *resume);
bool parser_find_macro(struct parser *parser, struct filter_span span, struct buffer *ret_text);
bool parser_is_cycle(struct parser *parser, struct filter_span span);
void parser_open_macro(struct parser *parser, struct filter_span span, const struct buffer *text,
		       struct parser_resume *resume);
struct filter_node *parser_macro(struct parser *parser, struct filter_span span);
void parser_refuse_name(struct parser *parser, struct filter_span span, const char *what);

// --- values (filter_parser_list.c) ---

void parser_add_value(struct parser *parser, struct filter_node *check, struct filter_span span, struct buffer *text);
void parser_list(struct parser *parser, struct filter_node *check);
bool parser_take_value(struct parser *parser, const char *expected, struct filter_span *ret_span, struct buffer *text,
		       enum filter_value_form *ret_form);

// --- the grammar (filter_parser.c) ---

struct filter_node *parser_or(struct parser *parser);
