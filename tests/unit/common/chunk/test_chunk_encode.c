// SPDX-License-Identifier: Apache-2.0
#include "common/chunk/chunk.h"

#include "tests/unit/support/check_main.h"
#include "tests/unit/support/event_maker.h"

START_TEST(an_empty_chunk_is_refused)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, CHUNK_MAX_BYTES);
	struct error err;
	ck_assert_int_eq(chunk_writer_finish(writer, &out, &err), -EINVAL);
	ck_assert_uint_eq(out.len, 0);
}
END_TEST

START_TEST(a_full_chunk_asks_to_be_finished)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	struct event_maker maker = {.state = 9, .ts = 1};
	struct event event;
	for (unsigned i = 0; i < CHUNK_MAX_EVENTS; i++) {
		event_maker_busy(&maker, &event);
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	event_maker_busy(&maker, &event);
	ck_assert_int_eq(chunk_writer_add(writer, &event), -ENOSPC);
	ck_assert_uint_eq(chunk_writer_count(writer), CHUNK_MAX_EVENTS);
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, CHUNK_MAX_BYTES);
	struct error err;
	ck_assert_int_eq(chunk_writer_finish(writer, &out, &err), 0);
	ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	ck_assert_uint_eq(chunk_writer_count(writer), 1);
}
END_TEST

START_TEST(a_jump_in_the_sequence_asks_for_a_new_chunk)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	struct event event = {.seq = 5, .kind = EVENT_SYSCALL};
	ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	event.seq = 7;
	ck_assert_int_eq(chunk_writer_add(writer, &event), -ENOSPC);
	event.seq = 6;
	ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
}
END_TEST

// Nothing here compresses, and still the chunk keeps its promise of size.
START_TEST(the_largest_chunk_fits_its_limit)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	struct event_maker maker = {.state = 77, .ts = 1};
	static _Alignas(8) uint8_t noise[65536];
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)event_maker_random(&maker);
	char path[151] = "";
	struct event_process process = {.user = "",
					.exe = "",
					.args = path,
					.cwd = "",
					.container_id = "",
					.container_name = "",
					.container_image = ""};
	struct event_object object = {.name = "", .path = path, .path2 = ""};
	unsigned n = 0;
	for (int r = 0; r == 0; n++) {
		struct event event;
		for (unsigned i = 0; i < sizeof(path) - 1; i++)
			path[i] = (char)(1 + event_maker_random(&maker) % 255);
		event_maker_wild(&maker, &event);
		event.data = noise;
		event.data_len = 650;
		event.object = &object;
		event.process = n % 8 == 0 ? &process : NULL;
		for (unsigned i = 0; i < RECORD_ARGS; i++)
			event.args[i] = event_maker_random(&maker);
		r = chunk_writer_add(writer, &event);
	}
	ck_assert_uint_gt(n, 3900);
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, CHUNK_MAX_BYTES);
	struct error err;
	ck_assert_int_eq(chunk_writer_finish(writer, &out, &err), 0);
	AUTO(chunk) struct chunk *chunk = NULL;
	ck_assert_int_eq(chunk_open(out.data, out.len, &chunk, &err), 0);
	ck_assert_int_eq(chunk_verify(chunk, &err), 0);
}
END_TEST

START_TEST(an_event_beyond_any_chunk_is_refused)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_FREE uint8_t *large = calloc(1, 3u << 20);
	struct event event = {.seq = 1, .kind = EVENT_SYSCALL, .data = large, .data_len = 3u << 20};
	ck_assert_int_eq(chunk_writer_add(writer, &event), -EMSGSIZE);
	event.data_len = 1u << 20;
	ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
}
END_TEST

START_TEST(a_full_buffer_loses_no_events)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	struct event_maker maker = {.state = 8, .ts = 1};
	struct event event;
	for (unsigned i = 0; i < 100; i++) {
		event_maker_wild(&maker, &event);
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	AUTO_VALUE(buffer) struct buffer small;
	AUTO_VALUE(buffer) struct buffer large;
	buffer_init(&small, 200);
	buffer_init(&large, CHUNK_MAX_BYTES);
	struct error err;
	ck_assert_int_eq(chunk_writer_finish(writer, &small, &err), -ENOBUFS);
	ck_assert_uint_eq(chunk_writer_count(writer), 100);
	ck_assert_int_eq(chunk_writer_finish(writer, &large, &err), 0);
	AUTO(chunk) struct chunk *chunk = NULL;
	ck_assert_int_eq(chunk_open(large.data, large.len, &chunk, &err), 0);
	ck_assert_int_eq(chunk_verify(chunk, &err), 0);
	ck_assert_uint_eq(chunk_summary(chunk)->n_events, 100);
}
END_TEST

START_TEST(a_quiet_scan_has_small_chunks)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, CHUNK_MAX_BYTES);
	struct event event = {
	    .seq = 1, .ts = 1763971200000000000ull, .kind = EVENT_SYSCALL, .nr = 110, .comm = "sh", .pid = 9, .tid = 9};
	struct error err;
	ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	ck_assert_int_eq(chunk_writer_finish(writer, &out, &err), 0);
	ck_assert_uint_lt(out.len, 200);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, an_empty_chunk_is_refused);
	tcase_add_test(tests, a_full_chunk_asks_to_be_finished);
	tcase_add_test(tests, a_jump_in_the_sequence_asks_for_a_new_chunk);
	tcase_add_test(tests, the_largest_chunk_fits_its_limit);
	tcase_add_test(tests, an_event_beyond_any_chunk_is_refused);
	tcase_add_test(tests, a_full_buffer_loses_no_events);
	tcase_add_test(tests, a_quiet_scan_has_small_chunks);
}
