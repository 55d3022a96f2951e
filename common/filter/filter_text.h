// SPDX-License-Identifier: Apache-2.0
// How a filter's text is read: the lexer, which knows no grammar, values by type, and the nearest known name. Internal to common/filter.
#pragma once

#include "common/filter/filter_ast.h"

// --- lexer ---

struct filter_span {
	uint32_t at, len; // bytes of the text
};

struct filter_lexer {
	const char *text; // len bytes; no NUL is promised behind them
	size_t len;
	size_t pos;
};

void filter_skip_blanks(struct filter_lexer *lexer);
bool filter_at_end(const struct filter_lexer *lexer);
// Takes the character when it is next.
bool filter_take(struct filter_lexer *lexer, char c);
// Letters, digits, _ and dots: a keyword, a macro, a field without its [argument]. len = 0 when there is none.
struct filter_span filter_take_word(struct filter_lexer *lexer);
// All up to the ]; false when there is none. The [ is taken already.
bool filter_take_index(struct filter_lexer *lexer, struct filter_span *ret_span);
// What stands where an operator should, known or not. *ret_op is FILTER_OPS when it is none.
struct filter_span filter_take_op(struct filter_lexer *lexer, enum filter_op *ret_op);

enum filter_value_form {
	FILTER_VALUE_NONE,
	FILTER_VALUE_BARE,
	FILTER_VALUE_QUOTED,
	FILTER_VALUE_OPEN, // a quote that is never closed
};
// A value; its bytes without quotes and escapes are appended to out. The span has the quotes.
enum filter_value_form filter_take_value(struct filter_lexer *lexer, struct filter_span *ret_span, struct buffer *out);
// What stands at the place, for a message: a word, or one character.
struct filter_span filter_peek_anything(const struct filter_lexer *lexer);

bool filter_is_blank(char c);
bool filter_is_word(char c);
bool filter_is_bare(char c);
// The field of a word: evt.arg of evt.arg.flags, and then *span becomes the argument's name. NULL when it is none.
const struct filter_field *filter_find_field(const char *text, struct filter_span *span, bool *ret_named);
// Bytes of the UTF-8 character at the start of text, 0 when it is none.
size_t filter_utf8_length(const char *text, size_t len);
// "and", "or", "not": what no macro can be called.
bool filter_is_keyword(const char *text, size_t len);

// --- values ---

// text is taken into the value. -EINVAL with text, expected and nearest of *problem when it is not of the field's type.
int filter_value_parse(const struct filter_field *field, const char *argument, enum filter_op op, const char *text,
		       size_t len, struct filter_value *ret_value, struct filter_error *problem);
void filter_value_done(struct filter_value *value);
void filter_value_copy(const struct filter_value *value, struct filter_value *ret_copy);
bool filter_value_equal(const struct filter_field *field, enum filter_op op, const struct filter_value *a,
			const struct filter_value *b);
// "a size: 4096, 64k, 1.5M"
const char *filter_type_expected(enum filter_type type);
// Names of well-known ports; NULL at the end.
const char *filter_port_name(size_t i);

// --- nearest name ---

struct filter_nearest {
	const char *wanted;
	size_t len;
	unsigned score; // the best so far
	char name[64];  // "" = none is near
};

void filter_nearest_init(struct filter_nearest *nearest, const char *wanted, size_t len);
void filter_nearest_offer(struct filter_nearest *nearest, const char *name);

// --- tree ---

// Room for one more in an array of n, which is full whenever n is 0 or a power of two.
void *filter_grow(void *array, size_t n, size_t size);
struct filter_node *filter_node_new(enum filter_node_kind kind);
void filter_node_free(struct filter_node *node);
DEFINE_AUTO(filter_node, filter_node_free);
// Takes the child. A child of the parent's own kind is opened.
void filter_node_add(struct filter_node *parent, struct filter_node *child);
struct filter_node *filter_node_copy(const struct filter_node *node);
// Takes the root.
struct filter *filter_new(struct filter_node *root);
