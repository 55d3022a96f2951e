// SPDX-License-Identifier: Apache-2.0
// What people read of a stored scan, held against the same events filtered in memory.
#include "tests/integration/ingest/link_sim.h"

#include "common/base/alloc.h"
#include "common/syscalls/syscalls.h"

#include <string.h>

#define EVENTS 30000u

static struct ingest_case *test;
static struct uuid scan;
static struct stream_maker stream;

static void make_scan(void *ctx)
{
	(void)ctx;
	scan = ingest_case_scan(test, &test->detector);
}

// Two gaps, of 100 and 7 events, lie in the middle.
static void setup(void)
{
	struct link_sim link;
	test = ingest_case_new();
	ingest_case_run(test, make_scan, NULL);
	stream_maker_init(&stream, &scan, 5);
	stream_add_state(&stream, "running");
	stream_add_resize(&stream, 80, 24);
	stream_add_mixture(&stream, 10000);
	stream_add_gap(&stream, 100);
	stream_add_gap(&stream, 7);
	stream_add_resize(&stream, 100, 30);
	stream_add_mixture(&stream, EVENTS - 10107);
	stream_add_counters(&stream);
	stream_add_state(&stream, "finished");
	link_sim_init(&link, test, &stream, 5);
	link_sim_run(&link, 60);
	link_sim_close(&link);
}

static void teardown(void)
{
	stream_maker_done(&stream);
	ingest_case_free(test);
}

static bool is_lost(uint64_t seq)
{
	return seq > 10000 && seq <= 10107;
}

static bool is_match(const struct event_filter *filter, uint64_t seq, struct buffer *scratch)
{
	uint64_t room[STREAM_EVENT_ROOM / 8];
	struct event event;
	if (is_lost(seq))
		return false;
	stream_event(seq, room, &event);
	return event_filter_match(filter, &event, scratch);
}

struct pages {
	struct event_page_query query;
	uint64_t *seqs;
	size_t n;
	unsigned pages, gaps;
	bool ended;
};

static void read_page(struct pages *pages)
{
	struct error err;
	AUTO_VALUE(buffer) struct buffer body = {.max = EVENT_SERVICE_BODY_MAX};
	int r = event_service_page(test->events, &test->admin, &scan, &pages->query, &body, &err);
	ck_assert_msg(r == 0, "%s", err.text);
	struct json_object *json = ingest_case_json(&body);
	struct json_object *events = json_object_object_get(json, "events");
	size_t n = json_object_array_length(events);
	ck_assert_uint_le(n, pages->query.limit);
	for (size_t i = 0; i < n; i++) {
		size_t at = pages->query.backward ? n - 1 - i : i; // backward: collected from the end
		pages->seqs[pages->n++] = json_number(json_object_array_get_idx(events, at), "seq");
	}
	pages->gaps += (unsigned)json_object_array_length(json_object_object_get(json, "gaps"));
	pages->ended = json_object_get_boolean(json_object_object_get(json, "done"));
	struct json_object *next =
	    json_object_object_get(json, pages->query.backward ? "prev_before_seq" : "next_after_seq");
	ck_assert(pages->ended == (next == NULL));
	ck_assert(pages->ended || json_number(json, "scanned_through_seq") == (uint64_t)json_object_get_int64(next));
	if (next)
		pages->query.seq = (uint64_t)json_object_get_int64(next);
	pages->pages++;
	json_object_put(json);
}

static void read_all(void *ctx)
{
	struct pages *pages = ctx;
	while (!pages->ended && pages->pages < EVENTS)
		read_page(pages);
}

