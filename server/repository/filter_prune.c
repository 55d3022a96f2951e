// SPDX-License-Identifier: Apache-2.0
// The tree is walked with its nots pushed down to the conditions; each condition becomes one that holds for every chunk with a match,
// and "true" always is one. So and/or of them is sound, and any part may be left out.
#include "server/repository/filter_prune_internal.h"

#include "common/base/alloc.h"
#include "server/repository/filter_cells.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static char *walk(struct filter_prune *prune, const struct filter_node *node, bool negated);

// --- parameters ---

bool prune_has_room(const struct filter_prune *prune, unsigned n)
{
	return prune->n_params + n <= PRUNE_PARAMS_MAX;
}

// What was given up needs no parameters: the last ones are taken back.
char *prune_give_up(struct filter_prune *prune, unsigned n_params)
{
	while (prune->n_params > n_params) {
		struct prune_param *param = &prune->params[--prune->n_params];
		free(param->facts);
		free(param->calls);
	}
	return NULL;
}

static int next_number(const struct filter_prune *prune)
{
	return prune->first + (int)prune->n_params;
}

int prune_add_number(struct filter_prune *prune, int64_t number)
{
	int place = next_number(prune);
	prune->params[prune->n_params++] = (struct prune_param){.kind = PARAM_NUMBER, .number = number};
	return place;
}

int prune_add_facts(struct filter_prune *prune, const int32_t *facts, size_t n)
{
	int place = next_number(prune);
	int32_t *copy = xcalloc(n + 1, sizeof(*copy));
	memcpy(copy, facts, n * sizeof(*copy));
	prune->params[prune->n_params++] = (struct prune_param){.kind = PARAM_FACTS, .facts = copy, .n = n};
	return place;
}

// Those of the list whose answer is `wanted`.
int prune_add_calls(struct filter_prune *prune, const bool *answers, bool wanted)
{
	int place = next_number(prune);
	struct prune_param *param = &prune->params[prune->n_params++];
	*param = (struct prune_param){.kind = PARAM_CALLS, .calls = xcalloc(filter_cells_count(), sizeof(int64_t))};
	for (size_t i = 0; i < filter_cells_count(); i++) {
		if (answers[i] == wanted)
			param->calls[param->n++] = filter_cells_call(i);
	}
	return place;
}

void prune_append(struct buffer *out, const char *between, const char *text)
{
	if (!text[0])
		return;
	if (out->len > 0)
		(void)buffer_append_text(out, between);
	(void)buffer_append_text(out, text);
}

// --- the tree ---

// The children that only ask for calls, together: "a failed openat" is more than "an openat, and a failure".
static size_t take_cells(const struct filter_node *node, const struct filter_node **ret_parts)
{
	size_t n = 0;
	for (size_t i = 0; i < node->n; i++) {
		if (filter_cells_fit(node->children[i]))
			ret_parts[n++] = node->children[i];
	}
	return n;
}

// All must be possible; what leaves nothing out is left out.
static char *of_all(struct filter_prune *prune, const struct filter_node *node, bool negated)
{
	AUTO_VALUE(buffer) struct buffer sql = {.max = PRUNE_SQL_MAX};
	AUTO_FREE const struct filter_node **parts = xcalloc(node->n, sizeof(*parts));
	size_t n = negated ? 0 : take_cells(node, parts);
	if (n > 0) {
		AUTO_FREE char *part = prune_cells(prune, parts, n, false);
		if (part)
			prune_append(&sql, " AND ", part);
	}
	for (size_t i = 0; i < node->n; i++) {
		if (!negated && filter_cells_fit(node->children[i]))
			continue;
		AUTO_FREE char *part = walk(prune, node->children[i], negated);
		if (part)
			prune_append(&sql, " AND ", part);
	}
	return sql.len > 0 && !sql.failed ? xasprintf("(%s)", buffer_text(&sql)) : NULL;
}

// Facts of several children are looked for in one go.
static size_t join_facts(const struct filter_node *node, bool *ret_taken, int32_t *ret_facts)
{
	size_t n = 0;
	for (size_t i = 0; i < node->n; i++) {
		const struct filter_node *child = node->children[i];
		size_t more = child->kind == FILTER_NODE_CHECK && !filter_cells_fit(child)
				  ? prune_facts_of(child, ret_facts + n, PRUNE_FACTS_MAX - n)
				  : 0;
		ret_taken[i] = more > 0;
		n += more;
	}
	return n;
}

// One must be possible: as soon as one child leaves nothing out, neither does the whole.
static char *of_any(struct filter_prune *prune, const struct filter_node *node, bool negated)
{
	AUTO_VALUE(buffer) struct buffer sql = {.max = PRUNE_SQL_MAX};
	AUTO_FREE bool *taken = xcalloc(node->n, sizeof(*taken));
	int32_t facts[PRUNE_FACTS_MAX];
	unsigned before = prune->n_params;
	size_t n = negated ? 0 : join_facts(node, taken, facts);
	if (n > 0) {
		AUTO_FREE char *part = prune_facts(prune, facts, n);
		if (!part)
			return NULL;
		prune_append(&sql, " OR ", part);
	}
	for (size_t i = 0; i < node->n; i++) {
		if (taken[i])
			continue;
		AUTO_FREE char *part = walk(prune, node->children[i], negated);
		if (!part)
			return prune_give_up(prune, before);
		prune_append(&sql, " OR ", part);
	}
	return sql.len > 0 && !sql.failed ? xasprintf("(%s)", buffer_text(&sql)) : prune_give_up(prune, before);
}

static char *walk(struct filter_prune *prune, const struct filter_node *node, bool negated)
{
	switch (node->kind) {
	case FILTER_NODE_ALL:
		return negated ? xstrdup("false") : NULL;
	case FILTER_NODE_NOT:
		return walk(prune, node->children[0], !negated);
	case FILTER_NODE_CHECK:
		return prune_check(prune, node, negated);
	default:
		if (filter_cells_fit(node))
			return prune_cells(prune, &node, 1, negated);
		return (node->kind == FILTER_NODE_AND) != negated ? of_all(prune, node, negated)
								  : of_any(prune, node, negated);
	}
}

struct filter_prune *filter_prune_new(const struct filter *filter, int first)
{
	struct filter_prune *prune = xcalloc(1, sizeof(*prune));
	prune->first = first;
	prune->sql = walk(prune, filter->root, false);
	return prune;
}

void filter_prune_free(struct filter_prune *prune)
{
	if (!prune)
		return;
	(void)prune_give_up(prune, 0);
	free(prune->sql);
	free(prune);
}

const char *filter_prune_sql(const struct filter_prune *prune)
{
	return prune->sql ? prune->sql : "true";
}

bool filter_prune_is_idle(const struct filter_prune *prune)
{
	return !prune->sql;
}

void filter_prune_bind(const struct filter_prune *prune, struct db_params *params)
{
	assert(params->n == prune->first - 1);
	for (unsigned i = 0; i < prune->n_params; i++) {
		const struct prune_param *param = &prune->params[i];
		switch (param->kind) {
		case PARAM_NUMBER:
			db_param_i64(params, param->number);
			break;
		case PARAM_FACTS:
			db_param_i32_array(params, param->facts, param->n);
			break;
		case PARAM_CALLS:
			db_param_i64_array(params, param->calls, param->n);
			break;
		}
	}
}
