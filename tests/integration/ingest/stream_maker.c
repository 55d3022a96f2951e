// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/ingest/stream_maker.h"

#include "common/base/alloc.h"
#include "common/chunk/chunk.h"
#include "tests/unit/support/check_main.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_TS 1700000000000000000ull

uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

void stream_maker_init(struct stream_maker *maker, const struct uuid *scan, uint64_t seed)
{
	*maker = (struct stream_maker){.scan = *scan, .random = seed, .next_seq = 1};
}

void stream_maker_done(struct stream_maker *maker)
{
	for (size_t i = 0; i < maker->n; i++)
		free(maker->frames[i].bytes);
	free(maker->frames);
	*maker = (struct stream_maker){0};
}

void stream_add_payload(struct stream_maker *maker, enum wire_type type, const void *bytes, size_t len)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = WIRE_MAX_FRAME};
	struct wire_frame frame = {
	    .type = (uint8_t)type,
	    .scan = maker->scan,
	    .number = maker->n + 1,
	    .payload = bytes,
	    .payload_len = (uint32_t)len,
	};
	ck_assert_int_eq(wire_encode_frame(&frame, &out), 0);
	if (maker->n == maker->cap) {
		maker->cap = maker->cap ? 2 * maker->cap : 64;
		maker->frames = realloc(maker->frames, maker->cap * sizeof(*maker->frames));
		ck_assert_ptr_nonnull(maker->frames);
	}
	struct stream_frame *made = &maker->frames[maker->n++];
	made->bytes = buffer_take(&out, &made->len);
}

// Paths that an openat opens; the path is the captured memory of argument 1.
static void add_path(uint64_t seq, uint64_t *room, struct event *event)
{
	struct record_data *head = (struct record_data *)(void *)room;
	char *text = (char *)(head + 1);
	int len = snprintf(text, STREAM_EVENT_ROOM - sizeof(*head), "/etc/file-%" PRIu64 ".conf", seq % 1000);
	*head = (struct record_data){.arg = 1, .kind = RECORD_DATA_STRING, .len = (uint32_t)len};
	event->data = (const uint8_t *)room;
	event->data_len = (uint32_t)(sizeof(*head) + (((size_t)len + 7) & ~(size_t)7));
}

void stream_event(uint64_t seq, uint64_t *room, struct event *ret_event)
{
	static const int32_t numbers[] = {0,  1,   3,   9,
					  39, 110, 257, 262}; // read write close mmap getpid getppid openat newfstatat
	uint64_t random = seq * 0x9e3779b97f4a7c15u;
	memset(room, 0, STREAM_EVENT_ROOM);
	*ret_event = (struct event){
	    .kind = EVENT_SYSCALL,
	    .seq = seq,
	    .ts = FIRST_TS + seq * 25000, // 40 000 a second
	    .duration = random >> 50,
	    .nr = numbers[random >> 20 & 7],
	    .pid = 100 + (uint32_t)(seq % 3),
	    .tid = 100 + (uint32_t)(seq % 3),
	    .args = {seq, random, 3},
	    .ret = (random >> 40 & 15) == 0 ? -2 : (int64_t)(random >> 45 & 255),
	    .comm = "maker",
	};
	if (seq % 5000 == 0) {
		ret_event->kind = EVENT_EXIT;
		ret_event->nr = 0;
		ret_event->ret = 0;
		ret_event->duration = EVENT_DURATION_UNKNOWN;
	} else if (ret_event->nr == 257) {
		add_path(seq, room, ret_event);
	}
}

void stream_add_chunk(struct stream_maker *maker, unsigned n_events)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer out = {.max = CHUNK_MAX_BYTES};
	uint64_t room[STREAM_EVENT_ROOM / 8];
	struct error err;
	for (unsigned i = 0; i < n_events; i++) {
		struct event event;
		stream_event(maker->next_seq++, room, &event);
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
		maker->events++;
		maker->syscalls += event.kind == EVENT_SYSCALL;
	}
	ck_assert_int_eq(chunk_writer_finish(writer, &out, &err), 0);
	stream_add_payload(maker, WIRE_CHUNK, out.data, out.len);
}

