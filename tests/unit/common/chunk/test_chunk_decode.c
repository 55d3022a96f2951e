// SPDX-License-Identifier: Apache-2.0
#include "common/chunk/chunk.h"

#include "tests/unit/support/check_main.h"
#include "tests/unit/support/subject_maker.h"

#include <stdio.h>
#include <string.h>

#include "common/base/crc32c.h"
#include "common/base/le.h"

#define GOLDEN "tests/unit/common/chunk/golden/"

// One assertion for many fields: Check writes each one to a file.
static bool is_same_process(const struct event_process *a, const struct event_process *b)
{
	return a->pid == b->pid && a->ppid == b->ppid && a->uid == b->uid && a->gid == b->gid &&
	       a->start_ts == b->start_ts && strcmp(a->user, b->user) == 0 && strcmp(a->exe, b->exe) == 0 &&
	       strcmp(a->args, b->args) == 0 && strcmp(a->cwd, b->cwd) == 0 &&
	       strcmp(a->container_id, b->container_id) == 0 && strcmp(a->container_name, b->container_name) == 0 &&
	       strcmp(a->container_image, b->container_image) == 0 && strcmp(a->comm, b->comm) == 0;
}

static bool is_same_family(const struct event_process *a, const struct event_process *b)
{
	for (; a && b; a = a->parent, b = b->parent) {
		if (!is_same_process(a, b))
			return false;
	}
	return a == b; // both at their end
}

static bool is_same_object(const struct event_object *a, const struct event_object *b)
{
	if (!a || !b)
		return a == b;
	return a->fd == b->fd && a->type == b->type && a->protocol == b->protocol && a->role == b->role &&
	       a->local_port == b->local_port && a->remote_port == b->remote_port &&
	       memcmp(a->local, b->local, sizeof(a->local)) == 0 &&
	       memcmp(a->remote, b->remote, sizeof(a->remote)) == 0 && strcmp(a->name, b->name) == 0 &&
	       strcmp(a->path, b->path) == 0 && strcmp(a->path2, b->path2) == 0;
}

static void assert_same(const struct event *a, const struct event *b)
{
	ck_assert_uint_eq(a->seq, b->seq);
	ck_assert_uint_eq(a->ts, b->ts);
	ck_assert_uint_eq(a->duration, b->duration);
	ck_assert_int_eq(a->ret, b->ret);
	ck_assert_uint_eq(a->pid, b->pid);
	ck_assert_uint_eq(a->tid, b->tid);
	ck_assert_int_eq(a->nr, b->nr);
	ck_assert_uint_eq(a->kind, b->kind);
	ck_assert_uint_eq(a->abi, b->abi);
	ck_assert_uint_eq(a->flags, b->flags);
	ck_assert_mem_eq(a->args, b->args, sizeof(a->args));
	ck_assert_str_eq(a->comm, b->comm);
	ck_assert_uint_eq(a->data_len, b->data_len);
	if (a->data_len)
		ck_assert_mem_eq(a->data, b->data, a->data_len);
	ck_assert(is_same_family(a->process, b->process));
	ck_assert(is_same_object(a->object, b->object));
}

static struct subject_maker subjects;

// With a process and an object, as the detector makes them.
static void make_wild(struct event_maker *maker, struct event *event)
{
	event_maker_wild(maker, event);
	subject_maker_wild(&subjects, event);
}

static void make_busy(struct event_maker *maker, struct event *event)
{
	event_maker_busy(maker, event);
	subject_maker_busy(&subjects, event);
}

typedef void (*make_fn)(struct event_maker *maker, struct event *event);

