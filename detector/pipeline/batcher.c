// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "batcher"
#include "detector/pipeline/batcher.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/chunk/chunk.h"

#include <assert.h>
#include <errno.h>

// One chunk holds at most this much before compression, so that a frame stays far below WIRE_MAX_FRAME.
#define BATCHER_MAX_BYTES (1u << 20)

struct batcher {
	struct chunk_writer *writer;
	struct loop_timer *timer;
	struct buffer encoded;
	batcher_chunk_fn on_chunk;
	batcher_gap_fn on_gap;
	void *ctx;
};

static void on_timer(void *ctx)
{
	batcher_flush(ctx);
}

struct batcher *batcher_new(struct loop *loop, batcher_chunk_fn on_chunk, batcher_gap_fn on_gap, void *ctx)
{
	struct batcher *batcher = xcalloc(1, sizeof(*batcher));
	batcher->writer = chunk_writer_new();
	batcher->timer = loop_timer_new(loop, on_timer, batcher);
	batcher->on_chunk = on_chunk;
	batcher->on_gap = on_gap;
	batcher->ctx = ctx;
	buffer_init(&batcher->encoded, CHUNK_MAX_BYTES);
	return batcher;
}

void batcher_free(struct batcher *batcher)
{
	if (!batcher)
		return;
	chunk_writer_free(batcher->writer);
	loop_timer_free(batcher->timer);
	buffer_done(&batcher->encoded);
	free(batcher);
}

void batcher_flush(struct batcher *batcher)
{
	struct error err;
	loop_timer_stop(batcher->timer);
	if (!chunk_writer_count(batcher->writer))
		return;
	buffer_clear(&batcher->encoded);
	if (chunk_writer_finish(batcher->writer, &batcher->encoded, &err) < 0) {
		log_error("cannot encode a chunk", "reason=%s", LOG_Q(err.text));
		abort(); // the writer accepted each of these events
	}
	batcher->on_chunk(batcher->ctx, &batcher->encoded);
}

static void add_event(void *ctx, const struct event *event, unsigned tasks)
{
	struct batcher *batcher = ctx;
	(void)tasks;
	if (chunk_writer_add(batcher->writer, event) == -ENOSPC) {
		batcher_flush(batcher);
		int r = chunk_writer_add(batcher->writer, event);
		assert(r == 0);
		(void)r;
	}
	if (chunk_writer_count(batcher->writer) == 1)
		loop_timer_start(batcher->timer, BATCHER_DELAY_MS, 0);
	if (chunk_writer_bytes(batcher->writer) >= BATCHER_MAX_BYTES)
		batcher_flush(batcher);
}

static void add_gap(void *ctx, const struct wire_gap *gap)
{
	struct batcher *batcher = ctx;
	batcher_flush(batcher);
	batcher->on_gap(batcher->ctx, gap);
}

struct pipeline_sink batcher_sink(struct batcher *batcher)
{
	return (struct pipeline_sink){.event = add_event, .gap = add_gap, .ctx = batcher};
}
