// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/spool.h"

#include "tests/unit/support/check_main.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/unit/detector/ws_client/spool_maker.h"

// Reads the frame behind `after` and asserts its number and payload.
static void assert_next(struct spool *spool, const char *scan_text, uint64_t after, uint64_t number,
			const char *payload)
{
	struct uuid scan = scan_id(scan_text);
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, WIRE_MAX_FRAME);
	struct error err = {0};
	struct wire_frame frame;
	uint64_t got = 0;
	ck_assert_msg(spool_read_next(spool, &scan, after, &out, &got, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(got, number);
	ck_assert_int_eq(wire_decode_frame(out.data, out.len, &frame, &err), 0);
	ck_assert_uint_eq(frame.number, number);
	ck_assert(uuid_equal(&frame.scan, &scan));
	ck_assert_uint_eq(frame.payload_len, strlen(payload));
	ck_assert_mem_eq(frame.payload, payload, strlen(payload));
}

static void assert_no_more(struct spool *spool, const char *scan_text, uint64_t after)
{
	struct uuid scan = scan_id(scan_text);
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, WIRE_MAX_FRAME);
	struct error err;
	uint64_t got = 0;
	ck_assert_int_eq(spool_read_next(spool, &scan, after, &out, &got, &err), -ENODATA);
}

START_TEST(each_scan_is_a_stream_of_its_own)
{
	struct spool_place place;
	spool_place_init(&place);
	struct loop *loop = loop_new();
	struct spool *spool = open_spool(loop, &place, 0);
	ck_assert_uint_eq(append_text(spool, SCAN_A, WIRE_TERMINAL, "one"), 1);
	ck_assert_uint_eq(append_text(spool, SCAN_B, WIRE_TERMINAL, "uno"), 1);
	ck_assert_uint_eq(append_text(spool, SCAN_A, WIRE_TERMINAL, "two"), 2);
	assert_next(spool, SCAN_A, 0, 1, "one");
	assert_next(spool, SCAN_B, 0, 1, "uno");
	assert_next(spool, SCAN_A, 1, 2, "two");
	assert_no_more(spool, SCAN_A, 2);
	ck_assert_uint_eq(append_text(spool, SCAN_A, WIRE_TERMINAL, "three"), 3); // reading goes on at the end
	assert_next(spool, SCAN_A, 2, 3, "three");
	assert_next(spool, SCAN_A, 0, 1, "one"); // and back
	spool_close(spool);
	loop_free(loop);
	spool_place_done(&place);
}
END_TEST

START_TEST(a_restart_finds_the_streams_again)
{
	struct spool_place place;
	spool_place_init(&place);
	struct loop *loop = loop_new();
	struct spool *spool = open_spool(loop, &place, 0);
	append_text(spool, SCAN_A, WIRE_STATE, "{\"state\":\"running\"}");
	append_text(spool, SCAN_A, WIRE_TERMINAL, "x");
	append_text(spool, SCAN_B, WIRE_STATE, "{\"state\":\"finished\"}");
	spool_close(spool);
	spool = open_spool(loop, &place, 0);
	struct spool_stream streams[4];
	ck_assert_uint_eq(spool_streams(spool, streams, 4), 2);
	struct spool_stream found;
	struct uuid a = scan_id(SCAN_A), b = scan_id(SCAN_B);
	ck_assert(spool_find(spool, &a, &found));
	ck_assert_uint_eq(found.last_frame, 2);
	ck_assert(!found.ended);
	ck_assert(spool_find(spool, &b, &found));
	ck_assert_uint_eq(found.last_frame, 1);
	ck_assert(found.ended);
	ck_assert_uint_eq(append_text(spool, SCAN_A, WIRE_STATE, "{\"state\":\"interrupted\"}"), 3);
	assert_next(spool, SCAN_A, 0, 1, "{\"state\":\"running\"}");
	struct error err;
	uint64_t frame = 0;
	ck_assert_int_eq(spool_append(spool, &b, WIRE_TERMINAL, "x", 1, &frame, &err), -EPIPE);
	ck_assert_int_eq(spool_append(spool, &a, WIRE_TERMINAL, "x", 1, &frame, &err), -EPIPE);
	spool_close(spool);
	loop_free(loop);
	spool_place_done(&place);
}
END_TEST

