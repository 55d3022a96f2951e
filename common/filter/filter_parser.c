// SPDX-License-Identifier: Apache-2.0
// The grammar, by recursive descent:
//   or = and {"or" and}    and = not {"and" not}    not = "not" not | "(" or ")" | macro | check
//   check = field "exists" | field op value | field list_op ( "(" value {"," value} ")" | macro )
// A macro is parsed where it stands, so the tree has none; what is wrong in it is told at its place in the outermost text.
#include "common/base/alloc.h"
#include "common/event/event.h"
#include "common/filter/filter_parser_private.h"
#include "common/syscalls/names.h"

#include <stdio.h>
#include <string.h>

static void parse_index(struct parser *parser, struct filter_node *check, struct filter_span span)
{
	const char *text = parser->lexer.text + span.at;
	unsigned most = check->field->argument == FILTER_ARGUMENT_NAME ? RECORD_ARGS - 1 : EVENT_ANCESTORS_MAX;
	int32_t index = 0;
	for (uint32_t i = 0; i < span.len && index >= 0; i++)
		index = text[i] >= '0' && text[i] <= '9' && index <= (int32_t)most ? index * 10 + (text[i] - '0') : -1;
	if (span.len == 0 || index < 0 || index > (int32_t)most)
		parser_refuse(parser, span, "a number", "%s[…] has numbers from 0 to %u", check->field->name, most);
	check->index = index;
}

static void parse_argument_name(struct parser *parser, struct filter_node *check, struct filter_span span)
{
	AUTO_FREE char *name = xstrndup(parser->lexer.text + span.at, span.len);
	if (syscall_arg_name_known(name)) {
		check->argument = take_ptr(&name);
		return;
	}
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, name, span.len);
	size_t cursor = 0;
	for (const char *known; (known = syscall_next_arg_name(&cursor));)
		filter_nearest_offer(&nearest, known);
	parser_refuse(parser, span, "the name of an argument", "no system call has an argument %s",
		      parser_show(parser, span).text);
	parser_set_nearest(parser, nearest.name);
}

const struct filter_field *filter_find_field(const char *text, struct filter_span *span, bool *ret_named)
{
	const char *name = text + span->at;
	const struct filter_field *field = filter_field_find(name, span->len);
	*ret_named = false;
	for (uint32_t len = span->len; !field && len-- > 0;) {
		field = name[len] == '.' ? filter_field_find(name, len) : NULL;
		if (!field)
			continue;
		if (field->argument != FILTER_ARGUMENT_NAME || len + 1 == span->len)
			return NULL;
		*ret_named = true;
		span->at += len + 1;
		span->len -= len + 1;
	}
	return field;
}

static void parse_field_argument(struct parser *parser, struct filter_node *check, struct filter_span name, bool named)
{
	if (named) {
		parse_argument_name(parser, check, name);
		return;
	}
	if (!filter_take(&parser->lexer, '[')) {
		if (check->field->argument == FILTER_ARGUMENT_NAME)
			parser_refuse(parser, name, "evt.arg.flags or evt.arg[1]",
				      "%s needs the name or the number of an argument", check->field->name);
		return;
	}
	if (check->field->argument == FILTER_NO_ARGUMENT) {
		parser_refuse(parser, name, "an operator", "%s has no [argument]", check->field->name);
		return;
	}
	struct filter_span inside;
	if (!filter_take_index(&parser->lexer, &inside)) {
		parser_refuse_next(parser, "]");
		return;
	}
	char first = inside.len ? parser->lexer.text[inside.at] : '0';
	if (check->field->argument == FILTER_ARGUMENT_NAME && (first < '0' || first > '9'))
		parse_argument_name(parser, check, inside);
	else
		parse_index(parser, check, inside);
}

static void list_ops(enum filter_type type, char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size, "one of");
	for (int op = 0; op < FILTER_OPS && used < size; op++)
		if (filter_op_fits((enum filter_op)op, type))
			used += (size_t)snprintf(text + used, size - used, " %s", filter_op_name((enum filter_op)op));
}

