// SPDX-License-Identifier: Apache-2.0
#include "server/service/ingest_internal.h"

#include "server/repository/call_key.h"
#include "tests/unit/support/check_main.h"

// Calls 1 and 2 by turns, each tenth fails, 100 events a second.
static struct live_chunk *make_chunk(unsigned n)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer bytes = {.max = CHUNK_MAX_BYTES};
	struct live_chunk *chunk = NULL;
	struct error err;
	for (unsigned i = 0; i < n; i++) {
		struct event event = {
		    .kind = EVENT_SYSCALL,
		    .seq = i + 1,
		    .ts = i * 10000000ull,
		    .duration = i == 0 ? EVENT_DURATION_UNKNOWN : 3,
		    .nr = 1 + (int32_t)(i % 2),
		    .ret = i % 10 == 0 ? -1 : 0,
		};
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	ck_assert_int_eq(chunk_writer_finish(writer, &bytes, &err), 0);
	ck_assert_int_eq(live_chunk_new(bytes.data, bytes.len, &chunk, &err), 0);
	return chunk;
}

START_TEST(events_are_summed_by_second_and_call)
{
	struct live_chunk *chunk = make_chunk(250);
	struct second_sums sums;
	second_sums_of_chunk(live_chunk_get(chunk), &sums);
	second_sums_merge(&sums);
	ck_assert_uint_eq(sums.n, 6); // three seconds, two calls
	ck_assert_int_eq(sums.items[0].second, 0);
	ck_assert_int_eq(sums.items[0].call, call_key(EVENT_SYSCALL, 0, 1));
	ck_assert_int_eq(sums.items[0].count, 50);
	ck_assert_int_eq(sums.items[0].errors, 10);
	ck_assert_int_eq(sums.items[0].time_ns, 49 * 3);
	ck_assert_int_eq(sums.items[5].second, 2);
	ck_assert_int_eq(sums.items[5].count, 25);
	ck_assert_int_eq(sums.items[5].errors, 0);
	second_sums_done(&sums);
	live_chunk_unref(chunk);
}
END_TEST

START_TEST(sums_of_several_chunks_are_merged)
{
	struct live_chunk *chunk = make_chunk(4096);
	struct second_sums once, all = {0};
	second_sums_of_chunk(live_chunk_get(chunk), &once);
	for (unsigned i = 0; i < 5; i++)
		second_sums_append(&all, &once);
	second_sums_merge(&all);
	ck_assert_uint_eq(all.n, once.n);
	int64_t count = 0;
	for (size_t i = 0; i < all.n; i++) {
		count += all.items[i].count;
		ck_assert(
		    i == 0 || all.items[i].second > all.items[i - 1].second ||
		    (all.items[i].second == all.items[i - 1].second && all.items[i].call > all.items[i - 1].call));
	}
	ck_assert_int_eq(count, 5 * 4096);
	second_sums_done(&once);
	second_sums_done(&all);
	live_chunk_unref(chunk);
}
END_TEST

START_TEST(nothing_merges_to_nothing)
{
	struct second_sums sums = {0};
	second_sums_merge(&sums);
	ck_assert_uint_eq(sums.n, 0);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, events_are_summed_by_second_and_call);
	tcase_add_test(tests, sums_of_several_chunks_are_merged);
	tcase_add_test(tests, nothing_merges_to_nothing);
}
