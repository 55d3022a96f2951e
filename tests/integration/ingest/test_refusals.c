// SPDX-License-Identifier: Apache-2.0
// What a detector may not do, and what the store says to it.
#include "tests/integration/ingest/link_sim.h"

#include "common/chunk/chunk.h"

#include <string.h>

static struct ingest_case *test;
static struct uuid scan;
static struct stream_maker stream;
static struct link_sim line;

static void make_scan(void *ctx)
{
	(void)ctx;
	scan = ingest_case_scan(test, &test->detector);
}

static void setup(void)
{
	test = ingest_case_new();
	ingest_case_run(test, make_scan, NULL);
	stream_maker_init(&stream, &scan, 1);
	link_sim_init(&line, test, &stream, 1);
}

static void teardown(void)
{
	link_sim_close(&line);
	stream_maker_done(&stream);
	ingest_case_free(test);
}

static bool has_nack(void *ctx)
{
	(void)ctx;
	link_sim_turn(&line);
	return line.nacks > 0;
}

static bool has_break(void *ctx)
{
	(void)ctx;
	return line.breaks > 0;
}

static bool is_connected(void *ctx)
{
	(void)ctx;
	link_sim_turn(&line);
	return line.session != NULL;
}

static void other_detector(void *ctx)
{
	*(struct uuid *)ctx = ingest_case_detector(test);
}

static int64_t expected_number;
static void check_number(void *ctx)
{
	ck_assert_int_eq(ingest_case_number(test, ctx, &scan), expected_number);
}

static void expect(const char *sql, int64_t number)
{
	expected_number = number;
	ingest_case_run(test, check_number, (void *)(uintptr_t)sql);
}

START_TEST(another_detectors_scan_is_not_touched)
{
	stream_add_chunk(&stream, 10);
	ingest_case_run(test, other_detector, &line.detector);
	ingest_case_until(test, has_nack, NULL, 20);
	ck_assert_str_eq(line.last_code, "not_yours");
	ck_assert_uint_eq(line.acked, 0);
	expect("SELECT count(*) FROM scan_chunk WHERE scan_id = $1", 0);
	expect("SELECT count(*) FROM scan_dead_letter WHERE scan_id = $1", 0);
}
END_TEST

static void delete_scan(void *ctx)
{
	(void)ctx;
	(void)ingest_case_number(test, "DELETE FROM scan WHERE id = $1", &scan);
}