void stream_add_gap(struct stream_maker *maker, uint64_t count)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = 4096};
	struct wire_gap_call call = {.nr = 0, .count = count};
	struct wire_gap gap = {
	    .first_seq = maker->next_seq,
	    .count = count,
	    .from_ts = FIRST_TS + maker->next_seq * 25000,
	    .to_ts = FIRST_TS + (maker->next_seq + count) * 25000,
	    .stage = WIRE_STAGE_KERNEL,
	    .n_calls = 1,
	    .calls = &call,
	};
	ck_assert_int_eq(wire_encode_gap(&gap, &out), 0);
	stream_add_payload(maker, WIRE_GAP, out.data, out.len);
	maker->next_seq += count;
	maker->gap_events += count;
}

uint8_t stream_output_byte(uint64_t offset)
{
	return (uint8_t)(offset * 2654435761u >> 11);
}

void stream_add_output(struct stream_maker *maker, uint32_t len)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = WIRE_MAX_FRAME};
	AUTO_FREE uint8_t *bytes = xcalloc(len, 1);
	for (uint32_t i = 0; i < len; i++)
		bytes[i] = stream_output_byte(maker->terminal_end + i);
	struct wire_terminal piece = {.offset = maker->terminal_end, .ts = FIRST_TS, .bytes = bytes, .len = len};
	ck_assert_int_eq(wire_encode_terminal(&piece, &out), 0);
	stream_add_payload(maker, WIRE_TERMINAL, out.data, out.len);
	maker->terminal_end += len;
}

void stream_add_resize(struct stream_maker *maker, uint16_t columns, uint16_t rows)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = 4096};
	const uint8_t bytes[4] = {(uint8_t)columns, (uint8_t)(columns >> 8), (uint8_t)rows, (uint8_t)(rows >> 8)};
	struct wire_terminal piece = {
	    .offset = maker->terminal_end, .ts = FIRST_TS, .kind = WIRE_TERMINAL_RESIZE, .bytes = bytes, .len = 4};
	ck_assert_int_eq(wire_encode_terminal(&piece, &out), 0);
	stream_add_payload(maker, WIRE_TERMINAL, out.data, out.len);
}

void stream_add_counters(struct stream_maker *maker)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = 65536};
	struct wire_counter rows[2] = {
	    {.nr = 0, .calls = maker->syscalls, .errors = 1, .time_ns = 1000 * maker->syscalls, .max_ns = 4000},
	    {.nr = 1, .calls = maker->gap_events, .lost = maker->gap_events},
	};
	rows[0].histogram[9] = maker->syscalls;
	struct wire_counters counters = {.ts = FIRST_TS + maker->n, .n = 2, .counters = rows};
	ck_assert_int_eq(wire_encode_counters(&counters, &out), 0);
	stream_add_payload(maker, WIRE_COUNTERS, out.data, out.len);
}

void stream_add_state(struct stream_maker *maker, const char *state)
{
	char json[700];
	int len =
	    snprintf(json, sizeof(json),
		     "{\"state\":\"%s\",\"ts\":\"1700000000000000000\",\"message\":\"\",\"exit_code\":0,\"totals\":{"
		     "\"counted\":%" PRIu64 ",\"captured\":%" PRIu64 ",\"lost\":{\"kernel\":%" PRIu64
		     ",\"queue\":0,\"spool\":0,\"limit\":0},\"last_seq\":%" PRIu64 ",\"events\":%" PRIu64
		     ",\"terminal_bytes\":%" PRIu64 ",\"missed_runs\":0}}",
		     state, maker->syscalls + maker->gap_events, maker->syscalls, maker->gap_events,
		     maker->next_seq - 1, maker->events, maker->terminal_end);
	if (strcmp(state, "finished") != 0)
		len = snprintf(json, sizeof(json), "{\"state\":\"%s\",\"ts\":\"1700000000000000000\",\"message\":\"\"}",
			       state);
	stream_add_payload(maker, WIRE_STATE, json, (size_t)len);
}

void stream_add_mixture(struct stream_maker *maker, uint64_t n_events)
{
	uint64_t end = maker->next_seq + n_events;
	while (maker->next_seq < end) {
		uint64_t random = next_random(&maker->random);
		uint64_t left = end - maker->next_seq;
		unsigned n = random % 3 == 0 ? CHUNK_MAX_EVENTS : 1 + (unsigned)(random % 700);
		stream_add_chunk(maker, n < left ? n : (unsigned)left);
		if (random % 2 == 0)
			stream_add_output(maker, 1 + (uint32_t)(random % 9000));
		if (random % 11 == 0)
			stream_add_resize(maker, 80, (uint16_t)(20 + random % 50));
		if (random % 5 == 0)
			stream_add_counters(maker);
	}
}
