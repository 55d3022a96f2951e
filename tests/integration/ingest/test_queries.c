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

static bool is_match(const struct filter_program *filter, uint64_t seq, struct filter_scratch *scratch)
{
	uint64_t room[STREAM_EVENT_ROOM / 8];
	struct event event;
	if (is_lost(seq))
		return false;
	stream_event(seq, room, &event);
	return filter_match(filter, &event, scratch);
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
	struct filter_fault fault;
	int r = event_service_page(test->events, &test->admin, &scan, &pages->query, &body, &fault, &err);
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

static struct filter_program *compile(const char *text)
{
	AUTO(filter) struct filter *filter = NULL;
	struct error err;
	ck_assert_msg(filter_parse(text, strlen(text), NULL, &filter, NULL, &err) == 0, "%s: %s", text, err.text);
	return filter_program_new(filter);
}

// The numbers of the events that match, and how many there are.
static uint64_t *find_wanted(const char *text, size_t *ret_n)
{
	AUTO(filter_program) struct filter_program *program = compile(text);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	uint64_t *wanted = xcalloc(EVENTS + 1, sizeof(*wanted));
	*ret_n = 0;
	filter_scratch_init(&scratch);
	for (uint64_t seq = 1; seq <= EVENTS; seq++) {
		if (is_match(program, seq, &scratch))
			wanted[(*ret_n)++] = seq;
	}
	return wanted;
}

// Pages forward and backward, and what must be on them.
static void check_filter(const char *text, unsigned limit)
{
	size_t n = 0;
	AUTO_FREE uint64_t *wanted = find_wanted(text, &n);
	for (unsigned backward = 0; backward < 2; backward++) {
		struct pages pages = {
		    .query = {.backward = backward, .seq = backward ? 1ull << 53 : 0, .limit = limit, .filter = text},
		    .seqs = xcalloc(EVENTS + 1000, sizeof(uint64_t)),
		};
		ingest_case_run(test, read_all, &pages);
		ck_assert_msg(pages.n == n, "%s: %zu events of %zu", text, pages.n, n);
		for (size_t i = 0; i < n; i++)
			ck_assert_uint_eq(pages.seqs[i], wanted[backward ? n - 1 - i : i]);
		ck_assert_uint_eq(pages.gaps, 2);
		free(pages.seqs);
	}
}

// Of all kinds: by call, by numbers, by what is decoded; some that match nothing.
static const char *const filters[] = {
    "",
    "evt.type = openat",
    "evt.type in (getppid, read) and evt.failed = true",
    "evt.failed = true",
    "evt.type = close and not evt.failed = true",
    "evt.text contains file-77.conf",
    "evt.type = openat and evt.text icontains FILE-123 and evt.failed = true",
    "evt.res = ENOENT",
    "evt.kind = exit",
    "evt.type = socket",
    "evt.latency > 16000ns and proc.pid = 101",
    "not (evt.latency <= 16000ns or proc.pid in (100, 102))",
    "evt.num >= 20000 and evt.num < 20010",
    "evt.time >= 1700000000500000000 and evt.type = mmap",
    "thread.tid = 102 or evt.type = procexit",
    "proc.pid = 4711",
    "evt.type != read and evt.type != write and not evt.category = file",
    "fd.name = /etc/passwd or evt.res > 250",
};
#define FILTERS (sizeof(filters) / sizeof(filters[0]))

START_TEST(pages_hold_what_a_plain_filter_finds)
{
	static const unsigned limits[] = {1000, 500, 137, 700};
	for (size_t i = 0; i < FILTERS; i++)
		check_filter(filters[i], limits[i % 4]);
}
END_TEST

struct counting {
	const char *filter;
	uint64_t wanted;
};

// The sum of the parts, however many it takes.
static void check_count(void *ctx)
{
	struct counting *counting = ctx;
	struct error err;
	struct filter_fault fault;
	uint64_t sum = 0, after = 0;
	for (bool done = false; !done;) {
		AUTO_VALUE(buffer) struct buffer body = {.max = EVENT_SERVICE_BODY_MAX};
		int r = event_service_count(test->events, &test->admin, &scan, counting->filter, after, &body, &fault,
					    &err);
		ck_assert_msg(r == 0, "%s", err.text);
		struct json_object *json = ingest_case_json(&body);
		sum += json_number(json, "count");
		done = json_object_get_boolean(json_object_object_get(json, "done"));
		bool exact = json_object_get_boolean(json_object_object_get(json, "exact"));
		ck_assert(exact == (done && after == 0));
		ck_assert_uint_gt(json_number(json, "scanned_through_seq"), after);
		after = json_number(json, "scanned_through_seq");
		json_object_put(json);
	}
	ck_assert_uint_eq(after, EVENTS);
	ck_assert_msg(sum == counting->wanted, "%s: %zu, not %zu", counting->filter, (size_t)sum,
		      (size_t)counting->wanted);
}

START_TEST(counts_are_those_of_the_events)
{
	for (size_t i = 0; i < FILTERS; i++) {
		size_t n = 0;
		free(find_wanted(filters[i], &n));
		struct counting counting = {.filter = filters[i], .wanted = n};
		ingest_case_run(test, check_count, &counting);
	}
}
END_TEST

static void check_facets(void *ctx)
{
	(void)ctx;
	struct error err;
	struct filter_fault fault;
	AUTO_VALUE(buffer) struct buffer body = {.max = EVENT_SERVICE_BODY_MAX};
	const struct event_facets_query query = {
	    .fields = "evt.type,evt.res,proc.pid,fd.name", .limit = 3, .filter = "evt.kind = syscall"};
	ck_assert_int_eq(event_service_facets(test->events, &test->admin, &scan, &query, &body, &fault, &err), 0);
	struct json_object *json = ingest_case_json(&body);
	struct json_object *facets = json_object_object_get(json, "facets");
	ck_assert_uint_eq(json_object_array_length(facets), 4);
	ck_assert(json_object_get_boolean(json_object_object_get(json, "done")));
	for (size_t f = 0; f < 4; f++) {
		struct json_object *facet = json_object_array_get_idx(facets, f);
		struct json_object *values = json_object_object_get(facet, "values");
		uint64_t sum = json_number(facet, "others") + json_number(facet, "missing");
		for (size_t i = 0; i < json_object_array_length(values); i++) {
			struct json_object *value = json_object_array_get_idx(values, i);
			size_t n = 0;
			AUTO_FREE char *text = xasprintf("evt.kind = syscall and %s", json_text(value, "filter"));
			free(find_wanted(text, &n));
			ck_assert_msg(n == json_number(value, "count"), "%s: %zu", text, n);
			sum += n;
		}
		ck_assert_uint_le(json_object_array_length(values), 3);
		ck_assert_uint_eq(sum, stream.syscalls);
	}
	ck_assert_uint_eq(json_number(json_object_array_get_idx(facets, 3), "missing"), stream.syscalls);
	json_object_put(json);
	static const char *const bad[] = {
	    "no.field", "fd.ip", "evt.arg", "evt.type,,evt.res",
	    "evt.num,evt.num,evt.num,evt.num,evt.num,evt.num,evt.num,evt.num,evt.num,evt.num,"
	    "evt.num,evt.num,evt.num,evt.num,evt.num,evt.num,evt.num"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct event_facets_query wrong = {.fields = bad[i], .limit = 3};
		ck_assert_int_eq(event_service_facets(test->events, &test->admin, &scan, &wrong, &body, &fault, &err),
				 -EINVAL);
		ck_assert_int_eq(strncmp(err.text, "fields: ", 8), 0);
	}
}

START_TEST(facets_count_what_their_own_conditions_find)
{
	ingest_case_run(test, check_facets, NULL);
}
END_TEST

static void execute(const char *sql)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	struct error err;
	db_param_uuid(&params, &scan);
	ck_assert_msg(db_query(test->db, sql, &params, NULL, &err) == 0, "%s: %s", sql, err.text);
}

