// SPDX-License-Identifier: Apache-2.0
#include "server/service/throttle.h"

#include "common/base/clock.h"
#include "tests/unit/support/check_main.h"

#include <stdio.h>

static const struct throttle_rule rule = {
    .free_tries = 3, .first_ns = NS_PER_S, .longest_ns = 8 * NS_PER_S, .forget_ns = 100 * NS_PER_S, .max_keys = 4};

START_TEST(the_wait_doubles_up_to_its_cap)
{
	AUTO(throttle) struct throttle *throttle = throttle_new(&rule);
	uint64_t now = 1000 * NS_PER_S;
	const unsigned waits[] = {0, 0, 0, 1, 2, 4, 8, 8, 8};
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		throttle_failed(throttle, "a", now);
		ck_assert_uint_eq(throttle_wait(throttle, "a", now), waits[i] * NS_PER_S);
	}
	ck_assert_uint_eq(throttle_wait(throttle, "a", now + 3 * NS_PER_S), 5 * NS_PER_S);
	ck_assert_uint_eq(throttle_wait(throttle, "a", now + 9 * NS_PER_S), 0);
	ck_assert_uint_eq(throttle_wait(throttle, "b", now), 0);
	throttle_clear(throttle, "a");
	ck_assert_uint_eq(throttle_wait(throttle, "a", now), 0);
}
END_TEST

START_TEST(quiet_keys_are_forgotten)
{
	AUTO(throttle) struct throttle *throttle = throttle_new(&rule);
	for (int i = 0; i < 6; i++)
		throttle_failed(throttle, "a", NS_PER_S);
	throttle_failed(throttle, "a", 200 * NS_PER_S);
	ck_assert_uint_eq(throttle_wait(throttle, "a", 200 * NS_PER_S), 0);
}
END_TEST

START_TEST(a_forgiven_try_does_not_count)
{
	AUTO(throttle) struct throttle *throttle = throttle_new(&rule);
	for (int i = 0; i < 20; i++) {
		throttle_failed(throttle, "a", NS_PER_S);
		throttle_forgive(throttle, "a");
	}
	ck_assert_uint_eq(throttle_wait(throttle, "a", NS_PER_S), 0);
	ck_assert_uint_eq(throttle_keys(throttle), 0);
	throttle_forgive(throttle, "a"); // forgiving nothing is fine
}
END_TEST

START_TEST(the_number_of_keys_is_bounded)
{
	AUTO(throttle) struct throttle *throttle = throttle_new(&rule);
	char key[16];
	for (int i = 0; i < 100; i++) {
		(void)snprintf(key, sizeof(key), "key %d", i);
		for (int n = 0; n < 5; n++)
			throttle_failed(throttle, key, (uint64_t)i + 1);
	}
	ck_assert_uint_eq(throttle_keys(throttle), 4);
	ck_assert_uint_eq(throttle_wait(throttle, "key 0", 100), 0); // quiet longest, gone first
	ck_assert_uint_gt(throttle_wait(throttle, "key 99", 100), 0);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, the_wait_doubles_up_to_its_cap);
	tcase_add_test(tests, quiet_keys_are_forgotten);
	tcase_add_test(tests, a_forgiven_try_does_not_count);
	tcase_add_test(tests, the_number_of_keys_is_bounded);
}
