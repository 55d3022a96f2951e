// SPDX-License-Identifier: Apache-2.0
// Counting without opening a chunk: table scan_second knows how many calls of each kind each second had, and how many failed.
#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "server/repository/filter_cells.h"
#include "server/repository/filter_prune.h"

#include <assert.h>
#include <stdlib.h>

// Seconds since the epoch: from … before `to`.
struct period {
	int64_t from, to;
};

static bool whole(int64_t ns)
{
	return ns >= 0 && ns % (int64_t)NS_PER_S == 0;
}

// "evt.time >= T" and the like, where T is the border of a second.
static bool narrow(const struct filter_node *check, struct period *period)
{
	if (check->kind != FILTER_NODE_CHECK || check->field->id != FIELD_EVT_TIME || check->n_values != 1)
		return false;
	int64_t at = check->values[0].number;
	bool from = check->op == FILTER_GE || check->op == FILTER_GT;
	if (!from && check->op != FILTER_LT && check->op != FILTER_LE)
		return false;
	if (check->op == FILTER_GT || check->op == FILTER_LE) // the border is one behind
		at = at < INT64_MAX ? at + 1 : -1;
	if (!whole(at))
		return false;
	int64_t second = at / (int64_t)NS_PER_S;
	if (from && second > period->from)
		period->from = second;
	if (!from && second < period->to)
		period->to = second;
	return true;
}

// The program over calls that is left when the times are taken out; NULL when the sums cannot tell.
static struct filter_program *split(const struct filter *filter, struct period *period)
{
	const struct filter_node *root = filter->root;
	bool is_and = root->kind == FILTER_NODE_AND;
	size_t n = is_and ? root->n : 1, n_parts = 0;
	AUTO_FREE const struct filter_node **parts = xcalloc(n, sizeof(*parts));
	for (size_t i = 0; i < n; i++) {
		const struct filter_node *part = is_and ? root->children[i] : root;
		if (narrow(part, period))
			continue;
		if (!filter_cells_fit(part))
			return NULL;
		parts[n_parts++] = part;
	}
	AUTO(filter) struct filter *rest = filter_and(parts, n_parts);
	return filter_program_new(rest);
}

static uint64_t add_up(const struct db_result *result, const struct filter_program *program)
{
	uint64_t count = 0;
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	for (int row = 0; row < db_rows(result); row++) {
		int64_t call = db_i64(result, row, 0);
		uint64_t calls = (uint64_t)db_i64(result, row, 1), errors = (uint64_t)db_i64(result, row, 2);
		if (filter_cell_match(program, call, false, &scratch))
			count += calls - errors;
		if (errors > 0 && filter_cell_match(program, call, true, &scratch))
			count += errors;
	}
	return count;
}

int filter_prune_count(struct db *db, const struct uuid *scan, const struct filter *filter, bool *ret_answered,
		       uint64_t *ret_count, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	AUTO(db_result) struct db_result *result = NULL;
	struct period period = {0, INT64_MAX};
	*ret_answered = false;
	AUTO(filter_program) struct filter_program *program = split(filter, &period);
	if (!program)
		return 0;
	db_param_uuid(&params, scan);
	db_param_i64(&params, period.from);
	db_param_i64(&params, period.to);
	int r = db_query(db,
			 "SELECT call, sum(calls)::bigint, sum(errors)::bigint FROM scan_second "
			 "WHERE scan_id = $1 AND second >= $2 AND second < $3 GROUP BY call",
			 &params, &result, err);
	if (r < 0)
		return r;
	*ret_count = add_up(result, program);
	*ret_answered = true;
	return 0;
}
