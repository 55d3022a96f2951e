// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/names.h"

#include "common/syscalls/syscalls.h"
#include "tests/unit/support/check_main.h"

#include <string.h>

static bool walk_has(const char *(*next)(size_t *cursor), const char *wanted)
{
	size_t cursor = 0;
	for (const char *name; (name = next(&cursor));)
		if (strcmp(name, wanted) == 0)
			return true;
	return false;
}

START_TEST(calls_of_every_abi_are_walked)
{
	ck_assert(walk_has(syscall_next_name, "openat"));
	ck_assert(walk_has(syscall_next_name, "stat64")); // i386
	ck_assert(!walk_has(syscall_next_name, "nosuch"));
	size_t cursor = 0, n = 0;
	while (syscall_next_name(&cursor))
		n++;
	ck_assert_uint_gt(n, 700);
	ck_assert_ptr_null(syscall_next_name(&cursor)); // the end stays the end
}
END_TEST

START_TEST(numbers_stand_for_calls_without_a_name)
{
	ck_assert(syscall_name_is_number("syscall_0x1d9") &&
		  syscall_name_is_number(syscall_name(RECORD_ABI_NATIVE, 999)));
	ck_assert(!syscall_name_is_number("syscall_0x") && !syscall_name_is_number("syscall_0x1g"));
	ck_assert(!syscall_name_is_number("syscall_0x123456789") && !syscall_name_is_number("openat"));
}
END_TEST

START_TEST(arguments_are_known_by_name)
{
	ck_assert(syscall_arg_name_known("flags") && syscall_arg_name_known("path"));
	ck_assert(!syscall_arg_name_known("flgs") && !syscall_arg_name_known(""));
	ck_assert(syscall_arg_name_is_octal("mode") && !syscall_arg_name_is_octal("flags"));
	ck_assert(walk_has(syscall_next_arg_name, "sockfd"));
}
END_TEST

START_TEST(constants_are_walked_by_the_arguments_name)
{
	size_t cursor = 0;
	bool creat = false, excl = false;
	for (const char *name; (name = syscall_next_constant("flags", &cursor));) {
		creat |= strcmp(name, "O_CREAT") == 0;
		excl |= strcmp(name, "O_EXCL") == 0;
		ck_assert_str_ne(name, "SEEK_SET");
	}
	ck_assert(creat && excl);
	cursor = 0;
	ck_assert_ptr_null(syscall_next_constant("nosuch", &cursor));
	ck_assert_ptr_null(syscall_next_constant("nosuch", &cursor));
}
END_TEST

START_TEST(errors_are_walked_with_their_number)
{
	ck_assert(walk_has(errno_next_name, "ENOENT") && walk_has(errno_next_name, "ERESTARTSYS"));
	size_t cursor = 0;
	ck_assert_str_eq(errno_next_name(&cursor), "EPERM");
	ck_assert_uint_eq(cursor, 1);
	for (const char *name; (name = errno_next_name(&cursor));)
		ck_assert_int_eq(errno_by_name(name), (int)cursor);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, calls_of_every_abi_are_walked);
	tcase_add_test(tests, numbers_stand_for_calls_without_a_name);
	tcase_add_test(tests, arguments_are_known_by_name);
	tcase_add_test(tests, constants_are_walked_by_the_arguments_name);
	tcase_add_test(tests, errors_are_walked_with_their_number);
}
