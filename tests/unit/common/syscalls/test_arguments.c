// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/arguments.h"

#include "event_builder.h"

static int place(const char *call, const char *name)
{
	return syscall_arg_find(RECORD_ABI_NATIVE, syscall_number(RECORD_ABI_NATIVE, call), name);
}

static struct syscall_arg_type type(const char *call, unsigned arg)
{
	return syscall_arg_type(RECORD_ABI_NATIVE, syscall_number(RECORD_ABI_NATIVE, call), arg);
}

START_TEST(arguments_are_found_by_name)
{
	ck_assert_int_eq(place("openat", "flags"), 2);
	ck_assert_int_eq(place("read", "flags"), -1);
	ck_assert_int_eq(syscall_arg_find(RECORD_ABI_NATIVE, 5000, "arg6"), 5);
	ck_assert_int_eq(syscall_arg_find(RECORD_ABI_NATIVE, 5000, "arg7"), -1);
	ck_assert_uint_eq(syscall_arg_places(RECORD_ABI_NATIVE, 5000), RECORD_ARGS);
	ck_assert_uint_eq(syscall_arg_places(RECORD_ABI_NATIVE, syscall_number(RECORD_ABI_NATIVE, "read")), 3);
}
END_TEST

START_TEST(types_say_how_an_argument_compares)
{
	ck_assert_uint_eq(type("openat", 0).width, SYSCALL_ARG_I32);
	ck_assert(type("openat", 1).class == SYSCALL_ARG_TEXT && type("openat", 1).path);
	ck_assert(type("openat", 2).class == SYSCALL_ARG_FLAGS && type("openat", 2).flags &&
		  !type("openat", 2).optional);
	ck_assert(type("openat", 3).class == SYSCALL_ARG_FLAGS && type("openat", 3).optional);
	ck_assert_uint_eq(type("read", 1).class, SYSCALL_ARG_BYTES);
	ck_assert_uint_eq(type("lseek", 2).class, SYSCALL_ARG_OTHER);
	ck_assert_uint_eq(type("nanosleep", 0).class, SYSCALL_ARG_OTHER);
}
END_TEST

START_TEST(numbers_have_the_sign_of_their_type)
{
	struct event event = {.args = {0xffffff9c, 0xffff81a4, UINT64_MAX}};
	ck_assert_int_eq(syscall_arg_number(&event, 0, SYSCALL_ARG_I32), -100);
	ck_assert_int_eq(syscall_arg_number(&event, 0, SYSCALL_ARG_U32), 4294967196);
	ck_assert_int_eq(syscall_arg_number(&event, 1, SYSCALL_ARG_U16), 0100644);
	ck_assert_int_eq(syscall_arg_number(&event, 2, SYSCALL_ARG_U64), -1);
	ck_assert_int_eq(syscall_arg_number(&event, 0, SYSCALL_ARG_LONG), 4294967196);
	event.abi = RECORD_ABI_I386;
	ck_assert_int_eq(syscall_arg_number(&event, 0, SYSCALL_ARG_LONG), -100);
	ck_assert_int_eq(syscall_arg_number(&event, 77, SYSCALL_ARG_U64), 0);
}
END_TEST

START_TEST(bytes_end_where_the_call_ended)
{
	struct built built;
	const uint8_t *bytes;
	size_t len;
	built_call(&built, "read", 5);
	built_args(&built, 3, 0x1000, 64, 0, 0, 0);
	built_bytes(&built, 1, "hello world", 11);
	struct event event = built_event(&built);
	ck_assert(syscall_arg_bytes(&event, 1, &bytes, &len));
	ck_assert_uint_eq(len, 5);
	ck_assert_mem_eq(bytes, "hello", 5);
	ck_assert(!syscall_arg_bytes(&event, 5, &bytes, &len));
	event.ret = -9; // nothing was read
	ck_assert(!syscall_arg_bytes(&event, 1, &bytes, &len));
}
END_TEST

START_TEST(flags_are_parsed_by_their_list)
{
	const struct constants *flags = type("openat", 2).flags;
	uint64_t bits;
	ck_assert(syscall_flags_parse(flags, "O_CREAT|O_EXCL", &bits));
	ck_assert_uint_eq(bits, 0100 | 0200);
	ck_assert(syscall_flags_parse(flags, "0x40", &bits));
	ck_assert_uint_eq(bits, 0x40);
	static const char *const bad[] = {"", "O_RDONLY", "O_CREA", "O_CREAT|", "|O_CREAT", "0", "0x40x", "MAP_SHARED"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!syscall_flags_parse(flags, bad[i], &bits), "\"%s\"", bad[i]);
}
END_TEST

START_TEST(the_descriptor_is_the_one_given_else_the_one_returned)
{
	static const struct {
		const char *call;
		int place;
	} rows[] = {{"read", 0},   {"mmap", 4},    {"openat", SYSCALL_FD_RESULT},
		    {"accept", 0}, {"getpid", -1}, {"rename", -1}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(syscall_fd_argument(RECORD_ABI_NATIVE, syscall_number(RECORD_ABI_NATIVE, rows[i].call)) ==
				  rows[i].place,
			      "%s", rows[i].call);
	ck_assert_int_eq(syscall_fd_argument(RECORD_ABI_NATIVE, 5000), -1);
}
END_TEST

START_TEST(signals_have_names)
{
	ck_assert_str_eq(signal_name(17), "SIGCHLD");
	ck_assert_str_eq(signal_name(32), "SIGRTMIN");
	ck_assert_str_eq(signal_name(64), "SIGRT_32");
	ck_assert_str_eq(signal_name(0), "");
	ck_assert_str_eq(signal_name(65), "");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, arguments_are_found_by_name);
	tcase_add_test(tests, types_say_how_an_argument_compares);
	tcase_add_test(tests, numbers_have_the_sign_of_their_type);
	tcase_add_test(tests, bytes_end_where_the_call_ended);
	tcase_add_test(tests, flags_are_parsed_by_their_list);
	tcase_add_test(tests, the_descriptor_is_the_one_given_else_the_one_returned);
	tcase_add_test(tests, signals_have_names);
}
