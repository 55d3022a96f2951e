// SPDX-License-Identifier: Apache-2.0
#include "server/repository/counter_repository.h"

#include "common/base/alloc.h"
#include "common/event/event.h"
#include "server/repository/call_key.h"

#include <stdlib.h>

enum { NUMBERS = 7 };

static void fill(const struct wire_counters *counters, int64_t *columns, int64_t *histograms)
{
	size_t n = counters->n;
	for (size_t i = 0; i < n; i++) {
		const struct wire_counter *counter = &counters->counters[i];
		columns[i] = call_key(EVENT_SYSCALL, counter->abi, counter->nr);
		columns[n + i] = (int64_t)counter->calls;
		columns[2 * n + i] = (int64_t)counter->errors;
		columns[3 * n + i] = (int64_t)counter->lost;
		columns[4 * n + i] = (int64_t)counter->time_ns;
		columns[5 * n + i] = (int64_t)counter->max_ns;
		columns[6 * n + i] = (int64_t)counter->filtered;
		for (size_t k = 0; k < WIRE_HISTOGRAM; k++)
			histograms[i * WIRE_HISTOGRAM + k] = (int64_t)counter->histogram[k];
	}
}

int counter_repository_store(struct db *tx, const struct uuid *scan, const struct wire_counters *counters,
			     struct error *err)
{
	size_t n = counters->n;
	if (n == 0)
		return 0;
	AUTO_FREE int64_t *columns = xcalloc(n * NUMBERS, sizeof(*columns));
	AUTO_FREE int64_t *histograms = xcalloc(n * WIRE_HISTOGRAM, sizeof(*histograms));
	fill(counters, columns, histograms);
	AUTO_VALUE(db_params) struct db_params params = {0};
	db_param_uuid(&params, scan);
	for (size_t i = 0; i < NUMBERS; i++)
		db_param_i64_array(&params, columns + i * n, n);
	db_param_i64_array(&params, histograms, n * WIRE_HISTOGRAM);
	db_param_i64(&params, WIRE_HISTOGRAM);
	// A cumulative counter that did not change is not written again.
	return db_query(
	    tx,
	    "INSERT INTO scan_counter AS old (scan_id, call, calls, errors, lost, time_ns, max_ns, filtered, "
	    "histogram) "
	    "SELECT $1, call, calls, errors, lost, time_ns, max_ns, filtered, "
	    "($9::bigint[])[(place - 1) * $10 + 1 : place * $10] "
	    "FROM unnest($2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY "
	    "AS new (call, calls, errors, lost, time_ns, max_ns, filtered, place) "
	    "ON CONFLICT (scan_id, call) DO UPDATE SET calls = EXCLUDED.calls, errors = EXCLUDED.errors, "
	    "lost = EXCLUDED.lost, time_ns = EXCLUDED.time_ns, max_ns = EXCLUDED.max_ns, "
	    "filtered = EXCLUDED.filtered, "
	    "histogram = EXCLUDED.histogram WHERE (old.calls, old.lost, old.errors, old.time_ns) IS DISTINCT FROM "
	    "(EXCLUDED.calls, EXCLUDED.lost, EXCLUDED.errors, EXCLUDED.time_ns)",
	    &params, NULL, err);
}

static void read_counter(const struct db_result *result, int row, struct wire_counter *counter)
{
	int64_t key = db_i64(result, row, 0);
	*counter = (struct wire_counter){
	    .abi = call_key_abi(key),
	    .nr = call_key_nr(key),
	    .calls = (uint64_t)db_i64(result, row, 1),
	    .errors = (uint64_t)db_i64(result, row, 2),
	    .lost = (uint64_t)db_i64(result, row, 3),
	    .time_ns = (uint64_t)db_i64(result, row, 4),
	    .max_ns = (uint64_t)db_i64(result, row, 5),
	    .filtered = (uint64_t)db_i64(result, row, 6),
	};
	size_t n = 0;
	AUTO_FREE int64_t *histogram = db_i64_array(result, row, 7, &n);
	for (size_t k = 0; k < WIRE_HISTOGRAM && k < n; k++)
		counter->histogram[k] = (uint64_t)histogram[k];
}

int counter_repository_load(struct db *db, const struct uuid *scan, struct wire_counters *ret_counters,
			    struct error *err)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&params, scan);
	int r = db_query(db,
			 "SELECT call, calls, errors, lost, time_ns, max_ns, filtered, histogram FROM scan_counter "
			 "WHERE scan_id = $1 ORDER BY calls DESC, call LIMIT 4096",
			 &params, &result, err);
	if (r < 0)
		return r;
	int n = db_rows(result);
	*ret_counters = (struct wire_counters){.n = (uint16_t)n,
					       .counters = n ? xcalloc((size_t)n, sizeof(struct wire_counter)) : NULL};
	for (int i = 0; i < n; i++)
		read_counter(result, i, &ret_counters->counters[i]);
	return 0;
}