// Only chunks that can match are opened: with the others' bytes broken, the answer is the same.
static void check_skipping(void *ctx)
{
	(void)ctx;
	static const struct {
		const char *filter, *can_match; // in the words of the store
		unsigned opened;                // chunks at most, of more than twenty
	} rows[] = {
	    {"evt.kind = exit", "calls && ARRAY[3::bigint << 40]", 6},
	    {"evt.type = procexit or signal.name = SIGSEGV", "calls && ARRAY[3::bigint << 40]", 6},
	    {"evt.num > 100 and evt.num < 200", "first_seq < 200 AND last_seq > 100", 2},
	    {"evt.time < 1700000000002500000", "min_ts < 1700000000002500000", 1},
	    {"proc.pid = 4711", "false", 0},
	    {"proc.name in (bash, sh) and evt.type = read", "false", 0},
	    {"fd.name = /etc/passwd and not evt.failed = true", "false", 0},
	    {"evt.res = EPERM", "false", 0},
	    {"evt.type = socket", "false", 0},
	    {"evt.latency > 1s", "false", 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = 0;
		AUTO_FREE uint64_t *wanted = find_wanted(rows[i].filter, &n);
		AUTO_FREE char *can =
		    xasprintf("SELECT count(*) FROM scan_chunk WHERE scan_id = $1 AND (%s)", rows[i].can_match);
		AUTO_FREE char *breaks = xasprintf("UPDATE scan_chunk SET bytes = 'broken' || bytes WHERE scan_id = $1 "
						   "AND NOT (%s)",
						   rows[i].can_match);
		ck_assert_int_le(ingest_case_number(test, can, &scan), rows[i].opened);
		execute(breaks);
		struct pages pages = {.query = {.limit = 1000, .filter = rows[i].filter},
				      .seqs = xcalloc(EVENTS + 1000, sizeof(uint64_t))};
		read_all(&pages);
		struct counting counting = {.filter = rows[i].filter, .wanted = n};
		check_count(&counting);
		execute("UPDATE scan_chunk SET bytes = substr(bytes, 7) WHERE scan_id = $1 AND "
			"substr(bytes, 1, 6) = 'broken'");
		ck_assert_uint_eq(pages.n, n);
		ck_assert(n == 0 || memcmp(pages.seqs, wanted, n * sizeof(*wanted)) == 0);
		free(pages.seqs);
	}
}

START_TEST(chunks_that_cannot_match_are_not_opened)
{
	ingest_case_run(test, check_skipping, NULL);
}
END_TEST

// What was stored by an older server has no facts: it may match anything.
static void check_old(void *ctx)
{
	(void)ctx;
	execute("UPDATE scan_chunk SET facts = NULL, max_duration = NULL WHERE scan_id = $1");
	for (size_t i = 0; i < FILTERS; i++) {
		size_t n = 0;
		free(find_wanted(filters[i], &n));
		struct counting counting = {.filter = filters[i], .wanted = n};
		check_count(&counting);
	}
}

START_TEST(chunks_of_an_older_server_are_never_left_out)
{
	ingest_case_run(test, check_old, NULL);
}
END_TEST

// Calls, failure and whole seconds are in the sums: even with every chunk broken.
static void check_sums(void *ctx)
{
	(void)ctx;
	static const char *const asked[] = {
	    "", "evt.failed = true", "evt.type in (openat, read) and not evt.failed = true",
	    "evt.category = file and evt.time >= 2023-11-14T22:13:20Z and evt.time < 2023-11-14T22:13:21Z",
	    "evt.res = SUCCESS or evt.kind != syscall"};
	execute("UPDATE scan_chunk SET bytes = 'broken' || bytes WHERE scan_id = $1");
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		size_t n = 0;
		free(find_wanted(asked[i], &n));
		struct counting counting = {.filter = asked[i], .wanted = n};
		check_count(&counting);
	}
}

