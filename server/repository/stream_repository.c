// SPDX-License-Identifier: Apache-2.0
#include "server/repository/stream_repository.h"

#include <string.h>

#define STREAM_COLUMNS                                                                                                \
	"committed_frame, ended, last_event_seq, last_seq, events, syscalls, gap_events, chunk_bytes, terminal_end, " \
	"terminal_bytes, refused_frames, counters_ts, counted, lost, missed_runs, filtered"

static void read_row(const struct db_result *result, int row, int column, struct stream_row *ret_row)
{
	*ret_row = (struct stream_row){
	    .committed_frame = (uint64_t)db_i64(result, row, column),
	    .ended = db_bool(result, row, column + 1),
	    .last_event_seq = (uint64_t)db_i64(result, row, column + 2),
	    .last_seq = (uint64_t)db_i64(result, row, column + 3),
	    .events = (uint64_t)db_i64(result, row, column + 4),
	    .syscalls = (uint64_t)db_i64(result, row, column + 5),
	    .gap_events = (uint64_t)db_i64(result, row, column + 6),
	    .chunk_bytes = (uint64_t)db_i64(result, row, column + 7),
	    .terminal_end = (uint64_t)db_i64(result, row, column + 8),
	    .terminal_bytes = (uint64_t)db_i64(result, row, column + 9),
	    .refused_frames = (uint64_t)db_i64(result, row, column + 10),
	    .counters_ts = (uint64_t)db_i64(result, row, column + 11),
	    .counted = (uint64_t)db_i64(result, row, column + 12),
	    .lost = (uint64_t)db_i64(result, row, column + 13),
	    .missed_runs = (uint64_t)db_i64(result, row, column + 14),
	    .filtered = (uint64_t)db_i64(result, row, column + 15),
	};
}

int stream_repository_lock(struct db *tx, const struct uuid *scan, struct stream_owner *ret_owner,
			   struct stream_row *ret_row, struct error *err)
{
	// The scan first, as its deletion does: the other order could deadlock with it.
	AUTO_VALUE(db_params) struct db_params scan_params = {0};
	AUTO(db_result) struct db_result *owner = NULL;
	db_param_uuid(&scan_params, scan);
	int r = db_query(tx, "SELECT detector_id, project_id FROM scan WHERE id = $1 FOR KEY SHARE", &scan_params,
			 &owner, err);
	if (r < 0)
		return r;
	if (db_rows(owner) == 0)
		return error_set(err, ENOENT, "there is no such scan");
	AUTO_VALUE(db_params) struct db_params params = {0};
	AUTO(db_result) struct db_result *row = NULL;
	db_param_uuid(&params, scan);
	// The update changes nothing, but takes the lock and answers the row, new or old.
	r = db_query(tx,
		     "INSERT INTO scan_stream (scan_id) VALUES ($1) ON CONFLICT (scan_id) "
		     "DO UPDATE SET scan_id = EXCLUDED.scan_id RETURNING " STREAM_COLUMNS,
		     &params, &row, err);
	if (r < 0)
		return r;
	ret_owner->detector = db_uuid(owner, 0, 0);
	ret_owner->project = db_uuid(owner, 0, 1);
	read_row(row, 0, 0, ret_row);
	return 0;
}

int stream_repository_update(struct db *tx, const struct uuid *scan, const struct stream_row *row, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	db_param_uuid(&params, scan);
	db_param_u64(&params, row->committed_frame);
	db_param_bool(&params, row->ended);
	db_param_u64(&params, row->last_event_seq);
	db_param_u64(&params, row->last_seq);
	db_param_u64(&params, row->events);
	db_param_u64(&params, row->syscalls);
	db_param_u64(&params, row->gap_events);
	db_param_u64(&params, row->chunk_bytes);
	db_param_u64(&params, row->terminal_end);
	db_param_u64(&params, row->terminal_bytes);
	db_param_u64(&params, row->refused_frames);
	db_param_u64(&params, row->counters_ts);
	db_param_u64(&params, row->counted);
	db_param_u64(&params, row->lost);
	db_param_u64(&params, row->missed_runs);
	db_param_u64(&params, row->filtered);
	return db_query(tx,
			"UPDATE scan_stream SET committed_frame = $2, ended = $3, last_event_seq = $4, last_seq = $5, "
			"events = $6, syscalls = $7, gap_events = $8, chunk_bytes = $9, terminal_end = $10, "
			"terminal_bytes = $11, refused_frames = $12, counters_ts = $13, counted = $14, "
			"lost = $15, missed_runs = $16, filtered = $17 WHERE scan_id = $1",
			&params, NULL, err);
}

int stream_repository_bury(struct db *tx, const struct uuid *scan, uint64_t frame, const char *reason,
			   const void *bytes, size_t len, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	db_param_uuid(&params, scan);
	db_param_u64(&params, frame);
	db_param_text(&params, reason);
	db_param_u64(&params, len);
	db_param_bytea(&params, bytes, len < DEAD_LETTER_BYTES_MAX ? len : DEAD_LETTER_BYTES_MAX);
	db_param_i64(&params, DEAD_LETTERS_MAX);
	return db_query(tx,
			"INSERT INTO scan_dead_letter (scan_id, frame, reason, size, bytes) SELECT $1, $2, $3, $4, $5 "
			"WHERE (SELECT count(*) FROM scan_dead_letter WHERE scan_id = $1) < $6 ON CONFLICT DO NOTHING",
			&params, NULL, err);
}

int stream_repository_load(struct db *db, const struct uuid *scans, size_t n, struct stream_row *ret_rows,
			   struct error *err)
{
	memset(ret_rows, 0, n * sizeof(*ret_rows));
	if (n == 0)
		return 0;
	AUTO_VALUE(db_params) struct db_params params = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid_array(&params, scans, n);
	int r = db_query(db,
			 "SELECT asked.place, " STREAM_COLUMNS
			 " FROM unnest($1) WITH ORDINALITY AS asked (id, place) JOIN scan_stream ON scan_id = asked.id",
			 &params, &result, err);
	if (r < 0)
		return r;
	for (int i = 0; i < db_rows(result); i++)
		read_row(result, i, 1, &ret_rows[db_i64(result, i, 0) - 1]);
	return 0;
}

int stream_repository_positions(struct db *db, const struct uuid *detector, const struct uuid *scans, size_t n,
				uint64_t *ret_frames, bool *ret_owned, struct error *err)
{
	memset(ret_frames, 0, n * sizeof(*ret_frames));
	memset(ret_owned, 0, n * sizeof(*ret_owned));
	if (n == 0)
		return 0;
	AUTO_VALUE(db_params) struct db_params params = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid_array(&params, scans, n);
	db_param_uuid(&params, detector);
	int r = db_query(
	    db,
	    "SELECT asked.place, coalesce(committed_frame, 0) FROM unnest($1) WITH ORDINALITY AS asked (id, place) "
	    "JOIN scan ON scan.id = asked.id AND scan.detector_id = $2 LEFT JOIN scan_stream ON scan_id = asked.id",
	    &params, &result, err);
	if (r < 0)
		return r;
	for (int i = 0; i < db_rows(result); i++) {
		int64_t place = db_i64(result, i, 0) - 1;
		ret_frames[place] = (uint64_t)db_i64(result, i, 1);
		ret_owned[place] = true;
	}
	return 0;
}
