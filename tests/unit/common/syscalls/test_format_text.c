// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

START_TEST(strings_are_quoted_and_cut_as_strace_does)
{
	struct built built;
	built_call(&built, "write", 12);
	built_args(&built, 1, 0x1000, 12, 0, 0, 0);
	built_bytes(&built, 1, "a\"\\\n\t\0\1\0012\x80\xff.", 12);
	built_reads(&built, "write(1, \"a\\\"\\\\\\n\\t\\0\\1\\0012\\200\\377.\", 12) = 12");
	built_call(&built, "write", 40);
	built_args(&built, 1, 0x1000, 40, 0, 0, 0);
	built_bytes(&built, 1, "0123456789012345678901234567890123456789", 40);
	built_reads(&built, "write(1, \"01234567890123456789012345678901\"..., 40) = 40");
	struct decode_options options = {.string_limit = 5};
	built_reads_with(&built, &options, "write(1, \"01234\"..., 40) = 40");
}
END_TEST

START_TEST(a_copy_shorter_than_the_buffer_shows_dots)
{
	struct built built;
	built_call(&built, "read", 4096);
	built_args(&built, 3, 0x1000, 4096, 0, 0, 0);
	built_piece(&built, 1, RECORD_DATA_BYTES, RECORD_DATA_TRUNCATED, 0, "abc", 3);
	built_reads(&built, "read(3, \"abc\"..., 4096) = 4096");
}
END_TEST

START_TEST(what_the_kernel_did_not_fill_is_an_address)
{
	struct built built;
	built_call(&built, "read", -11);
	built_args(&built, 3, 0x1000, 4096, 0, 0, 0);
	built_reads(&built, "read(3, 0x1000, 4096) = -1 EAGAIN (Resource temporarily unavailable)");
	built.record.ret = 0;
	built_reads(&built, "read(3, \"\", 4096) = 0");
}
END_TEST

START_TEST(hexadecimal_strings_are_used_when_asked_for_and_for_random_bytes)
{
	struct built built;
	struct decode_options options = {.hex_strings = true};
	built_call(&built, "write", 2);
	built_args(&built, 1, 0x1000, 2, 0, 0, 0);
	built_bytes(&built, 1, "a\xff", 2);
	built_reads_with(&built, &options, "write(1, \"\\x61\\xff\", 2) = 2");
	built_call(&built, "getrandom", 2);
	built_args(&built, 0x1000, 2, 1, 0, 0, 0);
	built_bytes(&built, 0, "ab", 2);
	built_reads(&built, "getrandom(\"\\x61\\x62\", 2, GRND_NONBLOCK) = 2");
}
END_TEST

START_TEST(an_execve_shows_path_arguments_and_how_much_environment)
{
	struct built built;
	uint64_t environment[2] = {2, 0x7ffd10};
	built_call(&built, "execve", 0); // the registers are gone after it
	built_string(&built, 0, "/bin/echo");
	built_piece(&built, 1, RECORD_DATA_STRINGS, 0, 0, "echo\0a b\0", 9);
	built_piece(&built, 2, RECORD_DATA_ENV, 0, 0, environment, sizeof(environment));
	built_reads(&built, "execve(\"/bin/echo\", [\"echo\", \"a b\"], 0x7ffd10 /* 2 vars */) = 0");
}
END_TEST

START_TEST(long_argument_lists_end_in_dots)
{
	struct built built;
	char many[40 * 2];
	for (int i = 0; i < 40; i++)
		memcpy(many + (size_t)i * 2, "x", 2);
	built_call(&built, "execve", -2);
	built_args(&built, 0x1000, 0x2000, 0, 0, 0, 0);
	built_string(&built, 0, "p");
	built_piece(&built, 1, RECORD_DATA_STRINGS, 0, 0, many, sizeof(many));
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 4096);
	struct event event = built_event(&built);
	syscall_format_arg(&event, 1, NULL, &out);
	ck_assert_uint_eq(out.len, 1 + 32 * 5 + 3 + 1);
	ck_assert_str_eq(buffer_text(&out) + out.len - 9, "\"x\", ...]");
}
END_TEST

START_TEST(paths_are_never_cut)
{
	struct built built;
	char path[100], expected[200];
	memset(path, 'p', sizeof(path) - 1);
	path[sizeof(path) - 1] = 0;
	built_call(&built, "unlinkat", 0);
	built_args(&built, (uint64_t)-100, 0x1000, 0x200, 0, 0, 0);
	built_string(&built, 1, path);
	(void)snprintf(expected, sizeof(expected), "unlinkat(AT_FDCWD, \"%s\", AT_REMOVEDIR) = 0", path);
	built_reads(&built, expected);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, strings_are_quoted_and_cut_as_strace_does);
	tcase_add_test(tests, a_copy_shorter_than_the_buffer_shows_dots);
	tcase_add_test(tests, what_the_kernel_did_not_fill_is_an_address);
	tcase_add_test(tests, hexadecimal_strings_are_used_when_asked_for_and_for_random_bytes);
	tcase_add_test(tests, an_execve_shows_path_arguments_and_how_much_environment);
	tcase_add_test(tests, long_argument_lists_end_in_dots);
	tcase_add_test(tests, paths_are_never_cut);
}
