// SPDX-License-Identifier: Apache-2.0
#include "common/base/parse.h"

#include "tests/unit/support/check_main.h"

#include <errno.h>

START_TEST(sizes_and_durations_are_read_as_people_write_them)
{
	uint64_t value = 0;
	ck_assert_int_eq(parse_size("64k", &value), 0);
	ck_assert_uint_eq(value, 65536);
	ck_assert_int_eq(parse_size("8MiB", &value), 0);
	ck_assert_uint_eq(value, 8388608);
	ck_assert_int_eq(parse_duration("1.5s", &value), 0);
	ck_assert_uint_eq(value, 1500000000);
	ck_assert_int_eq(parse_duration("200ms", &value), 0);
	ck_assert_uint_eq(value, 200000000);
	ck_assert_int_eq(parse_u64("0x10", &value), 0);
	ck_assert_uint_eq(value, 16);
}
END_TEST

START_TEST(anything_else_is_refused_and_leaves_the_output_alone)
{
	uint64_t value = 42;
	ck_assert_int_eq(parse_size("64q", &value), -EINVAL);
	ck_assert_int_eq(parse_size("", &value), -EINVAL);
	ck_assert_int_eq(parse_size("-1", &value), -EINVAL);
	ck_assert_int_eq(parse_duration("nan", &value), -EINVAL);
	ck_assert_int_eq(parse_u64("12x", &value), -EINVAL);
	ck_assert_int_eq(parse_u64("99999999999999999999", &value), -ERANGE);
	ck_assert_uint_eq(value, 42);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, sizes_and_durations_are_read_as_people_write_them);
	tcase_add_test(tests, anything_else_is_refused_and_leaves_the_output_alone);
}
