// SPDX-License-Identifier: Apache-2.0
// The spool's structs, shared by its files: spool.c (append, read, acknowledge), spool_load.c (what was there before),
// spool_sync.c (to the disk in time), spool_renumber.c (when the server has more than the disk).
#pragma once

#include "detector/ws_client/segment.h"
#include "detector/ws_client/spool.h"

struct stream {
	struct list node;
	struct uuid scan;
	int dir_fd;
	struct list segments; // at least one; the last one is written to
	bool ended;
	uint64_t acked;
	// Where reading goes on, so that reading in order never searches. NULL: search.
	struct segment *read_segment;
	uint64_t read_offset;
	uint64_t read_number;
};

struct spool {
	struct loop *loop;
	struct loop_timer *timer; // runs while something is not on the disk
	int dir_fd;
	int lock_fd;
	uint64_t max_bytes;
	uint64_t segment_bytes;
	uint64_t next_order;
	struct list streams;
	unsigned n_streams;
	uint64_t bytes;
	uint64_t dropped_frames;
	uint64_t damaged_frames;
	struct buffer scratch;
};

static inline struct segment *stream_tail(const struct stream *stream)
{
	return list_entry(stream->segments.prev, struct segment, node);
}

// Opens the stream's folder (makes it when `create`); it has no segment yet.
int stream_new(struct spool *spool, const struct uuid *scan, bool create, struct stream **ret_stream,
	       struct error *err);
// Forgets it; with its files when `delete`.
void stream_free(struct spool *spool, struct stream *stream, bool delete);
// A new tail, whose first frame will have this number.
int stream_add_segment(struct spool *spool, struct stream *stream, uint64_t first, struct error *err);
void stream_remove_segment(struct spool *spool, struct stream *stream, struct segment *segment);

struct stream *spool_find_stream(const struct spool *spool, const struct uuid *scan);
int spool_load(struct spool *spool, struct error *err);

// The segment was written to: it reaches the disk within a second.
void spool_sync_later(struct spool *spool);
// Now, on the pool; or in place when the loop will not run any more.
void spool_sync(struct spool *spool, bool in_place);
