// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/source_counter.h"

#include "tests/unit/support/check_main.h"

#include <errno.h>

static void add_errors(struct counter *counter, uint32_t error, unsigned n)
{
	for (unsigned i = 0; i < n; i++, counter->errors++)
		counter_add_error(counter, error);
}

START_TEST(cpus_are_added_up)
{
	struct counter cpus[2] = {
	    {.calls = 3, .time_ns = 30, .max_ns = 20, .min_ones = ~5ull, .filtered = 1, .histogram = {[4] = 3}},
	    {.calls = 2, .time_ns = 9, .max_ns = 7, .min_ones = ~2ull, .lost = 1, .histogram = {[2] = 2}}};
	struct source_counter sum = {0};
	add_errors(&cpus[0], ENOENT, 2);
	add_errors(&cpus[1], EBADF, 1);
	add_errors(&cpus[1], ENOENT, 1);
	source_counter_add(&sum, &cpus[0]);
	source_counter_add(&sum, &cpus[1]);
	ck_assert(sum.calls == 5 && sum.time_ns == 39 && sum.max_ns == 20 && sum.min_ns == 2);
	ck_assert(sum.filtered == 1 && sum.lost == 1 && sum.histogram[4] == 3 && sum.histogram[2] == 2);
	ck_assert(sum.errors == 4 && sum.errnos[0].code == ENOENT && sum.errnos[0].calls == 3);
	ck_assert(sum.errnos[1].code == EBADF && sum.errnos[1].calls == 1 && sum.errnos[2].code == 0);
}
END_TEST

START_TEST(what_was_not_timed_has_no_shortest_time)
{
	struct counter counter = {.calls = 1};
	struct source_counter sum = {0};
	source_counter_add(&sum, &counter);
	ck_assert_uint_eq(sum.min_ns, 0);
}
END_TEST

START_TEST(kinds_beyond_the_room_are_in_the_sum_only)
{
	struct counter counter = {0};
	struct source_counter sum = {0};
	uint64_t told = 0;
	for (uint32_t error = 1; error <= COUNTER_ERRNOS + 3; error++)
		add_errors(&counter, error, 1);
	source_counter_add(&sum, &counter);
	for (unsigned i = 0; i < SOURCE_ERRNOS; i++)
		told += sum.errnos[i].calls;
	ck_assert_uint_eq(told, COUNTER_ERRNOS);
	ck_assert_uint_eq(sum.errors, COUNTER_ERRNOS + 3);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, cpus_are_added_up);
	tcase_add_test(tests, what_was_not_timed_has_no_shortest_time);
	tcase_add_test(tests, kinds_beyond_the_room_are_in_the_sum_only);
}
