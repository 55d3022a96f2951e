// SPDX-License-Identifier: Apache-2.0
// One condition of the tree as a test: its constants in the form that is fastest to compare with. "a != b" is "not a = b": both
// are true when there is no a.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/filter/filter_internal.h"
#include "common/syscalls/arguments.h"

#define ERROR_FIRST (-1)
#define ERROR_LAST  (-4095)
#define HASH_FROM   8u // values; fewer are faster to look at one by one

// --- numbers ---

static int by_low(const void *a, const void *b)
{
	const struct filter_range *x = a, *y = b;
	return x->low < y->low ? -1 : x->low > y->low;
}

static void merge_ranges(struct filter_numbers *numbers)
{
	if (numbers->n == 0)
		return;
	qsort(numbers->ranges, numbers->n, sizeof(*numbers->ranges), by_low);
	size_t n = 1;
	for (size_t i = 1; i < numbers->n; i++) {
		struct filter_range *last = &numbers->ranges[n - 1];
		struct filter_range range = numbers->ranges[i];
		if (last->high == INT64_MAX || range.low <= last->high + 1)
			last->high = range.high > last->high ? range.high : last->high;
		else
			numbers->ranges[n++] = range;
	}
	numbers->n = n;
}

static void add_range(struct filter_numbers *numbers, int64_t low, int64_t high)
{
	if (low <= high)
		numbers->ranges[numbers->n++] = (struct filter_range){low, high};
}

static void add_order(struct filter_numbers *numbers, enum filter_op op, int64_t number)
{
	switch (op) {
	case FILTER_LT:
		if (number > INT64_MIN)
			add_range(numbers, INT64_MIN, number - 1);
		break;
	case FILTER_LE:
		add_range(numbers, INT64_MIN, number);
		break;
	case FILTER_GT:
		if (number < INT64_MAX)
			add_range(numbers, number + 1, INT64_MAX);
		break;
	case FILTER_GE:
		add_range(numbers, number, INT64_MAX);
		break;
	default:
		add_range(numbers, number, number);
	}
}

static void add_number(struct filter_numbers *numbers, const struct filter_field *field, enum filter_op op,
		       const struct filter_value *value)
{
	if (field->id == FIELD_EVT_FAILED) { // asked of evt.rawres
		add_range(numbers, ERROR_LAST, ERROR_FIRST);
	} else if (field->type == FILTER_RESULT && value->success) {
		add_range(numbers, INT64_MIN, ERROR_LAST - 1);
		add_range(numbers, ERROR_FIRST + 1, INT64_MAX);
	} else {
		add_order(numbers, op, field->type == FILTER_BOOL ? value->truth : value->number);
	}
}

static struct filter_numbers *new_numbers(struct filter_program *program, size_t n_values)
{
	struct filter_numbers *numbers = filter_arena_alloc(&program->arena, 1, sizeof(*numbers));
	numbers->ranges = filter_arena_alloc(&program->arena, n_values * 2, sizeof(*numbers->ranges));
	return numbers;
}

static const struct filter_numbers *compile_numbers(struct filter_program *program, const struct filter_node *node)
{
	struct filter_numbers *numbers = new_numbers(program, node->n_values);
	for (size_t i = 0; i < node->n_values; i++)
		add_number(numbers, node->field, node->op, &node->values[i]);
	merge_ranges(numbers);
	return numbers;
}

// --- texts ---

static bool is_equality(enum filter_op op)
{
	return op == FILTER_EQ || op == FILTER_IN || op == FILTER_INTERSECTS;
}