START_TEST(counts_that_the_sums_know_open_no_chunk)
{
	ingest_case_run(test, check_sums, NULL);
}
END_TEST

// From any place to any other, forward and backward, with any page size: the same events.
static void check_random(void *ctx)
{
	(void)ctx;
	uint64_t random = 7;
	for (unsigned round = 0; round < 12; round++) {
		const char *text = filters[next_random(&random) % FILTERS];
		size_t n = 0;
		AUTO_FREE uint64_t *wanted = find_wanted(text, &n);
		uint64_t from = next_random(&random) % (EVENTS + 1);
		unsigned limit = 50 + (unsigned)(next_random(&random) % 900);
		for (unsigned backward = 0; backward < 2; backward++) {
			struct pages pages = {
			    .query = {.backward = backward, .seq = from, .limit = limit, .filter = text},
			    .seqs = xcalloc(EVENTS + 1000, sizeof(uint64_t))};
			size_t below = 0;
			read_all(&pages);
			while (below < n && (backward ? wanted[below] < from : wanted[below] <= from))
				below++;
			size_t count = backward ? below : n - below;
			ck_assert_msg(pages.n == count, "%s from %zu: %zu of %zu", text, (size_t)from, pages.n, count);
			for (size_t i = 0; i < count; i++)
				ck_assert_uint_eq(pages.seqs[i], backward ? wanted[below - 1 - i] : wanted[below + i]);
			free(pages.seqs);
		}
	}
}

