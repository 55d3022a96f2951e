// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/ioctls.h"

#include "tests/unit/support/check_main.h"

#include <linux/fs.h>
#include <sys/ioctl.h>

START_TEST(requests_have_their_headers_names)
{
	ck_assert_str_eq(ioctl_find(TIOCGWINSZ)->names, "TIOCGWINSZ");
	ck_assert_str_eq(ioctl_find(FICLONE)->names, "BTRFS_IOC_CLONE or FICLONE");
	ck_assert_ptr_null(ioctl_find(_IOWR('9', 4, long)));
	ck_assert_ptr_null(ioctl_find(UINT32_MAX));
}
END_TEST

START_TEST(requests_tell_what_their_argument_is)
{
	ck_assert_uint_eq(ioctl_find(FIOCLEX)->argument, IOCTL_NONE);
	ck_assert_uint_eq(ioctl_find(TIOCGWINSZ)->argument, IOCTL_POINTER);
	ck_assert_uint_eq(ioctl_find(FIGETBSZ)->argument, IOCTL_NUMBER);
}
END_TEST

START_TEST(rows_are_in_order)
{
	ck_assert_uint_gt(ioctl_rows_count, 3000);
	for (size_t i = 1; i < ioctl_rows_count; i++)
		ck_assert_uint_lt(ioctl_rows[i - 1].number, ioctl_rows[i].number);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, requests_have_their_headers_names);
	tcase_add_test(tests, requests_tell_what_their_argument_is);
	tcase_add_test(tests, rows_are_in_order);
}
