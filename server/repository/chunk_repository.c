// SPDX-License-Identifier: Apache-2.0
#include "server/repository/chunk_repository.h"

#include "common/base/alloc.h"
#include "server/repository/call_key.h"

#include <stdlib.h>

enum { COLUMN_FIRST_SEQ, COLUMN_LAST_SEQ, COLUMN_BYTES };

int chunk_repository_insert(struct db *tx, const struct uuid *scan, const struct chunk_summary *summary,
			    const struct chunk_facts *facts, const void *bytes, size_t len, struct error *err)
{
	uint32_t n = summary->n_calls, n_failed = 0, n_passed = 0;
	AUTO_FREE int64_t *keys = xcalloc(n, sizeof(*keys));
	AUTO_FREE int64_t *failed = xcalloc(n, sizeof(*failed));
	AUTO_FREE int64_t *passed = xcalloc(n, sizeof(*passed));
	AUTO_FREE int32_t *counts = xcalloc(n, sizeof(*counts));
	AUTO_FREE int32_t *errors = xcalloc(n, sizeof(*errors));
	for (uint32_t i = 0; i < n; i++) {
		const struct chunk_call *call = &summary->calls[i];
		keys[i] = call_key(call->kind, call->abi, call->nr);
		counts[i] = (int32_t)call->count;
		errors[i] = (int32_t)call->errors;
		if (call->kind == EVENT_SYSCALL && call->errors > 0)
			failed[n_failed++] = keys[i];
		if (call->kind == EVENT_SYSCALL && call->errors < call->count)
			passed[n_passed++] = keys[i];
	}
	AUTO_VALUE(db_params) struct db_params params = {0};
	db_param_uuid(&params, scan);
	db_param_u64(&params, summary->first_seq);
	db_param_u64(&params, summary->first_seq + summary->n_events - 1);
	db_param_u64(&params, summary->min_ts);
	db_param_u64(&params, summary->max_ts);
	db_param_i64_array(&params, keys, n);
	db_param_i32_array(&params, counts, n);
	db_param_i32_array(&params, errors, n);
	db_param_i64_array(&params, failed, n_failed);
	db_param_i64_array(&params, passed, n_passed);
	db_param_bytea(&params, bytes, len);
	db_param_i32_array(&params, facts->items, facts->n);
	db_param_i64(&params, facts->max_duration);
	return db_query(tx,
			"INSERT INTO scan_chunk (scan_id, first_seq, last_seq, min_ts, max_ts, calls, counts, errors, "
			"failed_calls, passed_calls, bytes, facts, max_duration) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
			&params, NULL, err);
}

int chunk_repository_add_seconds(struct db *tx, const struct uuid *scan, const struct chunk_seconds *sums,
				 struct error *err)
{
	if (sums->n == 0)
		return 0;
	AUTO_VALUE(db_params) struct db_params params = {0};
	db_param_uuid(&params, scan);
	db_param_i64_array(&params, sums->seconds, sums->n);
	db_param_i64_array(&params, sums->calls, sums->n);
	db_param_i64_array(&params, sums->counts, sums->n);
	db_param_i64_array(&params, sums->errors, sums->n);
	db_param_i64_array(&params, sums->times, sums->n);
	return db_query(tx,
			"INSERT INTO scan_second AS old (scan_id, second, call, calls, errors, time_ns) "
			"SELECT $1, new.* FROM unnest($2, $3, $4, $5, $6) AS new "
			"ON CONFLICT (scan_id, second, call) DO UPDATE SET calls = old.calls + EXCLUDED.calls, "
			"errors = old.errors + EXCLUDED.errors, time_ns = old.time_ns + EXCLUDED.time_ns",
			&params, NULL, err);
}

int chunk_repository_read(struct db *db, const struct uuid *scan, const struct chunk_read *read,
			  struct db_result **ret_result, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	db_param_uuid(&params, scan);
	// A chunk has at most CHUNK_MAX_EVENTS numbers: the one that holds `seq` begins so near before it, and the key finds it.
	uint64_t seq = read->seq > INT64_MAX ? INT64_MAX : read->seq;
	db_param_u64(&params, read->backward || seq < CHUNK_MAX_EVENTS ? 0 : seq - CHUNK_MAX_EVENTS);
	db_param_u64(&params, seq);
	db_param_i64(&params, read->limit);
	if (read->prune)
		filter_prune_bind(read->prune, &params);
	const char *condition = read->prune ? filter_prune_sql(read->prune) : "true";
	AUTO_FREE char *sql =
	    read->backward
		? xasprintf("SELECT first_seq, last_seq, bytes FROM scan_chunk WHERE scan_id = $1 AND first_seq > $2 "
			    "AND first_seq < $3 AND %s ORDER BY first_seq DESC LIMIT $4",
			    condition)
		: xasprintf("SELECT first_seq, last_seq, bytes FROM scan_chunk WHERE scan_id = $1 AND first_seq > $2 "
			    "AND last_seq > $3 AND %s ORDER BY first_seq LIMIT $4",
			    condition);
	return db_query(db, sql, &params, ret_result, err);
}

const uint8_t *chunk_repository_bytes(const struct db_result *result, int row, size_t *ret_len)
{
	return db_bytea(result, row, COLUMN_BYTES, ret_len);
}

uint64_t chunk_repository_first_seq(const struct db_result *result, int row)
{
	return (uint64_t)db_i64(result, row, COLUMN_FIRST_SEQ);
}

uint64_t chunk_repository_last_seq(const struct db_result *result, int row)
{
	return (uint64_t)db_i64(result, row, COLUMN_LAST_SEQ);
}
