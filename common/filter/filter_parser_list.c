// SPDX-License-Identifier: Apache-2.0
// Values behind an operator, and lists of them.
#include "common/base/alloc.h"
#include "common/filter/filter_parser_private.h"

#include <stdio.h>
#include <string.h>

void parser_add_value(struct parser *parser, struct filter_node *check, struct filter_span span, struct buffer *text)
{
	if (text->failed) {
		parser_refuse_size(parser, span, "a value has more than %u bytes", FILTER_VALUE_MAX);
	} else if (++parser->values > FILTER_VALUES_MAX) {
		parser_refuse_size(parser, span, "more than %u values", FILTER_VALUES_MAX);
	} else if (memchr(buffer_text(text), '\0', text->len)) {
		parser_refuse(parser, span, "", "a value cannot have a NUL byte");
	}
	if (parser_failed(parser))
		return;
	struct filter_value value;
	struct filter_error problem;
	char *copy = xstrndup(buffer_text(text), text->len);
	if (filter_value_parse(check->field, check->argument, check->op, copy, text->len, &value, &problem) < 0) {
		parser_refuse(parser, span, problem.expected, "%s", problem.text);
		parser_set_nearest(parser, problem.nearest);
		return;
	}
	check->values = filter_grow(check->values, check->n_values, sizeof(*check->values));
	check->values[check->n_values++] = value;
}

bool parser_take_value(struct parser *parser, const char *expected, struct filter_span *ret_span, struct buffer *text,
		       enum filter_value_form *ret_form)
{
	filter_skip_blanks(&parser->lexer);
	*ret_form = filter_take_value(&parser->lexer, ret_span, text);
	if (*ret_form == FILTER_VALUE_NONE)
		parser_refuse_next(parser, expected);
	else if (*ret_form == FILTER_VALUE_OPEN)
		parser_refuse(parser, *ret_span,
			      *(parser->lexer.text + ret_span->at) == '"' ? "a closing \"" : "a closing '",
			      "the quote is not closed");
	return !parser_failed(parser);
}

static bool is_list_text(const char *text, size_t len);
static void parse_list_inside(struct parser *parser, struct filter_node *check);

// A name in a list that stands for a list.
static bool parse_list_macro(struct parser *parser, struct filter_node *check, struct filter_span span)
{
	struct buffer text;
	if (!parser_find_macro(parser, span, &text))
		return false;
	bool is_list = !parser_failed(parser) && is_list_text(buffer_text(&text), text.len);
	if (is_list && !parser_is_cycle(parser, span)) {
		struct parser_resume resume;
		parser_open_macro(parser, span, &text, &resume);
		filter_skip_blanks(&parser->lexer);
		bool parenthesis = filter_take(&parser->lexer, '(');
		parse_list_inside(parser, check);
		if (parenthesis)
			(void)filter_take(&parser->lexer, ')');
		parser_close_macro(parser, &resume);
	}
	buffer_done(&text);
	return is_list;
}

static void parse_list_item(struct parser *parser, struct filter_node *check)
{
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, FILTER_VALUE_MAX);
	struct filter_span span;
	enum filter_value_form form;
	if (!parser_take_value(parser, filter_type_expected(check->field->type), &span, &text, &form))
		return;
	if (form == FILTER_VALUE_BARE && parse_list_macro(parser, check, span))
		return;
	parser_add_value(parser, check, span, &text);
}

// Up to what is no comma.
static void parse_list_inside(struct parser *parser, struct filter_node *check)
{
	do {
		parse_list_item(parser, check);
		filter_skip_blanks(&parser->lexer);
	} while (!parser_failed(parser) && filter_take(&parser->lexer, ','));
}

void parser_list(struct parser *parser, struct filter_node *check)
{
	filter_skip_blanks(&parser->lexer);
	struct filter_span open = filter_peek_anything(&parser->lexer);
	if (filter_take(&parser->lexer, '(')) {
		filter_skip_blanks(&parser->lexer);
		if (filter_take(&parser->lexer, ')')) {
			parser_refuse(parser, open, filter_type_expected(check->field->type), "the list is empty");
			return;
		}
		parse_list_inside(parser, check);
		if (!parser_failed(parser) && !filter_take(&parser->lexer, ')'))
			parser_refuse_next(parser, ", or )");
	} else {
		struct filter_span word = filter_take_word(&parser->lexer);
		if (word.len == 0 || !parse_list_macro(parser, check, word))
			parser_refuse(parser, open, "a list: (a, b)", "%s needs a list of values in parentheses",
				      filter_op_name(check->op));
	}
}

// Values with commas between, in parentheses or not; without them there must be a comma.
static bool is_list_text(const char *text, size_t len)
{
	struct filter_lexer lexer = {.text = text, .len = len};
	AUTO_VALUE(buffer) struct buffer value;
	buffer_init(&value, FILTER_TEXT_MAX);
	filter_skip_blanks(&lexer);
	bool parenthesis = filter_take(&lexer, '(');
	unsigned n = 0;
	struct filter_span span;
	do {
		filter_skip_blanks(&lexer);
		enum filter_value_form form = filter_take_value(&lexer, &span, &value);
		if (form == FILTER_VALUE_NONE || form == FILTER_VALUE_OPEN)
			return false;
		filter_skip_blanks(&lexer);
		n++;
	} while (filter_take(&lexer, ','));
	bool closed = parenthesis ? filter_take(&lexer, ')') : n > 1;
	filter_skip_blanks(&lexer);
	return closed && filter_at_end(&lexer);
}

bool filter_is_list_text(const char *text, size_t len)
{
	return len <= FILTER_TEXT_MAX && is_list_text(text, len);
}
