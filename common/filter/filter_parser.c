// SPDX-License-Identifier: Apache-2.0
// The grammar, by recursive descent:
//   or = and {"or" and}    and = not {"and" not}    not = "not" not | "(" or ")" | macro | check
//   check = field "exists" | field op value | field list_op ( "(" value {"," value} ")" | macro )
// A macro is parsed where it stands, so the tree has none; what is wrong in it is told at its place in the outermost text.
#include "common/base/alloc.h"
#include "common/event/event.h"
#include "common/filter/filter_text.h"
#include "common/syscalls/names.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MACRO_BYTES_MAX (1u << 20) // of all macros opened, however often
#define SHOWN_MAX       60u        // bytes of the text that a message repeats

// A macro being opened, and those around it.
struct opened {
	const char *name;
	size_t len;
	struct filter_span place; // in the outermost text
	const struct opened *outer;
};

struct parser {
	struct filter_lexer lexer;
	const struct filter_macros *macros;
	const struct opened *opened; // NULL in the text itself
	unsigned depth;
	size_t checks, values, macro_bytes;
	int code; // positive errno, once something is wrong
	struct filter_error error;
};

static const char expected_start[] = "a field, a macro, not or (";

// --- what is wrong ---

static bool failed(const struct parser *parser)
{
	return parser->code != 0;
}

// "in macro a: " for the outermost one, which is what stands in the text.
static size_t format_place(const struct parser *parser, char *text, size_t size)
{
	const struct opened *at = parser->opened;
	while (at && at->outer)
		at = at->outer;
	text[0] = '\0';
	if (at)
		(void)snprintf(text, size, "in macro %.*s: ", (int)at->len, at->name);
	return strlen(text);
}

