// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <stdlib.h>

START_TEST(times_read_in_both_units)
{
	struct built built;
	int64_t time[2] = {5, 7};
	built_call(&built, "clock_gettime", 0);
	built_args(&built, 1, 0x1000, 0, 0, 0, 0);
	built_bytes(&built, 1, time, sizeof(time));
	built_reads(&built, "clock_gettime(CLOCK_MONOTONIC, {tv_sec=5, tv_nsec=7}) = 0");
	built_call(&built, "gettimeofday", 0);
	built_args(&built, 0x1000, 0, 0, 0, 0, 0);
	built_bytes(&built, 0, time, sizeof(time));
	built_reads(&built, "gettimeofday({tv_sec=5, tv_usec=7}, NULL) = 0");
}
END_TEST

START_TEST(the_rest_of_a_sleep_is_shown_only_when_it_was_cut_short)
{
	struct built built;
	int64_t wanted[2] = {1, 0}, left[2] = {0, 990000000};
	built_call(&built, "nanosleep", 0);
	built_args(&built, 0x1000, 0x2000, 0, 0, 0, 0);
	built_bytes(&built, 0, wanted, sizeof(wanted));
	built_bytes(&built, 1, left, sizeof(left));
	built_reads(&built, "nanosleep({tv_sec=1, tv_nsec=0}, 0x2000) = 0");
	built.record.ret = -516;
	built_reads(
	    &built,
	    "nanosleep({tv_sec=1, tv_nsec=0}, {tv_sec=0, tv_nsec=990000000}) = ? ERESTART_RESTARTBLOCK (Interrupted "
	    "by signal)");
}
END_TEST

START_TEST(file_times_are_dated_and_the_special_ones_named)
{
	struct built built;
	int64_t times[4] = {1, 2, 0, 0x3fffffff};
	setenv("TZ", "UTC", 1);
	built_call(&built, "utimensat", 0);
	built_args(&built, (uint64_t)-100, 0x1000, 0x2000, 0, 0, 0);
	built_string(&built, 1, "f");
	built_bytes(&built, 2, times, sizeof(times));
	built_reads(
	    &built,
	    "utimensat(AT_FDCWD, \"f\", [{tv_sec=1, tv_nsec=2} /* 1970-01-01T00:00:01.000000002+0000 */, UTIME_NOW], "
	    "0) = 0");
	times[3] = 0x3ffffffe;
	built_call(&built, "utimensat", 0);
	built_args(&built, 3, 0, 0x2000, 0, 0, 0);
	times[1] = 0x3ffffffe;
	built_bytes(&built, 2, times, sizeof(times));
	built_reads(&built, "utimensat(3, NULL, [UTIME_OMIT, UTIME_OMIT], 0) = 0");
}
END_TEST

START_TEST(timers_show_interval_and_value)
{
	struct built built;
	int64_t timer[4] = {0, 0, 0, 20000};
	built_call(&built, "setitimer", 0);
	built_args(&built, 0, 0x1000, 0, 0, 0, 0);
	built_bytes(&built, 1, timer, sizeof(timer));
	built_reads(&built, "setitimer(ITIMER_REAL, {it_interval={tv_sec=0, tv_usec=0}, it_value={tv_sec=0, "
			    "tv_usec=20000}}, NULL) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, times_read_in_both_units);
	tcase_add_test(tests, the_rest_of_a_sleep_is_shown_only_when_it_was_cut_short);
	tcase_add_test(tests, file_times_are_dated_and_the_special_ones_named);
	tcase_add_test(tests, timers_show_interval_and_value);
}
