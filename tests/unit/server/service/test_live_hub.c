// SPDX-License-Identifier: Apache-2.0
#include "server/service/live_hub.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/loop/task.h"
#include "tests/unit/support/check_main.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#define SEQS_MAX 4096

// What a viewer got, taken apart.
struct viewer {
	struct live_subscriber *subscriber;
	bool refuses;
	bool leaves; // at the next offer
	unsigned updates, counters, scans, detectors, skips, gaps;
	uint64_t shown, of, unread, last_seq;
	uint64_t seqs[SEQS_MAX];
	size_t n_seqs;
	struct buffer terminal; // bytes in the order they came
	uint64_t next_offset;   // of the terminal
	uint64_t skipped;
	bool broken_order;
};

static struct loop *loop;
static struct change_feed *feed;
static struct uuid scan;

static uint64_t number(struct json_object *object, const char *key)
{
	return (uint64_t)json_object_get_int64(json_object_object_get(object, key));
}

static void take_events(struct viewer *viewer, struct json_object *update)
{
	struct json_object *events = json_object_object_get(update, "events");
	viewer->updates++;
	viewer->shown += number(update, "shown");
	viewer->of += number(update, "of");
	viewer->unread += number(update, "unread");
	viewer->last_seq = number(update, "last_seq");
	viewer->gaps += (unsigned)json_object_array_length(json_object_object_get(update, "gaps"));
	ck_assert_uint_eq(json_object_array_length(events), number(update, "shown"));
	ck_assert_uint_le(number(update, "shown"), LIVE_SHOWN_MAX);
	for (size_t i = 0; i < json_object_array_length(events) && viewer->n_seqs < SEQS_MAX; i++)
		viewer->seqs[viewer->n_seqs++] = number(json_object_array_get_idx(events, i), "seq");
}

static size_t decode_base64(const char *text, uint8_t *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = 0;
	uint32_t bits = 0;
	unsigned have = 0;
	for (; *text && *text != '='; text++) {
		bits = bits << 6 | (uint32_t)(strchr(letters, *text) - letters);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (uint8_t)(bits >> have);
		}
	}
	return n;
}

static void take_terminal(struct viewer *viewer, struct json_object *message)
{
	struct json_object *pieces = json_object_object_get(message, "pieces");
	for (size_t i = 0; i < json_object_array_length(pieces); i++) {
		struct json_object *piece = json_object_array_get_idx(pieces, i);
		const char *data = json_object_get_string(json_object_object_get(piece, "data"));
		if (!data)
			continue; // a resize
		if (number(piece, "offset") != viewer->next_offset)
			viewer->broken_order = true;
		uint8_t *bytes = xcalloc(strlen(data) + 1, 1);
		size_t len = decode_base64(data, bytes);
		(void)buffer_append(&viewer->terminal, bytes, len);
		viewer->next_offset += len;
		free(bytes);
	}
}

static bool offer(void *ctx, const struct live_item *item)
{
	struct viewer *viewer = ctx;
	if (viewer->leaves) {
		live_unsubscribe(viewer->subscriber);
		viewer->subscriber = NULL;
		return true;
	}
	if (viewer->refuses)
		return false;
	char *text = xasprintf("{%.*s}", (int)item->len, item->members);
	struct json_object *json = json_tokener_parse(text);
	ck_assert_msg(json != NULL, "not JSON: %s", text);
	switch (item->kind) {
	case LIVE_EVENTS:
		take_events(viewer, json);
		break;
	case LIVE_TERMINAL:
		take_terminal(viewer, json);
		break;
	case LIVE_TERMINAL_SKIP:
		ck_assert_uint_eq(number(json, "from"), viewer->next_offset);
		viewer->skipped += number(json, "to") - number(json, "from");
		viewer->next_offset = number(json, "to");
		viewer->skips++;
		break;
	case LIVE_COUNTERS:
		viewer->counters++;
		break;
	case LIVE_SCAN:
		viewer->scans++;
		break;
	case LIVE_DETECTOR:
		viewer->detectors++;
		break;
	}
	json_object_put(json);
	free(text);
	return true;
}

// What must happen happens some time on a busy machine; what must not is given a while.
#define RUN_UNTIL(condition)                                                                                 \
	for (uint64_t run_end = clock_boot_ns() + 20 * NS_PER_S; !(condition) && clock_boot_ns() < run_end;) \
	loop_run_once(loop, 5)

