// SPDX-License-Identifier: Apache-2.0
// Whatever the line and the database do, each frame is in the store exactly once.
#include "tests/integration/ingest/link_sim.h"

#include <string.h>

#define EVENTS 200000u

static struct ingest_case *test;
static struct uuid scan;

static void make_scan(void *ctx)
{
	(void)ctx;
	scan = ingest_case_scan(test, &test->detector);
}

static void setup(void)
{
	test = ingest_case_new();
	ingest_case_run(test, make_scan, NULL);
}

static void teardown(void)
{
	ingest_case_free(test);
}

static int64_t number(const char *sql)
{
	return ingest_case_number(test, sql, &scan);
}

// The stored chunks follow each other without hole or overlap, and the sums by second are those of the events.
static void check_store(void *ctx)
{
	const struct stream_maker *stream = ctx;
	ck_assert_int_eq(number("SELECT committed_frame FROM scan_stream WHERE scan_id = $1"), (int64_t)stream->n);
	ck_assert_int_eq(number("SELECT events FROM scan_stream WHERE scan_id = $1"), (int64_t)stream->events);
	ck_assert_int_eq(number("SELECT syscalls FROM scan_stream WHERE scan_id = $1"), (int64_t)stream->syscalls);
	ck_assert_int_eq(number("SELECT sum(last_seq - first_seq + 1)::bigint FROM scan_chunk WHERE scan_id = $1"),
			 (int64_t)stream->events);
	ck_assert_int_eq(number("SELECT count(*) FROM (SELECT first_seq - lag(last_seq, 1, 0::bigint) OVER (ORDER BY "
				"first_seq) AS step FROM scan_chunk WHERE scan_id = $1) AS steps WHERE step <> 1"),
			 0);
	ck_assert_int_eq(number("SELECT sum(calls)::bigint FROM scan_second WHERE scan_id = $1"),
			 (int64_t)stream->events);
	ck_assert_int_eq(number("SELECT sum(calls)::bigint FROM scan_second WHERE scan_id = $1 AND call >> 40 = 1"),
			 (int64_t)stream->syscalls);
	ck_assert_int_eq(number("SELECT terminal_bytes FROM scan_stream WHERE scan_id = $1"),
			 (int64_t)stream->terminal_end);
	ck_assert_int_eq(number("SELECT sum(end_offset - start_offset)::bigint FROM scan_terminal WHERE scan_id = $1"),
			 (int64_t)stream->terminal_end);
}

static void check_sums_against_events(void *ctx)
{
	(void)ctx;
	int64_t errors = 0, time_ns = 0;
	for (uint64_t seq = 1; seq <= EVENTS; seq++) {
		uint64_t room[STREAM_EVENT_ROOM / 8];
		struct event event;
		stream_event(seq, room, &event);
		errors += event_failed(&event);
		if (event.duration != EVENT_DURATION_UNKNOWN)
			time_ns += (int64_t)event.duration;
	}
	ck_assert_int_eq(number("SELECT sum(errors)::bigint FROM scan_second WHERE scan_id = $1"), errors);
	ck_assert_int_eq(number("SELECT sum(time_ns)::bigint FROM scan_second WHERE scan_id = $1"), time_ns);
}

static void verdict(void *ctx)
{
	const char **ret = ctx;
	struct error err;
	AUTO_VALUE(buffer) struct buffer body = {.max = EVENT_SERVICE_BODY_MAX};
	ck_assert_int_eq(event_service_completeness(test->events, &test->admin, &scan, &body, &err), 0);
	struct json_object *json = ingest_case_json(&body);
	const char *text = json_text(json, "verdict");
	*ret = strcmp(text, "complete") == 0 ? "complete" : strcmp(text, "incomplete") == 0 ? "incomplete" : "other";
	json_object_put(json);
}

START_TEST(two_hundred_thousand_events_over_a_bad_line)
{
	struct stream_maker stream;
	struct link_sim link;
	stream_maker_init(&stream, &scan, 7);
	stream_add_state(&stream, "running");
	stream_add_mixture(&stream, EVENTS);
	stream_add_counters(&stream);
	stream_add_state(&stream, "finished");
	link_sim_init(&link, test, &stream, 11);
	link.duplicates = 9;
	link.replays = 40;
	link.jumps = 60;
	link_sim_run(&link, 60);
	link_sim_close(&link);
	ck_assert_uint_gt(link.resumes, 0);
	ck_assert_uint_eq(link.nacks, 0);
	ingest_case_run(test, check_store, &stream);
	ingest_case_run(test, check_sums_against_events, NULL);
	const char *said = NULL;
	ingest_case_run(test, verdict, &said);
	ck_assert_str_eq(said, "complete");
	struct ingest_stats stats;
	ingest_service_get_stats(test->ingest, &stats);
	ck_assert_uint_gt(stats.duplicates, 0);
	ck_assert_uint_lt(stats.commits, stats.frames); // frames that queue up share commits
	ck_assert_uint_eq(stats.queued_bytes + stats.queued_frames + stats.sessions, 0);
	stream_maker_done(&stream);
}
END_TEST

