// SPDX-License-Identifier: Apache-2.0
#include "detector/output/tally.h"

#include "tests/unit/support/check_main.h"

START_TEST(events_are_counted_by_call)
{
	AUTO(tally) struct tally *tally = tally_new();
	const struct event events[] = {
	    {.kind = EVENT_SYSCALL, .nr = 3, .ret = 5, .duration = 8},
	    {.kind = EVENT_SYSCALL, .nr = 3, .ret = -2, .duration = 100},
	    {.kind = EVENT_SYSCALL, .nr = 3, .ret = 0, .duration = EVENT_DURATION_UNKNOWN},
	    {.kind = EVENT_SYSCALL, .nr = 3, .abi = RECORD_ABI_I386, .duration = UINT64_MAX - 1},
	    {.kind = EVENT_SYSCALL, .nr = 100000},
	    {.kind = EVENT_SYSCALL, .nr = -5},
	    {.kind = EVENT_SIGNAL, .nr = 3},
	};
	struct wire_gap_call lost = {.nr = 3, .count = 9};
	const struct wire_gap gap = {.n_calls = 1, .calls = &lost};
	size_t n;
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		tally_event(tally, &events[i], 1);
	tally_gap(tally, &gap);
	const struct summary_row *counters = tally_rows(tally, &n);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(counters[0].calls, 3);
	ck_assert_uint_eq(counters[0].errors, 1);
	ck_assert_uint_eq(counters[0].lost, 9);
	ck_assert_uint_eq(counters[0].time_ns, 108);
	ck_assert_uint_eq(counters[0].min_ns, 8);
	ck_assert_uint_eq(counters[0].max_ns, 100);
	ck_assert_uint_eq(counters[0].errnos[0].code, 2);
	ck_assert_uint_eq(counters[0].errnos[0].calls, 1);
	ck_assert_uint_eq(counters[0].histogram[3], 1);
	ck_assert_uint_eq(counters[0].histogram[6], 1);
	ck_assert_uint_eq(counters[1].abi, RECORD_ABI_I386);
	ck_assert_uint_eq(counters[1].histogram[SUMMARY_BUCKETS - 1], 1);
	ck_assert_uint_eq(counters[2].calls, 2); // those without a slot of their own
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, events_are_counted_by_call);
}
