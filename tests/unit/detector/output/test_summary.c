// SPDX-License-Identifier: Apache-2.0
#include "detector/output/summary.h"

#include "tests/unit/support/check_main.h"

#include <errno.h>
#include <string.h>

START_TEST(rows_are_sorted_and_added_up_as_strace_does)
{
	struct wire_counter counters[2] = {
	    {.nr = 110, .calls = 10, .time_ns = 1000000, .max_ns = 200000, .histogram = {[16] = 10}},
	    {.nr = 257,
	     .calls = 3,
	     .errors = 2,
	     .lost = 1,
	     .time_ns = 3000000,
	     .max_ns = 1500000,
	     .histogram = {[19] = 3}},
	};
	struct buffer out;
	buffer_init(&out, 1 << 16);
	summary_print(counters, 2, SUMMARY_BY_TIME, &out);
	const char *text = buffer_text(&out);
	ck_assert(strncmp(text, "% time     seconds  usecs/call     calls    errors", 50) == 0);
	const char *openat = strstr(text, " openat\n");
	const char *getppid = strstr(text, " getppid\n");
	ck_assert_ptr_nonnull(openat);
	ck_assert_ptr_nonnull(getppid);
	ck_assert(openat < getppid);
	ck_assert_ptr_nonnull(strstr(text, " 75.00    0.003000        1000         3         2"));
	ck_assert_ptr_nonnull(strstr(text, "100.00    0.004000         307        13         2"));
	ck_assert(strcmp(text + strlen(text) - 7, " total\n") == 0);
	buffer_done(&out);
}
END_TEST

START_TEST(the_words_of_strace_for_sorting_are_known_and_no_others)
{
	enum summary_sort sort = SUMMARY_UNSORTED;
	ck_assert_int_eq(summary_sort_by_name("calls", &sort), 0);
	ck_assert_int_eq(sort, SUMMARY_BY_CALLS);
	ck_assert_int_eq(summary_sort_by_name("size", &sort), -EINVAL);
	ck_assert_int_eq(sort, SUMMARY_BY_CALLS);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, rows_are_sorted_and_added_up_as_strace_does);
	tcase_add_test(tests, the_words_of_strace_for_sorting_are_known_and_no_others);
}
