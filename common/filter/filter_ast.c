// SPDX-License-Identifier: Apache-2.0
// The tree's memory: made, copied, compared, freed. Its depth is bounded by FILTER_NESTING_MAX, so all of it recurses.
#include "common/filter/filter_ast.h"

#include "common/base/alloc.h"
#include "common/filter/filter_text.h"

#include <string.h>

struct filter_node *filter_node_new(enum filter_node_kind kind)
{
	struct filter_node *node = xcalloc(1, sizeof(*node));
	node->kind = kind;
	node->index = -1;
	return node;
}

void filter_node_free(struct filter_node *node)
{
	if (!node)
		return;
	for (size_t i = 0; i < node->n; i++)
		filter_node_free(node->children[i]);
	for (size_t i = 0; i < node->n_values; i++)
		filter_value_done(&node->values[i]);
	free(node->children);
	free(node->values);
	free((char *)node->argument);
	free(node);
}

void *filter_grow(void *array, size_t n, size_t size)
{
	if (n & (n - 1))
		return array;
	void *bigger = xcalloc(n ? 2 * n : 1, size);
	if (n)
		memcpy(bigger, array, n * size);
	free(array);
	return bigger;
}

void filter_node_add(struct filter_node *parent, struct filter_node *child)
{
	if (child->kind == parent->kind && child->kind != FILTER_NODE_NOT) {
		for (size_t i = 0; i < child->n; i++)
			filter_node_add(parent, take_ptr(&child->children[i]));
		child->n = 0;
		filter_node_free(child);
		return;
	}
	parent->children = filter_grow(parent->children, parent->n, sizeof(*parent->children));
	parent->children[parent->n++] = child;
}

struct filter_node *filter_node_copy(const struct filter_node *node)
{
	struct filter_node *copy = filter_node_new(node->kind);
	copy->at = node->at;
	copy->field = node->field;
	copy->argument = node->argument ? xstrdup(node->argument) : NULL;
	copy->index = node->index;
	copy->op = node->op;
	for (size_t i = 0; i < node->n; i++)
		filter_node_add(copy, filter_node_copy(node->children[i]));
	copy->values = node->n_values ? xcalloc(node->n_values, sizeof(*copy->values)) : NULL;
	for (size_t i = 0; i < node->n_values; i++)
		filter_value_copy(&node->values[i], &copy->values[i]);
	copy->n_values = node->n_values;
	return copy;
}

static bool check_equal(const struct filter_node *a, const struct filter_node *b)
{
	if (a->field != b->field || a->op != b->op || a->index != b->index || a->n_values != b->n_values)
		return false;
	if (!a->argument != !b->argument || (a->argument && strcmp(a->argument, b->argument) != 0))
		return false;
	for (size_t i = 0; i < a->n_values; i++)
		if (!filter_value_equal(a->field, a->op, &a->values[i], &b->values[i]))
			return false;
	return true;
}

bool filter_node_equal(const struct filter_node *a, const struct filter_node *b)
{
	if (a->kind != b->kind || a->n != b->n)
		return false;
	if (a->kind == FILTER_NODE_CHECK)
		return check_equal(a, b);
	for (size_t i = 0; i < a->n; i++)
		if (!filter_node_equal(a->children[i], b->children[i]))
			return false;
	return true;
}

static unsigned needs_of(const struct filter_node *node)
{
	unsigned needs = node->kind == FILTER_NODE_CHECK ? node->field->needs : 0;
	for (size_t i = 0; i < node->n; i++)
		needs |= needs_of(node->children[i]);
	return needs;
}

struct filter *filter_new(struct filter_node *root)
{
	struct filter *filter = xcalloc(1, sizeof(*filter));
	filter->root = root;
	filter->needs = needs_of(root);
	return filter;
}

struct filter *filter_all(void)
{
	return filter_new(filter_node_new(FILTER_NODE_ALL));
}

bool filter_is_all(const struct filter *filter)
{
	return filter->root->kind == FILTER_NODE_ALL;
}

static bool asks_for(const struct filter_node *node, enum filter_field_id id)
{
	if (node->kind == FILTER_NODE_CHECK)
		return node->field->id == id;
	for (size_t i = 0; i < node->n; i++)
		if (asks_for(node->children[i], id))
			return true;
	return false;
}

int filter_check_capture(const struct filter *filter, struct error *err)
{
	if (asks_for(filter->root, FIELD_EVT_NUM))
		return error_set(err, EINVAL,
				 "evt.num cannot stand in a capture filter: what it lets pass is numbered afterwards");
	return 0;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	filter_node_free(filter->root);
	free(filter);
}

struct filter *filter_and(const struct filter_node *const *parts, size_t n)
{
	struct filter_node *all = filter_node_new(FILTER_NODE_AND);
	for (size_t i = 0; i < n; i++)
		if (parts[i]->kind != FILTER_NODE_ALL)
			filter_node_add(all, filter_node_copy(parts[i]));
	if (all->n > 1)
		return filter_new(all);
	struct filter_node *only = all->n ? all->children[0] : filter_node_new(FILTER_NODE_ALL);
	all->n = 0;
	filter_node_free(all);
	return filter_new(only);
}