START_TEST(a_deleted_scan_is_gone_with_all_its_data)
{
	static const char *const tables[] = {
	    "SELECT count(*) FROM scan_stream WHERE scan_id = $1",
	    "SELECT count(*) FROM scan_chunk WHERE scan_id = $1",
	    "SELECT count(*) FROM scan_second WHERE scan_id = $1",
	    "SELECT count(*) FROM scan_gap WHERE scan_id = $1",
	    "SELECT count(*) FROM scan_counter WHERE scan_id = $1",
	    "SELECT count(*) FROM scan_terminal WHERE scan_id = $1",
	    "SELECT count(*) FROM scan_dead_letter WHERE scan_id = $1",
	};
	stream_add_mixture(&stream, 500);
	stream_add_gap(&stream, 5);
	stream_add_counters(&stream);
	stream_add_output(&stream, 10);
	stream_add_payload(&stream, WIRE_CHUNK, "x", 1);
	link_sim_run(&line, 20);
	line.nacks = 0;
	ingest_case_run(test, delete_scan, NULL);
	for (unsigned i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		expect(tables[i], 0);
	stream_add_chunk(&stream, 10);
	ingest_case_until(test, has_nack, NULL, 20);
	ck_assert_str_eq(line.last_code, "gone");
}
END_TEST

static void ask_positions(void *ctx)
{
	struct ingest_position *positions = ctx;
	struct error err;
	struct uuid scans[2] = {scan, {{1}}};
	ck_assert_int_eq(ingest_service_positions(test->ingest, &line.detector, scans, 2, positions, &err), 0);
}

START_TEST(positions_say_where_to_resume_and_what_is_gone)
{
	struct ingest_position positions[2];
	stream_add_chunk(&stream, 10);
	stream_add_chunk(&stream, 10);
	link_sim_run(&line, 20);
	ingest_case_run(test, ask_positions, positions);
	ck_assert_uint_eq(positions[0].committed, 2);
	ck_assert(!positions[0].gone);
	ck_assert(positions[1].gone);
	struct uuid owner = line.detector;
	ingest_case_run(test, other_detector, &line.detector);
	ingest_case_run(test, ask_positions, positions);
	ck_assert(positions[0].gone); // of no concern to another detector
	line.detector = owner;
}
END_TEST

START_TEST(frames_behind_the_final_state_are_refused)
{
	stream_add_chunk(&stream, 10);
	stream_add_state(&stream, "finished");
	stream_add_chunk(&stream, 10);
	link_sim_run(&line, 20);
	ck_assert_str_eq(line.last_code, "ended");
	ck_assert_uint_eq(line.nacks, 1);
	expect("SELECT events FROM scan_stream WHERE scan_id = $1", 10);
}
END_TEST

START_TEST(events_that_are_stored_already_are_not_stored_under_other_frames)
{
	stream_add_chunk(&stream, 100);
	stream.next_seq = 50;
	stream_add_chunk(&stream, 100);
	stream.next_seq = 101;
	stream_add_gap(&stream, 20);
	stream.next_seq = 120;
	stream_add_chunk(&stream, 5);
	stream.next_seq = 90;
	stream_add_gap(&stream, 3);
	stream.next_seq = 121;
	stream_add_chunk(&stream, 9);
	link_sim_run(&line, 20);
	ck_assert_uint_eq(line.nacks, 3);
	ck_assert_ptr_nonnull(strstr(line.last_message, "events 90 to 92"));
	expect("SELECT events FROM scan_stream WHERE scan_id = $1", 109);
	expect("SELECT gap_events FROM scan_stream WHERE scan_id = $1", 20);
	expect("SELECT last_seq FROM scan_stream WHERE scan_id = $1", 129);
	expect("SELECT refused_frames FROM scan_stream WHERE scan_id = $1", 3);
	expect("SELECT count(*) FROM scan_dead_letter WHERE scan_id = $1", 3);
}
END_TEST

START_TEST(a_gap_may_come_before_the_events_it_lies_behind)
{
	stream.next_seq = 51;
	stream_add_gap(&stream, 10);
	stream.next_seq = 1;
	stream_add_chunk(&stream, 50);
	link_sim_run(&line, 20);
	ck_assert_uint_eq(line.nacks, 0);
	expect("SELECT events + gap_events FROM scan_stream WHERE scan_id = $1", 60);
	expect("SELECT last_seq FROM scan_stream WHERE scan_id = $1", 60);
}
END_TEST

START_TEST(output_that_is_stored_already_is_refused_and_lost_output_leaves_a_hole)
{
	stream_add_output(&stream, 100);
	stream.terminal_end = 50;
	stream_add_output(&stream, 100);
	stream.terminal_end = 200;
	stream_add_output(&stream, 10);
	stream.terminal_end = 3;
	stream_add_resize(&stream, 80, 25); // a size is never too late
	link_sim_run(&line, 20);
	ck_assert_uint_eq(line.nacks, 1);
	expect("SELECT terminal_bytes FROM scan_stream WHERE scan_id = $1", 110);
	expect("SELECT terminal_end FROM scan_stream WHERE scan_id = $1", 210);
}
END_TEST

START_TEST(dead_letters_are_counted_all_and_kept_a_bounded_number_of)
{
	for (unsigned i = 0; i < 150; i++)
		stream_add_payload(&stream, WIRE_CHUNK, "rubbish", 7);
	link_sim_run(&line, 30);
	ck_assert_uint_eq(line.nacks, 150);
	expect("SELECT refused_frames FROM scan_stream WHERE scan_id = $1", 150);
	expect("SELECT count(*) FROM scan_dead_letter WHERE scan_id = $1", 100);
	expect("SELECT count(*) FROM scan_dead_letter WHERE scan_id = $1 AND reason LIKE 'a chunk cannot have 7%'",
	       100);
}
END_TEST

START_TEST(bytes_that_are_no_frame_end_the_connection)
{
	ingest_case_until(test, is_connected, NULL, 20);
	ingest_session_frame(line.session, "GET / HTTP/1.1", 14);
	ingest_case_until(test, has_break, NULL, 5);
	ck_assert_str_eq(line.last_code, "bad_frame");
}
END_TEST

START_TEST(counters_with_a_call_twice_are_refused)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = 4096};
	struct wire_counter rows[2] = {{.nr = 5, .calls = 1}, {.nr = 5, .calls = 2}};
	struct wire_counters counters = {.ts = 1, .n = 2, .counters = rows};
	ck_assert_int_eq(wire_encode_counters(&counters, &out), 0);
	stream_add_payload(&stream, WIRE_COUNTERS, out.data, out.len);
	stream_add_counters(&stream);
	link_sim_run(&line, 20);
	ck_assert_uint_eq(line.nacks, 1);
	expect("SELECT count(*) FROM scan_counter WHERE scan_id = $1", 2);
}
END_TEST

