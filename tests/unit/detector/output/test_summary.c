// SPDX-License-Identifier: Apache-2.0
#include "detector/output/summary.h"

#include "tests/unit/support/check_main.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

START_TEST(rows_are_sorted_and_added_up_as_strace_does)
{
	struct summary_row counters[2] = {
	    {.nr = SYS_getppid, .calls = 10, .time_ns = 1000000, .max_ns = 200000, .histogram = {[16] = 10}},
	    {.nr = SYS_openat,
	     .calls = 3,
	     .errors = 2,
	     .lost = 1,
	     .time_ns = 3000000,
	     .max_ns = 1500000,
	     .histogram = {[19] = 3}},
	};
	struct summary_options options = {0};
	struct buffer out;
	buffer_init(&out, 1 << 16);
	summary_print(counters, 2, &options, &out);
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
	enum summary_column sort = SUMMARY_NOTHING;
	struct error err;
	ck_assert_int_eq(summary_sort_by_name("calls", &sort, &err), 0);
	ck_assert_int_eq(sort, SUMMARY_CALLS);
	ck_assert_int_eq(summary_sort_by_name("longest", &sort, &err), 0);
	ck_assert_int_eq(sort, SUMMARY_MAX_TIME);
	ck_assert_int_eq(summary_sort_by_name("size", &sort, &err), -EINVAL);
	ck_assert_int_eq(sort, SUMMARY_MAX_TIME);
}
END_TEST

static const char *table_of(const char *columns, const char *sort, bool errnos)
{
	static char text[4096];
	static const struct summary_row rows[] = {
	    {.nr = SYS_openat,
	     .calls = 3,
	     .errors = 3,
	     .time_ns = 6000,
	     .min_ns = 1000,
	     .max_ns = 3000,
	     .errnos = {{2, 2}}},
	    {.nr = SYS_getppid, .calls = 1, .time_ns = 9000, .min_ns = 9000, .max_ns = 9000},
	};
	struct summary_options options = {.errnos = errnos};
	struct error err = {0};
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, sizeof(text));
	ck_assert_msg(!columns || summary_columns_parse(columns, &options, &err) == 0, "%s", err.text);
	ck_assert_int_eq(summary_sort_by_name(sort, &options.sort, &err), 0);
	summary_print(rows, 2, &options, &out);
	(void)snprintf(text, sizeof(text), "%s", buffer_text(&out));
	return text;
}

// As strace 6.1 with -U name,calls,longest,min-time,avg-time
START_TEST(columns_come_as_they_are_asked_for)
{
	ck_assert_str_eq(table_of("name,calls,longest,min-time,avg-time", "calls", false),
			 "syscall              calls  longest shortest  usecs/call\n"
			 "---------------- --------- -------- -------- -----------\n"
			 "openat                   3 0.000003 0.000001           2\n"
			 "getppid                  1 0.000009 0.000009           9\n"
			 "---------------- --------- -------- -------- -----------\n"
			 "total                    4 0.000009 0.000001           3\n");
	ck_assert_str_eq(table_of("calls", "name", false), "    calls syscall\n"
							   "--------- ----------------\n"
							   "        1 getppid\n"
							   "        3 openat\n"
							   "--------- ----------------\n"
							   "        4 total\n");
}
END_TEST

START_TEST(denied_calls_have_a_column_when_there_are_some)
{
	struct summary_row row = {.nr = SYS_getppid, .calls = 3, .denied = 2};
	struct summary_options options = {0};
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 1 << 16);
	summary_print(&row, 1, &options, &out);
	ck_assert_ptr_nonnull(strstr(buffer_text(&out), "errors    denied    p50 us"));
	ck_assert_ptr_nonnull(strstr(buffer_text(&out), "        3                   2 "));
	buffer_clear(&out);
	row.denied = 0;
	summary_print(&row, 1, &options, &out);
	ck_assert_ptr_null(strstr(buffer_text(&out), "denied"));
}
END_TEST

START_TEST(wrong_columns_are_refused)
{
	static const char *const wrong[] = {"foo", "calls,calls", "calls,nothing", "calls,,errors"};
	struct summary_options options = {0};
	struct error err;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(summary_columns_parse(wrong[i], &options, &err) == -EINVAL, "%s", wrong[i]);
	ck_assert_uint_eq(options.n_columns, 0);
}
END_TEST

START_TEST(errors_are_told_by_kind)
{
	const char *text = table_of("calls", "calls", true);
	ck_assert_ptr_nonnull(strstr(text, "\n        2 ENOENT           openat\n        1 other            openat\n"));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, rows_are_sorted_and_added_up_as_strace_does);
	tcase_add_test(tests, the_words_of_strace_for_sorting_are_known_and_no_others);
	tcase_add_test(tests, columns_come_as_they_are_asked_for);
	tcase_add_test(tests, denied_calls_have_a_column_when_there_are_some);
	tcase_add_test(tests, wrong_columns_are_refused);
	tcase_add_test(tests, errors_are_told_by_kind);
}