static void damage_end(const struct spool_place *place, off_t cut, const char *extra)
{
	char path[192];
	(void)snprintf(path, sizeof(path), "%s/" SCAN_A "/0000000000000001.seg", place->dir);
	struct stat st;
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(truncate(path, st.st_size - cut), 0);
	int fd = open(path, O_WRONLY | O_APPEND);
	ck_assert_int_eq(write(fd, extra, strlen(extra)), (ssize_t)strlen(extra));
	(void)close(fd);
}

static const struct torn {
	off_t cut;
	const char *extra;
	uint64_t last;
} torn[] = {
    {1, "", 1},             // in the last payload
    {20, "", 1},            // in the last header
    {0, "SYSC rubbish", 2}, // a header that was never finished
    {3, "abc", 1},          // the last payload's end was never written
    {0, "", 2},
};

START_TEST(a_torn_end_is_cut_and_told)
{
	struct spool_place place;
	spool_place_init(&place);
	struct loop *loop = loop_new();
	struct spool *spool = open_spool(loop, &place, 0);
	append_text(spool, SCAN_A, WIRE_TERMINAL, "first");
	append_text(spool, SCAN_A, WIRE_TERMINAL, "second");
	spool_close(spool);
	damage_end(&place, torn[_i].cut, torn[_i].extra);
	spool = open_spool(loop, &place, 0);
	struct uuid a = scan_id(SCAN_A);
	struct spool_stream found;
	struct spool_stats stats;
	ck_assert(spool_find(spool, &a, &found));
	ck_assert_uint_eq(found.last_frame, torn[_i].last);
	spool_stats(spool, &stats);
	ck_assert_uint_eq(stats.damaged_frames, torn[_i].cut || *torn[_i].extra ? 1 : 0);
	ck_assert_uint_eq(append_text(spool, SCAN_A, WIRE_TERMINAL, "next"), torn[_i].last + 1);
	assert_next(spool, SCAN_A, 0, 1, "first");
	assert_next(spool, SCAN_A, torn[_i].last, torn[_i].last + 1, "next");
	spool_close(spool);
	loop_free(loop);
	spool_place_done(&place);
}
END_TEST

static void assert_skip(struct spool *spool, const char *scan_text, uint64_t after)
{
	struct uuid scan = scan_id(scan_text);
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, WIRE_MAX_FRAME);
	struct error err = {0};
	struct wire_frame frame;
	uint64_t got = 0;
	ck_assert_int_eq(spool_read_next(spool, &scan, after, &out, &got, &err), 0);
	ck_assert_uint_eq(got, after + 1);
	ck_assert_int_eq(wire_decode_frame(out.data, out.len, &frame, &err), 0);
	ck_assert_uint_eq(frame.type, WIRE_SKIP);
	ck_assert_uint_eq(frame.number, after + 1);
}

START_TEST(a_frame_damaged_on_the_disk_is_skipped)
{
	struct spool_place place;
	spool_place_init(&place);
	struct loop *loop = loop_new();
	struct spool *spool = open_spool(loop, &place, 0);
	append_text(spool, SCAN_A, WIRE_TERMINAL, "first");
	append_text(spool, SCAN_A, WIRE_TERMINAL, "second");
	append_text(spool, SCAN_A, WIRE_TERMINAL, "third");
	char path[192];
	(void)snprintf(path, sizeof(path), "%s/" SCAN_A "/0000000000000001.seg", place.dir);
	int fd = open(path, O_WRONLY);
	ck_assert_int_eq(pwrite(fd, "X", 1, 48 + 5 + 48 + 2), 1); // in the second payload
	(void)close(fd);
	assert_next(spool, SCAN_A, 0, 1, "first");
	assert_skip(spool, SCAN_A, 1);
	assert_next(spool, SCAN_A, 2, 3, "third");
	struct spool_stats stats;
	spool_stats(spool, &stats);
	ck_assert_uint_eq(stats.damaged_frames, 1);
	spool_close(spool);
	loop_free(loop);
	spool_place_done(&place);
}
END_TEST

