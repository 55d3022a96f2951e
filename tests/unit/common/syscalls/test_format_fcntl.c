// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <fcntl.h>

static void fcntl_reads(uint64_t op, uint64_t arg, int64_t ret, const char *expected)
{
	struct built built;
	built_call(&built, "fcntl", ret);
	built_args(&built, 3, op, arg, 0, 0, 0);
	built_reads(&built, expected);
}

START_TEST(each_operation_has_its_own_argument_and_result)
{
	fcntl_reads(F_GETFD, 99, 1, "fcntl(3, F_GETFD) = 0x1 (flags FD_CLOEXEC)");
	fcntl_reads(F_GETFD, 99, 0, "fcntl(3, F_GETFD) = 0");
	fcntl_reads(F_SETFD, 1, 0, "fcntl(3, F_SETFD, FD_CLOEXEC) = 0");
#if defined(__x86_64__)
	fcntl_reads(F_GETFL, 0, 0x8002, "fcntl(3, F_GETFL) = 0x8002 (flags O_RDWR|O_LARGEFILE)");
#else
	fcntl_reads(F_GETFL, 0, 0x20002, "fcntl(3, F_GETFL) = 0x20002 (flags O_RDWR|O_LARGEFILE)");
#endif
	fcntl_reads(F_SETFL, O_RDWR | O_NONBLOCK, 0, "fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0");
	fcntl_reads(F_DUPFD_CLOEXEC, 10, 11, "fcntl(3, F_DUPFD_CLOEXEC, 10) = 11");
	fcntl_reads(1234, 5, -22, "fcntl(3, 0x4d2 /* F_??? */, 0x5) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(locks_are_shown_whole)
{
	struct built built;
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 10};
	built_call(&built, "fcntl", 0);
	built_args(&built, 3, 6, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, &lock, sizeof(lock));
	built_reads(&built, "fcntl(3, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=10}) = 0");
	built.record.args[1] = 5;
	built_reads(&built, "fcntl(3, F_GETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=10, l_pid=0}) = 0");
}
END_TEST

START_TEST(what_a_call_that_failed_would_have_filled_is_an_address)
{
	struct built built;
	uint64_t hint = 2;
	built_call(&built, "fcntl", -9);
	built_args(&built, 3, 5, 0x5000, 0, 0, 0);
	built_reads(&built, "fcntl(3, F_GETLK, 0x5000) = -1 EBADF (Bad file descriptor)");
	built_args(&built, 3, 0, 0x80000000, 0, 0, 0);
	built_reads(&built, "fcntl(3, F_DUPFD, 2147483648) = -1 EBADF (Bad file descriptor)");
	built_call(&built, "fcntl", 0);
	built_args(&built, 3, 1036, 0x5000, 0, 0, 0);
	built_bytes(&built, 2, &hint, sizeof(hint));
	built_reads(&built, "fcntl(3, F_SET_RW_HINT, [RWH_WRITE_LIFE_SHORT]) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, each_operation_has_its_own_argument_and_result);
	tcase_add_test(tests, locks_are_shown_whole);
	tcase_add_test(tests, what_a_call_that_failed_would_have_filled_is_an_address);
}