static void parse_op(struct parser *parser, struct filter_node *check)
{
	filter_skip_blanks(&parser->lexer);
	char expected[sizeof(parser->error.expected)];
	list_ops(check->field->type, expected, sizeof(expected));
	struct filter_span span = filter_take_op(&parser->lexer, &check->op);
	if (check->op == FILTER_OPS) {
		struct filter_nearest nearest;
		filter_nearest_init(&nearest, parser->lexer.text + span.at, span.len);
		for (int op = FILTER_CONTAINS; op < FILTER_OPS; op++)
			filter_nearest_offer(&nearest, filter_op_name((enum filter_op)op));
		if (span.len == 0)
			parser_refuse(parser, span, expected, "%s needs an operator", check->field->name);
		else
			parser_refuse(parser, span, expected, "there is no operator %s",
				      parser_show(parser, span).text);
		parser_set_nearest(parser, nearest.name);
	} else if (!filter_op_fits(check->op, check->field->type)) {
		parser_refuse(parser, span, expected, "%s does not go with %s, which is of type %s",
			      filter_op_name(check->op), check->field->name, filter_type_name(check->field->type));
	}
}

static void parse_one_value(struct parser *parser, struct filter_node *check)
{
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, FILTER_VALUE_MAX);
	struct filter_span span;
	enum filter_value_form form;
	if (parser_take_value(parser, filter_type_expected(check->field->type), &span, &text, &form))
		parser_add_value(parser, check, span, &text);
}

static struct filter_node *parse_check(struct parser *parser, struct filter_span span)
{
	struct filter_span name = span;
	bool named;
	const struct filter_field *field = filter_find_field(parser->lexer.text, &name, &named);
	if (!field) {
		parser_refuse_name(parser, span, "field");
		return NULL;
	}
	if (++parser->checks > FILTER_CHECKS_MAX)
		parser_refuse_size(parser, span, "more than %u conditions", FILTER_CHECKS_MAX);
	AUTO(filter_node) struct filter_node *check = filter_node_new(FILTER_NODE_CHECK);
	check->at = parser->opened ? 0 : span.at;
	check->field = field;
	parse_field_argument(parser, check, name, named);
	if (!parser_failed(parser))
		parse_op(parser, check);
	if (parser_failed(parser))
		return NULL;
	if (filter_op_is_list(check->op))
		parser_list(parser, check);
	else if (check->op != FILTER_EXISTS)
		parse_one_value(parser, check);
	return parser_failed(parser) ? NULL : take_ptr(&check);
}

static struct filter_node *parse_parentheses(struct parser *parser, struct filter_span open)
{
	if (!parser_enter(parser, open))
		return NULL;
	struct filter_node *node = parser_or(parser);
	filter_skip_blanks(&parser->lexer);
	if (!parser_failed(parser) && !filter_take(&parser->lexer, ')'))
		parser_refuse_next(parser, "and, or, or )");
	parser->depth--;
	return node;
}

static bool word_is(const struct parser *parser, struct filter_span span, const char *word)
{
	return strlen(word) == span.len && memcmp(parser->lexer.text + span.at, word, span.len) == 0;
}

static struct filter_node *parse_not(struct parser *parser)
{
	if (parser_failed(parser))
		return NULL;
	filter_skip_blanks(&parser->lexer);
	struct filter_span start = filter_peek_anything(&parser->lexer);
	if (filter_take(&parser->lexer, '('))
		return parse_parentheses(parser, (struct filter_span){start.at, 1});
	struct filter_span word = filter_take_word(&parser->lexer);
	if (word.len == 0 || word_is(parser, word, "and") || word_is(parser, word, "or")) {
		parser->lexer.pos = start.at;
		parser_refuse_next(parser, PARSER_EXPECTED_START);
		return NULL;
	}
	if (!word_is(parser, word, "not")) {
		bool dots = memchr(parser->lexer.text + word.at, '.', word.len) != NULL;
		bool index = !filter_at_end(&parser->lexer) && parser->lexer.text[parser->lexer.pos] == '[';
		return dots || index ? parse_check(parser, word) : parser_macro(parser, word);
	}
	if (!parser_enter(parser, word))
		return NULL;
	struct filter_node *inner = parse_not(parser);
	parser->depth--;
	if (!inner)
		return NULL;
	struct filter_node *node = filter_node_new(FILTER_NODE_NOT);
	node->at = parser->opened ? 0 : word.at;
	filter_node_add(node, inner);
	return node;
}