static void hash_texts(struct filter_program *program, struct filter_texts *texts)
{
	uint32_t size = 16;
	while (size < texts->n * 2)
		size *= 2;
	texts->mask = size - 1;
	texts->slots = filter_arena_alloc(&program->arena, size, sizeof(*texts->slots));
	texts->shortest = SIZE_MAX;
	for (size_t i = 0; i < texts->n; i++) {
		const struct filter_text *text = &texts->values[i];
		uint32_t slot = filter_text_hash(text->bytes, text->len) & texts->mask;
		while (texts->slots[slot])
			slot = (slot + 1) & texts->mask;
		texts->slots[slot] = (uint32_t)i + 1;
		texts->shortest = text->len < texts->shortest ? text->len : texts->shortest;
		texts->longest = text->len > texts->longest ? text->len : texts->longest;
	}
}

static struct filter_text compile_text(struct filter_program *program, enum filter_op op,
				       const struct filter_value *value)
{
	char *copy = filter_arena_text(&program->arena, value->text, value->len);
	struct filter_text text = {copy, value->len};
	if (op == FILTER_ICONTAINS)
		for (size_t i = 0; i < text.len; i++)
			copy[i] = filter_lower(copy[i]);
	// "/usr/" is the folder "/usr", "/" the folder "".
	while (op == FILTER_PMATCH && text.len > 0 && copy[text.len - 1] == '/')
		copy[--text.len] = '\0';
	return text;
}

static void compile_texts(struct filter_program *program, const struct filter_node *node, struct filter_texts *texts)
{
	texts->op = is_equality(node->op) ? FILTER_EQ : node->op;
	texts->n = node->n_values;
	texts->values = filter_arena_alloc(&program->arena, texts->n, sizeof(*texts->values));
	for (size_t i = 0; i < texts->n; i++)
		texts->values[i] = compile_text(program, node->op, &node->values[i]);
	if (texts->op == FILTER_EQ && texts->n >= HASH_FROM)
		hash_texts(program, texts);
	if (texts->op != FILTER_REGEX)
		return;
	// The tree's own regex may go before the program does.
	int r = regcomp(&texts->regex, texts->values[0].bytes, REG_EXTENDED | REG_NOSUB);
	assert(r == 0);
	if (r != 0) {
		texts->n = 0; // matches nothing
		return;
	}
	texts->next = program->regexes;
	program->regexes = texts;
}

// --- addresses ---

static const struct filter_nets *compile_nets(struct filter_program *program, const struct filter_node *node)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	struct filter_nets *nets = filter_arena_alloc(&program->arena, 1, sizeof(*nets));
	nets->n = node->n_values;
	nets->nets = filter_arena_alloc(&program->arena, nets->n, sizeof(*nets->nets));
	for (size_t i = 0; i < nets->n; i++) {
		const struct filter_value *value = &node->values[i];
		struct filter_net *net = &nets->nets[i];
		net->family = value->family;
		net->prefix = value->prefix;
		if (node->field->type == FILTER_ADDRESS && !net->prefix)
			net->prefix = net->family == 4 ? 32 : 128;
		memcpy(net->address, value->address, sizeof(net->address));
		if (net->family == 6 && net->prefix >= 96 && memcmp(net->address, mapped, sizeof(mapped)) == 0) {
			net->family = 4;
			net->prefix = (uint8_t)(net->prefix - 96);
			memmove(net->address, net->address + sizeof(mapped), 4);
		}
	}
	return nets;
}

// --- arguments ---

static bool is_names(const char *text)
{
	return *text && !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_|")];
}

static struct filter_argument_test *compile_argument(struct filter_program *program, const struct filter_node *node)
{
	struct filter_argument_test *test = filter_arena_alloc(&program->arena, 1, sizeof(*test));
	compile_texts(program, node, &test->texts);
	test->values = filter_arena_alloc(&program->arena, node->n_values, sizeof(*test->values));
	struct filter_numbers *numbers = new_numbers(program, node->n_values);
	for (size_t i = 0; i < node->n_values; i++) {
		const struct filter_value *value = &node->values[i];
		test->values[i].names = is_names(value->text);
		test->values[i].number_known = value->number_known;
		if (value->number_known)
			add_order(numbers, node->op, value->number);
		else
			test->some_text = true;
	}
	merge_ranges(numbers);
	test->numbers = *numbers;
	return test;
}

