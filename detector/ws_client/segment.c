// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/segment.h"

#include <fcntl.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/alloc.h"

static void make_name(uint64_t first, const char *suffix, char name[static SEGMENT_NAME_SIZE])
{
	(void)snprintf(name, SEGMENT_NAME_SIZE, "%016" PRIx64 ".seg%s", first, suffix);
}

uint64_t segment_parse_name(const char *name)
{
	if (strlen(name) != 20 || strspn(name, "0123456789abcdef") != 16 || strcmp(name + 16, ".seg") != 0)
		return 0;
	uint64_t first = strtoull(name, NULL, 16);
	return first <= INT64_MAX ? first : 0;
}

static int open_file(int dir_fd, const char *name, int flags, uint64_t first, struct segment **ret_segment,
		     struct error *err)
{
	AUTO_CLOSE int fd = openat(dir_fd, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	if (fd < 0)
		return error_set(err, errno, "spool: open %s: %m", name);
	struct stat st;
	if (fstat(fd, &st) < 0)
		return error_set(err, errno, "spool: stat %s: %m", name);
	struct segment *segment = xcalloc(1, sizeof(*segment));
	list_init(&segment->node);
	segment->first = first;
	segment->last = first - 1;
	segment->size = (uint64_t)st.st_size;
	segment->order = (uint64_t)st.st_mtim.tv_sec * 1000000000u + (uint64_t)st.st_mtim.tv_nsec;
	segment->fd = take_fd(&fd);
	*ret_segment = segment;
	return 0;
}

int segment_create(int dir_fd, uint64_t first, struct segment **ret_segment, struct error *err)
{
	char name[SEGMENT_NAME_SIZE];
	make_name(first, "", name);
	return open_file(dir_fd, name, O_CREAT | O_EXCL, first, ret_segment, err);
}

void segment_free(struct segment *segment)
{
	if (!segment)
		return;
	list_remove(&segment->node);
	(void)close(segment->fd);
	free(segment);
}

void segment_delete(int dir_fd, struct segment *segment)
{
	char name[SEGMENT_NAME_SIZE];
	make_name(segment->first, "", name);
	(void)unlinkat(dir_fd, name, 0);
	segment_free(segment);
}

int segment_append(struct segment *segment, const struct buffer *frame, uint64_t number, struct error *err)
{
	size_t done = 0;
	while (done < frame->len) {
		ssize_t n = pwrite(segment->fd, frame->data + done, frame->len - done, (off_t)(segment->size + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int code = n < 0 ? errno : EIO;
			if (ftruncate(segment->fd, (off_t)segment->size) < 0)
				code = errno; // harmless: the next frame is written over it
			return error_set(err, code, "spool: write: %s", strerror(code));
		}
		done += (size_t)n;
	}
	segment->size += frame->len;
	segment->last = number;
	segment->dirty = true;
	return 0;
}

static int read_exactly(int fd, uint64_t offset, void *to, size_t len, struct error *err)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = pread(fd, (uint8_t *)to + done, len - done, (off_t)(offset + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, errno, "spool: read: %m");
		if (n == 0)
			return error_set(err, EBADMSG, "spool: the file ends within a frame");
		done += (size_t)n;
	}
	return 0;
}

int segment_next(const struct segment *segment, uint64_t *offset, struct wire_frame *ret_header, struct error *err)
{
	uint8_t header[WIRE_HEADER_SIZE];
	struct wire_frame frame;
	if (*offset >= segment->size)
		return -ENODATA;
	int r = read_exactly(segment->fd, *offset, header, sizeof(header), err);
	if (r < 0)
		return r;
	r = wire_decode_header(header, sizeof(header), &frame, err);
	if (r < 0)
		return r;
	if (frame.payload_len > segment->size - *offset - WIRE_HEADER_SIZE)
		return error_set(err, EBADMSG, "spool: frame %" PRIu64 " is torn", frame.number);
	*offset += WIRE_HEADER_SIZE + frame.payload_len;
	*ret_header = frame;
	return 0;
}

int segment_read(const struct segment *segment, uint64_t *offset, struct buffer *out, struct wire_frame *ret_frame,
		 struct error *err)
{
	uint64_t start = *offset;
	size_t before = out->len;
	struct wire_frame frame = {0};
	int r = segment_next(segment, offset, &frame, err);
	if (r < 0)
		return r;
	size_t len = WIRE_HEADER_SIZE + (size_t)frame.payload_len;
	uint8_t *to = buffer_reserve(out, len);
	if (!to)
		return error_set(err, ENOBUFS, "spool: no room for a frame of %zu bytes", len);
	r = read_exactly(segment->fd, start, to, len, err);
	if (r == 0)
		r = wire_decode_frame(to, len, ret_frame, err);
	if (r < 0)
		out->len = before;
	return r;
}

bool segment_is_final_state(const struct wire_frame *frame)
{
	static const char *const final[] = {"finished", "failed", "cancelled", "interrupted"};
	if (frame->type != WIRE_STATE)
		return false;
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *json =
	    json_tokener_parse_ex(tokener, (const char *)frame->payload, (int)frame->payload_len);
	struct json_object *state = NULL;
	bool is_final = false;
	if (json && json_object_is_type(json, json_type_object) && json_object_object_get_ex(json, "state", &state)) {
		const char *text = json_object_get_string(state);
		for (size_t i = 0; text && i < sizeof(final) / sizeof(final[0]); i++)
			is_final |= strcmp(text, final[i]) == 0;
	}
	json_object_put(json);
	json_tokener_free(tokener);
	return is_final;
}

// Walks the frames; returns where the last sound one ends.
static uint64_t walk(struct segment *segment, bool tail, bool *ret_ended)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	buffer_init(&bytes, WIRE_MAX_FRAME);
	uint64_t offset = 0, sound = 0;
	struct wire_frame frame = {0};
	struct error err;
	while (sound < segment->size) {
		uint64_t start = offset;
		buffer_clear(&bytes);
		int r = tail ? segment_read(segment, &offset, &bytes, &frame, &err)
			     : segment_next(segment, &offset, &frame, &err);
		if (r < 0 || frame.number <= segment->last || frame.number < segment->first)
			return start;
		segment->last = frame.number;
		*ret_ended = tail && segment_is_final_state(&frame);
		sound = offset;
	}
	return sound;
}

int segment_load(int dir_fd, const char *name, bool tail, struct segment **ret_segment,
		 struct segment_report *ret_report, struct error *err)
{
	struct segment *segment = NULL;
	struct segment_report report = {0};
	int r = open_file(dir_fd, name, 0, segment_parse_name(name), &segment, err);
	if (r < 0)
		return r;
	uint64_t sound = walk(segment, tail, &report.ended);
	if (sound < segment->size) {
		report.damaged_bytes = segment->size - sound;
		segment->size = sound; // what is behind cannot be read in any case
		if (ftruncate(segment->fd, (off_t)sound) < 0) {
			r = error_set(err, errno, "spool: cut the damaged end of %s: %m", name);
			segment_free(segment);
			return r;
		}
	}
	*ret_segment = segment;
	*ret_report = report;
	return 0;
}