// Pages forward and backward, and what must be on them.
static void check_filter(const struct event_filter *filter, unsigned limit)
{
	AUTO_VALUE(buffer) struct buffer scratch = {.max = 65536};
	AUTO_FREE uint64_t *wanted = xcalloc(EVENTS + 1, sizeof(*wanted));
	size_t n = 0;
	for (uint64_t seq = 1; seq <= EVENTS; seq++) {
		if (is_match(filter, seq, &scratch))
			wanted[n++] = seq;
	}
	for (unsigned backward = 0; backward < 2; backward++) {
		struct pages pages = {
		    .query = {.backward = backward,
			      .seq = backward ? 1ull << 53 : 0,
			      .limit = limit,
			      .filter = *filter},
		    .seqs = xcalloc(EVENTS + 1000, sizeof(uint64_t)),
		};
		ingest_case_run(test, read_all, &pages);
		ck_assert_uint_eq(pages.n, n);
		for (size_t i = 0; i < n; i++)
			ck_assert_uint_eq(pages.seqs[i], wanted[backward ? n - 1 - i : i]);
		ck_assert_uint_eq(pages.gaps, 2);
		free(pages.seqs);
	}
}

START_TEST(pages_hold_what_a_plain_filter_finds)
{
	static const struct {
		const char *calls, *text;
		enum event_filter_failed failed;
		unsigned limit;
	} rows[] = {
	    {"", "", EVENT_FILTER_ANY_RESULT, 1000},
	    {"openat", "", EVENT_FILTER_ANY_RESULT, 200},
	    {"getppid,read", "", EVENT_FILTER_FAILED, 37},
	    {"", "", EVENT_FILTER_FAILED, 200},
	    {"close", "", EVENT_FILTER_SUCCEEDED, 1000},
	    {"", "file-77.conf", EVENT_FILTER_ANY_RESULT, 5},
	    {"openat", "FILE-123", EVENT_FILTER_FAILED, 200},
	    {"", "ENOENT", EVENT_FILTER_ANY_RESULT, 300},
	    {"", "+++ exited", EVENT_FILTER_ANY_RESULT, 1},
	    {"socket", "", EVENT_FILTER_ANY_RESULT, 200}, // not in the scan at all
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct error err;
		AUTO_VALUE(event_filter) struct event_filter filter = {.failed = rows[i].failed};
		ck_assert_int_eq(event_filter_add_calls(&filter, rows[i].calls, &err), 0);
		ck_assert_int_eq(event_filter_set_text(&filter, rows[i].text, &err), 0);
		check_filter(&filter, rows[i].limit);
	}
}
END_TEST

static void check_around(void *ctx)
{
	(void)ctx;
	uint64_t seqs[64];
	struct pages pages = {.query = {.seq = 9998, .limit = 5}, .seqs = seqs};
	read_page(&pages);
	ck_assert_uint_eq(pages.n, 5);
	ck_assert_uint_eq(seqs[1], 10000);
	ck_assert_uint_eq(seqs[2], 10108); // the gap is not filled
	ck_assert_uint_eq(pages.gaps, 2);
	struct error err;
	AUTO_VALUE(buffer) struct buffer body = {.max = EVENT_SERVICE_BODY_MAX};
	struct event_page_query none = {.limit = 0};
	ck_assert_int_eq(event_service_page(test->events, &test->admin, &scan, &none, &body, &err), -EINVAL);
}

START_TEST(a_page_lies_around_a_gap)
{
	ingest_case_run(test, check_around, NULL);
}
END_TEST

static void check_one(void *ctx)
{
	(void)ctx;
	struct error err;
	uint64_t room[STREAM_EVENT_ROOM / 8];
	struct event event;
	uint64_t seq = 1;
	do
		stream_event(++seq, room, &event);
	while (event.nr != 257 || event.kind != EVENT_SYSCALL);
	AUTO_VALUE(buffer) struct buffer body = {.max = EVENT_SERVICE_BODY_MAX};
	ck_assert_int_eq(event_service_one(test->events, &test->admin, &scan, seq, &body, &err), 0);
	struct json_object *json = ingest_case_json(&body);
	ck_assert_uint_eq(json_number(json, "seq"), seq);
	ck_assert_str_eq(json_text(json, "syscall"), "openat");
	ck_assert_str_eq(json_text(json, "comm"), "maker");
	struct json_object *path = json_object_array_get_idx(json_object_object_get(json, "args"), 1);
	ck_assert_ptr_nonnull(strstr(json_text(path, "text"), "/etc/file-"));
	ck_assert_int_eq(strncmp(json_text(path, "hex"), "2f6574632f66696c65", 18), 0);
	json_object_put(json);
	ck_assert_int_eq(event_service_one(test->events, &test->admin, &scan, 10050, &body, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "was lost: kernel"));
	ck_assert_int_eq(event_service_one(test->events, &test->admin, &scan, EVENTS + 1, &body, &err), -ENOENT);
	ck_assert_int_eq(event_service_one(test->events, &test->admin, &scan, 0, &body, &err), -ENOENT);
}

