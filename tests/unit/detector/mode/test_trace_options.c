// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/options.h"

#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>

#define WORDS 12

static const struct option_group groups[] = {
    {"Options", trace_option_rows, true},
    {"The program", program_option_rows, true},
    {NULL, NULL, false},
};

static struct mode_options options;
static struct error err;

static void set_up(void)
{
	options_init(&options);
	err = (struct error){0};
}

static void tear_down(void)
{
	options_done(&options);
}

// The line's words, with a blank between, behind a program's name.
static int parse(const char *line, int *ret_first)
{
	static char words[512];
	char *argv[WORDS + 2] = {(char *)"exec"};
	int argc = 1;
	(void)snprintf(words, sizeof(words), "%s", line);
	for (char *at = words; *at && argc <= WORDS;) {
		argv[argc++] = at;
		at += strcspn(at, " ");
		if (*at)
			*at++ = '\0';
	}
	return options_parse(groups, argc, argv, &options, ret_first, &err);
}

static void accept(const char *line)
{
	int first;
	ck_assert_msg(parse(line, &first) == 0, "%s: %s", line, err.text);
}

static const struct {
	const char *line, *said;
} wrong[] = {
    {"--fltr x", "unknown option --fltr; did you mean --filter?"},
    {"--no-such-option", "unknown option --no-such-option; --help lists them"},
    {"-W", "unknown option -W; --help lists them"},
    {"--append-mode", "unknown option --append-mode"},
    {"--successful-only=1", "option --successful-only takes no value"},
    {"-o", "option -o needs a value"},
    {"-k", "-k is not supported: stacks are not recorded"},
    {"--stack-traces", "--stack-traces is not supported: stacks are not recorded"},
    {"-fi", "-i is not supported"},
    {"-e foo=1", "\"foo\" is none of trace, abbrev"},
    {"-e statsu=failed", "did you mean status?"},
    {"-e trace=opennat", "did you mean openat?"},
    {"-e trace=%fiel", "there is no system call or class %fiel; did you mean %file?"},
    {"-e signal=SIGCHDL", "there is no signal SIGCHDL; did you mean SIGCHLD?"},
    {"-e status=succesful", "did you mean successful?"},
    {"-e quiet=atach", "did you mean attach?"},
    {"-e read=x", "\"x\" is not a descriptor"},
    {"-e inject=open", "calls are only watched here"},
    {"-e kvm=vcpu", "strace"},
    {"-X foo", "\"foo\" is none of raw, abbrev, verbose"},
    {"-a x", "\"x\" is not a column"},
    {"-s 5000", "\"5000\" is not a number from 0 to 4096"},
    {"-I 7", "\"7\" is none of"},
    {"--relative-timestamps=h", "\"h\" is none of s, ms, us, ns"},
    {"--absolute-timestamps=unix,precision:h", "\"h\" is none of s, ms, us, ns"},
    {"--absolute-timestamps=unx", "did you mean unix?"},
    {"--decode-fds=sockets", "\"sockets\" is none of none, path, all"},
};

START_TEST(what_is_wrong_is_told_with_what_is_near)
{
	int first;
	ck_assert_int_lt(parse(wrong[_i].line, &first), 0);
	ck_assert_msg(strstr(err.text, wrong[_i].said) != NULL, "%s: %s", wrong[_i].line, err.text);
}
END_TEST

START_TEST(letters_that_come_again_ask_for_more)
{
	accept("-yy -ttt -xx -qq -ff -r -T -n -A");
	const struct text_options *text = &options.trace.text;
	ck_assert_uint_eq(options.trace.decode_fds, 2);
	ck_assert(text->time == TEXT_TIME_EPOCH && text->time_digits == 6);
	ck_assert_uint_eq(text->decode.hex_strings, DECODE_HEX_ALL);
	ck_assert_uint_eq(text->quiet, TEXT_QUIET_ATTACH | TEXT_QUIET_PERSONALITY | TEXT_QUIET_EXIT);
	ck_assert(options.trace.separate && options.trace.append && text->numbers);
	ck_assert(text->relative && text->relative_digits == 6 && text->durations && text->duration_digits == 6);
	accept("-yyy -tttt -xxx -qqq");
	ck_assert_uint_eq(text->quiet, TEXT_QUIET_ALL);
	ck_assert_uint_eq(options.trace.decode_fds, 2);
}
END_TEST

