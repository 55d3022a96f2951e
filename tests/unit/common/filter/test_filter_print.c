// SPDX-License-Identifier: Apache-2.0
#include "common/base/alloc.h"
#include "common/event/event.h"
#include "common/filter/filter_known.h"
#include "tests/unit/common/filter/filter_support.h"

#include <inttypes.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define TREES         50000u
#define DEPTH_MAX     6u

static uint64_t state;

static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 11) % n);
}

// --- random trees, made without the parser ---

static void random_text(char *text, size_t size)
{
	static const char *const pieces[] = {"a",  "Z", "0",   "/",   ".",   "_",    " ",      "'",   "\"",
					     "\\", "(", ")",   ",",   "=",   "|",    "\n",     "\t",  "<",
					     ">",  "!", "and", "or",  "not", "\x1b", "\xff",   "ü",   "€",
					     "[",  "]", "{",   "\\x", "*",   "-",    "exists", "\x7f"};
	text[0] = '\0';
	for (unsigned i = below(7); i > 0; i--) {
		const char *piece = pieces[below(LENGTH(pieces))];
		if (strlen(text) + strlen(piece) < size)
			(void)strncat(text, piece, size - strlen(text) - 1);
	}
}

// What fields are known to have, collected once.
static struct {
	size_t n;
	char values[700][32];
} known[FILTER_FIELDS];

static void collect(void *ctx, const char *value, const char *help)
{
	(void)help;
	size_t i = *(const size_t *)ctx;
	if (known[i].n < LENGTH(known[i].values))
		(void)snprintf(known[i].values[known[i].n++], sizeof(known[i].values[0]), "%s", value);
}

static void collect_all(void)
{
	for (size_t i = 0; i < FILTER_FIELDS; i++)
		filter_known_values(&filter_fields[i], i == FIELD_EVT_ARG ? "flags" : NULL, collect, &i);
}

static void random_number(char *text, size_t size, bool negative)
{
	static const char *const formats[] = {"%" PRIu64, "0x%" PRIx64, "0%" PRIo64};
	uint64_t number = below(2) ? below(1000) : (uint64_t)below(1u << 30) << below(32);
	size_t sign = negative && below(3) == 0;
	text[0] = '-';
	(void)snprintf(text + sign, size - sign, formats[below(LENGTH(formats))], number);
}

static void random_typed(const struct filter_node *check, char *text, size_t size)
{
	static const char *const units[] = {"", "ns", "us", "ms", "s", "m", "h"};
	switch (check->field->type) {
	case FILTER_NUMBER:
		random_number(text, size, true);
		break;
	case FILTER_SIZE:
		(void)snprintf(text, size, "%u.%u%s", below(100), below(100), below(2) ? "k" : "M");
		break;
	case FILTER_DURATION:
		(void)snprintf(text, size, "%u.%u%s", below(100), below(100), units[below(LENGTH(units))]);
		break;
	case FILTER_TIME:
		(void)snprintf(text, size, "2026-%02u-%02uT%02u:%02u:%02u.%uZ", 1 + below(12), 1 + below(28), below(24),
			       below(60), below(60), below(1000));
		break;
	case FILTER_ADDRESS:
		(void)snprintf(text, size, below(2) ? "10.0.%u.%u" : "fd00::%x:%x", below(256), below(256));
		break;
	case FILTER_NET:
		(void)snprintf(text, size, below(2) ? "10.%u.0.0/%u" : "fd00:%x::/%u", below(256), below(33));
		break;
	case FILTER_PORT:
		(void)snprintf(text, size, "%u", below(65536));
		break;
	default:
		random_text(text, size);
	}
}

static void add_random_value(struct filter_node *check)
{
	char text[128];
	size_t id = check->field->id;
	struct filter_error problem;
	struct filter_value value;
	do { // not every text is a value of every field
		if (known[id].n && below(4))
			(void)snprintf(text, sizeof(text), "%s", known[id].values[below((unsigned)known[id].n)]);
		else
			random_typed(check, text, sizeof(text));
	} while (filter_value_parse(check->field, check->argument, check->op, xstrdup(text), strlen(text), &value,
				    &problem) < 0);
	check->values = filter_grow(check->values, check->n_values, sizeof(*check->values));
	check->values[check->n_values++] = value;
}

