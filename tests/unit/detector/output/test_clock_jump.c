// SPDX-License-Identifier: Apache-2.0
#include "detector/output/clock_jump.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "tests/unit/support/check_main.h"

START_TEST(a_set_clock_is_a_jump_and_a_slewed_one_is_none)
{
	int64_t last = 1000;
	ck_assert_int_eq(clock_jump_since(&last, 1000), 0);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(clock_jump_since(&last, last + 500000), 0);
	ck_assert_int_eq(clock_jump_since(&last, last + 3600ll * NS_PER_S), 3600000000000);
	ck_assert_int_eq(clock_jump_since(&last, last), 0);
	ck_assert_int_eq(clock_jump_since(&last, last - 25000000), -25000000);
	ck_assert_int_eq(last, 1000 + 100 * 500000 + 3600000000000 - 25000000);
}
END_TEST

START_TEST(the_offset_is_that_of_the_clocks)
{
	int64_t offset = 0;
	ck_assert(clock_jump_offset(&offset));
	ck_assert_int_lt(llabs(offset - clock_boot_to_real_offset()), (long long)NS_PER_S);
}
END_TEST

START_TEST(it_is_told_in_text_and_json)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 1024);
	clock_jump_text(3600000001000, &out);
	ck_assert_str_eq(buffer_text(&out),
			 "*** the clock was set 3600.000001 s ahead, the times here go on as before ***");
	buffer_clear(&out);
	clock_jump_text(-25000000, &out);
	ck_assert_str_eq(buffer_text(&out),
			 "*** the clock was set 0.025000 s back, the times here go on as before ***");
	buffer_clear(&out);
	clock_jump_json(77, -25000000, &out);
	ck_assert_str_eq(buffer_text(&out), "{\"type\":\"clock\",\"ts\":77,\"delta_ns\":-25000000}");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_set_clock_is_a_jump_and_a_slewed_one_is_none);
	tcase_add_test(tests, the_offset_is_that_of_the_clocks);
	tcase_add_test(tests, it_is_told_in_text_and_json);
}
