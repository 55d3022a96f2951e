// SPDX-License-Identifier: Apache-2.0
// A chunk shared by reference; declared in live_store.h.
#include "server/service/live_store.h"

#include "common/base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct live_chunk {
	unsigned refs;
	struct chunk *chunk;
	size_t len;
	uint8_t *bytes;
};

int live_chunk_new(const void *bytes, size_t len, struct live_chunk **ret_chunk, struct error *err)
{
	if (len > CHUNK_MAX_BYTES)
		return error_set(err, EBADMSG, "a chunk of %zu bytes is larger than %u", len, CHUNK_MAX_BYTES);
	AUTO(live_chunk) struct live_chunk *shared = xcalloc(1, sizeof(*shared));
	shared->refs = 1;
	shared->bytes = xcalloc(len ? len : 1, 1);
	shared->len = len;
	memcpy(shared->bytes, bytes, len);
	int r = chunk_open(shared->bytes, len, &shared->chunk, err);
	if (r >= 0)
		r = chunk_verify(shared->chunk, err);
	if (r < 0)
		return r;
	*ret_chunk = take_ptr(&shared);
	return 0;
}

struct live_chunk *live_chunk_ref(struct live_chunk *chunk)
{
	chunk->refs++;
	return chunk;
}

void live_chunk_unref(struct live_chunk *chunk)
{
	if (!chunk || --chunk->refs > 0)
		return;
	chunk_free(chunk->chunk);
	free(chunk->bytes);
	free(chunk);
}

struct chunk *live_chunk_get(const struct live_chunk *chunk)
{
	return chunk->chunk;
}

const void *live_chunk_bytes(const struct live_chunk *chunk, size_t *ret_len)
{
	*ret_len = chunk->len;
	return chunk->bytes;
}