// Takes the word when it is next.
static bool take_keyword(struct parser *parser, const char *keyword)
{
	filter_skip_blanks(&parser->lexer);
	size_t before = parser->lexer.pos;
	if (word_is(parser, filter_take_word(&parser->lexer), keyword))
		return true;
	parser->lexer.pos = before;
	return false;
}

static struct filter_node *parse_chain(struct parser *parser, enum filter_node_kind kind, const char *keyword,
				       struct filter_node *(*parse_part)(struct parser *parser))
{
	AUTO(filter_node) struct filter_node *chain = NULL;
	for (;;) {
		struct filter_node *part = parse_part(parser);
		if (parser_failed(parser)) {
			filter_node_free(part);
			return NULL;
		}
		if (chain)
			filter_node_add(chain, part);
		if (!take_keyword(parser, keyword))
			return chain ? take_ptr(&chain) : part;
		if (chain)
			continue;
		chain = filter_node_new(kind);
		chain->at = part->at;
		filter_node_add(chain, part);
	}
}

static struct filter_node *parse_and(struct parser *parser)
{
	return parse_chain(parser, FILTER_NODE_AND, "and", parse_not);
}

struct filter_node *parser_or(struct parser *parser)
{
	return parse_chain(parser, FILTER_NODE_OR, "or", parse_and);
}

static void refuse_rest(struct parser *parser)
{
	struct filter_span span = filter_peek_anything(&parser->lexer);
	parser_refuse_next(parser, "and, or, or the end");
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, parser->lexer.text + span.at, span.len);
	filter_nearest_offer(&nearest, "and");
	filter_nearest_offer(&nearest, "or");
	parser_set_nearest(parser, nearest.name);
}

static struct filter_node *parse_text(struct parser *parser)
{
	size_t len = parser->lexer.len;
	if (len > FILTER_TEXT_MAX) {
		parser_refuse_size(parser, (struct filter_span){FILTER_TEXT_MAX, (uint32_t)(len - FILTER_TEXT_MAX)},
				   "the filter is longer than %u bytes", FILTER_TEXT_MAX);
		return NULL;
	}
	filter_skip_blanks(&parser->lexer);
	if (filter_at_end(&parser->lexer))
		return filter_node_new(FILTER_NODE_ALL);
	struct filter_node *root = parser_or(parser);
	if (!parser_failed(parser) && !filter_at_end(&parser->lexer))
		refuse_rest(parser);
	return root;
}

static int report(const struct parser *parser, struct filter_error *ret_details, struct error *err)
{
	const struct filter_error *error = &parser->error;
	if (ret_details)
		*ret_details = *error;
	const char *join = error->nearest[0] ? "; did you mean " : error->expected[0] ? "; expected " : "";
	const char *hint = error->nearest[0] ? error->nearest : error->expected;
	const char *end = error->nearest[0] ? "?" : "";
	return error_set(err, parser->code, "position %u: %s%s%s%s", error->at + 1, error->text, join, hint, end);
}

int filter_parse(const char *text, size_t len, const struct filter_macros *macros, struct filter **ret_filter,
		 struct filter_error *ret_details, struct error *err)
{
	struct parser parser = {.lexer = {.text = text, .len = len}, .macros = macros};
	AUTO(filter_node) struct filter_node *root = parse_text(&parser);
	if (parser_failed(&parser))
		return report(&parser, ret_details, err);
	*ret_filter = filter_new(take_ptr(&root));
	return 0;
}
