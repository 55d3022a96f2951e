// SPDX-License-Identifier: Apache-2.0
// When the spool is too large: a segment is rewritten without its bulk, in a new file that then takes the place of the old one.
#include "detector/ws_client/segment.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/chunk/chunk.h"

// What the lost chunk held, as a gap.
static int encode_gap(const struct chunk_summary *summary, struct buffer *payload)
{
	unsigned n = 0;
	AUTO_FREE struct wire_gap_call *calls = xcalloc(summary->n_calls, sizeof(*calls));
	for (uint32_t i = 0; i < summary->n_calls && n < WIRE_MAX_CALLS; i++) {
		const struct chunk_call *call = &summary->calls[i];
		if (call->kind == EVENT_SYSCALL)
			calls[n++] = (struct wire_gap_call){.abi = call->abi, .nr = call->nr, .count = call->count};
	}
	struct wire_gap gap = {
	    .first_seq = summary->first_seq,
	    .count = summary->n_events,
	    .from_ts = summary->min_ts,
	    .to_ts = summary->max_ts,
	    .stage = WIRE_STAGE_SPOOL,
	    .n_calls = (uint16_t)n,
	    .calls = calls,
	};
	return wire_encode_gap(&gap, payload);
}

static int put_gap(const struct wire_frame *frame, struct buffer *out)
{
	AUTO(chunk) struct chunk *chunk = NULL;
	AUTO_VALUE(buffer) struct buffer payload;
	struct error err;
	buffer_init(&payload, 1u << 20);
	int r = chunk_open(frame->payload, frame->payload_len, &chunk, &err);
	if (r == 0)
		r = encode_gap(chunk_summary(chunk), &payload);
	if (r < 0)
		return r;
	struct wire_frame gap = {.type = WIRE_GAP,
				 .scan = frame->scan,
				 .number = frame->number,
				 .payload = payload.data,
				 .payload_len = (uint32_t)payload.len};
	return wire_encode_frame(&gap, out);
}

// Counters are cumulative, so only the last ones of the segment matter.
static uint64_t last_counters(const struct segment *segment)
{
	uint64_t offset = 0, number = 0;
	struct wire_frame header;
	struct error err;
	while (segment_next(segment, &offset, &header, &err) == 0) {
		if (header.type == WIRE_COUNTERS)
			number = header.number;
	}
	return number;
}

// Appends what stays of the segment to out.
static int thin_into(const struct segment *segment, struct buffer *out, uint64_t *dropped, struct error *err)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	buffer_init(&bytes, WIRE_MAX_FRAME);
	uint64_t counters = last_counters(segment);
	for (uint64_t offset = 0; offset < segment->size;) {
		struct wire_frame frame;
		uint64_t start = offset;
		buffer_clear(&bytes);
		int r = segment_read(segment, &offset, &bytes, &frame, err);
		if (r < 0 && offset == start)
			break; // no way to find the next one
		if (r < 0) {
			(*dropped)++;
			continue;
		}
		bool stays = frame.type == WIRE_STATE || frame.type == WIRE_GAP || frame.number == counters;
		if (!stays && frame.type != WIRE_COUNTERS)
			(*dropped)++;
		if (stays)
			r = buffer_append(out, bytes.data, bytes.len);
		else if (frame.type == WIRE_CHUNK)
			r = put_gap(&frame, out);
		if (r == -ENOBUFS)
			return error_set(err, ENOBUFS, "spool: no memory to thin a segment");
	}
	return 0;
}

static int write_file(int dir_fd, const char *name, const struct buffer *bytes, int *ret_fd, struct error *err)
{
	AUTO_CLOSE int fd = openat(dir_fd, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return error_set(err, errno, "spool: create %s: %m", name);
	for (size_t done = 0; done < bytes->len;) {
		ssize_t n = pwrite(fd, bytes->data + done, bytes->len - done, (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return error_set(err, n < 0 ? errno : EIO, "spool: write %s: %m", name);
		done += (size_t)n;
	}
	if (fdatasync(fd) < 0) // the old file goes; what takes its place must be on the disk
		return error_set(err, errno, "spool: sync %s: %m", name);
	*ret_fd = take_fd(&fd);
	return 0;
}

int segment_thin(int dir_fd, struct segment *segment, uint64_t *ret_dropped, struct error *err)
{
	char name[SEGMENT_NAME_SIZE], temporary[SEGMENT_NAME_SIZE];
	(void)snprintf(name, sizeof(name), "%016" PRIx64 ".seg", segment->first);
	(void)snprintf(temporary, sizeof(temporary), "%016" PRIx64 ".seg.new", segment->first);
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, segment->size + 65536);
	uint64_t dropped = 0;
	int fd = -1;
	segment->thinned = true; // also when it fails: trying again at once would not help
	int r = thin_into(segment, &out, &dropped, err);
	if (r == 0)
		r = write_file(dir_fd, temporary, &out, &fd, err);
	if (r == 0 && renameat(dir_fd, temporary, dir_fd, name) < 0)
		r = error_set(err, errno, "spool: rename %s: %m", temporary);
	if (r < 0) {
		cleanup_close(&fd);
		(void)unlinkat(dir_fd, temporary, 0);
		return r;
	}
	(void)close(segment->fd);
	segment->fd = fd;
	segment->size = out.len;
	segment->dirty = false;
	*ret_dropped = dropped;
	return 0;
}
