// SPDX-License-Identifier: Apache-2.0
#include "server/repository/gap_repository.h"

#include "common/base/alloc.h"
#include "common/event/event.h"
#include "server/repository/call_key.h"

#include <stdlib.h>

int gap_repository_insert(struct db *tx, const struct uuid *scan, const struct wire_gap *gap, struct error *err)
{
	AUTO_FREE int64_t *calls = gap->n_calls ? xcalloc(gap->n_calls, sizeof(*calls)) : NULL;
	AUTO_FREE int64_t *counts = gap->n_calls ? xcalloc(gap->n_calls, sizeof(*counts)) : NULL;
	for (unsigned i = 0; i < gap->n_calls; i++) {
		calls[i] = call_key(EVENT_SYSCALL, gap->calls[i].abi, gap->calls[i].nr);
		counts[i] = (int64_t)gap->calls[i].count;
	}
	AUTO_VALUE(db_params) struct db_params params = {0};
	db_param_uuid(&params, scan);
	db_param_u64(&params, gap->first_seq);
	db_param_u64(&params, gap->first_seq + gap->count - 1);
	db_param_u64(&params, gap->from_ts);
	db_param_u64(&params, gap->to_ts);
	db_param_i32(&params, gap->stage);
	db_param_i64_array(&params, calls, gap->n_calls);
	db_param_i64_array(&params, counts, gap->n_calls);
	return db_query(tx,
			"INSERT INTO scan_gap (scan_id, first_seq, last_seq, from_ts, to_ts, stage, calls, counts) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			&params, NULL, err);
}

static int overlaps(struct db *tx, const char *sql, const struct uuid *scan, uint64_t first_seq, uint64_t last_seq,
		    bool *ret_overlaps, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&params, scan);
	db_param_u64(&params, first_seq);
	db_param_u64(&params, last_seq);
	int r = db_query(tx, sql, &params, &result, err);
	if (r < 0)
		return r;
	*ret_overlaps = db_bool(result, 0, 0);
	return 0;
}

int gap_repository_overlaps_gap(struct db *tx, const struct uuid *scan, uint64_t first_seq, uint64_t last_seq,
				bool *ret_overlaps, struct error *err)
{
	return overlaps(
	    tx, "SELECT EXISTS (SELECT FROM scan_gap WHERE scan_id = $1 AND first_seq <= $3 AND last_seq >= $2)", scan,
	    first_seq, last_seq, ret_overlaps, err);
}

int gap_repository_overlaps_chunk(struct db *tx, const struct uuid *scan, uint64_t first_seq, uint64_t last_seq,
				  bool *ret_overlaps, struct error *err)
{
	return overlaps(
	    tx, "SELECT EXISTS (SELECT FROM scan_chunk WHERE scan_id = $1 AND first_seq <= $3 AND last_seq >= $2)",
	    scan, first_seq, last_seq, ret_overlaps, err);
}

static void read_gap(const struct db_result *result, int row, struct wire_gap *gap)
{
	*gap = (struct wire_gap){
	    .first_seq = (uint64_t)db_i64(result, row, 0),
	    .count = (uint64_t)(db_i64(result, row, 1) - db_i64(result, row, 0) + 1),
	    .from_ts = (uint64_t)db_i64(result, row, 2),
	    .to_ts = (uint64_t)db_i64(result, row, 3),
	    .stage = (uint8_t)db_i64(result, row, 4),
	};
	size_t n_calls = 0, n_counts = 0;
	AUTO_FREE int64_t *calls = db_i64_array(result, row, 5, &n_calls);
	AUTO_FREE int64_t *counts = db_i64_array(result, row, 6, &n_counts);
	if (n_calls == 0 || n_calls != n_counts || n_calls > UINT16_MAX)
		return;
	gap->n_calls = (uint16_t)n_calls;
	gap->calls = xcalloc(n_calls, sizeof(*gap->calls));
	for (size_t i = 0; i < n_calls; i++)
		gap->calls[i] = (struct wire_gap_call){
		    .abi = call_key_abi(calls[i]), .nr = call_key_nr(calls[i]), .count = (uint64_t)counts[i]};
}

int gap_repository_list(struct db *db, const struct uuid *scan, uint64_t first_seq, uint64_t last_seq, unsigned limit,
			bool backward, struct gap_list *ret_list, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&params, scan);
	db_param_u64(&params, first_seq > INT64_MAX ? INT64_MAX : first_seq);
	db_param_u64(&params, last_seq > INT64_MAX ? INT64_MAX : last_seq);
	db_param_i64(&params, limit);
	db_param_bool(&params, backward);
	int r =
	    db_query(db,
		     "SELECT * FROM (SELECT first_seq, last_seq, from_ts, to_ts, stage, calls, counts FROM scan_gap "
		     "WHERE scan_id = $1 AND first_seq <= $3 AND last_seq >= $2 "
		     "ORDER BY CASE WHEN $5 THEN -first_seq ELSE first_seq END LIMIT $4) AS page ORDER BY first_seq",
		     &params, &result, err);
	if (r < 0)
		return r;
	size_t n = (size_t)db_rows(result);
	*ret_list = (struct gap_list){.items = n ? xcalloc(n, sizeof(*ret_list->items)) : NULL, .n = n};
	for (size_t i = 0; i < n; i++)
		read_gap(result, (int)i, &ret_list->items[i]);
	return 0;
}

void gap_list_done(struct gap_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		wire_gap_done(&list->items[i]);
	free(list->items);
	*list = (struct gap_list){0};
}