static void run_ms(uint64_t ms)
{
	uint64_t end = clock_boot_ns() + ms * NS_PER_MS;
	while (clock_boot_ns() < end)
		loop_run_once(loop, 5);
}

// A store in memory, slower than the loop.

#define STORE_MAX 4096

struct memory {
	struct live_chunk *chunks[STORE_MAX];
	unsigned n_chunks;
	struct wire_terminal pieces[STORE_MAX]; // piece i is frame i + 1
	unsigned n_pieces;
	unsigned reads;
	void (*while_reading)(struct memory *memory); // something that happens meanwhile, once
};

static struct memory memory;

static uint64_t chunk_last(const struct live_chunk *chunk)
{
	const struct chunk_summary *summary = chunk_summary(live_chunk_get(chunk));
	return summary->first_seq + summary->n_events - 1;
}

static void meanwhile(void)
{
	memory.reads++;
	void (*fn)(struct memory *) = memory.while_reading;
	memory.while_reading = NULL;
	task_sleep(loop, 1);
	if (fn)
		fn(&memory);
	task_sleep(loop, 1);
}

static int memory_chunks(void *ctx, const struct uuid *id, uint64_t from_seq, struct live_chunk **ret_chunks,
			 unsigned *ret_count, struct error *err)
{
	(void)ctx;
	(void)err;
	ck_assert(uuid_equal(id, &scan));
	*ret_count = 0;
	for (unsigned i = 0; i < memory.n_chunks && *ret_count < LIVE_STORE_CHUNKS; i++) {
		if (chunk_last(memory.chunks[i]) >= from_seq)
			ret_chunks[(*ret_count)++] = live_chunk_ref(memory.chunks[i]);
	}
	meanwhile();
	return 0;
}

static int memory_last_seq(void *ctx, const struct uuid *id, uint64_t *ret_seq, struct error *err)
{
	(void)ctx;
	(void)id;
	(void)err;
	*ret_seq = memory.n_chunks ? chunk_last(memory.chunks[memory.n_chunks - 1]) : 0;
	return 0;
}

static int memory_pieces(void *ctx, const struct uuid *id, uint64_t after_frame, uint64_t from_offset,
			 uint32_t max_bytes, struct live_piece *ret_pieces, unsigned *ret_count, struct error *err)
{
	(void)ctx;
	(void)id;
	(void)err;
	uint64_t bytes = 0;
	*ret_count = 0;
	for (unsigned i = 0; i < memory.n_pieces && *ret_count < LIVE_STORE_PIECES && bytes < max_bytes; i++) {
		const struct wire_terminal *piece = &memory.pieces[i];
		if (i + 1 <= after_frame || piece->offset + piece->len <= from_offset)
			continue;
		struct live_piece *out = &ret_pieces[(*ret_count)++];
		*out = (struct live_piece){.frame = i + 1, .piece = *piece, .bytes = xcalloc(piece->len, 1)};
		memcpy(out->bytes, piece->bytes, piece->len);
		out->piece.bytes = out->bytes;
		bytes += piece->len;
	}
	meanwhile();
	return 0;
}

static const struct live_store store = {.chunks = memory_chunks, .last_seq = memory_last_seq, .pieces = memory_pieces};

// n getppid calls, each tenth is a failed openat.
static struct live_chunk *make_chunk(uint64_t first_seq, unsigned n)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer bytes = {.max = CHUNK_MAX_BYTES};
	struct error err;
	for (unsigned i = 0; i < n; i++) {
		bool opens = (first_seq + i) % 10 == 0;
		struct event event = {
		    .kind = EVENT_SYSCALL,
		    .seq = first_seq + i,
		    .ts = 1000 + first_seq + i,
		    .duration = 5,
		    .nr = opens ? 257 : 110,
		    .ret = opens ? -2 : 1,
		    .pid = 7,
		    .tid = 7,
		    .comm = "test",
		};
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	ck_assert_int_eq(chunk_writer_finish(writer, &bytes, &err), 0);
	struct live_chunk *chunk = NULL;
	ck_assert_int_eq(live_chunk_new(bytes.data, bytes.len, &chunk, &err), 0);
	return chunk;
}

// Stored and then published, as the ingest does.
static void commit_chunk(struct live_hub *hub, uint64_t first_seq, unsigned n)
{
	struct live_chunk *chunk = make_chunk(first_seq, n);
	memory.chunks[memory.n_chunks++] = live_chunk_ref(chunk);
	live_hub_publish_chunk(hub, &scan, chunk);
}

