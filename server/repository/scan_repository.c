// SPDX-License-Identifier: Apache-2.0
#include "server/repository/scan_repository.h"

#include "common/base/alloc.h"

#include <stdio.h>

#define UNFINISHED_MAX 1000
#define UNFINISHED     "('queued', 'starting', 'running', 'stopping')"

#define COLUMNS                                                                                               \
	"s.id, s.project_id, s.detector_id, d.name, p.name, s.image, s.command, s.tty, s.columns, s.rows, "   \
	"s.time_limit_s, s.event_limit, s.network, s.memory_bytes, s.latency, s.string_limit, s.ring_bytes, " \
	"s.state, s.state_message, s.stop_requested, s.start_sent, s.created_at, s.started_at, s.ended_at, "  \
	"s.exit_code, s.signal, s.pid, s.container_id, s.created_by, s.created_by_name, s.totals, s.filter"
#define FROM " FROM scan s JOIN detector d ON d.id = s.detector_id JOIN project p ON p.id = s.project_id "

static void read_spec(const struct db_result *result, int row, struct scan_spec *spec)
{
	spec->image = db_text_dup(result, row, 5);
	spec->command = db_text_array(result, row, 6, &spec->n_command);
	spec->tty = db_bool(result, row, 7);
	spec->columns = db_i64(result, row, 8);
	spec->rows = db_i64(result, row, 9);
	spec->time_limit_s = db_i64(result, row, 10);
	spec->event_limit = db_i64(result, row, 11);
	(void)scan_network_parse(db_text(result, row, 12), &spec->network); // a CHECK of the table keeps others out
	spec->memory_bytes = db_i64(result, row, 13);
	spec->latency = db_bool(result, row, 14);
	spec->string_limit = db_i64(result, row, 15);
	spec->ring_bytes = db_i64(result, row, 16);
	spec->filter = db_text_dup(result, row, 31);
}

// In the order of the column's comment.
static void read_totals(const struct db_result *result, int row, struct scan_totals *totals)
{
	size_t n = 0;
	int64_t *sums = db_i64_array(result, row, 30, &n);
	if (n >= 10) // filtered came later
		*totals = (struct scan_totals){true,    sums[0], sums[1], sums[2], sums[3], sums[4],
					       sums[5], sums[6], sums[7], sums[8], sums[9], n > 10 ? sums[10] : 0};
	free(sums);
}

static void read_scan(const struct db_result *result, int row, struct scan *scan)
{
	*scan = (struct scan){.id = db_uuid(result, row, 0),
			      .project_id = db_uuid(result, row, 1),
			      .detector_id = db_uuid(result, row, 2),
			      .detector_name = db_text_dup(result, row, 3),
			      .project_name = db_text_dup(result, row, 4)};
	read_spec(result, row, &scan->spec);
	(void)scan_state_parse(db_text(result, row, 17), &scan->state);
	(void)snprintf(scan->state_message, sizeof(scan->state_message), "%s", db_text(result, row, 18));
	scan->stop_requested = db_bool(result, row, 19);
	scan->start_sent = db_bool(result, row, 20);
	scan->created_at = (uint64_t)db_i64(result, row, 21);
	scan->started_at = (uint64_t)db_i64(result, row, 22);
	scan->ended_at = (uint64_t)db_i64(result, row, 23);
	scan->has_exit_code = !db_is_null(result, row, 24);
	scan->exit_code = db_i64(result, row, 24);
	scan->signal = db_i64(result, row, 25);
	scan->pid = db_i64(result, row, 26);
	(void)snprintf(scan->container_id, sizeof(scan->container_id), "%s", db_text(result, row, 27));
	scan->created_by = db_uuid(result, row, 28);
	(void)snprintf(scan->created_by_name, sizeof(scan->created_by_name), "%s", db_text(result, row, 29));
	read_totals(result, row, &scan->totals);
}

static void read_list(const struct db_result *result, struct scan_list *ret_list)
{
	struct scan_list list = {.n = (size_t)db_rows(result)};
	list.items = xcalloc(list.n + 1, sizeof(*list.items));
	for (size_t i = 0; i < list.n; i++)
		read_scan(result, (int)i, &list.items[i]);
	*ret_list = list;
}

static int no_scan(struct error *err)
{
	return error_set(err, ENOENT, "there is no such scan");
}

int scan_repository_insert(struct db *db, const struct scan *scan, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	const struct scan_spec *spec = &scan->spec;
	db_param_uuid(&p, &scan->id);
	db_param_uuid(&p, &scan->project_id);
	db_param_uuid(&p, &scan->detector_id);
	db_param_text(&p, spec->image);
	db_param_text_array(&p, (const char *const *)spec->command, spec->n_command);
	db_param_bool(&p, spec->tty);
	db_param_i64(&p, spec->columns);
	db_param_i64(&p, spec->rows);
	db_param_i64(&p, spec->time_limit_s);
	db_param_i64(&p, spec->event_limit);
	db_param_text(&p, scan_network_name(spec->network));
	db_param_i64(&p, spec->memory_bytes);
	db_param_bool(&p, spec->latency);
	db_param_i64(&p, spec->string_limit);
	db_param_i64(&p, spec->ring_bytes);
	db_param_u64(&p, scan->created_at);
	db_param_uuid(&p, &scan->created_by);
	db_param_text(&p, scan->created_by_name);
	db_param_text(&p, spec->filter ? spec->filter : "");
	return db_query(
	    db,
	    "INSERT INTO scan (id, project_id, detector_id, image, command, tty, columns, rows, "
	    "time_limit_s, event_limit, network, memory_bytes, latency, string_limit, ring_bytes, "
	    "created_at, created_by, created_by_name, filter) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
	    "$11, $12, $13, $14, $15, $16, $17, $18, $19)",
	    &p, NULL, err);
}

