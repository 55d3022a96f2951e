// SPDX-License-Identifier: Apache-2.0
// What was captured and not yet acknowledged, in files: STATE-DIR/spool/<scan>/<first frame>.seg. A segment is a row of frames as
// they go over the wire (common/wire), so what is read from it is sent as it is.
//
// Durability: a frame is in the kernel's hands when spool_append returns (survives kill -9) and on the disk at most a second later,
// and whenever a segment is full (survives a power cut). At open, the torn end of a stream is cut off and reported.
// Limit: above max_bytes the oldest unacknowledged segment is thinned: each chunk in it becomes a gap (stage spool) with the chunk's
// own frame number, terminal output and all but the last counters go, states and gaps stay. So nothing vanishes unsaid, and a
// chunk that the server did get before is not reported lost, because its number is already behind the server's mark.
// When everything is thinned and it is still too much, spool_append refuses with -ENOSPC: the caller stops the scan. States and gaps
// have a sixteenth more, so that the end can still be told.
//
// Numbers of frames grow by one. In the place of a frame that is gone or damaged, spool_read_next gives an empty WIRE_SKIP.
// One process at a time (lock file). Everything runs on the loop's thread, only fdatasync on the pool.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buffer.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/loop/loop.h"

#define SPOOL_DEFAULT_BYTES (1ull << 30)
#define SPOOL_MIN_BYTES     (1ull << 20)
#define SPOOL_MAX_STREAMS   256u

struct spool;

struct spool_stream {
	struct uuid scan;
	uint64_t last_frame; // 0: none yet
	uint64_t bytes;
	bool ended; // the last frame is a final state; nothing can follow
};

struct spool_stats {
	uint64_t bytes;          // in the files
	uint64_t frames;         // not acknowledged
	uint64_t dropped_frames; // by thinning, since this process began (the chunks among them became gaps)
	uint64_t damaged_frames; // unreadable on the disk or torn at a crash, since this process began
};

// Makes dir when it is not there (0700). max_bytes 0 = SPOOL_DEFAULT_BYTES. -EBUSY when another process has it open.
int spool_open(struct loop *loop, const char *dir, uint64_t max_bytes, struct spool **ret_spool, struct error *err);
// Writes out what is not on the disk yet. NULL is fine.
void spool_close(struct spool *spool);

// Gives the payload the next number of the scan's stream, which begins with its first frame. -EPIPE after the final state,
// -EMSGSIZE beyond WIRE_MAX_FRAME, -EMFILE beyond SPOOL_MAX_STREAMS, -ENOSPC when the limit or the disk leaves no room.
int spool_append(struct spool *spool, const struct uuid *scan, uint8_t type, const void *payload, size_t len,
		 uint64_t *ret_frame, struct error *err);
// Appends the frame behind number `after` to out, header and all. -ENODATA when there is none. A frame that is damaged on the disk
// is counted and reported.
int spool_read_next(struct spool *spool, const struct uuid *scan, uint64_t after, struct buffer *out,
		    uint64_t *ret_frame, struct error *err);
// Frames up to this one are safe elsewhere: their segments are deleted. Returns 1 when the stream has ended and is now gone.
int spool_ack(struct spool *spool, const struct uuid *scan, uint64_t frame);
// After a power cut the server may have frames that never reached the disk: the stream goes on behind `committed`. A final state
// that was appended meanwhile gets a new number. Nothing happens when the stream reaches that far.
int spool_renumber(struct spool *spool, const struct uuid *scan, uint64_t committed, struct error *err);
// Deletes the whole stream.
void spool_drop(struct spool *spool, const struct uuid *scan);

// False when there is no such stream.
bool spool_find(const struct spool *spool, const struct uuid *scan, struct spool_stream *ret_stream);
// Copies at most max streams, oldest first; returns how many there are.
size_t spool_streams(const struct spool *spool, struct spool_stream *out, size_t max);
void spool_stats(const struct spool *spool, struct spool_stats *ret_stats);
DEFINE_AUTO(spool, spool_close);
