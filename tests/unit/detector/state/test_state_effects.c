// SPDX-License-Identifier: Apache-2.0
#include "detector/state/state_effects.h"

#include "common/syscalls/syscalls.h"
#include "tests/unit/support/check_main.h"

static bool is_in(const char *name)
{
	uint32_t nr = (uint32_t)syscall_number(RECORD_ABI_NATIVE, name);
	return state_calls()[nr / 64] >> nr % 64 & 1;
}

START_TEST(calls_that_change_something_are_wanted_always)
{
	static const char *const names[] = {"openat", "close",  "dup3",    "execve",
					    "chdir",  "socket", "connect", "setuid"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_msg(is_in(names[i]), "%s", names[i]);
}
END_TEST

START_TEST(calls_that_change_nothing_are_not)
{
	static const char *const names[] = {"read", "write", "sendto", "recvmsg", "getpid", "futex", "unlinkat"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_msg(!is_in(names[i]), "%s", names[i]);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, calls_that_change_something_are_wanted_always);
	tcase_add_test(tests, calls_that_change_nothing_are_not);
}
