// SPDX-License-Identifier: Apache-2.0
// Collects events into chunks: a chunk leaves when it is full (4096 events or its bytes) or BATCHER_DELAY_MS after its
// first event. Gaps keep their place: the chunk before one leaves first.
#pragma once

#include "common/base/buffer.h"
#include "common/loop/loop.h"
#include "detector/pipeline/pipeline.h"

#define BATCHER_DELAY_MS 60

struct batcher;

// chunk: the encoded bytes, valid during the call.
typedef void (*batcher_chunk_fn)(void *ctx, const struct buffer *chunk);
typedef void (*batcher_gap_fn)(void *ctx, const struct wire_gap *gap);

struct batcher *batcher_new(struct loop *loop, batcher_chunk_fn on_chunk, batcher_gap_fn on_gap, void *ctx);
void batcher_free(struct batcher *batcher); // what was not flushed is gone
struct pipeline_sink batcher_sink(struct batcher *batcher);
void batcher_flush(struct batcher *batcher);