// Encodes up to n made events into out; returns how many the chunk took.
static uint32_t encode(struct chunk_writer *writer, struct event_maker *maker, make_fn make, uint32_t n,
		       struct buffer *out)
{
	struct error err;
	struct event event;
	for (uint32_t i = 0; i < n; i++) {
		make(maker, &event);
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	ck_assert_int_eq(chunk_writer_finish(writer, out, &err), 0);
	return n;
}

static void assert_decodes(const struct buffer *bytes, struct event_maker *maker, make_fn make, uint32_t n)
{
	struct error err = {0};
	AUTO(chunk) struct chunk *chunk = NULL;
	ck_assert_msg(chunk_open(bytes->data, bytes->len, &chunk, &err) == 0, "%s", err.text);
	ck_assert_msg(chunk_verify(chunk, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(chunk_summary(chunk)->n_events, n);
	for (uint32_t i = 0; i < n; i++) {
		struct event want, got;
		make(maker, &want);
		ck_assert_msg(chunk_event(chunk, i, &got, &err) == 0, "%s", err.text);
		assert_same(&want, &got);
		ck_assert_uint_eq((uintptr_t)got.data % 8, 0);
	}
}

START_TEST(any_events_come_back_as_they_were)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, CHUNK_MAX_BYTES);
	struct event_maker maker = {.state = 1 + (uint64_t)_i * 7919, .ts = 1763971200000000000ull};
	for (unsigned round = 0; round < 6; round++) { // one writer, many chunks: nothing leaks from one to the next
		struct event_maker again = maker;
		uint32_t n = round == 5 ? CHUNK_MAX_EVENTS : 1 + (uint32_t)(event_maker_random(&maker) % 400);
		maker = again;
		buffer_clear(&out);
		encode(writer, &maker, make_wild, n, &out);
		assert_decodes(&out, &again, make_wild, n);
	}
}
END_TEST

START_TEST(the_head_of_an_event_needs_no_arguments)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, CHUNK_MAX_BYTES);
	struct event_maker maker = {.state = 5, .ts = 1000};
	struct event_maker again = maker;
	encode(writer, &maker, make_wild, 100, &out);
	struct error err;
	AUTO(chunk) struct chunk *chunk = NULL;
	ck_assert_int_eq(chunk_open(out.data, out.len, &chunk, &err), 0);
	for (uint32_t i = 0; i < 100; i++) {
		struct event want, got;
		make_wild(&again, &want);
		memset(want.args, 0, sizeof(want.args));
		want.data_len = 0;
		want.process = NULL;
		want.object = NULL;
		ck_assert_int_eq(chunk_event_head(chunk, i, &got, &err), 0);
		ck_assert_ptr_null(got.data);
		assert_same(&want, &got);
	}
	struct event event;
	ck_assert_int_eq(chunk_event_head(chunk, 100, &event, &err), -EINVAL);
}
END_TEST

START_TEST(the_summary_counts_each_call)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, CHUNK_MAX_BYTES);
	struct error err;
	struct event event = {.seq = 10, .ts = 500, .duration = 7, .nr = 257, .kind = EVENT_SYSCALL, .ret = -2};
	ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	event = (struct event){.seq = 11, .ts = 400, .duration = 5, .nr = 257, .kind = EVENT_SYSCALL, .ret = 3};
	ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	event =
	    (struct event){.seq = 12, .ts = 450, .duration = EVENT_DURATION_UNKNOWN, .nr = 0, .kind = EVENT_SYSCALL};
	ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	event = (struct event){
	    .seq = 13, .ts = 600, .duration = EVENT_DURATION_UNKNOWN, .nr = 17, .kind = EVENT_SIGNAL, .ret = -2};
	ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	ck_assert_int_eq(chunk_writer_finish(writer, &out, &err), 0);
	AUTO(chunk) struct chunk *chunk = NULL;
	ck_assert_int_eq(chunk_open(out.data, out.len, &chunk, &err), 0);
	const struct chunk_summary *summary = chunk_summary(chunk);
	ck_assert_uint_eq(summary->first_seq, 10);
	ck_assert_uint_eq(summary->min_ts, 400);
	ck_assert_uint_eq(summary->max_ts, 600);
	ck_assert_uint_eq(summary->n_calls, 3);
	ck_assert_int_eq(summary->calls[0].nr, 0);
	ck_assert_int_eq(summary->calls[1].nr, 257);
	ck_assert_uint_eq(summary->calls[1].count, 2);
	ck_assert_uint_eq(summary->calls[1].errors, 1);
	ck_assert_uint_eq(summary->calls[1].time_ns, 12);
	ck_assert_uint_eq(summary->calls[2].kind, EVENT_SIGNAL);
	ck_assert_uint_eq(summary->calls[2].errors, 0); // a signal does not fail
}
END_TEST

static void load_golden(const char *path, struct buffer *out)
{
	FILE *file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s: %m", path);
	uint8_t piece[4096];
	size_t len = 0;
	while ((len = fread(piece, 1, sizeof(piece), file)) > 0)
		(void)buffer_append(out, piece, len);
	(void)fclose(file);
}

static void write_golden(const char *path, const struct buffer *bytes)
{
	if (!getenv("SYSCOPE_WRITE_GOLDEN"))
		return;
	FILE *file = fopen(path, "wb");
	ck_assert_msg(file != NULL, "%s: %m", path);
	ck_assert_uint_eq(fwrite(bytes->data, 1, bytes->len, file), bytes->len);
	(void)fclose(file);
}

