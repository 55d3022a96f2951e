// SPDX-License-Identifier: Apache-2.0
#include "common/filter/filter.h"

#include "common/syscalls/syscalls.h"
#include "tests/unit/support/check_main.h"

#include <string.h>

static struct event call(const char *name, int64_t ret)
{
	return (struct event){.kind = EVENT_SYSCALL, .nr = syscall_number(RECORD_ABI_NATIVE, name), .ret = ret};
}

static bool matches(const struct event_filter *filter, const struct event *event)
{
	AUTO_VALUE(buffer) struct buffer scratch = {.max = 65536};
	return event_filter_match(filter, event, &scratch);
}

START_TEST(an_empty_filter_matches_everything)
{
	struct event_filter filter = {0};
	struct event event = call("read", -4);
	struct event signal = {.kind = EVENT_SIGNAL, .nr = 17};
	ck_assert(event_filter_is_empty(&filter));
	ck_assert(matches(&filter, &event));
	ck_assert(matches(&filter, &signal));
}
END_TEST

START_TEST(names_choose_system_calls)
{
	AUTO_VALUE(event_filter) struct event_filter filter = {0};
	struct error err;
	ck_assert_int_eq(event_filter_add_calls(&filter, " read, close ,", &err), 0);
	struct event read = call("read", 0), close = call("close", 0), write = call("write", 0);
	struct event signal = {.kind = EVENT_SIGNAL, .nr = 0};
	ck_assert(matches(&filter, &read));
	ck_assert(matches(&filter, &close));
	ck_assert(!matches(&filter, &write));
	ck_assert(!matches(&filter, &signal));
}
END_TEST

START_TEST(numbers_without_a_name_can_be_asked_for)
{
	AUTO_VALUE(event_filter) struct event_filter filter = {0};
	struct error err;
	ck_assert_int_eq(event_filter_add_calls(&filter, "syscall_0x3e7", &err), 0);
	struct event event = {.kind = EVENT_SYSCALL, .nr = 999};
	ck_assert(matches(&filter, &event));
}
END_TEST

START_TEST(a_word_that_is_no_system_call_is_named)
{
	AUTO_VALUE(event_filter) struct event_filter filter = {0};
	struct error err;
	ck_assert_int_eq(event_filter_add_calls(&filter, "read,opne", &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "\"opne\""));
	ck_assert_int_eq(event_filter_add_calls(&filter, "read;drop table", &err), -EINVAL);
}
END_TEST

START_TEST(failures_and_successes_are_told_apart)
{
	struct event_filter failed = {.failed = EVENT_FILTER_FAILED}, passed = {.failed = EVENT_FILTER_SUCCEEDED};
	struct event bad = call("read", -4), good = call("read", 4), pointer = call("mmap", -8192);
	struct event end = {.kind = EVENT_EXIT, .ret = -1};
	ck_assert(matches(&failed, &bad) && !matches(&failed, &good) && !matches(&failed, &end));
	ck_assert(!matches(&passed, &bad) && matches(&passed, &good) && matches(&passed, &pointer));
	ck_assert(!matches(&passed, &end));
}
END_TEST

START_TEST(text_is_looked_for_in_the_line_whatever_its_case)
{
	AUTO_VALUE(event_filter) struct event_filter filter = {0};
	struct error err;
	struct event event = call("getppid", 4711);
	ck_assert_int_eq(event_filter_set_text(&filter, "GetPPid()", &err), 0);
	ck_assert(matches(&filter, &event));
	ck_assert_int_eq(event_filter_set_text(&filter, "4711", &err), 0);
	ck_assert(matches(&filter, &event));
	ck_assert_int_eq(event_filter_set_text(&filter, "4712", &err), 0);
	ck_assert(!matches(&filter, &event));
	ck_assert_int_eq(event_filter_set_text(&filter, "", &err), 0);
	ck_assert(event_filter_is_empty(&filter));
}
END_TEST

START_TEST(candidates_are_an_upper_bound)
{
	AUTO_VALUE(event_filter) struct event_filter filter = {0};
	struct error err;
	int32_t nr = syscall_number(RECORD_ABI_NATIVE, "read");
	ck_assert_uint_eq(event_filter_candidates(&filter, EVENT_SIGNAL, 0, 17, 9, 0), 9);
	ck_assert_int_eq(event_filter_add_calls(&filter, "read", &err), 0);
	ck_assert_uint_eq(event_filter_candidates(&filter, EVENT_SYSCALL, 0, nr, 9, 2), 9);
	ck_assert_uint_eq(event_filter_candidates(&filter, EVENT_SYSCALL, 0, nr + 1, 9, 2), 0);
	filter.failed = EVENT_FILTER_FAILED;
	ck_assert_uint_eq(event_filter_candidates(&filter, EVENT_SYSCALL, 0, nr, 9, 2), 2);
	filter.failed = EVENT_FILTER_SUCCEEDED;
	ck_assert_uint_eq(event_filter_candidates(&filter, EVENT_SYSCALL, 0, nr, 9, 2), 7);
}
END_TEST

START_TEST(a_copy_stands_alone)
{
	struct error err;
	struct event_filter filter = {.failed = EVENT_FILTER_FAILED};
	ck_assert_int_eq(event_filter_add_calls(&filter, "read", &err), 0);
	ck_assert_int_eq(event_filter_set_text(&filter, "x", &err), 0);
	AUTO_VALUE(event_filter) struct event_filter copy;
	event_filter_copy(&copy, &filter);
	event_filter_done(&filter);
	ck_assert_str_eq(copy.text, "x");
	ck_assert_uint_ge(copy.n_calls, 1);
	ck_assert_int_eq(copy.failed, EVENT_FILTER_FAILED);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, an_empty_filter_matches_everything);
	tcase_add_test(tests, names_choose_system_calls);
	tcase_add_test(tests, numbers_without_a_name_can_be_asked_for);
	tcase_add_test(tests, a_word_that_is_no_system_call_is_named);
	tcase_add_test(tests, failures_and_successes_are_told_apart);
	tcase_add_test(tests, text_is_looked_for_in_the_line_whatever_its_case);
	tcase_add_test(tests, candidates_are_an_upper_bound);
	tcase_add_test(tests, a_copy_stands_alone);
}