START_TEST(one_event_comes_with_its_memory_or_says_where_it_was_lost)
{
	ingest_case_run(test, check_one, NULL);
}
END_TEST

static void check_summaries(void *ctx)
{
	(void)ctx;
	struct error err;
	AUTO_VALUE(buffer) struct buffer body = {.max = EVENT_SERVICE_BODY_MAX};
	ck_assert_int_eq(event_service_gaps(test->events, &test->admin, &scan, &body, &err), 0);
	struct json_object *gaps = ingest_case_json(&body);
	ck_assert_uint_eq(json_object_array_length(gaps), 2);
	struct json_object *gap = json_object_array_get_idx(gaps, 0);
	ck_assert_uint_eq(json_number(gap, "first_seq"), 10001);
	ck_assert_uint_eq(json_number(gap, "count"), 100);
	ck_assert_str_eq(json_text(gap, "stage"), "kernel");
	struct json_object *call = json_object_array_get_idx(json_object_object_get(gap, "calls"), 0);
	ck_assert_str_eq(json_text(call, "syscall"), "read");
	json_object_put(gaps);

	buffer_clear(&body);
	ck_assert_int_eq(event_service_completeness(test->events, &test->admin, &scan, &body, &err), 0);
	struct json_object *verdict = ingest_case_json(&body);
	ck_assert_str_eq(json_text(verdict, "verdict"), "incomplete");
	ck_assert_uint_eq(json_number(verdict, "stored"), stream.syscalls);
	ck_assert_uint_eq(json_number(verdict, "counted"), stream.syscalls + 107);
	ck_assert_uint_eq(json_number(json_object_object_get(verdict, "lost"), "kernel"), 107);
	json_object_put(verdict);

	buffer_clear(&body);
	ck_assert_int_eq(counter_service_get(test->counters, &test->admin, &scan, &body, &err), 0);
	struct json_object *counters = ingest_case_json(&body);
	ck_assert(json_object_get_boolean(json_object_object_get(counters, "final")));
	struct json_object *row = json_object_array_get_idx(json_object_object_get(counters, "counters"), 0);
	ck_assert_str_eq(json_text(row, "syscall"), "read");
	ck_assert_uint_eq(json_number(row, "calls"), stream.syscalls);
	double median = json_object_get_double(json_object_object_get(row, "p50_ns"));
	ck_assert(median >= 512 && median <= 1024); // all in the bucket of 2^9
	ck_assert_uint_eq(json_object_array_length(json_object_object_get(row, "histogram")), WIRE_HISTOGRAM);
	json_object_put(counters);
}

START_TEST(gaps_counters_and_verdict_say_what_was_lost)
{
	ingest_case_run(test, check_summaries, NULL);
}
END_TEST

struct replay {
	uint64_t offset;
	uint32_t limit;
	unsigned resizes;
	bool done;
};

static size_t base64_len(const char *text)
{
	size_t len = strlen(text);
	return len / 4 * 3 - (len && text[len - 1] == '=') - (len > 1 && text[len - 2] == '=');
}