static void make_small(struct event_maker *maker, struct event events[static 2])
{
	events[0] = (struct event){
	    .seq = 7,
	    .ts = 1763971200000000100,
	    .duration = 1500,
	    .ret = 3,
	    .pid = 42,
	    .tid = 43,
	    .nr = 257,
	    .kind = EVENT_SYSCALL,
	    .comm = "cat",
	    .args = {(uint64_t)-100, 0x7ffd0000, 0, 0},
	};
	events[1] = (struct event){
	    .seq = 8,
	    .ts = 1763971200000002000,
	    .duration = EVENT_DURATION_UNKNOWN,
	    .ret = -9,
	    .pid = 42,
	    .tid = 43,
	    .nr = 3,
	    .kind = EVENT_SYSCALL,
	    .comm = "cat",
	    .args = {77},
	    .flags = RECORD_F_NO_ENTER,
	};
	events[0].data_len = event_maker_string(maker, 1, "/etc/hostname", 13);
	events[0].data = maker->data;
}

static void assert_reads(const char *path, const struct event *events, uint32_t n)
{
	struct error err = {0};
	AUTO_VALUE(buffer) struct buffer golden;
	AUTO(chunk) struct chunk *chunk = NULL;
	buffer_init(&golden, CHUNK_MAX_BYTES);
	load_golden(path, &golden);
	ck_assert_msg(chunk_open(golden.data, golden.len, &chunk, &err) == 0, "%s", err.text);
	ck_assert_msg(chunk_verify(chunk, &err) == 0, "%s", err.text);
	for (uint32_t i = 0; i < n; i++) {
		struct event got;
		ck_assert_int_eq(chunk_event(chunk, i, &got, &err), 0);
		assert_same(&events[i], &got);
	}
}

// docs/protocol.md explains these bytes one by one; nothing in them is compressed, so they never change.
START_TEST(the_small_golden_chunk_is_made_and_read_as_documented)
{
	struct event_maker maker = {0};
	struct event events[2];
	struct event_process init = {.pid = 1, .uid = 0, .gid = EVENT_NO_ID, .exe = "/sbin/init"};
	struct event_process cat = {
	    .pid = 42, .ppid = 1, .uid = 7, .gid = 8, .start_ts = 255, .args = "cat", .parent = &init};
	struct event_object object = {
	    .fd = 3, .type = EVENT_OBJECT_FILE, .name = "/etc/hostname", .path = "/etc/hostname"};
	make_small(&maker, events);
	init.user = init.args = init.cwd = init.container_id = init.container_name = init.container_image = "";
	cat.user = cat.exe = cat.cwd = cat.container_id = cat.container_name = cat.container_image = "";
	object.path2 = "";
	events[0].process = events[1].process = &cat;
	events[0].object = &object;
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer golden;
	AUTO_VALUE(buffer) struct buffer made;
	buffer_init(&golden, CHUNK_MAX_BYTES);
	buffer_init(&made, CHUNK_MAX_BYTES);
	struct error err;
	for (unsigned i = 0; i < 2; i++)
		ck_assert_int_eq(chunk_writer_add(writer, &events[i]), 0);
	ck_assert_int_eq(chunk_writer_finish(writer, &made, &err), 0);
	write_golden(GOLDEN "small.bin", &made);
	load_golden(GOLDEN "small.bin", &golden);
	ck_assert_uint_eq(golden.len, made.len);
	ck_assert_mem_eq(golden.data, made.data, made.len);
	assert_reads(GOLDEN "small.bin", events, 2);
}
END_TEST

// Compressed columns may get other bytes from another zstd, but must always be readable.
START_TEST(the_large_golden_chunk_is_read)
{
	AUTO_VALUE(buffer) struct buffer golden;
	buffer_init(&golden, CHUNK_MAX_BYTES);
	struct event_maker maker = {.state = 42, .ts = 1763971200000000000ull};
	struct event_maker first = maker;
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	encode(writer, &first, make_busy, 1000, &golden);
	write_golden(GOLDEN "busy.bin", &golden);
	buffer_clear(&golden);
	load_golden(GOLDEN "busy.bin", &golden);
	assert_decodes(&golden, &maker, make_busy, 1000);
}
END_TEST

// Older scans are stored like this: without processes and objects.
START_TEST(chunks_of_version_1_are_read)
{
	struct event_maker maker = {0};
	struct event events[2];
	make_small(&maker, events);
	assert_reads(GOLDEN "small-v1.bin", events, 2);
	AUTO_VALUE(buffer) struct buffer golden;
	buffer_init(&golden, CHUNK_MAX_BYTES);
	load_golden(GOLDEN "busy-v1.bin", &golden);
	maker = (struct event_maker){.state = 42, .ts = 1763971200000000000ull};
	assert_decodes(&golden, &maker, event_maker_busy, 1000);
}
END_TEST