static uint8_t byte_at(uint64_t offset)
{
	return (uint8_t)(offset * 2654435761u >> 13);
}

static void commit_output(struct live_hub *hub, uint32_t len)
{
	struct wire_terminal *last = memory.n_pieces ? &memory.pieces[memory.n_pieces - 1] : NULL;
	struct wire_terminal piece = {.offset = last ? last->offset + last->len : 0, .len = len};
	uint8_t *bytes = xcalloc(len, 1);
	for (uint32_t i = 0; i < len; i++)
		bytes[i] = byte_at(piece.offset + i);
	piece.bytes = bytes;
	memory.pieces[memory.n_pieces++] = piece;
	if (hub)
		live_hub_publish_terminal(hub, &scan, memory.n_pieces, &piece);
}

static struct live_hub *hub;

static void setup(void)
{
	loop = loop_new();
	feed = change_feed_new();
	uuid_generate(&scan);
	memory = (struct memory){0};
	hub = live_hub_new(loop, &store, feed);
}

static void teardown(void)
{
	while (!live_hub_idle(hub))
		loop_run_once(loop, 10);
	live_hub_free(hub);
	for (unsigned i = 0; i < memory.n_chunks; i++)
		live_chunk_unref(memory.chunks[i]);
	for (unsigned i = 0; i < memory.n_pieces; i++)
		free((void *)(uintptr_t)memory.pieces[i].bytes);
	change_feed_free(feed);
	loop_free(loop);
}

static struct viewer *watch(struct live_want want)
{
	struct viewer *viewer = xcalloc(1, sizeof(*viewer));
	struct error err;
	buffer_init(&viewer->terminal, 64u << 20);
	viewer->next_offset = want.terminal_offset;
	want.scan = scan;
	ck_assert_int_eq(live_subscribe(hub, &want, offer, viewer, &viewer->subscriber, &err), 0);
	return viewer;
}

static void leave(struct viewer *viewer)
{
	live_unsubscribe(viewer->subscriber);
	buffer_done(&viewer->terminal);
	free(viewer);
}

static void check_seqs(const struct viewer *viewer, uint64_t first, uint64_t last)
{
	ck_assert_uint_eq(viewer->n_seqs, last - first + 1);
	for (size_t i = 0; i < viewer->n_seqs; i++)
		ck_assert_uint_eq(viewer->seqs[i], first + i);
}

static void check_bytes(const struct viewer *viewer, uint64_t from, uint64_t len)
{
	ck_assert(!viewer->broken_order);
	ck_assert_uint_eq(viewer->terminal.len, len);
	for (uint64_t i = 0; i < len; i++)
		ck_assert_uint_eq(viewer->terminal.data[i], byte_at(from + i));
}

START_TEST(a_viewer_sees_what_is_published_from_now_on)
{
	struct viewer *viewer = watch((struct live_want){.events = true});
	ck_assert(live_hub_watched(hub, &scan));
	commit_chunk(hub, 1, 50);
	RUN_UNTIL(viewer->of >= 50);
	check_seqs(viewer, 1, 50);
	ck_assert_uint_eq(viewer->of, 50);
	ck_assert_uint_eq(viewer->last_seq, 50);
	leave(viewer);
	ck_assert(!live_hub_watched(hub, &scan));
}
END_TEST

START_TEST(other_scans_are_not_shown)
{
	struct viewer *viewer = watch((struct live_want){.events = true, .terminal = true, .counters = true});
	struct uuid other;
	uuid_generate(&other);
	live_hub_publish_chunk(hub, &other, make_chunk(1, 10));
	live_hub_publish_terminal(hub, &other, 1, &(struct wire_terminal){.bytes = (const uint8_t *)"x", .len = 1});
	live_hub_publish_counters(hub, &other, &(struct wire_counters){.ts = 1}, false);
	run_ms(60);
	ck_assert_uint_eq(viewer->updates + viewer->counters + viewer->terminal.len, 0);
	leave(viewer);
}
END_TEST