// The first error stays.
__attribute__((format(printf, 4, 5))) static void refuse(struct parser *parser, struct filter_span span,
							 const char *expected, const char *format, ...)
{
	if (failed(parser))
		return;
	parser->code = EINVAL;
	struct filter_error *error = &parser->error;
	const struct opened *at = parser->opened;
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

__attribute__((format(printf, 3, 4))) static void refuse_size(struct parser *parser, struct filter_span span,
							      const char *format, ...)
{
	if (failed(parser))
		return;
	char text[100];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	refuse(parser, span, "", "%s", text);
	parser->code = E2BIG;
}

static void set_nearest(struct parser *parser, const char *name)
{
	(void)snprintf(parser->error.nearest, sizeof(parser->error.nearest), "%s", name);
}

// A piece of the text as a message can have it: short, and what is no text as "?".
struct shown {
	char text[SHOWN_MAX + 8];
};

static struct shown show(const struct parser *parser, struct filter_span span)
{
	struct shown shown = {.text = ""};
	const char *from = parser->lexer.text + span.at;
	size_t out = 0;
	for (size_t i = 0; i < span.len;) {
		size_t n = filter_utf8_length(from + i, span.len - i);
		if (out + (n ? n : 1) > SHOWN_MAX) {
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

static void refuse_next(struct parser *parser, const char *expected)
{
	struct filter_span span = filter_peek_anything(&parser->lexer);
	if (span.len == 0)
		refuse(parser, span, expected, parser->opened ? "it ends too early" : "the filter ends too early");
	else
		refuse(parser, span, expected, "%s is not expected here", show(parser, span).text);
}

static bool enter(struct parser *parser, struct filter_span span)
{
	if (++parser->depth > FILTER_NESTING_MAX)
		refuse_size(parser, span, "more than %u parentheses, nots and macros one in another",
			    FILTER_NESTING_MAX);
	return !failed(parser);
}

// --- macros ---

static bool is_macro_name(const char *name, size_t len)
{
	return len > 0 && (name[0] < '0' || name[0] > '9') && !memchr(name, '.', len) && !filter_is_keyword(name, len);
}

// Is it being opened already? Then the cycle is told.
static bool is_cycle(struct parser *parser, struct filter_span span)
{
	const char *name = parser->lexer.text + span.at;
	const struct opened *at = parser->opened;
	while (at && (at->len != span.len || memcmp(at->name, name, span.len) != 0))
		at = at->outer;
	if (!at)
		return false;
	char path[120] = "";
	size_t used = 0;
	for (const struct opened *step = parser->opened; used < sizeof(path); step = step->outer) {
		char before[sizeof(path)];
		memcpy(before, path, sizeof(path));
		used = (size_t)snprintf(path, sizeof(path), "%.*s → %s", (int)step->len, step->name, before);
		if (step == at)
			break;
	}
	if (used >= sizeof(path))
		(void)snprintf(path, sizeof(path), "… → ");
	refuse(parser, span, "", "macro %.*s stands for itself: %s%.*s", (int)at->len, at->name, path, (int)at->len,
	       at->name);
	return true;
}

static bool find_macro(struct parser *parser, struct filter_span span, struct buffer *ret_text)
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
		refuse_size(parser, span, "macro %s is longer than %u bytes", show(parser, span).text, FILTER_TEXT_MAX);
	else if (parser->macro_bytes > MACRO_BYTES_MAX)
		refuse_size(parser, span, "the macros make more than %u bytes", MACRO_BYTES_MAX);
	return true;
}

// What a macro's text was opened in.
struct resume {
	struct filter_lexer lexer;
	const struct opened *opened;
	struct opened here;
};

static void open_macro(struct parser *parser, struct filter_span span, const struct buffer *text, struct resume *resume)
{
	resume->lexer = parser->lexer;
	resume->opened = parser->opened;
	resume->here = (struct opened){parser->lexer.text + span.at, span.len, span, parser->opened};
	parser->opened = &resume->here;
	parser->lexer = (struct filter_lexer){.text = buffer_text(text), .len = text->len};
	(void)enter(parser, span);
}

static void close_macro(struct parser *parser, const struct resume *resume)
{
	parser->depth--;
	parser->lexer = resume->lexer;
	parser->opened = resume->opened;
}

static struct filter_node *parse_or(struct parser *parser);

static void refuse_name(struct parser *parser, struct filter_span span, const char *what)
{
	const char *word = parser->lexer.text + span.at;
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, word, span.len);
	for (size_t i = 0; i < FILTER_FIELDS; i++)
		filter_nearest_offer(&nearest, filter_fields[i].name);
	filter_nearest_offer(&nearest, "not");
	refuse(parser, span, expected_start, "there is no %s %s", what, show(parser, span).text);
	set_nearest(parser, nearest.name);
}

static struct filter_node *parse_macro(struct parser *parser, struct filter_span span)
{
	struct buffer text;
	if (is_cycle(parser, span))
		return NULL;
	if (!find_macro(parser, span, &text)) {
		refuse_name(parser, span, "field or macro");
		return NULL;
	}
	struct resume resume;
	open_macro(parser, span, &text, &resume);
	struct filter_node *node = parse_or(parser);
	if (!failed(parser) && !filter_at_end(&parser->lexer))
		refuse_next(parser, "and, or, or its end");
	close_macro(parser, &resume);
	buffer_done(&text);
	return node;
}

// --- values ---

static void add_value(struct parser *parser, struct filter_node *check, struct filter_span span, struct buffer *text)
{
	if (text->failed) {
		refuse_size(parser, span, "a value has more than %u bytes", FILTER_VALUE_MAX);
	} else if (++parser->values > FILTER_VALUES_MAX) {
		refuse_size(parser, span, "more than %u values", FILTER_VALUES_MAX);
	} else if (memchr(buffer_text(text), '\0', text->len)) {
		refuse(parser, span, "", "a value cannot have a NUL byte");
	}
	if (failed(parser))
		return;
	struct filter_value value;
	struct filter_error problem;
	char *copy = xstrndup(buffer_text(text), text->len);
	if (filter_value_parse(check->field, check->argument, check->op, copy, text->len, &value, &problem) < 0) {
		refuse(parser, span, problem.expected, "%s", problem.text);
		set_nearest(parser, problem.nearest);
		return;
	}
	check->values = filter_grow(check->values, check->n_values, sizeof(*check->values));
	check->values[check->n_values++] = value;
}

static bool take_value(struct parser *parser, const char *expected, struct filter_span *ret_span, struct buffer *text,
		       enum filter_value_form *ret_form)
{
	filter_skip_blanks(&parser->lexer);
	*ret_form = filter_take_value(&parser->lexer, ret_span, text);
	if (*ret_form == FILTER_VALUE_NONE)
		refuse_next(parser, expected);
	else if (*ret_form == FILTER_VALUE_OPEN)
		refuse(parser, *ret_span, *(parser->lexer.text + ret_span->at) == '"' ? "a closing \"" : "a closing '",
		       "the quote is not closed");
	return !failed(parser);
}

static bool is_list_text(const char *text, size_t len);
static void parse_list_inside(struct parser *parser, struct filter_node *check);

// A name in a list that stands for a list.
static bool parse_list_macro(struct parser *parser, struct filter_node *check, struct filter_span span)
{
	struct buffer text;
	if (!find_macro(parser, span, &text))
		return false;
	bool is_list = !failed(parser) && is_list_text(buffer_text(&text), text.len);
	if (is_list && !is_cycle(parser, span)) {
		struct resume resume;
		open_macro(parser, span, &text, &resume);
		filter_skip_blanks(&parser->lexer);
		bool parenthesis = filter_take(&parser->lexer, '(');
		parse_list_inside(parser, check);
		if (parenthesis)
			(void)filter_take(&parser->lexer, ')');
		close_macro(parser, &resume);
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
	if (!take_value(parser, filter_type_expected(check->field->type), &span, &text, &form))
		return;
	if (form == FILTER_VALUE_BARE && parse_list_macro(parser, check, span))
		return;
	add_value(parser, check, span, &text);
}

// Up to what is no comma.
static void parse_list_inside(struct parser *parser, struct filter_node *check)
{
	do {
		parse_list_item(parser, check);
		filter_skip_blanks(&parser->lexer);
	} while (!failed(parser) && filter_take(&parser->lexer, ','));
}

static void parse_list(struct parser *parser, struct filter_node *check)
{
	filter_skip_blanks(&parser->lexer);
	struct filter_span open = filter_peek_anything(&parser->lexer);
	if (filter_take(&parser->lexer, '(')) {
		filter_skip_blanks(&parser->lexer);
		if (filter_take(&parser->lexer, ')')) {
			refuse(parser, open, filter_type_expected(check->field->type), "the list is empty");
			return;
		}
		parse_list_inside(parser, check);
		if (!failed(parser) && !filter_take(&parser->lexer, ')'))
			refuse_next(parser, ", or )");
	} else {
		struct filter_span word = filter_take_word(&parser->lexer);
		if (word.len == 0 || !parse_list_macro(parser, check, word))
			refuse(parser, open, "a list: (a, b)", "%s needs a list of values in parentheses",
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

// --- checks ---

static void parse_index(struct parser *parser, struct filter_node *check, struct filter_span span)
{
	const char *text = parser->lexer.text + span.at;
	unsigned most = check->field->argument == FILTER_ARGUMENT_NAME ? RECORD_ARGS - 1 : EVENT_ANCESTORS_MAX;
	int32_t index = 0;
	for (uint32_t i = 0; i < span.len && index >= 0; i++)
		index = text[i] >= '0' && text[i] <= '9' && index <= (int32_t)most ? index * 10 + (text[i] - '0') : -1;
	if (span.len == 0 || index < 0 || index > (int32_t)most)
		refuse(parser, span, "a number", "%s[…] has numbers from 0 to %u", check->field->name, most);
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
	refuse(parser, span, "the name of an argument", "no system call has an argument %s", show(parser, span).text);
	set_nearest(parser, nearest.name);
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
			refuse(parser, name, "evt.arg.flags or evt.arg[1]",
			       "%s needs the name or the number of an argument", check->field->name);
		return;
	}
	if (check->field->argument == FILTER_NO_ARGUMENT) {
		refuse(parser, name, "an operator", "%s has no [argument]", check->field->name);
		return;
	}
	struct filter_span inside;
	if (!filter_take_index(&parser->lexer, &inside)) {
		refuse_next(parser, "]");
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
			refuse(parser, span, expected, "%s needs an operator", check->field->name);
		else
			refuse(parser, span, expected, "there is no operator %s", show(parser, span).text);
		set_nearest(parser, nearest.name);
	} else if (!filter_op_fits(check->op, check->field->type)) {
		refuse(parser, span, expected, "%s does not go with %s, which is of type %s", filter_op_name(check->op),
		       check->field->name, filter_type_name(check->field->type));
	}
}

static void parse_one_value(struct parser *parser, struct filter_node *check)
{
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, FILTER_VALUE_MAX);
	struct filter_span span;
	enum filter_value_form form;
	if (take_value(parser, filter_type_expected(check->field->type), &span, &text, &form))
		add_value(parser, check, span, &text);
}

static struct filter_node *parse_check(struct parser *parser, struct filter_span span)
{
	struct filter_span name = span;
	bool named;
	const struct filter_field *field = filter_find_field(parser->lexer.text, &name, &named);
	if (!field) {
		refuse_name(parser, span, "field");
		return NULL;
	}
	if (++parser->checks > FILTER_CHECKS_MAX)
		refuse_size(parser, span, "more than %u conditions", FILTER_CHECKS_MAX);
	AUTO(filter_node) struct filter_node *check = filter_node_new(FILTER_NODE_CHECK);
	check->at = parser->opened ? 0 : span.at;
	check->field = field;
	parse_field_argument(parser, check, name, named);
	if (!failed(parser))
		parse_op(parser, check);
	if (failed(parser))
		return NULL;
	if (filter_op_is_list(check->op))
		parse_list(parser, check);
	else if (check->op != FILTER_EXISTS)
		parse_one_value(parser, check);
	return failed(parser) ? NULL : take_ptr(&check);
}

// --- the tree ---

static struct filter_node *parse_parentheses(struct parser *parser, struct filter_span open)
{
	if (!enter(parser, open))
		return NULL;
	struct filter_node *node = parse_or(parser);
	filter_skip_blanks(&parser->lexer);
	if (!failed(parser) && !filter_take(&parser->lexer, ')'))
		refuse_next(parser, "and, or, or )");
	parser->depth--;
	return node;
}

static bool word_is(const struct parser *parser, struct filter_span span, const char *word)
{
	return strlen(word) == span.len && memcmp(parser->lexer.text + span.at, word, span.len) == 0;
}

static struct filter_node *parse_not(struct parser *parser)
{
	if (failed(parser))
		return NULL;
	filter_skip_blanks(&parser->lexer);
	struct filter_span start = filter_peek_anything(&parser->lexer);
	if (filter_take(&parser->lexer, '('))
		return parse_parentheses(parser, (struct filter_span){start.at, 1});
	struct filter_span word = filter_take_word(&parser->lexer);
	if (word.len == 0 || word_is(parser, word, "and") || word_is(parser, word, "or")) {
		parser->lexer.pos = start.at;
		refuse_next(parser, expected_start);
		return NULL;
	}
	if (!word_is(parser, word, "not")) {
		bool dots = memchr(parser->lexer.text + word.at, '.', word.len) != NULL;
		bool index = !filter_at_end(&parser->lexer) && parser->lexer.text[parser->lexer.pos] == '[';
		return dots || index ? parse_check(parser, word) : parse_macro(parser, word);
	}
	if (!enter(parser, word))
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
		if (failed(parser)) {
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

static struct filter_node *parse_or(struct parser *parser)
{
	return parse_chain(parser, FILTER_NODE_OR, "or", parse_and);
}

static void refuse_rest(struct parser *parser)
{
	struct filter_span span = filter_peek_anything(&parser->lexer);
	refuse_next(parser, "and, or, or the end");
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, parser->lexer.text + span.at, span.len);
	filter_nearest_offer(&nearest, "and");
	filter_nearest_offer(&nearest, "or");
	set_nearest(parser, nearest.name);
}

static struct filter_node *parse_text(struct parser *parser)
{
	size_t len = parser->lexer.len;
	if (len > FILTER_TEXT_MAX) {
		refuse_size(parser, (struct filter_span){FILTER_TEXT_MAX, (uint32_t)(len - FILTER_TEXT_MAX)},
			    "the filter is longer than %u bytes", FILTER_TEXT_MAX);
		return NULL;
	}
	filter_skip_blanks(&parser->lexer);
	if (filter_at_end(&parser->lexer))
		return filter_node_new(FILTER_NODE_ALL);
	struct filter_node *root = parse_or(parser);
	if (!failed(parser) && !filter_at_end(&parser->lexer))
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
	if (failed(&parser))
		return report(&parser, ret_details, err);
	*ret_filter = filter_new(take_ptr(&root));
	return 0;
}