START_TEST(long_names_may_have_values)
{
	const struct text_options *text = &options.trace.text;
	accept("--absolute-timestamps=ns --relative-timestamps=ms --syscall-times=s --strings-in-hex=non-ascii-chars");
	ck_assert(text->time == TEXT_TIME_CLOCK && text->time_digits == 9);
	ck_assert_uint_eq(text->relative_digits, 3);
	ck_assert_uint_eq(text->duration_digits, 0);
	ck_assert_uint_eq(text->decode.hex_strings, DECODE_HEX_CHARACTERS);
	accept("--timestamps=precision:us,format:unix --decode-fds=all --quiet=exit --const-print-style=verbose -a 0");
	ck_assert(text->time == TEXT_TIME_EPOCH && text->time_digits == 6);
	ck_assert_uint_eq(options.trace.decode_fds, 2);
	ck_assert_uint_eq(text->quiet, TEXT_QUIET_EXIT);
	ck_assert_uint_eq(text->decode.constants, DECODE_CONSTANTS_VERBOSE);
	ck_assert_uint_eq(text->decode.align, 0);
}
END_TEST

START_TEST(signals_are_named_in_any_way)
{
	accept("-e signal=!SIGCHLD,io,2");
	ck_assert_uint_eq(options.trace.hidden_signals, 1ull << 16 | 1ull << 28 | 1ull << 1);
	accept("--signal=none");
	ck_assert_uint_eq(options.trace.hidden_signals, UINT64_MAX);
	accept("-e s=all");
	ck_assert_uint_eq(options.trace.hidden_signals, 0);
}
END_TEST

START_TEST(statuses_become_bits)
{
	accept("-e status=failed,detached");
	ck_assert_uint_eq(options.choice.statuses, FILTER_FAILED | 1u << 4);
	accept("-e status=!all");
	ck_assert_uint_eq(options.choice.statuses, FILTER_NO_STATUS);
	accept("-z -Z");
	ck_assert_uint_eq(options.choice.statuses, FILTER_FAILED);
}
END_TEST

START_TEST(calls_are_chosen_for_how_they_look)
{
	const struct text_calls *calls = &options.trace.text.calls;
	int32_t openat = syscall_number(RECORD_ABI_NATIVE, "openat"), read = syscall_number(RECORD_ABI_NATIVE, "read");
	accept("-e raw=openat -e v=!read -v");
	ck_assert(call_set_has(&calls->raw, 0, openat) && !call_set_has(&calls->raw, 0, read));
	ck_assert(call_set_has(&calls->followed, 0, openat) && !call_set_has(&calls->followed, 0, read));
	ck_assert(!call_set_has(&calls->abbreviated, 0, openat));
	accept("-e abbrev=read");
	ck_assert(!call_set_has(&calls->abbreviated, 0, openat) && call_set_has(&calls->abbreviated, 0, read));
}
END_TEST

START_TEST(the_first_operand_ends_the_options)
{
	int first = 0;
	ck_assert_int_eq(parse("-f -E A=1 -u nobody ls -l", &first), 0);
	ck_assert_int_eq(first, 6);
	ck_assert_uint_eq(options.trace.n_environment, 1);
	ck_assert_str_eq(options.trace.user, "nobody");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, what_is_wrong_is_told_with_what_is_near, 0, sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(tests, letters_that_come_again_ask_for_more);
	tcase_add_test(tests, long_names_may_have_values);
	tcase_add_test(tests, signals_are_named_in_any_way);
	tcase_add_test(tests, statuses_become_bits);
	tcase_add_test(tests, calls_are_chosen_for_how_they_look);
	tcase_add_test(tests, the_first_operand_ends_the_options);
}
