// SPDX-License-Identifier: Apache-2.0
// One file of the spool: a row of frames. Only spool.c uses this; it owns the structs and keeps them in its lists.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/base/buffer.h"
#include "common/base/error.h"
#include "common/base/list.h"
#include "common/wire/wire.h"

struct segment {
	struct list node;
	uint64_t first; // number of its first frame, also its name
	uint64_t last;  // first - 1 when it is empty
	uint64_t size;  // bytes
	uint64_t order; // by age over all streams
	int fd;
	bool thinned;
	bool dirty; // written since the last fdatasync
};

// What segment_load found beside the frames.
struct segment_report {
	bool ended;             // the last frame is a final state
	uint64_t damaged_bytes; // cut off at the end
};

// Enough for "0123456789abcdef.seg.new".
#define SEGMENT_NAME_SIZE 32

int segment_create(int dir_fd, uint64_t first, struct segment **ret_segment, struct error *err);
// Reads the headers of an existing one. At the end of a stream (tail) every payload is checked, and what follows the last sound
// frame is cut off.
int segment_load(int dir_fd, const char *name, bool tail, struct segment **ret_segment,
		 struct segment_report *ret_report, struct error *err);
void segment_free(struct segment *segment); // the file stays
void segment_delete(int dir_fd, struct segment *segment);
// The first frame number of a segment's file name; 0 when it is none.
uint64_t segment_parse_name(const char *name);

// The bytes of one frame. Nothing of it stays in the file when that fails.
int segment_append(struct segment *segment, const struct buffer *frame, uint64_t number, struct error *err);
// Only the header of the frame at *offset, which then points behind the frame. -ENODATA at the end, -EBADMSG when it is damaged.
int segment_next(const struct segment *segment, uint64_t *offset, struct wire_frame *ret_header, struct error *err);
// Appends the frame at *offset to out, checked; *offset then points behind it, also when only its payload is damaged.
int segment_read(const struct segment *segment, uint64_t *offset, struct buffer *out, struct wire_frame *ret_frame,
		 struct error *err);
// Rewrites the file as spool.h says. *ret_dropped = frames that are no more.
int segment_thin(int dir_fd, struct segment *segment, uint64_t *ret_dropped, struct error *err);
// Is this the payload of a final WIRE_STATE?
bool segment_is_final_state(const struct wire_frame *frame);