static void replay_page(struct replay *replay)
{
	struct error err;
	AUTO_VALUE(buffer) struct buffer body = {.max = EVENT_SERVICE_BODY_MAX};
	int r = terminal_service_page(test->terminals, &test->admin, &scan, replay->offset, replay->limit, &body, &err);
	ck_assert_msg(r == 0, "%s", err.text);
	struct json_object *json = ingest_case_json(&body);
	struct json_object *pieces = json_object_object_get(json, "pieces");
	for (size_t i = 0; i < json_object_array_length(pieces); i++) {
		struct json_object *piece = json_object_array_get_idx(pieces, i);
		ck_assert_uint_eq(json_number(piece, "offset"), replay->offset);
		if (strcmp(json_text(piece, "kind"), "resize") == 0)
			replay->resizes++;
		else
			replay->offset += base64_len(json_text(piece, "data"));
	}
	ck_assert_uint_eq(json_number(json, "next_offset"), replay->offset);
	ck_assert_uint_eq(json_number(json, "end_offset"), stream.terminal_end);
	replay->done = json_object_get_boolean(json_object_object_get(json, "done"));
	json_object_put(json);
}

static void replay_all(void *ctx)
{
	struct replay *replay = ctx;
	while (!replay->done)
		replay_page(replay);
}

START_TEST(the_terminal_is_read_page_by_page_each_byte_and_size_once)
{
	unsigned resizes[3];
	static const uint32_t limits[3] = {1000, 65536, TERMINAL_PAGE_MAX};
	for (unsigned i = 0; i < 3; i++) {
		struct replay replay = {.limit = limits[i]};
		ingest_case_run(test, replay_all, &replay);
		ck_assert_uint_eq(replay.offset, stream.terminal_end);
		resizes[i] = replay.resizes;
	}
	ck_assert_uint_ge(resizes[0], 2);
	ck_assert_uint_eq(resizes[0], resizes[1]);
	ck_assert_uint_eq(resizes[0], resizes[2]);
	struct replay middle = {.offset = stream.terminal_end / 2 + 1, .limit = 5000};
	ingest_case_run(test, replay_all, &middle);
	ck_assert_uint_eq(middle.offset, stream.terminal_end);
}
END_TEST

static void check_rights(void *ctx)
{
	(void)ctx;
	struct error err;
	struct principal stranger = {.user = {.role = ROLE_VIEWER}};
	struct live_subscriber *subscriber = NULL;
	AUTO_VALUE(buffer) struct buffer body = {.max = EVENT_SERVICE_BODY_MAX};
	struct event_page_query query = {.limit = 10};
	uuid_generate(&stranger.user.id);
	ck_assert_int_eq(event_service_page(test->events, &stranger, &scan, &query, &body, &err), -ENOENT);
	ck_assert_int_eq(event_service_one(test->events, &stranger, &scan, 1, &body, &err), -ENOENT);
	ck_assert_int_eq(event_service_gaps(test->events, &stranger, &scan, &body, &err), -ENOENT);
	ck_assert_int_eq(event_service_completeness(test->events, &stranger, &scan, &body, &err), -ENOENT);
	ck_assert_int_eq(counter_service_get(test->counters, &stranger, &scan, &body, &err), -ENOENT);
	ck_assert_int_eq(terminal_service_page(test->terminals, &stranger, &scan, 0, 100, &body, &err), -ENOENT);
	struct live_want want = {.scan = scan, .events = true};
	ck_assert_int_eq(event_service_watch(test->events, &stranger, &want, NULL, NULL, &subscriber, &err), -ENOENT);
	ck_assert_uint_eq(body.len, 0);
}

START_TEST(a_stranger_learns_nothing)
{
	ingest_case_run(test, check_rights, NULL);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, pages_hold_what_a_plain_filter_finds);
	tcase_add_test(tests, a_page_lies_around_a_gap);
	tcase_add_test(tests, one_event_comes_with_its_memory_or_says_where_it_was_lost);
	tcase_add_test(tests, gaps_counters_and_verdict_say_what_was_lost);
	tcase_add_test(tests, the_terminal_is_read_page_by_page_each_byte_and_size_once);
	tcase_add_test(tests, a_stranger_learns_nothing);
}