static unsigned count_files(const struct spool_place *place, const char *scan)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", place->dir, scan);
	DIR *dir = opendir(path);
	unsigned n = 0;
	const struct dirent *entry;
	while (dir && (entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	if (dir)
		(void)closedir(dir);
	return n;
}

START_TEST(what_is_acknowledged_is_deleted)
{
	struct spool_place place;
	spool_place_init(&place);
	struct loop *loop = loop_new();
	struct spool *spool = open_spool(loop, &place, 8u << 20); // segments of 1 MiB
	struct event_maker maker = {.state = 4, .ts = 1};
	struct uuid a = scan_id(SCAN_A);
	uint64_t last = 0;
	while (count_files(&place, SCAN_A) < 4)
		last = append_chunk(spool, SCAN_A, &maker, 2000);
	struct spool_stats stats;
	spool_stats(spool, &stats);
	ck_assert_uint_eq(stats.frames, last);
	ck_assert_int_eq(spool_ack(spool, &a, last - 1), 0);
	ck_assert_uint_eq(count_files(&place, SCAN_A), 1);
	append_text(spool, SCAN_A, WIRE_STATE, "{\"state\":\"failed\"}");
	ck_assert_int_eq(spool_ack(spool, &a, last), 0);
	assert_next(spool, SCAN_A, last, last + 1, "{\"state\":\"failed\"}");
	ck_assert_int_eq(spool_ack(spool, &a, last + 1), 1); // ended and safe: gone
	ck_assert_uint_eq(spool_streams(spool, NULL, 0), 0);
	spool_stats(spool, &stats);
	ck_assert_uint_eq(stats.bytes, 0);
	ck_assert_uint_eq(count_files(&place, "."), 1); // the lock
	spool_close(spool);
	loop_free(loop);
	spool_place_done(&place);
}
END_TEST

// What a full spool gives back, counted by type.
struct tally {
	uint64_t frames, chunk_events, gap_events, states, terminals, skips, next_seq;
};

static void read_all(struct spool *spool, const char *scan_text, struct tally *tally)
{
	struct uuid scan = scan_id(scan_text);
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, WIRE_MAX_FRAME);
	struct error err = {0};
	uint64_t number = 0;
	*tally = (struct tally){.next_seq = 1};
	for (; spool_read_next(spool, &scan, number, &out, &number, &err) == 0; buffer_clear(&out)) {
		struct wire_frame frame;
		ck_assert_int_eq(wire_decode_frame(out.data, out.len, &frame, &err), 0);
		ck_assert_uint_eq(frame.number, number);
		tally->frames++;
		ck_assert_uint_eq(frame.number, tally->frames); // no holes
		tally->skips += frame.type == WIRE_SKIP;
		tally->states += frame.type == WIRE_STATE;
		tally->terminals += frame.type == WIRE_TERMINAL;
		if (frame.type == WIRE_CHUNK) {
			AUTO(chunk) struct chunk *chunk = NULL;
			ck_assert_int_eq(chunk_open(frame.payload, frame.payload_len, &chunk, &err), 0);
			ck_assert_uint_eq(chunk_summary(chunk)->first_seq, tally->next_seq);
			tally->chunk_events += chunk_summary(chunk)->n_events;
			tally->next_seq += chunk_summary(chunk)->n_events;
		} else if (frame.type == WIRE_GAP) {
			AUTO_VALUE(wire_gap) struct wire_gap gap = {0};
			ck_assert_int_eq(wire_decode_gap(frame.payload, frame.payload_len, &gap, &err), 0);
			ck_assert_uint_eq(gap.first_seq, tally->next_seq);
			ck_assert_uint_eq(gap.stage, WIRE_STAGE_SPOOL);
			ck_assert_uint_gt(gap.n_calls, 3);
			tally->gap_events += gap.count;
			tally->next_seq += gap.count;
		}
	}
	ck_assert_int_eq(-err.code, -ENODATA);
}

START_TEST(a_full_spool_turns_its_oldest_events_into_gaps)
{
	struct spool_place place;
	spool_place_init(&place);
	struct loop *loop = loop_new();
	struct spool *spool = open_spool(loop, &place, 2u << 20);
	struct event_maker maker = {.state = 4, .ts = 1763971200000000000ull};
	append_text(spool, SCAN_A, WIRE_STATE, "{\"state\":\"running\"}");
	for (unsigned i = 0; i < 100; i++) {
		append_chunk(spool, SCAN_A, &maker, 1000);
		append_text(spool, SCAN_A, WIRE_TERMINAL, "0123456789012345678901234567890123456789");
	}
	struct spool_stats stats;
	spool_stats(spool, &stats);
	ck_assert_uint_le(stats.bytes, 2u << 20);
	ck_assert_uint_gt(stats.dropped_frames, 20);
	struct tally tally;
	read_all(spool, SCAN_A, &tally);
	ck_assert_uint_eq(tally.next_seq, 100001); // every event is there or said to be lost
	ck_assert_uint_gt(tally.chunk_events, 20000);
	ck_assert_uint_gt(tally.gap_events, 20000);
	ck_assert_uint_eq(tally.states, 1);
	ck_assert_uint_lt(tally.terminals, 100);
	ck_assert_uint_eq(tally.terminals + tally.skips, 100);
	spool_close(spool);
	struct tally again;
	spool = open_spool(loop, &place, 2u << 20);
	read_all(spool, SCAN_A, &again);
	ck_assert_mem_eq(&tally, &again, sizeof(tally));
	spool_close(spool);
	loop_free(loop);
	spool_place_done(&place);
}
END_TEST

