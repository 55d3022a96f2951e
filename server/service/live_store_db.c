// SPDX-License-Identifier: Apache-2.0
#include "server/service/live_store_db.h"

#include "common/base/alloc.h"
#include "common/loop/task.h"
#include "server/repository/chunk_repository.h"
#include "server/repository/stream_repository.h"
#include "server/repository/terminal_repository.h"

#include <string.h>

struct opening {
	const struct db_result *result;
	struct live_chunk **chunks;
	unsigned n;
	struct error *err;
	int r;
};

static void open_chunks(void *ctx)
{
	struct opening *opening = ctx;
	for (int row = 0; row < db_rows(opening->result) && opening->r == 0; row++) {
		size_t len = 0;
		const uint8_t *bytes = chunk_repository_bytes(opening->result, row, &len);
		opening->r = live_chunk_new(bytes, len, &opening->chunks[row], opening->err);
		opening->n += opening->r == 0;
	}
}

static int read_chunks(void *ctx, const struct uuid *scan, uint64_t from_seq, struct live_chunk **ret_chunks,
		       unsigned *ret_count, struct error *err)
{
	struct db *db = ctx;
	AUTO(db_result) struct db_result *result = NULL;
	struct chunk_read read = {.seq = from_seq - (from_seq > 0), .limit = LIVE_STORE_CHUNKS};
	int r = chunk_repository_read(db, scan, &read, &result, err);
	if (r < 0)
		return r;
	struct opening opening = {.result = result, .chunks = ret_chunks, .err = err};
	task_offload(db_loop(db), open_chunks, &opening);
	*ret_count = opening.n;
	return opening.n > 0 ? 0 : opening.r;
}

static int read_last_seq(void *ctx, const struct uuid *scan, uint64_t *ret_seq, struct error *err)
{
	struct stream_row row;
	int r = stream_repository_load(ctx, scan, 1, &row, err);
	if (r == 0)
		*ret_seq = row.last_event_seq;
	return r;
}

static int read_pieces(void *ctx, const struct uuid *scan, uint64_t after_frame, uint64_t from_offset,
		       uint32_t max_bytes, struct live_piece *ret_pieces, unsigned *ret_count, struct error *err)
{
	AUTO_VALUE(terminal_list) struct terminal_list list = {0};
	int r = terminal_repository_read(ctx, scan, after_frame, from_offset, max_bytes, LIVE_STORE_PIECES, &list, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < list.n; i++) {
		const struct wire_terminal *piece = &list.items[i].piece;
		ret_pieces[i].frame = list.items[i].frame;
		ret_pieces[i].piece = *piece;
		ret_pieces[i].bytes = xcalloc(piece->len + 1u, 1);
		memcpy(ret_pieces[i].bytes, piece->bytes, piece->len);
		ret_pieces[i].piece.bytes = ret_pieces[i].bytes;
	}
	*ret_count = (unsigned)list.n;
	return 0;
}

struct live_store live_store_db(struct db *db)
{
	return (struct live_store){
	    .ctx = db,
	    .chunks = read_chunks,
	    .last_seq = read_last_seq,
	    .pieces = read_pieces,
	};
}
