// SPDX-License-Identifier: Apache-2.0
// What is wrong in a filter's text: the first error stays, with its place in the outermost text.
#include "common/filter/filter_parser_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool parser_failed(const struct parser *parser)
{
	return parser->code != 0;
}

// "in macro a: " for the outermost one, which is what stands in the text.
static size_t format_place(const struct parser *parser, char *text, size_t size)
{
	const struct parser_opened *at = parser->opened;
	while (at && at->outer)
		at = at->outer;
	text[0] = '\0';
	if (at)
		(void)snprintf(text, size, "in macro %.*s: ", (int)at->len, at->name);
	return strlen(text);
}

// The first error stays.
void parser_refuse(struct parser *parser, struct filter_span span, const char *expected, const char *format, ...)
{
	if (parser_failed(parser))
		return;
	parser->code = EINVAL;
	struct filter_error *error = &parser->error;
	const struct parser_opened *at = parser->opened;
	while (at && at->outer)
		at = at->outer;
	error->at = at ? at->place.at : span.at;
	error->len = at ? at->place.len : span.len;
	size_t used = format_place(parser, error->text, sizeof(error->text));
	va_list args;
	va_start(args, format);
	(void)vsnprintf(error->text + used, sizeof(error->text) - used, format, args);
	va_end(args);
	(void)snprintf(error->expected, sizeof(error->expected), "%s", expected);
}

void parser_refuse_size(struct parser *parser, struct filter_span span, const char *format, ...)
{
	if (parser_failed(parser))
		return;
	char text[100];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	parser_refuse(parser, span, "", "%s", text);
	parser->code = E2BIG;
}

void parser_set_nearest(struct parser *parser, const char *name)
{
	(void)snprintf(parser->error.nearest, sizeof(parser->error.nearest), "%s", name);
}

struct parser_shown parser_show(const struct parser *parser, struct filter_span span)
{
	struct parser_shown shown = {.text = ""};
	const char *from = parser->lexer.text + span.at;
	size_t out = 0;
	for (size_t i = 0; i < span.len;) {
		size_t n = filter_utf8_length(from + i, span.len - i);
		if (out + (n ? n : 1) > PARSER_SHOWN_MAX) {
			memcpy(shown.text + out, "…", sizeof("…"));
			break;
		}
		bool visible = n > 0 && (uint8_t)from[i] >= 0x20 && from[i] != 0x7f;
		if (visible)
			memcpy(shown.text + out, from + i, n);
		else
			shown.text[out] = '?';
		out += visible ? n : 1;
		i += n ? n : 1;
	}
	return shown;
}

void parser_refuse_next(struct parser *parser, const char *expected)
{
	struct filter_span span = filter_peek_anything(&parser->lexer);
	if (span.len == 0)
		parser_refuse(parser, span, expected,
			      parser->opened ? "it ends too early" : "the filter ends too early");
	else
		parser_refuse(parser, span, expected, "%s is not expected here", parser_show(parser, span).text);
}

bool parser_enter(struct parser *parser, struct filter_span span)
{
	if (++parser->depth > FILTER_NESTING_MAX)
		parser_refuse_size(parser, span, "more than %u parentheses, nots and macros one in another",
				   FILTER_NESTING_MAX);
	return !parser_failed(parser);
}
