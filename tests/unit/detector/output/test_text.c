// SPDX-License-Identifier: Apache-2.0
#include "detector/output/text.h"

#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static char printed[4096];

// What the output printed for the call getppid() = 7 of task 42 among so many tasks.
static const char *print_call(const struct text_options *options, unsigned tasks)
{
	int ends[2];
	struct event event = {.kind = EVENT_SYSCALL,
			      .nr = SYS_getppid,
			      .ret = 7,
			      .pid = 42,
			      .tid = 42,
			      .ts = 1700000000500000000ull,
			      .duration = 1500};
	ck_assert_int_eq(pipe(ends), 0);
	struct line_writer *writer = line_writer_new(ends[1]);
	struct text_output *output = text_output_new(writer, options);
	text_output_event(output, &event, tasks);
	text_output_free(output);
	line_writer_free(writer);
	ssize_t n = read(ends[0], printed, sizeof(printed) - 1);
	ck_assert_int_gt(n, 0);
	printed[n] = '\0';
	(void)close(ends[0]);
	(void)close(ends[1]);
	return printed;
}

START_TEST(a_task_is_named_only_when_there_are_several)
{
	struct text_options options = {0};
	ck_assert_ptr_eq(strstr(print_call(&options, 1), "getppid()"), printed);
	ck_assert_ptr_eq(strstr(print_call(&options, 2), "[pid    42] getppid()"), printed);
}
END_TEST

START_TEST(with_an_output_file_the_bare_pid_leads_every_line)
{
	struct text_options options = {.always_pid = true};
	ck_assert_ptr_eq(strstr(print_call(&options, 1), "42    getppid()"), printed);
}
END_TEST

START_TEST(times_are_of_the_calls_start_and_durations_come_last)
{
	struct text_options options = {
	    .time = TEXT_TIME_EPOCH, .time_digits = 6, .durations = true, .duration_digits = 6};
	const char *line = print_call(&options, 1);
	ck_assert_ptr_eq(strstr(line, "1700000000.499998 getppid()"), line);
	ck_assert_str_eq(line + strlen(line) - 12, " <0.000001>\n");
}
END_TEST

START_TEST(precision_goes_to_the_nanosecond_or_the_second)
{
	struct text_options options = {
	    .time = TEXT_TIME_EPOCH, .time_digits = 9, .relative = true, .durations = true, .duration_digits = 3};
	const char *line = print_call(&options, 1);
	ck_assert_ptr_eq(strstr(line, "1700000000.499998500 (+     0) getppid()"), line);
	ck_assert_str_eq(line + strlen(line) - 9, " <0.000>\n");
	options.duration_digits = 0;
	line = print_call(&options, 1);
	ck_assert_str_eq(line + strlen(line) - 5, " <0>\n");
}
END_TEST

START_TEST(numbers_of_calls_stand_before_them)
{
	struct text_options options = {.numbers = true};
	char expected[64];
	(void)snprintf(expected, sizeof(expected), "[pid    42] [%4d] getppid()", SYS_getppid);
	ck_assert_ptr_eq(strstr(print_call(&options, 2), expected), printed);
}
END_TEST

START_TEST(chosen_calls_are_shown_raw)
{
	static struct text_options options;
	struct error err;
	options.calls.chosen = true;
	ck_assert_int_eq(call_set_from_trace("getppid", &options.calls.raw, &err), 0);
	ck_assert_str_eq(print_call(&options, 1), "getppid() = 0x7\n");
	ck_assert_int_eq(call_set_from_trace("!getppid", &options.calls.raw, &err), 0);
	ck_assert_str_eq(print_call(&options, 1), "getppid() = 7\n");
}
END_TEST

START_TEST(a_loss_is_a_line_of_its_own)
{
	int ends[2];
	struct text_options options = {0};
	struct wire_gap_call call = {.nr = SYS_getppid, .count = 5};
	struct wire_gap gap = {.first_seq = 3, .count = 5, .stage = WIRE_STAGE_KERNEL, .n_calls = 1, .calls = &call};
	ck_assert_int_eq(pipe(ends), 0);
	struct line_writer *writer = line_writer_new(ends[1]);
	struct text_output *output = text_output_new(writer, &options);
	text_output_gap(output, &gap);
	text_output_free(output);
	line_writer_free(writer);
	printed[read(ends[0], printed, sizeof(printed) - 1)] = '\0';
	ck_assert_str_eq(printed, "*** GAP: 5 system calls lost, the kernel's ring was full: getppid 5 ***\n");
	(void)close(ends[0]);
	(void)close(ends[1]);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_task_is_named_only_when_there_are_several);
	tcase_add_test(tests, with_an_output_file_the_bare_pid_leads_every_line);
	tcase_add_test(tests, times_are_of_the_calls_start_and_durations_come_last);
	tcase_add_test(tests, precision_goes_to_the_nanosecond_or_the_second);
	tcase_add_test(tests, numbers_of_calls_stand_before_them);
	tcase_add_test(tests, chosen_calls_are_shown_raw);
	tcase_add_test(tests, a_loss_is_a_line_of_its_own);
}