START_TEST(the_database_goes_away_in_the_middle_and_comes_back)
{
	struct stream_maker stream;
	struct link_sim link;
	stream_maker_init(&stream, &scan, 23);
	stream_add_mixture(&stream, EVENTS);
	stream_add_state(&stream, "finished");
	link_sim_init(&link, test, &stream, 29);
	link.duplicates = 20;
	link.hold_at = stream.n / 3;
	link_sim_run(&link, 60);
	link.hold_at = 0;
	for (unsigned round = 0; round < 2; round++) {
		link_sim_turn(&link); // frames are under way when it goes
		loop_run_once(test->loop, 1);
		ingest_case_database("halt");
		for (unsigned i = 0; i < 40; i++) {
			link_sim_turn(&link);
			loop_run_once(test->loop, 10);
		}
		ck_assert(!link_sim_done(&link));
		ingest_case_database("resume");
		uint64_t before = link.acked;
		for (unsigned i = 0; i < 2000 && link.acked < before + 20; i++) {
			link_sim_turn(&link);
			loop_run_once(test->loop, 10);
		}
	}
	link_sim_run(&link, 60);
	link_sim_close(&link);
	ck_assert_uint_gt(link.busy, 0);
	ck_assert_uint_eq(link.nacks, 0); // nothing is refused for good because the database is away
	ingest_case_run(test, check_store, &stream);
	const char *said = NULL;
	ingest_case_run(test, verdict, &said);
	ck_assert_str_eq(said, "complete");
	stream_maker_done(&stream);
}
END_TEST

START_TEST(damaged_frames_are_set_aside_and_the_rest_goes_on)
{
	struct stream_maker stream;
	struct link_sim link;
	stream_maker_init(&stream, &scan, 31);
	for (unsigned i = 0; i < 20; i++) {
		stream_add_mixture(&stream, 1000);
		stream_add_payload(&stream, (enum wire_type)(1 + i % 5), "rubbish rubbish rubbish", 23);
	}
	// One whose bytes changed on their way.
	stream_add_output(&stream, 100);
	stream.frames[stream.n - 1].bytes[stream.frames[stream.n - 1].len - 1] ^= 1;
	stream.terminal_end -= 100;
	stream_add_mixture(&stream, 1000);
	stream_add_state(&stream, "finished");
	link_sim_init(&link, test, &stream, 37);
	link_sim_run(&link, 60);
	link_sim_close(&link);
	// A rubbish terminal frame of 23 bytes is one, if its kind happens to be sound: those are not.
	ck_assert_uint_eq(link.nacks, 21);
	ck_assert_str_eq(link.last_code, "bad_frame");
	ck_assert_uint_eq(link.breaks, 0);
	ingest_case_run(test, check_store, &stream);
	const char *said = NULL;
	ingest_case_run(test, verdict, &said);
	ck_assert_str_eq(said, "incomplete");
	stream_maker_done(&stream);
}
END_TEST

START_TEST(many_streams_go_side_by_side)
{
	struct stream_maker streams[6];
	struct link_sim links[6];
	for (unsigned i = 0; i < 6; i++) {
		ingest_case_run(test, make_scan, NULL);
		stream_maker_init(&streams[i], &scan, 41 + i);
		stream_add_mixture(&streams[i], 20000);
		stream_add_state(&streams[i], "finished");
		link_sim_init(&links[i], test, &streams[i], 43 + i);
		links[i].duplicates = 10;
	}
	bool done = false;
	for (unsigned turn = 0; turn < 10000 && !done; turn++) {
		done = true;
		for (unsigned i = 0; i < 6; i++) {
			link_sim_turn(&links[i]);
			done = done && link_sim_done(&links[i]);
		}
		loop_run_once(test->loop, 5);
	}
	ck_assert(done);
	for (unsigned i = 0; i < 6; i++) {
		link_sim_close(&links[i]);
		scan = streams[i].scan;
		ingest_case_run(test, check_store, &streams[i]);
		stream_maker_done(&streams[i]);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, two_hundred_thousand_events_over_a_bad_line);
	tcase_add_test(tests, the_database_goes_away_in_the_middle_and_comes_back);
	tcase_add_test(tests, damaged_frames_are_set_aside_and_the_rest_goes_on);
	tcase_add_test(tests, many_streams_go_side_by_side);
}