START_TEST(a_spool_that_cannot_be_thinned_refuses)
{
	struct spool_place place;
	spool_place_init(&place);
	struct loop *loop = loop_new();
	struct spool *spool = open_spool(loop, &place, 1u << 20);
	struct uuid a = scan_id(SCAN_A);
	static char state[4096] = "{\"state\":\"running\",\"message\":\"";
	memset(state + strlen(state), 'x', sizeof(state) - strlen(state));
	struct error err = {0};
	uint64_t frame = 0, last = 0;
	int r = 0;
	for (unsigned i = 0; i < 253; i++) // a few bytes less than 1 MiB
		ck_assert_int_eq(spool_append(spool, &a, WIRE_STATE, state, sizeof(state), &frame, &err), 0);
	ck_assert_int_eq(spool_append(spool, &a, WIRE_TERMINAL, state, sizeof(state), &frame, &err), -ENOSPC);
	while ((r = spool_append(spool, &a, WIRE_STATE, state, sizeof(state), &frame, &err)) == 0)
		last = frame; // there is always room for a state, but not for any number
	ck_assert_int_eq(r, -ENOSPC);
	ck_assert_uint_gt(last, 260);
	ck_assert_int_eq(spool_append(spool, &a, WIRE_STATE, state, sizeof(state), &frame, &err), -ENOSPC);
	ck_assert_int_eq(spool_ack(spool, &a, last - 1), 0); // the server took them: there is room again
	ck_assert_int_eq(spool_append(spool, &a, WIRE_STATE, state, sizeof(state), &frame, &err), 0);
	ck_assert_uint_eq(frame, last + 1);
	spool_close(spool);
	loop_free(loop);
	spool_place_done(&place);
}
END_TEST

START_TEST(two_detectors_cannot_share_a_spool)
{
	struct spool_place place;
	spool_place_init(&place);
	struct loop *loop = loop_new();
	struct spool *spool = open_spool(loop, &place, 0), *second = NULL;
	struct error err;
	ck_assert_int_eq(spool_open(loop, place.dir, 0, &second, &err), -EBUSY);
	ck_assert_ptr_nonnull(strstr(err.text, "another detector"));
	spool_close(spool);
	spool = open_spool(loop, &place, 0);
	spool_close(spool);
	loop_free(loop);
	spool_place_done(&place);
}
END_TEST

START_TEST(it_is_on_the_disk_within_a_second)
{
	struct spool_place place;
	spool_place_init(&place);
	struct loop *loop = loop_new();
	struct spool *spool = open_spool(loop, &place, 0);
	append_text(spool, SCAN_A, WIRE_TERMINAL, "one");
	loop_run_once(loop, 1500); // the timer
	loop_run_once(loop, 1500); // the pool's answer
	append_text(spool, SCAN_A, WIRE_TERMINAL, "two");
	spool_close(spool);
	loop_free(loop); // asserts that nothing is left on the loop
	spool_place_done(&place);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, each_scan_is_a_stream_of_its_own);
	tcase_add_test(tests, a_restart_finds_the_streams_again);
	tcase_add_loop_test(tests, a_torn_end_is_cut_and_told, 0, sizeof(torn) / sizeof(torn[0]));
	tcase_add_test(tests, a_frame_damaged_on_the_disk_is_skipped);
	tcase_add_test(tests, what_is_acknowledged_is_deleted);
	tcase_add_test(tests, a_full_spool_turns_its_oldest_events_into_gaps);
	tcase_add_test(tests, a_spool_that_cannot_be_thinned_refuses);
	tcase_add_test(tests, two_detectors_cannot_share_a_spool);
	tcase_add_test(tests, it_is_on_the_disk_within_a_second);
}
