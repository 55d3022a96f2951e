// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "spool"
#include "detector/ws_client/spool.h"

#include <assert.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "detector/ws_client/spool_internal.h"

#define SEGMENT_BYTES (16u << 20)
#define RESERVE_PART  16u // of the limit, for states and gaps

struct stream *spool_find_stream(const struct spool *spool, const struct uuid *scan)
{
	list_for_each (stream, &spool->streams, struct stream, node) {
		if (uuid_equal(&stream->scan, scan))
			return stream;
	}
	return NULL;
}

int stream_new(struct spool *spool, const struct uuid *scan, bool create, struct stream **ret_stream, struct error *err)
{
	char name[UUID_TEXT_SIZE];
	uuid_format(scan, name);
	if (spool->n_streams >= SPOOL_MAX_STREAMS)
		return error_set(err, EMFILE, "spool: %u scans wait for the server already", spool->n_streams);
	if (create && mkdirat(spool->dir_fd, name, 0700) < 0 && errno != EEXIST)
		return error_set(err, errno, "spool: make folder %s: %m", name);
	int fd = openat(spool->dir_fd, name, O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return error_set(err, errno, "spool: open folder %s: %m", name);
	struct stream *stream = xcalloc(1, sizeof(*stream));
	stream->scan = *scan;
	stream->dir_fd = fd;
	list_init(&stream->segments);
	list_append(&spool->streams, &stream->node);
	spool->n_streams++;
	*ret_stream = stream;
	return 0;
}

void stream_remove_segment(struct spool *spool, struct stream *stream, struct segment *segment)
{
	if (stream->read_segment == segment)
		stream->read_segment = NULL;
	spool->bytes -= segment->size;
	segment_delete(stream->dir_fd, segment);
}

void stream_free(struct spool *spool, struct stream *stream, bool delete)
{
	char name[UUID_TEXT_SIZE];
	uuid_format(&stream->scan, name);
	list_for_each (segment, &stream->segments, struct segment, node) {
		if (delete)
			stream_remove_segment(spool, stream, segment);
		else
			segment_free(segment);
	}
	if (delete)
		(void)unlinkat(spool->dir_fd, name, AT_REMOVEDIR);
	(void)close(stream->dir_fd);
	list_remove(&stream->node);
	spool->n_streams--;
	free(stream);
}

static int take_lock(struct spool *spool, const char *dir, struct error *err)
{
	spool->lock_fd = openat(spool->dir_fd, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (spool->lock_fd < 0)
		return error_set(err, errno, "spool: %s/lock: %m", dir);
	if (flock(spool->lock_fd, LOCK_EX | LOCK_NB) < 0)
		return error_set(err, EBUSY, "another detector uses %s; stop it or give this one its own state-dir",
				 dir);
	return 0;
}

int spool_open(struct loop *loop, const char *dir, uint64_t max_bytes, struct spool **ret_spool, struct error *err)
{
	if (max_bytes && max_bytes < SPOOL_MIN_BYTES)
		return error_set(err, EINVAL, "spool: %" PRIu64 " bytes are too few, give at least 1 MiB", max_bytes);
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return error_set(err, errno, "spool: make folder %s: %m", dir);
	AUTO(spool) struct spool *spool = xcalloc(1, sizeof(*spool));
	list_init(&spool->streams);
	buffer_init(&spool->scratch, WIRE_MAX_FRAME);
	spool->loop = loop;
	spool->lock_fd = -1;
	spool->max_bytes = max_bytes ? max_bytes : SPOOL_DEFAULT_BYTES;
	spool->segment_bytes = spool->max_bytes / 8 < SEGMENT_BYTES ? spool->max_bytes / 8 : SEGMENT_BYTES;
	spool->dir_fd = open(dir, O_DIRECTORY | O_CLOEXEC);
	if (spool->dir_fd < 0)
		return error_set(err, errno, "spool: open %s: %m", dir);
	int r = take_lock(spool, dir, err);
	if (r == 0)
		r = spool_load(spool, err);
	if (r < 0)
		return r;
	*ret_spool = take_ptr(&spool);
	return 0;
}

void spool_close(struct spool *spool)
{
	if (!spool)
		return;
	loop_timer_free(spool->timer);
	spool_sync(spool, true);
	list_for_each (stream, &spool->streams, struct stream, node)
		stream_free(spool, stream, false);
	if (spool->dir_fd >= 0)
		(void)close(spool->dir_fd);
	if (spool->lock_fd >= 0)
		(void)close(spool->lock_fd);
	buffer_done(&spool->scratch);
	free(spool);
}

int stream_add_segment(struct spool *spool, struct stream *stream, uint64_t first, struct error *err)
{
	struct segment *segment = NULL;
	int r = segment_create(stream->dir_fd, first, &segment, err);
	if (r < 0)
		return r;
	segment->order = spool->next_order++;
	list_append(&stream->segments, &segment->node);
	spool_sync_later(spool);
	return 0;
}

// The oldest segment that still has its bulk; tails only when nothing else is left.
static struct segment *find_oldest(const struct spool *spool, bool tails, struct stream **ret_stream)
{
	struct segment *oldest = NULL;
	list_for_each (stream, &spool->streams, struct stream, node) {
		list_for_each (segment, &stream->segments, struct segment, node) {
			bool is_tail = segment == stream_tail(stream);
			if (segment->thinned || is_tail != tails || segment->size == 0 ||
			    (oldest && segment->order >= oldest->order))
				continue;
			oldest = segment;
			*ret_stream = stream;
		}
	}
	return oldest;
}

// Thins one segment. -ENOSPC when there is none to thin.
static int make_room(struct spool *spool, struct error *err)
{
	struct stream *stream = NULL;
	struct segment *segment = find_oldest(spool, false, &stream);
	if (!segment) {
		segment = find_oldest(spool, true, &stream);
		if (!segment)
			return error_set(err, ENOSPC,
					 "the spool is full (%" PRIu64 " bytes), nothing can be left out any more",
					 spool->bytes);
		// A segment that is written to must not change its file.
		int r = stream_add_segment(spool, stream, segment->last + 1, err);
		if (r < 0)
			return r;
	}
	uint64_t before = segment->size, dropped = 0;
	if (stream->read_segment == segment)
		stream->read_segment = NULL;
	int r = segment_thin(stream->dir_fd, segment, &dropped, err);
	spool->bytes = spool->bytes - before + segment->size;
	spool->dropped_frames += dropped;
	char scan[UUID_TEXT_SIZE];
	uuid_format(&stream->scan, scan);
	log_warn("full", "scan=%s dropped_frames=%" PRIu64 " freed=%" PRIu64 " first_frame=%" PRIu64, scan, dropped,
		 before - segment->size, segment->first);
	return r;
}

static int stream_for_append(struct spool *spool, const struct uuid *scan, struct stream **ret_stream,
			     struct error *err)
{
	struct stream *stream = spool_find_stream(spool, scan);
	if (!stream) {
		int r = stream_new(spool, scan, true, &stream, err);
		if (r < 0)
			return r;
		r = stream_add_segment(spool, stream, 1, err);
		if (r < 0) {
			stream_free(spool, stream, true);
			return r;
		}
	}
	if (stream->ended)
		return error_set(err, EPIPE, "spool: the scan's stream has ended");
	*ret_stream = stream;
	return 0;
}

static int append_frame(struct spool *spool, struct stream *stream, const struct wire_frame *frame, struct error *err)
{
	uint64_t number = frame->number;
	// A stream must be able to say how it ended, and what it lost, also when there is room for nothing else.
	bool is_word = frame->type == WIRE_STATE || frame->type == WIRE_GAP;
	uint64_t limit = spool->max_bytes + (is_word ? spool->max_bytes / RESERVE_PART : 0);
	while (spool->bytes + spool->scratch.len > limit) {
		int r = make_room(spool, err);
		if (r < 0)
			return r;
	}
	if (stream_tail(stream)->size > 0 && stream_tail(stream)->size + spool->scratch.len > spool->segment_bytes) {
		int r = stream_add_segment(spool, stream, number, err);
		if (r < 0)
			return r;
		spool_sync(spool, false);
	}
	int r = segment_append(stream_tail(stream), &spool->scratch, number, err);
	if (r != -ENOSPC && r != -EDQUOT)
		return r;
	struct error no_room; // the disk is smaller than the limit: that is also a way to be full
	if (make_room(spool, &no_room) < 0)
		return r;
	return segment_append(stream_tail(stream), &spool->scratch, number, err);
}

int spool_append(struct spool *spool, const struct uuid *scan, uint8_t type, const void *payload, size_t len,
		 uint64_t *ret_frame, struct error *err)
{
	struct stream *stream = NULL;
	if (len > WIRE_MAX_FRAME - WIRE_HEADER_SIZE)
		return error_set(err, EMSGSIZE, "spool: a frame of %zu bytes is too large", len);
	int r = stream_for_append(spool, scan, &stream, err);
	if (r < 0)
		return r;
	struct wire_frame frame = {.type = type,
				   .scan = *scan,
				   .number = stream_tail(stream)->last + 1,
				   .payload = payload,
				   .payload_len = (uint32_t)len};
	buffer_clear(&spool->scratch);
	r = wire_encode_frame(&frame, &spool->scratch);
	if (r < 0)
		return error_set(err, -r, "spool: frame %" PRIu64 " cannot be made", frame.number);
	r = append_frame(spool, stream, &frame, err);
	if (r < 0)
		return r;
	spool->bytes += spool->scratch.len;
	stream->ended = segment_is_final_state(&frame);
	spool_sync_later(spool);
	*ret_frame = frame.number;
	return 0;
}

// Puts the stream's reading place before the first frame that may follow `after`.
static void seek(struct stream *stream, uint64_t after)
{
	if (stream->read_segment && stream->read_number == after)
		return;
	stream->read_segment = NULL;
	stream->read_offset = 0;
	stream->read_number = after;
	list_for_each (segment, &stream->segments, struct segment, node) {
		if (segment->last > after) {
			stream->read_segment = segment;
			return;
		}
	}
}

static bool next_segment(struct stream *stream)
{
	struct list *next = stream->read_segment->node.next;
	if (next == &stream->segments)
		return false;
	stream->read_segment = list_entry(next, struct segment, node);
	stream->read_offset = 0;
	return true;
}

// The stream's numbers have no holes for the server: a frame that is not here any more is an empty one.
static int put_skip(const struct stream *stream, uint64_t number, struct buffer *out, struct wire_frame *frame)
{
	*frame = (struct wire_frame){.type = WIRE_SKIP, .scan = stream->scan, .number = number};
	return wire_encode_frame(frame, out);
}

// One step: a frame (0), a frame to pass over (-EAGAIN), the end of the segment (-ENODATA), or an error.
static int read_step(struct spool *spool, struct stream *stream, uint64_t after, struct buffer *out,
		     struct wire_frame *frame, struct error *err)
{
	uint64_t start = stream->read_offset;
	int r = segment_next(stream->read_segment, &stream->read_offset, frame, err);
	if (r == 0 && frame->number <= after)
		return -EAGAIN;
	if (r == 0) {
		stream->read_offset = start;
		if (frame->number > after + 1)
			return put_skip(stream, after + 1, out, frame);
		r = segment_read(stream->read_segment, &stream->read_offset, out, frame, err);
	}
	if (r != -EBADMSG && r != -EPROTONOSUPPORT)
		return r;
	spool->damaged_frames++;
	log_error("damaged", "first_frame=%" PRIu64 " offset=%" PRIu64 " reason=%s", stream->read_segment->first, start,
		  LOG_Q(err->text));
	if (stream->read_offset == start) // its length is not known either: the rest of the segment is lost
		stream->read_offset = stream->read_segment->size;
	return -EAGAIN;
}

int spool_read_next(struct spool *spool, const struct uuid *scan, uint64_t after, struct buffer *out,
		    uint64_t *ret_frame, struct error *err)
{
	struct stream *stream = spool_find_stream(spool, scan);
	if (!stream)
		return error_set(err, ENODATA, "spool: no such stream");
	seek(stream, after);
	while (stream->read_segment) {
		struct wire_frame frame;
		int r = read_step(spool, stream, after, out, &frame, err);
		if (r == -EAGAIN || (r == -ENODATA && next_segment(stream)))
			continue;
		if (r == -ENODATA)
			break;
		if (r < 0)
			return r;
		stream->read_number = frame.number;
		*ret_frame = frame.number;
		return 0;
	}
	return error_set(err, ENODATA, "spool: no frame behind %" PRIu64, after);
}

int spool_ack(struct spool *spool, const struct uuid *scan, uint64_t frame)
{
	struct stream *stream = spool_find_stream(spool, scan);
	if (!stream)
		return 0;
	uint64_t last = stream_tail(stream)->last;
	if (frame > last)
		frame = last;
	if (frame > stream->acked)
		stream->acked = frame;
	if (stream->ended && stream->acked == last) {
		stream_free(spool, stream, true);
		return 1;
	}
	list_for_each (segment, &stream->segments, struct segment, node) {
		if (segment == stream_tail(stream) || segment->last > stream->acked)
			break;
		stream_remove_segment(spool, stream, segment);
	}
	return 0;
}

void spool_drop(struct spool *spool, const struct uuid *scan)
{
	struct stream *stream = spool_find_stream(spool, scan);
	if (stream)
		stream_free(spool, stream, true);
}

static void describe(const struct stream *stream, struct spool_stream *out)
{
	*out = (struct spool_stream){
	    .scan = stream->scan, .last_frame = stream_tail(stream)->last, .ended = stream->ended};
	list_for_each (segment, &stream->segments, struct segment, node)
		out->bytes += segment->size;
}

bool spool_find(const struct spool *spool, const struct uuid *scan, struct spool_stream *ret_stream)
{
	const struct stream *stream = spool_find_stream(spool, scan);
	if (stream)
		describe(stream, ret_stream);
	return stream != NULL;
}

size_t spool_streams(const struct spool *spool, struct spool_stream *out, size_t max)
{
	size_t n = 0;
	list_for_each (stream, &spool->streams, struct stream, node) {
		if (n < max)
			describe(stream, &out[n]);
		n++;
	}
	return n;
}

void spool_stats(const struct spool *spool, struct spool_stats *ret_stats)
{
	*ret_stats = (struct spool_stats){
	    .bytes = spool->bytes, .dropped_frames = spool->dropped_frames, .damaged_frames = spool->damaged_frames};
	list_for_each (stream, &spool->streams, struct stream, node)
		ret_stats->frames += stream_tail(stream)->last - stream->acked;
}