START_TEST(too_many_events_are_sampled_and_counted_ten_times_a_second)
{
	struct viewer *viewer = watch((struct live_want){.events = true});
	uint64_t seq = 1;
	uint64_t begin = clock_boot_ns();
	for (unsigned i = 0; i < 60; i++, seq += 4096) {
		commit_chunk(hub, seq, 4096);
		run_ms(5);
	}
	RUN_UNTIL(viewer->of >= 60 * 4096);
	uint64_t passed_ms = (clock_boot_ns() - begin) / NS_PER_MS;
	ck_assert_uint_eq(viewer->of, 60 * 4096);
	ck_assert_uint_eq(viewer->unread, 0);
	ck_assert_uint_eq(viewer->last_seq, seq - 1);
	ck_assert_uint_le(viewer->updates, passed_ms / LIVE_UPDATE_MS + 1);
	ck_assert_uint_ge(viewer->updates, 2);
	for (size_t i = 1; i < viewer->n_seqs; i++)
		ck_assert_uint_gt(viewer->seqs[i], viewer->seqs[i - 1]);
	leave(viewer);
}
END_TEST

static struct filter_program *compile(const char *text)
{
	AUTO(filter) struct filter *filter = NULL;
	struct error err;
	ck_assert_msg(filter_parse(text, strlen(text), NULL, &filter, NULL, &err) == 0, "%s", err.text);
	return filter_program_new(filter);
}

START_TEST(a_filter_decides_and_can_be_changed)
{
	AUTO(filter_program) struct filter_program *failed = compile("evt.failed = true");
	AUTO(filter_program) struct filter_program *text = compile("evt.text icontains \"GETPPID()\"");
	struct viewer *viewer = watch((struct live_want){.events = true, .filter = failed, .filter_by_call = true});
	commit_chunk(hub, 1, 200);
	RUN_UNTIL(viewer->of >= 20);
	ck_assert_uint_eq(viewer->of, 20);
	for (size_t i = 0; i < viewer->n_seqs; i++)
		ck_assert_uint_eq(viewer->seqs[i] % 10, 0);
	live_subscriber_filter(viewer->subscriber, text, false);
	commit_chunk(hub, 201, 100);
	RUN_UNTIL(viewer->of + viewer->unread >= 20 + 90);
	ck_assert(viewer->of == 20 + 90 || viewer->unread == 100); // unread: the machine was too busy to search
	leave(viewer);
}
END_TEST

START_TEST(a_viewer_that_takes_nothing_costs_bounded_memory_and_loses_no_count)
{
	struct viewer *viewer = watch((struct live_want){.events = true, .counters = true});
	viewer->refuses = true;
	for (unsigned i = 0; i < 200; i++) {
		struct live_chunk *chunk = make_chunk(1 + i * 1000ull, 1000);
		live_hub_publish_chunk(hub, &scan, chunk);
		live_hub_publish_counters(hub, &scan, &(struct wire_counters){.ts = i}, false);
		if (i % 20 == 0)
			run_ms(10);
	}
	run_ms(150);
	ck_assert_uint_eq(viewer->updates, 0);
	viewer->refuses = false;
	live_subscriber_ready(viewer->subscriber);
	RUN_UNTIL(viewer->of >= 200 * 1000);
	ck_assert_uint_eq(viewer->of, 200 * 1000);
	ck_assert_uint_eq(viewer->last_seq, 200 * 1000);
	ck_assert_uint_le(viewer->updates, 3);
	ck_assert_uint_eq(viewer->counters, 1);
	leave(viewer);
}
END_TEST

START_TEST(what_is_published_again_is_seen_once)
{
	struct viewer *viewer = watch((struct live_want){.events = true, .terminal = true});
	struct wire_terminal piece = {.bytes = (const uint8_t *)"abc", .len = 3};
	RUN_UNTIL(memory.reads > 0);
	run_ms(100);
	for (unsigned round = 0; round < 3; round++) {
		live_hub_publish_chunk(hub, &scan, make_chunk(1, 10));
		live_hub_publish_chunk(hub, &scan, make_chunk(11, 10));
		live_hub_publish_terminal(hub, &scan, 1, &piece);
		if (round == 1)
			RUN_UNTIL(viewer->of >= 20);
	}
	run_ms(150);
	check_seqs(viewer, 1, 20);
	ck_assert_uint_eq(viewer->of, 20);
	ck_assert_str_eq(buffer_text(&viewer->terminal), "abc");
	leave(viewer);
}
END_TEST

static void publish_two_more(struct memory *unused)
{
	(void)unused;
	commit_chunk(hub, 31, 10);
	commit_chunk(hub, 41, 10);
}

