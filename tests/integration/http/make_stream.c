// SPDX-License-Identifier: Apache-2.0
// Writes a scan's whole stream as a detector would send it: `make_stream SCAN EVENTS` puts frames to stdout, each behind its length
// as u32 little-endian. EVENTS system calls (getppid, every tenth a failed openat of /etc/missing, all by one process in a container) in chunks, then a gap of 5, counters, two pieces of
// terminal, the states around them.
#include "common/base/buffer.h"
#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/parse.h"
#include "common/chunk/chunk.h"
#include "common/wire/wire.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_TS   1700000000000000000ull
#define GAP        5u
#define NR_GETPPID 110
#define NR_OPENAT  257

struct stream {
	struct uuid scan;
	uint64_t number;
};

static void put(struct stream *stream, uint8_t type, const void *payload, size_t len)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, WIRE_MAX_FRAME);
	struct wire_frame frame = {.type = type,
				   .scan = stream->scan,
				   .number = ++stream->number,
				   .payload = payload,
				   .payload_len = (uint32_t)len};
	if (wire_encode_frame(&frame, &out) < 0)
		abort();
	uint32_t size = (uint32_t)out.len;
	fwrite(&size, sizeof(size), 1, stdout);
	fwrite(out.data, out.len, 1, stdout);
}

static void put_state(struct stream *stream, const char *json)
{
	put(stream, WIRE_STATE, json, strlen(json));
}

static void put_chunk(struct stream *stream, struct chunk_writer *writer)
{
	AUTO_VALUE(buffer) struct buffer out;
	struct error err;
	buffer_init(&out, CHUNK_MAX_BYTES);
	if (chunk_writer_finish(writer, &out, &err) < 0)
		abort();
	put(stream, WIRE_CHUNK, out.data, out.len);
}

static const struct event_process parent = {.pid = 40,
					    .ppid = 1,
					    .uid = 0,
					    .gid = 0,
					    .user = "root",
					    .exe = "/usr/bin/bash",
					    .args = "bash -c worker",
					    .cwd = "/",
					    .container_id = "abc123",
					    .container_name = "sample",
					    .container_image = "localhost/syscope-sample:latest"};
static const struct event_process worker = {.pid = 42,
					    .ppid = 40,
					    .uid = 1000,
					    .gid = 1000,
					    .user = "worker",
					    .exe = "/usr/bin/worker",
					    .args = "worker --fast",
					    .cwd = "/srv",
					    .container_id = "abc123",
					    .container_name = "sample",
					    .container_image = "localhost/syscope-sample:latest",
					    .parent = &parent};
static const struct event_object missing = {
    .fd = -1, .type = EVENT_OBJECT_NONE, .name = "", .path = "/etc/missing", .path2 = ""};

static void put_events(struct stream *stream, uint64_t n)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	for (uint64_t seq = 1; seq <= n; seq++) {
		bool failed = seq % 10 == 0;
		struct event event = {.seq = seq,
				      .ts = START_TS + seq * 1000,
				      .duration = 100 + seq % 7,
				      .ret = failed ? -2 : 41,
				      .pid = 42,
				      .tid = 42,
				      .nr = failed ? NR_OPENAT : NR_GETPPID,
				      .kind = EVENT_SYSCALL,
				      .comm = "worker",
				      .process = &worker,
				      .object = failed ? &missing : NULL};
		int r = chunk_writer_add(writer, &event);
		if (r == -ENOSPC) {
			put_chunk(stream, writer);
			r = chunk_writer_add(writer, &event);
		}
		if (r < 0)
			abort();
	}
	put_chunk(stream, writer);
}

static void put_gap(struct stream *stream, uint64_t n)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 65536);
	struct wire_gap_call call = {.nr = NR_GETPPID, .count = GAP};
	struct wire_gap gap = {.first_seq = n + 1,
			       .count = GAP,
			       .from_ts = START_TS + n * 1000,
			       .to_ts = START_TS + n * 1000 + 500,
			       .stage = WIRE_STAGE_KERNEL,
			       .n_calls = 1,
			       .calls = &call};
	if (wire_encode_gap(&gap, &out) < 0)
		abort();
	put(stream, WIRE_GAP, out.data, out.len);
}

static void put_counters(struct stream *stream, uint64_t n)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 65536);
	struct wire_counter rows[2] = {
	    {.nr = NR_GETPPID, .calls = n - n / 10 + GAP, .lost = GAP, .time_ns = n * 100, .max_ns = 106},
	    {.nr = NR_OPENAT, .calls = n / 10, .errors = n / 10, .time_ns = n * 10, .max_ns = 106},
	};
	rows[0].histogram[6] = rows[0].calls;
	rows[1].histogram[6] = rows[1].calls;
	struct wire_counters counters = {.ts = START_TS + n * 1000 + 600, .n = 2, .counters = rows};
	if (wire_encode_counters(&counters, &out) < 0)
		abort();
	put(stream, WIRE_COUNTERS, out.data, out.len);
}

static void put_terminal(struct stream *stream, uint64_t offset, const char *text)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 65536);
	struct wire_terminal piece = {.offset = offset,
				      .ts = START_TS + offset,
				      .kind = WIRE_TERMINAL_TTY,
				      .bytes = (const uint8_t *)text,
				      .len = (uint32_t)strlen(text)};
	if (wire_encode_terminal(&piece, &out) < 0)
		abort();
	put(stream, WIRE_TERMINAL, out.data, out.len);
}

int main(int argc, char **argv)
{
	struct stream stream = {0};
	uint64_t n = 0;
	char json[512];
	if (argc != 3 || uuid_parse(argv[1], &stream.scan) < 0 || parse_u64(argv[2], &n) < 0 || n < 10)
		return 2;
	put_state(&stream, "{\"state\":\"starting\",\"ts\":\"1700000000000000000\",\"message\":\"\"}");
	put_state(&stream, "{\"state\":\"running\",\"ts\":\"1700000000000000001\",\"message\":\"\",\"container_id\":"
			   "\"abc123\",\"pid\":42}");
	put_terminal(&stream, 0, "hello \033[1mworld\033[0m\r\n");
	put_events(&stream, n);
	put_terminal(&stream, 21, "caf\303\251\r\n");
	put_gap(&stream, n);
	put_counters(&stream, n);
	(void)snprintf(json, sizeof(json),
		       "{\"state\":\"finished\",\"ts\":\"1700000000900000000\",\"message\":\"\",\"exit_code\":0,"
		       "\"totals\":{\"counted\":%" PRIu64 ",\"captured\":%" PRIu64
		       ",\"lost\":{\"kernel\":5,\"queue\":0,\"spool\":0,\"limit\":0},\"last_seq\":%" PRIu64
		       ",\"events\":%" PRIu64 ",\"terminal_bytes\":28,\"missed_runs\":0}}",
		       n + GAP, n, n + GAP, n);
	put_state(&stream, json);
	return 0;
}