static struct filter_node *random_check(void)
{
	static const char *const arguments[] = {"flags", "path", "mode", "fd", "addr"};
	struct filter_node *check = filter_node_new(FILTER_NODE_CHECK);
	check->field = &filter_fields[below(FILTER_FIELDS)];
	do
		check->op = (enum filter_op)below(FILTER_OPS);
	while (!filter_op_fits(check->op, check->field->type));
	if (check->field->argument == FILTER_ARGUMENT_NAME && below(3))
		check->argument = xstrdup(arguments[below(LENGTH(arguments))]);
	else if (check->field->argument == FILTER_ARGUMENT_NAME ||
		 (check->field->argument == FILTER_ARGUMENT_INDEX && below(2)))
		check->index = (int32_t)below(RECORD_ARGS);
	unsigned n = check->op == FILTER_EXISTS ? 0 : filter_op_is_list(check->op) ? 1 + below(4) : 1;
	while (n-- > 0)
		add_random_value(check);
	return check;
}

static struct filter_node *random_tree(unsigned depth)
{
	static const enum filter_node_kind kinds[] = {FILTER_NODE_AND, FILTER_NODE_OR, FILTER_NODE_NOT};
	if (depth == 0 || below(3) == 0)
		return random_check();
	struct filter_node *node = filter_node_new(kinds[below(LENGTH(kinds))]);
	for (unsigned n = node->kind == FILTER_NODE_NOT ? 1 : 2 + below(3); n > 0; n--)
		filter_node_add(node, random_tree(depth - 1));
	return node;
}

START_TEST(what_is_printed_parses_as_the_same_tree)
{
	state = 0x243f6a8885a308d3ull;
	collect_all();
	AUTO_VALUE(buffer) struct buffer text, again;
	buffer_init(&text, 1u << 20);
	buffer_init(&again, 1u << 20);
	unsigned trees = 0;
	while (trees < TREES) {
		AUTO(filter_node) struct filter_node *tree = random_tree(below(DEPTH_MAX));
		buffer_clear(&text);
		filter_print_node(tree, &text);
		if (text.len > FILTER_TEXT_MAX)
			continue;
		trees++;
		AUTO(filter) struct filter *parsed = NULL;
		struct error err;
		int r = filter_parse(buffer_text(&text), text.len, NULL, &parsed, NULL, &err);
		if (r < 0) // Check writes to a file for each assertion: there would be too many
			ck_abort_msg("%s: %s", buffer_text(&text), err.text);
		buffer_clear(&again);
		filter_print(parsed, &again);
		AUTO(filter_node) struct filter_node *copy = filter_node_copy(parsed->root);
		if (!filter_node_equal(tree, parsed->root) || !filter_node_equal(copy, tree) ||
		    strcmp(buffer_text(&again), buffer_text(&text)) != 0)
			ck_abort_msg("%s became %s", buffer_text(&text), buffer_text(&again));
	}
}
END_TEST

START_TEST(what_is_printed_is_text_on_one_line)
{
	state = 0x13198a2e03707344ull;
	collect_all();
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, 1u << 20);
	for (unsigned i = 0; i < 2000; i++) {
		AUTO(filter_node) struct filter_node *tree = random_tree(2);
		buffer_clear(&text);
		filter_print_node(tree, &text);
		for (size_t at = 0, n; at < text.len; at += n) {
			n = filter_utf8_length((const char *)text.data + at, text.len - at);
			if (n == 0 || text.data[at] < 0x20 || text.data[at] == 0x7f)
				ck_abort_msg("%s", buffer_text(&text));
		}
	}
}
END_TEST

START_TEST(what_is_too_long_for_the_buffer_is_told)
{
	AUTO(filter) struct filter *filter = parse_good("proc.name = abcdefghij");
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 10);
	filter_print(filter, &out);
	ck_assert(out.failed);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_set_timeout(tests, 100);
	tcase_add_test(tests, what_is_printed_parses_as_the_same_tree);
	tcase_add_test(tests, what_is_printed_is_text_on_one_line);
	tcase_add_test(tests, what_is_too_long_for_the_buffer_is_told);
}
