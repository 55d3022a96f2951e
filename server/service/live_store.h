// SPDX-License-Identifier: Apache-2.0
// Where the live hub reads what is stored, as functions, so that it can be tested without a database. Called inside tasks; they
// answer 0 or -errno as in db.h.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/chunk/chunk.h"
#include "common/wire/wire.h"

#include <stdint.h>

// A verified chunk together with the bytes it points into; shared by reference on the loop's thread.
struct live_chunk;
// Takes a copy of the bytes, opens and verifies. -EBADMSG with the reason.
int live_chunk_new(const void *bytes, size_t len, struct live_chunk **ret_chunk, struct error *err);
struct live_chunk *live_chunk_ref(struct live_chunk *chunk);
void live_chunk_unref(struct live_chunk *chunk); // NULL is fine
struct chunk *live_chunk_get(const struct live_chunk *chunk);
const void *live_chunk_bytes(const struct live_chunk *chunk, size_t *ret_len);
DEFINE_AUTO(live_chunk, live_chunk_unref);

#define LIVE_STORE_CHUNKS 4u
#define LIVE_STORE_PIECES 64u

// A piece of the terminal as it is stored. bytes is allocated.
struct live_piece {
	uint64_t frame; // number in the stream: pieces are told apart and ordered by it
	struct wire_terminal piece;
	uint8_t *bytes;
};

struct live_store {
	void *ctx;
	// The first chunks with events at or behind from_seq, at most LIVE_STORE_CHUNKS, references of the caller's.
	int (*chunks)(void *ctx, const struct uuid *scan, uint64_t from_seq, struct live_chunk **ret_chunks,
		      unsigned *ret_count, struct error *err);
	// The number of the last stored event, 0 when there is none.
	int (*last_seq)(void *ctx, const struct uuid *scan, uint64_t *ret_seq, struct error *err);
	// The first pieces behind frame `after_frame` that reach beyond `from_offset` (resizes: stand at or behind it), at most
	// LIVE_STORE_PIECES of about max_bytes together.
	int (*pieces)(void *ctx, const struct uuid *scan, uint64_t after_frame, uint64_t from_offset,
		      uint32_t max_bytes, struct live_piece *ret_pieces, unsigned *ret_count, struct error *err);
};