// What the checks let through and the database does not take: times whose sum it cannot hold.
static void add_endless_calls(uint64_t first_seq)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer out = {.max = CHUNK_MAX_BYTES};
	struct error err;
	for (unsigned i = 0; i < 2; i++) {
		struct event event = {.kind = EVENT_SYSCALL, .seq = first_seq + i, .ts = 1, .duration = 1ull << 60};
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	ck_assert_int_eq(chunk_writer_finish(writer, &out, &err), 0);
	stream_add_payload(&stream, WIRE_CHUNK, out.data, out.len);
}

START_TEST(frames_that_the_database_refuses_are_set_aside_too)
{
	for (unsigned i = 0; i < 5; i++) {
		add_endless_calls(1 + 2 * i);
		link_sim_run(&line, 20); // each in a commit of its own
	}
	ck_assert_uint_eq(line.nacks, 2);
	stream.next_seq = 11;
	stream_add_chunk(&stream, 50);
	stream_add_output(&stream, 50);
	add_endless_calls(61);
	stream.next_seq = 63;
	stream_add_chunk(&stream, 50);
	link_sim_run(&line, 20); // one bad frame among good ones
	ck_assert_uint_eq(line.nacks, 3);
	ck_assert_uint_eq(line.breaks, 0);
	expect("SELECT events FROM scan_stream WHERE scan_id = $1", 6 + 50 + 50);
	expect("SELECT terminal_bytes FROM scan_stream WHERE scan_id = $1", 50);
	expect("SELECT count(*) FROM scan_dead_letter WHERE scan_id = $1", 3);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, another_detectors_scan_is_not_touched);
	tcase_add_test(tests, a_deleted_scan_is_gone_with_all_its_data);
	tcase_add_test(tests, positions_say_where_to_resume_and_what_is_gone);
	tcase_add_test(tests, frames_behind_the_final_state_are_refused);
	tcase_add_test(tests, events_that_are_stored_already_are_not_stored_under_other_frames);
	tcase_add_test(tests, a_gap_may_come_before_the_events_it_lies_behind);
	tcase_add_test(tests, output_that_is_stored_already_is_refused_and_lost_output_leaves_a_hole);
	tcase_add_test(tests, dead_letters_are_counted_all_and_kept_a_bounded_number_of);
	tcase_add_test(tests, bytes_that_are_no_frame_end_the_connection);
	tcase_add_test(tests, counters_with_a_call_twice_are_refused);
	tcase_add_test(tests, frames_that_the_database_refuses_are_set_aside_too);
}