// Which bits a CONTAINS asks for depends on the list of names that the call's argument has.
static void compile_masks(struct filter_program *program, const struct filter_test *test)
{
	struct filter_argument_test *argument = test->argument_test;
	size_t n = argument->texts.n;
	argument->masks = filter_arena_alloc(&program->arena, FILTER_FLAG_LISTS * n, sizeof(*argument->masks));
	for (uint8_t abi = 0; abi < FILTER_ABIS; abi++) {
		for (int32_t nr = 0; nr < (int32_t)FILTER_NUMBERS; nr++) {
			int place = test->argument ? syscall_arg_find(abi, nr, test->argument) : test->index;
			const struct constants *flags =
			    place < 0 ? NULL : syscall_arg_type(abi, nr, (unsigned)place).flags;
			size_t list = 0;
			while (list < argument->n_lists && argument->masks[list * n].flags != flags)
				list++;
			if (!flags || list < argument->n_lists || list == FILTER_FLAG_LISTS)
				continue;
			argument->n_lists++;
			for (size_t i = 0; i < n; i++) {
				struct filter_flag_mask *mask = &argument->masks[list * n + i];
				mask->flags = flags;
				mask->known = syscall_flags_parse(flags, argument->texts.values[i].bytes, &mask->bits);
			}
		}
	}
}

// --- the condition ---

// How dear a test is, in about nanoseconds; what needs no arguments always comes before what does.
static unsigned cost_of(const struct filter_test *test, enum filter_op op)
{
	static const struct {
		unsigned source, cost;
	} sources[] = {{FILTER_SOURCE(TASK), 2},
		       {FILTER_SOURCE(PROCESS), 4},
		       {FILTER_SOURCE(OBJECT), 4},
		       {FILTER_SOURCE_ROW, 1000}};
	unsigned cost = 1;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (test->sources & sources[i].source)
			cost += sources[i].cost;
	if (test->kind == FILTER_TEST_ARGUMENT)
		cost += 200;
	if (test->getter->form == FILTER_FORM_TEXT && (test->sources & FILTER_SOURCE_ROW) && !test->getter->of_call)
		cost += 2000; // the whole line
	if (op == FILTER_CONTAINS || op == FILTER_ICONTAINS || op == FILTER_GLOB)
		cost += 20;
	return op == FILTER_REGEX ? cost + 500 : cost;
}

static unsigned needs_of(unsigned sources)
{
	return (sources & FILTER_SOURCE_ROW ? FILTER_NEEDS_ARGS : 0) |
	       (sources & FILTER_SOURCE(PROCESS) ? FILTER_NEEDS_PROCESS : 0) |
	       (sources & FILTER_SOURCE(OBJECT) ? FILTER_NEEDS_OBJECT : 0);
}

// proc.aname[0] and the like are the process itself, which the task tells.
static unsigned sources_of(unsigned getter, int32_t index)
{
	if (index == 0 && (getter == FIELD_PROC_ANAME || getter == FIELD_PROC_APID))
		return FILTER_SOURCE(TASK);
	return filter_getters[getter].sources;
}

static void compile_constants(struct filter_program *program, const struct filter_node *node, struct filter_test *test)
{
	if (node->op == FILTER_EXISTS) {
		test->kind = FILTER_TEST_EXISTS;
		return;
	}
	switch (test->getter->form) {
	case FILTER_FORM_NUMBER:
		test->kind = FILTER_TEST_NUMBER;
		test->numbers = compile_numbers(program, node);
		break;
	case FILTER_FORM_TEXT:
		test->kind = FILTER_TEST_TEXT;
		test->texts = filter_arena_alloc(&program->arena, 1, sizeof(*test->texts));
		compile_texts(program, node, test->texts);
		break;
	case FILTER_FORM_ADDRESS:
		test->kind = FILTER_TEST_ADDRESS;
		test->nets = compile_nets(program, node);
		break;
	case FILTER_FORM_ARGUMENT:
		test->kind = FILTER_TEST_ARGUMENT;
		test->argument_test = compile_argument(program, node);
		if (node->op == FILTER_CONTAINS)
			compile_masks(program, test);
		break;
	}
}