START_TEST(paging_backward_finds_what_paging_forward_does)
{
	ingest_case_run(test, check_random, NULL);
}
END_TEST

static void check_fault(void *ctx)
{
	(void)ctx;
	struct error err;
	struct filter_fault fault;
	AUTO_VALUE(buffer) struct buffer body = {.max = EVENT_SERVICE_BODY_MAX};
	struct event_page_query query = {.limit = 10,
					 .filter = "proc.name = \"\xc3\xa9\xf0\x9f\x98\x80\" and evt.typ = read"};
	ck_assert_int_eq(event_service_page(test->events, &test->admin, &scan, &query, &body, &fault, &err), -EINVAL);
	ck_assert(fault.known);
	ck_assert_uint_eq(fault.at, 22); // the letter counts as one, the face as two
	ck_assert_uint_eq(fault.len, 7);
	ck_assert_str_eq(fault.nearest, "evt.type");
	query.filter = "proc.name = \"\xff\"";
	ck_assert_int_eq(event_service_page(test->events, &test->admin, &scan, &query, &body, &fault, &err), -EINVAL);
	ck_assert(fault.known);
	ck_assert_uint_eq(fault.at, 13);
}

START_TEST(what_is_no_filter_is_told_with_its_place)
{
	ingest_case_run(test, check_fault, NULL);
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
	struct filter_fault fault;
	ck_assert_int_eq(event_service_page(test->events, &test->admin, &scan, &none, &body, &fault, &err), -EINVAL);
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
	struct event_facets_query facets = {.limit = 10};
	struct filter_query filter;
	struct filter_fault fault;
	uuid_generate(&stranger.user.id);
	ck_assert_int_eq(event_service_page(test->events, &stranger, &scan, &query, &body, &fault, &err), -ENOENT);
	ck_assert_int_eq(event_service_count(test->events, &stranger, &scan, "", 0, &body, &fault, &err), -ENOENT);
	ck_assert_int_eq(event_service_facets(test->events, &stranger, &scan, &facets, &body, &fault, &err), -ENOENT);
	ck_assert_int_eq(event_service_filter(test->events, &stranger, &scan, "bad", &filter, &fault, &err), -ENOENT);
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
	tcase_add_test(tests, counts_are_those_of_the_events);
	tcase_add_test(tests, facets_count_what_their_own_conditions_find);
	tcase_add_test(tests, chunks_that_cannot_match_are_not_opened);
	tcase_add_test(tests, chunks_of_an_older_server_are_never_left_out);
	tcase_add_test(tests, counts_that_the_sums_know_open_no_chunk);
	tcase_add_test(tests, paging_backward_finds_what_paging_forward_does);
	tcase_add_test(tests, what_is_no_filter_is_told_with_its_place);
	tcase_add_test(tests, a_page_lies_around_a_gap);
	tcase_add_test(tests, one_event_comes_with_its_memory_or_says_where_it_was_lost);
	tcase_add_test(tests, gaps_counters_and_verdict_say_what_was_lost);
	tcase_add_test(tests, the_terminal_is_read_page_by_page_each_byte_and_size_once);
	tcase_add_test(tests, a_stranger_learns_nothing);
}
