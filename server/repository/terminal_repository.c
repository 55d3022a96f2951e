// SPDX-License-Identifier: Apache-2.0
#include "server/repository/terminal_repository.h"

#include "common/base/alloc.h"

#include <stdlib.h>

// One array a column.
static void fill(const struct terminal_row *rows, size_t n, int64_t *columns, struct db_bytes *bytes)
{
	for (size_t i = 0; i < n; i++) {
		const struct wire_terminal *piece = &rows[i].piece;
		bool resize = piece->kind == WIRE_TERMINAL_RESIZE;
		columns[i] = (int64_t)rows[i].frame;
		columns[n + i] = (int64_t)piece->offset;
		columns[2 * n + i] = (int64_t)(piece->offset + (resize ? 0 : piece->len));
		columns[3 * n + i] = (int64_t)piece->ts;
		columns[4 * n + i] = piece->kind;
		bytes[i] = (struct db_bytes){.bytes = piece->bytes, .len = piece->len};
	}
}

int terminal_repository_insert(struct db *tx, const struct uuid *scan, const struct terminal_row *rows, size_t n,
			       struct error *err)
{
	if (n == 0)
		return 0;
	AUTO_FREE int64_t *columns = xcalloc(n * 5, sizeof(*columns));
	AUTO_FREE struct db_bytes *bytes = xcalloc(n, sizeof(*bytes));
	fill(rows, n, columns, bytes);
	AUTO_VALUE(db_params) struct db_params params = {0};
	db_param_uuid(&params, scan);
	for (size_t i = 0; i < 5; i++)
		db_param_i64_array(&params, columns + i * n, n);
	db_param_bytea_array(&params, bytes, n);
	return db_query(tx,
			"INSERT INTO scan_terminal (scan_id, frame, start_offset, end_offset, ts, kind, bytes) "
			"SELECT $1, new.* FROM unnest($2, $3, $4, $5, $6, $7) AS new",
			&params, NULL, err);
}

static void read_rows(struct db_result *result, struct terminal_list *list)
{
	size_t n = (size_t)db_rows(result);
	*list = (struct terminal_list){.items = n ? xcalloc(n, sizeof(*list->items)) : NULL, .n = n, .result = result};
	for (size_t i = 0; i < n; i++) {
		size_t len = 0;
		struct wire_terminal *piece = &list->items[i].piece;
		list->items[i].frame = (uint64_t)db_i64(result, (int)i, 0);
		piece->offset = (uint64_t)db_i64(result, (int)i, 1);
		piece->ts = (uint64_t)db_i64(result, (int)i, 2);
		piece->kind = (uint8_t)db_i64(result, (int)i, 3);
		piece->bytes = db_bytea(result, (int)i, 4, &len);
		piece->len = (uint32_t)len;
	}
}

int terminal_repository_read(struct db *db, const struct uuid *scan, uint64_t after_frame, uint64_t from_offset,
			     uint64_t max_bytes, unsigned max_rows, struct terminal_list *ret_list, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	struct db_result *result = NULL;
	db_param_uuid(&params, scan);
	db_param_u64(&params, after_frame > INT64_MAX ? INT64_MAX : after_frame);
	db_param_u64(&params, from_offset > INT64_MAX ? INT64_MAX : from_offset);
	db_param_u64(&params, max_bytes);
	db_param_i64(&params, max_rows);
	db_param_i64(&params, WIRE_TERMINAL_RESIZE);
	db_param_i64(&params, WIRE_MAX_TERMINAL);
	// `stop` counts from the first piece: where output was lost, that may lie far behind from_offset. The upper limit of
	// end_offset follows from it, and lets the index end the search.
	int r = db_query(
	    db,
	    "SELECT frame, start_offset, ts, kind, bytes FROM scan_terminal, (SELECT greatest($3, start_offset) + $4 "
	    "AS stop FROM scan_terminal WHERE scan_id = $1 AND frame > $2 AND end_offset >= $3 "
	    "AND (end_offset > $3 OR kind = $6) ORDER BY end_offset, frame LIMIT 1) AS first "
	    "WHERE scan_id = $1 AND frame > $2 AND end_offset >= $3 AND (end_offset > $3 OR kind = $6) "
	    "AND start_offset < stop AND end_offset < stop + $7 ORDER BY end_offset, frame LIMIT $5",
	    &params, &result, err);
	if (r < 0)
		return r;
	read_rows(result, ret_list);
	return 0;
}

void terminal_list_done(struct terminal_list *list)
{
	free(list->items);
	db_result_free(list->result);
	*list = (struct terminal_list){0};
}
