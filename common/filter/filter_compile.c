// SPDX-License-Identifier: Apache-2.0
// The tree as flat code: conditions on the call alone are merged into sets, cheap ones come first, and what follows a condition
// is a jump. No condition has a side effect, so their order changes no answer.
#include <stdlib.h>
#include <string.h>

#include "common/filter/filter_internal.h"

struct filter_part *filter_part_new(struct filter_program *program, enum filter_part_kind kind, size_t n)
{
	struct filter_part *part = filter_arena_alloc(&program->arena, 1, sizeof(*part));
	part->kind = kind;
	part->n = n;
	if (n)
		part->parts = filter_arena_alloc(&program->arena, n, sizeof(struct filter_part *));
	return part;
}

bool filter_part_holds(const struct filter_part *part, const struct event *event, struct filter_scratch *scratch)
{
	switch (part->kind) {
	case FILTER_PART_TRUE:
		return true;
	case FILTER_PART_TEST:
		return filter_test_event(part->test, event, scratch);
	case FILTER_PART_NOT:
		return !filter_part_holds(part->parts[0], event, scratch);
	case FILTER_PART_AND:
	case FILTER_PART_OR:
		break;
	}
	bool any = part->kind == FILTER_PART_OR;
	for (size_t i = 0; i < part->n; i++)
		if (filter_part_holds(part->parts[i], event, scratch) == any)
			return any;
	return !any;
}

static bool is_constant(const struct filter_part *part, bool value)
{
	if (value)
		return part->kind == FILTER_PART_TRUE;
	return part->kind == FILTER_PART_NOT && part->parts[0]->kind == FILTER_PART_TRUE;
}

struct filter_part *filter_part_negate(struct filter_program *program, struct filter_part *of)
{
	if (of->kind == FILTER_PART_NOT)
		return of->parts[0];
	if (filter_part_is_calls(of))
		return filter_calls_merge(program, FILTER_PART_NOT, &of, 1);
	struct filter_part *part = filter_part_new(program, FILTER_PART_NOT, 1);
	part->parts[0] = of;
	part->cost = of->cost;
	return part;
}

static int by_cost(const void *a, const void *b)
{
	const struct filter_part *const *x = a, *const *y = b;
	return (*x)->cost < (*y)->cost ? -1 : (*x)->cost > (*y)->cost;
}

// One set for all parts that look at the call alone; it comes first, being the cheapest.
static size_t merge_sets(struct filter_program *program, struct filter_part *part, size_t n)
{
	size_t n_sets = 0;
	for (size_t i = 0; i < n; i++) {
		if (!filter_part_is_calls(part->parts[i]))
			continue;
		struct filter_part *set = part->parts[i];
		memmove(part->parts + n_sets + 1, part->parts + n_sets, (i - n_sets) * sizeof(struct filter_part *));
		part->parts[n_sets++] = set;
	}
	if (n_sets < 2)
		return n;
	part->parts[0] = filter_calls_merge(program, part->kind, part->parts, n_sets);
	memmove(part->parts + 1, part->parts + n_sets, (n - n_sets) * sizeof(struct filter_part *));
	return n - n_sets + 1;
}

// The children are there; takes constants out and puts the rest in order.
static struct filter_part *finish_group(struct filter_program *program, struct filter_part *part)
{
	bool ends = part->kind == FILTER_PART_OR; // the value of one child that decides all
	size_t n = 0;
	for (size_t i = 0; i < part->n; i++) {
		if (is_constant(part->parts[i], ends))
			return part->parts[i];
		if (!is_constant(part->parts[i], !ends))
			part->parts[n++] = part->parts[i];
	}
	struct filter_part *always = filter_part_new(program, FILTER_PART_TRUE, 0);
	if (n == 0)
		return ends ? filter_part_negate(program, always) : always;
	n = merge_sets(program, part, n);
	if (n == 1)
		return part->parts[0];
	qsort(part->parts, n, sizeof(struct filter_part *), by_cost);
	part->n = n;
	for (size_t i = 0; i < n; i++)
		part->cost += part->parts[i]->cost;
	return part;
}

static struct filter_part *compile_node(struct filter_program *program, const struct filter_node *node)
{
	switch (node->kind) {
	case FILTER_NODE_ALL:
		return filter_part_new(program, FILTER_PART_TRUE, 0);
	case FILTER_NODE_CHECK:
		return filter_compile_check(program, node);
	case FILTER_NODE_NOT:
		return filter_part_negate(program, compile_node(program, node->children[0]));
	case FILTER_NODE_AND:
	case FILTER_NODE_OR:
		break;
	}
	enum filter_part_kind kind = node->kind == FILTER_NODE_AND ? FILTER_PART_AND : FILTER_PART_OR;
	struct filter_part *part = filter_part_new(program, kind, node->n);
	for (size_t i = 0; i < node->n; i++)
		part->parts[i] = compile_node(program, node->children[i]);
	return finish_group(program, part);
}

static uint32_t count_tests(const struct filter_part *part)
{
	if (part->kind == FILTER_PART_TEST)
		return 1;
	uint32_t n = 0;
	for (size_t i = 0; i < part->n; i++)
		n += count_tests(part->parts[i]);
	return n;
}

// Writes the code from its end to its beginning, so that where to jump is known; *room is what is left in front.
static uint32_t write_part(struct filter_program *program, const struct filter_part *part, uint32_t yes, uint32_t no,
			   uint32_t *room)
{
	switch (part->kind) {
	case FILTER_PART_TRUE:
		return yes;
	case FILTER_PART_NOT:
		return write_part(program, part->parts[0], no, yes, room);
	case FILTER_PART_TEST:
		program->needs |= part->test->needs;
		program->code[--*room] = (struct filter_instruction){part->test, yes, no};
		return *room;
	case FILTER_PART_AND:
	case FILTER_PART_OR:
		break;
	}
	uint32_t next = part->kind == FILTER_PART_AND ? yes : no;
	for (size_t i = part->n; i-- > 0;)
		next = part->kind == FILTER_PART_AND ? write_part(program, part->parts[i], next, no, room)
						     : write_part(program, part->parts[i], yes, next, room);
	return next;
}

void filter_compile(struct filter_program *program, const struct filter *filter)
{
	struct filter_part *root = compile_node(program, filter->root);
	program->n = count_tests(root);
	program->code = filter_arena_alloc(&program->arena, program->n, sizeof(*program->code));
	uint32_t room = program->n;
	program->start = write_part(program, root, program->n, program->n + 1, &room);
}
