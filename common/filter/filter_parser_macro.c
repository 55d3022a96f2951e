// SPDX-License-Identifier: Apache-2.0
// Macros, which are parsed where they stand.
#include "common/filter/filter_parser_private.h"

#include <stdio.h>
#include <string.h>

#define MACRO_BYTES_MAX (1u << 20) // of all macros opened, however often

static bool is_macro_name(const char *name, size_t len)
{
	return len > 0 && (name[0] < '0' || name[0] > '9') && !memchr(name, '.', len) && !filter_is_keyword(name, len);
}

// Is it being opened already? Then the cycle is told.
bool parser_is_cycle(struct parser *parser, struct filter_span span)
{
	const char *name = parser->lexer.text + span.at;
	const struct parser_opened *at = parser->opened;
	while (at && (at->len != span.len || memcmp(at->name, name, span.len) != 0))
		at = at->outer;
	if (!at)
		return false;
	char path[120] = "";
	size_t used = 0;
	for (const struct parser_opened *step = parser->opened; used < sizeof(path); step = step->outer) {
		char before[sizeof(path)];
		memcpy(before, path, sizeof(path));
		used = (size_t)snprintf(path, sizeof(path), "%.*s → %s", (int)step->len, step->name, before);
		if (step == at)
			break;
	}
	if (used >= sizeof(path))
		(void)snprintf(path, sizeof(path), "… → ");
	parser_refuse(parser, span, "", "macro %.*s stands for itself: %s%.*s", (int)at->len, at->name, path,
		      (int)at->len, at->name);
	return true;
}

bool parser_find_macro(struct parser *parser, struct filter_span span, struct buffer *ret_text)
{
	if (!parser->macros || !is_macro_name(parser->lexer.text + span.at, span.len))
		return false;
	buffer_init(ret_text, FILTER_TEXT_MAX);
	if (parser->macros->find(parser->macros->ctx, parser->lexer.text + span.at, span.len, ret_text) < 0) {
		buffer_done(ret_text);
		return false;
	}
	parser->macro_bytes += ret_text->len;
	if (ret_text->failed)
		parser_refuse_size(parser, span, "macro %s is longer than %u bytes", parser_show(parser, span).text,
				   FILTER_TEXT_MAX);
	else if (parser->macro_bytes > MACRO_BYTES_MAX)
		parser_refuse_size(parser, span, "the macros make more than %u bytes", MACRO_BYTES_MAX);
	return true;
}

void parser_open_macro(struct parser *parser, struct filter_span span, const struct buffer *text,
		       struct parser_resume *resume)
{
	resume->lexer = parser->lexer;
	resume->opened = parser->opened;
	resume->here = (struct parser_opened){parser->lexer.text + span.at, span.len, span, parser->opened};
	parser->opened = &resume->here;
	parser->lexer = (struct filter_lexer){.text = buffer_text(text), .len = text->len};
	(void)parser_enter(parser, span);
}

void parser_close_macro(struct parser *parser, const struct parser_resume *resume)
{
	parser->depth--;
	parser->lexer = resume->lexer;
	parser->opened = resume->opened;
}

void parser_refuse_name(struct parser *parser, struct filter_span span, const char *what)
{
	const char *word = parser->lexer.text + span.at;
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, word, span.len);
	for (size_t i = 0; i < FILTER_FIELDS; i++)
		filter_nearest_offer(&nearest, filter_fields[i].name);
	filter_nearest_offer(&nearest, "not");
	parser_refuse(parser, span, PARSER_EXPECTED_START, "there is no %s %s", what, parser_show(parser, span).text);
	parser_set_nearest(parser, nearest.name);
}

struct filter_node *parser_macro(struct parser *parser, struct filter_span span)
{
	struct buffer text;
	if (parser_is_cycle(parser, span))
		return NULL;
	if (!parser_find_macro(parser, span, &text)) {
		parser_refuse_name(parser, span, "field or macro");
		return NULL;
	}
	struct parser_resume resume;
	parser_open_macro(parser, span, &text, &resume);
	struct filter_node *node = parser_or(parser);
	if (!parser_failed(parser) && !filter_at_end(&parser->lexer))
		parser_refuse_next(parser, "and, or, or its end");
	parser_close_macro(parser, &resume);
	buffer_done(&text);
	return node;
}