// Opens, verifies and walks: must never crash; returns the first failure.
static int walk(const uint8_t *bytes, size_t len)
{
	struct error err = {0};
	AUTO(chunk) struct chunk *chunk = NULL;
	int r = chunk_open(bytes, len, &chunk, &err);
	if (r < 0)
		return r;
	int verified = chunk_verify(chunk, &err);
	for (uint32_t i = 0; i < chunk_summary(chunk)->n_events; i++) {
		struct event event;
		r = chunk_event(chunk, i, &event, &err);
		if (r < 0)
			return r;
		size_t cursor = 0;
		struct event_data data;
		while (event_next_data(&event, &cursor, &data))
			;
	}
	return verified;
}

static void make_damaged(struct buffer *out)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	struct event_maker maker = {.state = 3, .ts = 1763971200000000000ull};
	buffer_init(out, CHUNK_MAX_BYTES);
	encode(writer, &maker, make_wild, 30, out);
}

START_TEST(a_flipped_byte_is_always_noticed)
{
	AUTO_VALUE(buffer) struct buffer out;
	make_damaged(&out);
	ck_assert_int_eq(walk(out.data, out.len), 0);
	for (size_t i = 0; i < out.len; i++) {
		out.data[i] ^= (uint8_t)(1u << i % 8);
		ck_assert_int_eq(walk(out.data, out.len), -EBADMSG);
		out.data[i] ^= (uint8_t)(1u << i % 8);
	}
	for (size_t len = 0; len < out.len; len++)
		ck_assert_int_eq(walk(out.data, len), -EBADMSG);
}
END_TEST

// The same with the checksum put right: somebody means it.
START_TEST(a_forged_chunk_never_crashes)
{
	AUTO_VALUE(buffer) struct buffer out;
	make_damaged(&out);
	unsigned refused = 0;
	for (size_t i = 0; i < out.len; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			out.data[i] ^= (uint8_t)(1u << bit);
			le_put32(out.data + 44, 0);
			le_put32(out.data + 44, crc32c(0, out.data, out.len));
			int r = walk(out.data, out.len);
			if (r != 0 && r != -EBADMSG)
				ck_abort_msg("byte %zu, bit %u: %d", i, bit, r);
			refused += r != 0;
			out.data[i] ^= (uint8_t)(1u << bit);
		}
	}
	ck_assert_uint_gt(refused, out.len);
}
END_TEST

START_TEST(one_chunk_reads_many)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO(chunk) struct chunk *chunk = NULL;
	struct event_maker maker = {.state = 99, .ts = 1763971200000000000ull};
	struct error err = {0};
	static const uint32_t sizes[] = {40, 3, 700, 1, 300};
	for (unsigned round = 0; round < 5; round++) {
		AUTO_VALUE(buffer) struct buffer out;
		buffer_init(&out, CHUNK_MAX_BYTES);
		struct event_maker again = maker;
		encode(writer, &maker, round % 2 ? make_busy : make_wild, sizes[round], &out);
		ck_assert_msg(chunk_reopen(&chunk, out.data, out.len, &err) == 0, "%s", err.text);
		for (uint32_t i = 0; i < sizes[round]; i++) {
			struct event want, got;
			(round % 2 ? make_busy : make_wild)(&again, &want);
			ck_assert_int_eq(chunk_event(chunk, i, &got, &err), 0);
			assert_same(&want, &got);
		}
	}
	ck_assert_int_eq(chunk_reopen(&chunk, "rubbish", 7, &err), -EBADMSG);
	ck_assert_ptr_null(chunk);
}
END_TEST

void register_tests(TCase *tests)
{
	subject_maker_init(&subjects);
	tcase_add_loop_test(tests, any_events_come_back_as_they_were, 0, 5);
	tcase_add_test(tests, one_chunk_reads_many);
	tcase_add_test(tests, the_head_of_an_event_needs_no_arguments);
	tcase_add_test(tests, the_summary_counts_each_call);
	tcase_add_test(tests, the_small_golden_chunk_is_made_and_read_as_documented);
	tcase_add_test(tests, the_large_golden_chunk_is_read);
	tcase_add_test(tests, chunks_of_version_1_are_read);
	tcase_add_test(tests, a_flipped_byte_is_always_noticed);
	tcase_add_test(tests, a_forged_chunk_never_crashes);
}
