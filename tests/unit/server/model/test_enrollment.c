// SPDX-License-Identifier: Apache-2.0
#include "server/model/enrollment.h"

#include "tests/unit/support/check_main.h"

START_TEST(tokens_are_bounded_in_uses_and_time)
{
	struct error err = {0};
	ck_assert_int_eq(enrollment_check("rack 7", 1, 60, &err), 0);
	ck_assert_int_eq(enrollment_check(NULL, ENROLLMENT_USES_MAX, 90 * 86400, &err), 0);
	ck_assert_int_eq(enrollment_check("x", 0, 600, &err), -EINVAL);
	ck_assert_int_eq(enrollment_check("x", ENROLLMENT_USES_MAX + 1, 600, &err), -EINVAL);
	ck_assert_int_eq(enrollment_check("x", 1, 59, &err), -EINVAL);
	ck_assert_int_eq(enrollment_check("x", 1, 90 * 86400 + 1, &err), -EINVAL);
	ck_assert_int_eq(enrollment_check("x", 1, -1, &err), -EINVAL);
	ck_assert_int_eq(enrollment_check("x\n", 1, 600, &err), -EINVAL);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, tokens_are_bounded_in_uses_and_time);
}