START_TEST(stored_events_come_first_then_live_ones_without_hole_or_double)
{
	commit_chunk(hub, 1, 10);
	commit_chunk(hub, 11, 10);
	commit_chunk(hub, 21, 10);
	memory.while_reading = publish_two_more;
	struct viewer *viewer = watch((struct live_want){.events = true, .from_seq = 5});
	RUN_UNTIL(viewer->of >= 46);
	commit_chunk(hub, 51, 10);
	RUN_UNTIL(viewer->of >= 56);
	run_ms(150);
	check_seqs(viewer, 5, 60);
	ck_assert_uint_eq(viewer->of, 56);
	leave(viewer);
}
END_TEST

START_TEST(a_viewer_far_behind_goes_on_with_the_newest_and_is_told)
{
	for (unsigned i = 0; i < 100; i++)
		commit_chunk(hub, 1 + i * 4096ull, 4096);
	struct viewer *viewer = watch((struct live_want){.events = true, .from_seq = 1});
	RUN_UNTIL(viewer->of + viewer->unread >= 100 * 4096);
	commit_chunk(hub, 100 * 4096 + 1, 10);
	RUN_UNTIL(viewer->of + viewer->unread >= 100 * 4096 + 10);
	ck_assert_uint_eq(viewer->last_seq, 100 * 4096 + 10);
	ck_assert_uint_eq(viewer->seqs[0], 1);
	ck_assert_uint_gt(viewer->unread, 0);
	ck_assert_uint_eq(viewer->of + viewer->unread, 100 * 4096 + 10);
	leave(viewer);
}
END_TEST

static void publish_output(struct memory *unused)
{
	(void)unused;
	commit_output(hub, 100);
	commit_output(hub, 200);
}

START_TEST(the_terminal_comes_from_the_store_and_goes_on_live)
{
	for (unsigned i = 0; i < 20; i++)
		commit_output(NULL, 1000);
	memory.while_reading = publish_output;
	struct viewer *viewer = watch((struct live_want){.terminal = true, .terminal_offset = 1500});
	run_ms(100);
	for (unsigned i = 0; i < 10; i++) {
		commit_output(hub, 77);
		run_ms(5);
	}
	RUN_UNTIL(viewer->next_offset >= 20 * 1000 + 300 + 770);
	run_ms(30);
	check_bytes(viewer, 1500, 20 * 1000 + 300 + 770 - 1500);
	leave(viewer);
}
END_TEST

START_TEST(no_more_than_a_window_is_under_way_and_acknowledging_gets_the_rest)
{
	for (unsigned i = 0; i < 1000; i++)
		commit_output(NULL, 1000);
	struct viewer *viewer = watch((struct live_want){.terminal = true});
	RUN_UNTIL(viewer->terminal.len >= LIVE_TERMINAL_WINDOW / 2);
	run_ms(100);
	ck_assert_uint_le(viewer->terminal.len, LIVE_TERMINAL_WINDOW);
	ck_assert_uint_ge(viewer->terminal.len, LIVE_TERMINAL_WINDOW / 2);
	for (unsigned i = 0; i < 1000 && viewer->terminal.len < 1000 * 1000; i++) {
		live_subscriber_terminal_ack(viewer->subscriber, viewer->next_offset);
		run_ms(30);
	}
	ck_assert_uint_eq(viewer->skips, 0); // it was never live: all of it is wanted
	check_bytes(viewer, 0, 1000 * 1000);
	leave(viewer);
}
END_TEST

START_TEST(a_live_viewer_that_falls_far_behind_skips_forward_and_is_told)
{
	struct viewer *viewer = watch((struct live_want){.terminal = true});
	RUN_UNTIL(memory.reads > 0);
	run_ms(100);
	for (unsigned i = 0; i < 300; i++)
		commit_output(hub, 10000);
	RUN_UNTIL(viewer->terminal.len > 0);
	run_ms(100);
	ck_assert_uint_le(viewer->terminal.len, LIVE_TERMINAL_WINDOW);
	for (unsigned i = 0; i < 1000 && viewer->next_offset < 300 * 10000; i++) {
		live_subscriber_terminal_ack(viewer->subscriber, viewer->next_offset);
		run_ms(10);
	}
	ck_assert_uint_eq(viewer->skips, 1);
	ck_assert_uint_eq(viewer->next_offset, 300 * 10000);
	ck_assert_uint_eq(viewer->terminal.len + viewer->skipped, 300 * 10000);
	ck_assert(!viewer->broken_order);
	leave(viewer);
}
END_TEST

