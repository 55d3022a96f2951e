// SPDX-License-Identifier: Apache-2.0
// Viewers on the real store: what was stored before they came, then what comes, each once.
#include "tests/integration/ingest/link_sim.h"

#include "common/base/clock.h"

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
	stream_maker_init(&stream, &scan, 3);
	link_sim_init(&line, test, &stream, 3);
}

static void teardown(void)
{
	link_sim_close(&line);
	stream_maker_done(&stream);
	ingest_case_free(test);
}

struct viewer {
	struct live_subscriber *subscriber;
	struct live_want want;
	uint64_t next_offset, next_seq;
	uint64_t of, unread;
	unsigned scans, counters;
	uint64_t began;
};

static size_t base64_len(const char *text)
{
	size_t len = strlen(text);
	return len / 4 * 3 - (len && text[len - 1] == '=') - (len > 1 && text[len - 2] == '=');
}

static void take_terminal(struct viewer *viewer, struct json_object *json)
{
	struct json_object *pieces = json_object_object_get(json, "pieces");
	for (size_t i = 0; i < json_object_array_length(pieces); i++) {
		struct json_object *piece = json_object_array_get_idx(pieces, i);
		ck_assert_uint_eq(json_number(piece, "offset"), viewer->next_offset);
		if (strcmp(json_text(piece, "kind"), "resize") != 0)
			viewer->next_offset += base64_len(json_text(piece, "data"));
	}
	live_subscriber_terminal_ack(viewer->subscriber, viewer->next_offset);
}

static void take_events(struct viewer *viewer, struct json_object *json)
{
	struct json_object *events = json_object_object_get(json, "events");
	for (size_t i = 0; i < json_object_array_length(events); i++) {
		uint64_t seq = json_number(json_object_array_get_idx(events, i), "seq");
		ck_assert_uint_ge(seq, viewer->next_seq);
		viewer->next_seq = seq + 1;
	}
	viewer->of += json_number(json, "of");
	viewer->unread += json_number(json, "unread");
}

static bool offer(void *ctx, const struct live_item *item)
{
	struct viewer *viewer = ctx;
	AUTO_VALUE(buffer) struct buffer text = {.max = 8u << 20};
	(void)buffer_append_byte(&text, '{');
	(void)buffer_append(&text, item->members, item->len);
	(void)buffer_append_byte(&text, '}');
	struct json_object *json = ingest_case_json(&text);
	if (item->kind == LIVE_EVENTS)
		take_events(viewer, json);
	else if (item->kind == LIVE_TERMINAL)
		take_terminal(viewer, json);
	viewer->scans += item->kind == LIVE_SCAN;
	viewer->counters += item->kind == LIVE_COUNTERS;
	ck_assert_int_ne(item->kind, LIVE_TERMINAL_SKIP);
	json_object_put(json);
	return true;
}

static void subscribe(void *ctx)
{
	struct viewer *viewer = ctx;
	struct error err;
	viewer->want.scan = scan;
	viewer->next_offset = viewer->want.terminal_offset;
	viewer->began = clock_boot_ns();
	int r =
	    event_service_watch(test->events, &test->admin, &viewer->want, offer, viewer, &viewer->subscriber, &err);
	ck_assert_msg(r == 0, "%s", err.text);
}

static bool has_all(void *ctx)
{
	const struct viewer *viewer = ctx;
	return viewer->next_offset >= stream.terminal_end && viewer->of + viewer->unread >= stream.events;
}

START_TEST(a_viewer_who_comes_late_gets_everything_once)
{
	stream_add_mixture(&stream, 20000);
	stream_add_output(&stream, 200000);
	stream_add_output(&stream, 200000);
	uint64_t half = stream.n;
	stream_add_mixture(&stream, 20000);
	stream_add_counters(&stream);
	stream_add_state(&stream, "finished");
	line.hold_at = half;
	link_sim_run(&line, 30);
	struct viewer viewer = {.want = {.events = true, .terminal = true, .counters = true, .from_seq = 1}};
	ingest_case_run(test, subscribe, &viewer);
	line.hold_at = 0;
	link_sim_run(&line, 30);
	ingest_case_until(test, has_all, &viewer, 30);
	for (unsigned i = 0; i < 20; i++)
		loop_run_once(test->loop, 20);
	ck_assert_uint_eq(viewer.next_offset, stream.terminal_end);
	ck_assert_uint_eq(viewer.of + viewer.unread, stream.events);
	ck_assert_uint_ge(viewer.counters, 1);
	ck_assert_uint_ge(viewer.scans, 2); // as it was, and finished
	live_unsubscribe(viewer.subscriber);
}
END_TEST

START_TEST(viewers_and_the_store_agree_while_the_line_is_bad)
{
	stream_add_mixture(&stream, 60000);
	stream_add_state(&stream, "finished");
	line.duplicates = 5;
	line.replays = 20;
	line.jumps = 50;
	struct viewer viewers[3] = {
	    {.want = {.events = true, .terminal = true, .from_seq = 1}},
	    {.want = {.events = true, .terminal = true}},
	    {.want = {.events = true, .from_seq = 1}},
	};
	viewers[2].next_offset = UINT64_MAX;
	ingest_case_run(test, subscribe, &viewers[0]);
	ingest_case_run(test, subscribe, &viewers[1]);
	link_sim_run(&line, 60);
	ingest_case_run(test, subscribe, &viewers[2]); // when all is over
	viewers[2].next_offset = stream.terminal_end;
	for (unsigned i = 0; i < 3; i++)
		ingest_case_until(test, has_all, &viewers[i], 30);
	for (unsigned i = 0; i < 20; i++)
		loop_run_once(test->loop, 20);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert_uint_eq(viewers[i].of + viewers[i].unread, stream.events);
		ck_assert_uint_eq(viewers[i].next_offset, stream.terminal_end);
		live_unsubscribe(viewers[i].subscriber);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_viewer_who_comes_late_gets_everything_once);
	tcase_add_test(tests, viewers_and_the_store_agree_while_the_line_is_bad);
}