static int get(struct db *db, const char *sql, const struct uuid *id, struct scan *ret_scan, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	int r = db_query(db, sql, &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return no_scan(err);
	read_scan(result, 0, ret_scan);
	return 0;
}

int scan_repository_get(struct db *db, const struct uuid *id, struct scan *ret_scan, struct error *err)
{
	return get(db, "SELECT " COLUMNS FROM "WHERE s.id = $1", id, ret_scan, err);
}

int scan_repository_lock(struct db *tx, const struct uuid *id, struct scan *ret_scan, struct error *err)
{
	return get(tx, "SELECT " COLUMNS FROM "WHERE s.id = $1 FOR NO KEY UPDATE OF s", id, ret_scan, err);
}

int scan_repository_list(struct db *db, const struct scan_filter *filter, struct scan_list *ret_list, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, filter->viewer);
	db_param_uuid(&p, filter->project);
	db_param_text_array(&p, filter->states, filter->states ? filter->n_states : 0);
	db_param_u64(&p, filter->before_created_at);
	db_param_i64(&p, filter->limit);
	int r = db_query(db,
			 "SELECT " COLUMNS FROM "WHERE ($1::uuid IS NULL OR EXISTS (SELECT 1 FROM membership m "
			 "WHERE m.project_id = s.project_id AND m.user_id = $1)) "
			 "AND ($2::uuid IS NULL OR s.project_id = $2) "
			 "AND (cardinality($3::text[]) = 0 OR s.state = ANY ($3)) "
			 "AND ($4::bigint = 0 OR s.created_at < $4) "
			 "ORDER BY s.created_at DESC, s.id LIMIT $5",
			 &p, &result, err);
	if (r == 0)
		read_list(result, ret_list);
	return r;
}

int scan_repository_unfinished(struct db *db, const struct uuid *detector, struct scan_list *ret_list,
			       struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, detector);
	db_param_i64(&p, UNFINISHED_MAX);
	int r = db_query(db,
			 "SELECT " COLUMNS FROM "WHERE s.detector_id = $1 AND s.state IN " UNFINISHED
			 " ORDER BY s.created_at, s.id LIMIT $2",
			 &p, &result, err);
	if (r == 0)
		read_list(result, ret_list);
	return r;
}

int scan_repository_project(struct db *db, const struct uuid *id, struct uuid *ret_project, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	int r = db_query(db, "SELECT project_id FROM scan WHERE id = $1", &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return no_scan(err);
	*ret_project = db_uuid(result, 0, 0);
	return 0;
}

int scan_repository_apply(struct db *tx, const struct uuid *id, const struct scan_update *update, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	const struct scan_totals *t = &update->totals;
	const int64_t sums[] = {t->counted,        t->captured,    t->lost_kernel, t->lost_queue,
				t->lost_spool,     t->lost_limit,  t->last_seq,    t->events,
				t->terminal_bytes, t->missed_runs, t->filtered};
	db_param_uuid(&p, id);
	db_param_text(&p, scan_state_name(update->state));
	db_param_text(&p, update->message);
	db_param_u64(&p, update->state == SCAN_RUNNING ? update->ts : 0);
	db_param_u64(&p, scan_state_final(update->state) ? update->ts : 0);
	db_param_null_i64(&p, update->has_exit_code ? &update->exit_code : NULL);
	db_param_i64(&p, update->signal);
	db_param_i64(&p, update->pid);
	db_param_text(&p, update->container_id);
	db_param_i64_array(&p, sums, sizeof(sums) / sizeof(sums[0]));
	db_param_bool(&p, t->known);
	return db_query(tx,
			"UPDATE scan SET state = $2, state_message = $3, "
			"started_at = CASE WHEN started_at = 0 THEN $4 ELSE started_at END, "
			"ended_at = CASE WHEN ended_at = 0 THEN $5 ELSE ended_at END, "
			"exit_code = coalesce($6, exit_code), "
			"signal = CASE WHEN $7::bigint = 0 THEN signal ELSE $7 END, "
			"pid = CASE WHEN $8::bigint = 0 THEN pid ELSE $8 END, "
			"container_id = CASE WHEN $9 = '' THEN container_id ELSE $9 END, "
			"totals = CASE WHEN $11::boolean THEN $10 ELSE totals END, start_sent = true WHERE id = $1",
			&p, NULL, err);
}

static int on_one(struct db *db, const char *sql, const struct uuid *id, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	int r = db_query(db, sql, &p, &result, err);
	return r < 0 || db_affected(result) == 1 ? r : no_scan(err);
}

int scan_repository_request_stop(struct db *db, const struct uuid *id, struct error *err)
{
	return on_one(db, "UPDATE scan SET stop_requested = true WHERE id = $1", id, err);
}

int scan_repository_start_sent(struct db *db, const struct uuid *id, struct error *err)
{
	return on_one(db, "UPDATE scan SET start_sent = true WHERE id = $1", id, err);
}

int scan_repository_delete(struct db *db, const struct uuid *id, struct error *err)
{
	return on_one(db, "DELETE FROM scan WHERE id = $1", id, err);
}