static struct filter_part *new_test(struct filter_program *program, const struct filter_node *node, unsigned getter)
{
	struct filter_part *part = filter_part_new(program, FILTER_PART_TEST, 0);
	struct filter_test *test = filter_arena_alloc(&program->arena, 1, sizeof(*test));
	test->getter = &filter_getters[getter];
	test->sources = sources_of(getter, node->index);
	test->needs = needs_of(test->sources);
	test->values = node->index >= 0 ? 1 : test->getter->values;
	test->index = node->index;
	if (node->argument)
		test->argument = filter_arena_text(&program->arena, node->argument, strlen(node->argument));
	compile_constants(program, node, test);
	if (test->getter->of_call)
		test->calls = filter_calls_of(program, test);
	test->cost = cost_of(test, node->op);
	part->test = test;
	part->cost = test->cost;
	return test->sources == FILTER_SOURCE(CALL) && !test->calls ? filter_calls_part(program, part) : part;
}

static struct filter_part *always(struct filter_program *program)
{
	return filter_part_new(program, FILTER_PART_TRUE, 0);
}

static struct filter_part *group(struct filter_program *program, enum filter_part_kind kind, struct filter_part *a,
				 struct filter_part *b)
{
	struct filter_part *part = filter_part_new(program, kind, 2);
	part->parts[0] = a;
	part->parts[1] = b;
	part->cost = a->cost + b->cost;
	return part;
}

// A value that is never missing: false is what is not true.
static struct filter_part *compile_truth(struct filter_program *program, const struct filter_node *node)
{
	bool wants[2] = {false, false};
	for (size_t i = 0; i < node->n_values; i++)
		wants[node->values[i].truth] = true;
	if (wants[0] && wants[1])
		return always(program);
	struct filter_value truth = {.truth = true};
	struct filter_node asks = *node;
	asks.values = &truth;
	asks.n_values = 1;
	unsigned getter = node->field->id == FIELD_EVT_FAILED ? FIELD_EVT_RAWRES : node->field->id;
	struct filter_part *part = new_test(program, &asks, getter);
	return wants[1] ? part : filter_part_negate(program, part);
}

static struct filter_part *compile_fd_number(struct filter_program *program, const struct filter_node *node)
{
	struct filter_node asks = *node;
	asks.op = FILTER_EXISTS;
	struct filter_part *known = new_test(program, &asks, FILTER_GET_OBJECT_KNOWN);
	struct filter_part *unknown = filter_part_negate(program, new_test(program, &asks, FILTER_GET_OBJECT_KNOWN));
	return group(program, FILTER_PART_OR,
		     group(program, FILTER_PART_AND, known, new_test(program, node, FILTER_GET_OBJECT_FD)),
		     group(program, FILTER_PART_AND, unknown, new_test(program, node, FILTER_GET_PLAIN_FD)));
}

struct filter_part *filter_compile_check(struct filter_program *program, const struct filter_node *node)
{
	const struct filter_getter *getter = &filter_getters[node->field->id];
	if (node->op == FILTER_NE) {
		struct filter_node equal = *node;
		equal.op = FILTER_EQ;
		return filter_part_negate(program, filter_compile_check(program, &equal));
	}
	if (node->op == FILTER_EXISTS && getter->always)
		return always(program);
	if (node->field->type == FILTER_BOOL && getter->always)
		return compile_truth(program, node);
	if (node->field->id == FIELD_FD_NUM)
		return compile_fd_number(program, node);
	return new_test(program, node, node->field->id);
}