START_TEST(lost_output_shows_as_a_skip)
{
	struct viewer *viewer = watch((struct live_want){.terminal = true});
	RUN_UNTIL(memory.reads > 0);
	run_ms(100);
	live_hub_publish_terminal(hub, &scan, 1, &(struct wire_terminal){.bytes = (const uint8_t *)"abc", .len = 3});
	live_hub_publish_terminal(hub, &scan, 2,
				  &(struct wire_terminal){.offset = 10, .bytes = (const uint8_t *)"d", .len = 1});
	RUN_UNTIL(viewer->terminal.len >= 4);
	ck_assert_uint_eq(viewer->skips, 1);
	ck_assert_uint_eq(viewer->skipped, 7);
	ck_assert_str_eq(buffer_text(&viewer->terminal), "abcd");
	leave(viewer);
}
END_TEST

START_TEST(gaps_are_told)
{
	struct viewer *viewer = watch((struct live_want){.events = true});
	live_hub_publish_gap(hub, &scan, &(struct wire_gap){.first_seq = 1, .count = 5, .stage = WIRE_STAGE_KERNEL});
	RUN_UNTIL(viewer->gaps > 0);
	ck_assert_uint_eq(viewer->gaps, 1);
	leave(viewer);
}
END_TEST

START_TEST(changes_reach_their_scans_viewers_and_the_overview)
{
	struct viewer *viewer = watch((struct live_want){.counters = true});
	struct viewer *overview = xcalloc(1, sizeof(*overview));
	struct error err;
	ck_assert_int_eq(live_subscribe_overview(hub, offer, overview, &overview->subscriber, &err), 0);
	RUN_UNTIL(viewer->scans > 0);
	ck_assert_uint_eq(viewer->scans, 1); // the state at the beginning
	struct change change = {.kind = CHANGE_SCAN, .id = scan};
	change_feed_publish(feed, &change);
	change_feed_publish(feed, &change);
	uuid_generate(&change.id);
	change_feed_publish(feed, &change);
	change.kind = CHANGE_DETECTOR;
	change_feed_publish(feed, &change);
	RUN_UNTIL(viewer->scans >= 2 && overview->scans >= 2 && overview->detectors >= 1);
	run_ms(30);
	ck_assert_uint_eq(viewer->scans, 2);
	ck_assert_uint_eq(viewer->detectors, 0);
	ck_assert_uint_eq(overview->scans, 2);
	ck_assert_uint_eq(overview->detectors, 1);
	leave(viewer);
	leave(overview);
}
END_TEST

START_TEST(a_viewer_may_leave_inside_an_offer)
{
	struct viewer *first = watch((struct live_want){.events = true, .terminal = true});
	struct viewer *second = watch((struct live_want){.events = true});
	first->leaves = true;
	commit_chunk(hub, 1, 5);
	RUN_UNTIL(second->of >= 5);
	ck_assert_ptr_null(first->subscriber);
	check_seqs(second, 1, 5);
	leave(first);
	leave(second);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_viewer_sees_what_is_published_from_now_on);
	tcase_add_test(tests, other_scans_are_not_shown);
	tcase_add_test(tests, too_many_events_are_sampled_and_counted_ten_times_a_second);
	tcase_add_test(tests, a_filter_decides_and_can_be_changed);
	tcase_add_test(tests, a_viewer_that_takes_nothing_costs_bounded_memory_and_loses_no_count);
	tcase_add_test(tests, what_is_published_again_is_seen_once);
	tcase_add_test(tests, stored_events_come_first_then_live_ones_without_hole_or_double);
	tcase_add_test(tests, a_viewer_far_behind_goes_on_with_the_newest_and_is_told);
	tcase_add_test(tests, the_terminal_comes_from_the_store_and_goes_on_live);
	tcase_add_test(tests, no_more_than_a_window_is_under_way_and_acknowledging_gets_the_rest);
	tcase_add_test(tests, a_live_viewer_that_falls_far_behind_skips_forward_and_is_told);
	tcase_add_test(tests, lost_output_shows_as_a_skip);
	tcase_add_test(tests, gaps_are_told);
	tcase_add_test(tests, changes_reach_their_scans_viewers_and_the_overview);
	tcase_add_test(tests, a_viewer_may_leave_inside_an_offer);
}
