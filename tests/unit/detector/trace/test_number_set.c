// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/number_set.h"

#include <stdlib.h>

#include "tests/unit/support/check_main.h"

static bool has(const struct number_set *set, int64_t number)
{
	for (size_t i = 0; i < set->n; i++)
		if (number >= set->ranges[i].low && number <= set->ranges[i].high)
			return true;
	return false;
}

START_TEST(ranges_are_sorted_and_joined)
{
	struct number_set set = {0};
	number_set_add(&set, 10, 20);
	number_set_add(&set, 5, 3);
	number_set_add(&set, -7, -7);
	number_set_add(&set, 21, 22);
	number_set_add(&set, 12, 13);
	ck_assert_uint_eq(set.n, 2);
	ck_assert_int_eq(set.ranges[0].low, -7);
	ck_assert_int_eq(set.ranges[1].low, 10);
	ck_assert_int_eq(set.ranges[1].high, 22);
	number_set_add(&set, INT64_MAX, INT64_MAX);
	number_set_add(&set, INT64_MIN, -8);
	ck_assert_uint_eq(set.n, 3);
	number_set_done(&set);
}
END_TEST

START_TEST(inverted_twice_it_is_the_same)
{
	static const struct number_range cases[][2] = {{{1, 0}, {1, 0}},
						       {{INT64_MIN, INT64_MAX}, {1, 0}},
						       {{INT64_MIN, -1}, {5, 5}},
						       {{-4095, -1}, {7, INT64_MAX}},
						       {{INT64_MIN, INT64_MIN}, {INT64_MAX, INT64_MAX}}};
	static const int64_t probes[] = {INT64_MIN, -5000, -4095, -1, 0, 4, 5, 6, 7, INT64_MAX - 1, INT64_MAX};
	const struct number_range(*row)[2] = &cases[_i];
	struct number_set set = {0}, inverse = {0};
	for (int i = 0; i < 2; i++)
		number_set_add(&set, (*row)[i].low, (*row)[i].high);
	number_set_unite(&inverse, &set);
	number_set_invert(&inverse);
	ck_assert(inverse.missing);
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++)
		ck_assert_int_eq(has(&set, probes[i]), !has(&inverse, probes[i]));
	number_set_invert(&inverse);
	ck_assert(!inverse.missing);
	ck_assert_uint_eq(inverse.n, set.n);
	number_set_done(&set);
	number_set_done(&inverse);
}
END_TEST

START_TEST(random_sets_follow_set_theory)
{
	srand(1);
	for (int round = 0; round < 2000; round++) {
		struct number_set a = {0}, b = {0}, both = {0}, any = {0};
		a.missing = rand() % 2;
		b.missing = rand() % 2;
		for (int i = rand() % 5; i > 0; i--)
			number_set_add(&a, rand() % 40 - 20, rand() % 40 - 20);
		for (int i = rand() % 5; i > 0; i--)
			number_set_add(&b, rand() % 40 - 20, rand() % 40 - 20);
		number_set_unite(&any, &a);
		number_set_unite(&both, &a);
		number_set_unite(&any, &b);
		number_set_intersect(&both, &b);
		ck_assert_int_eq(any.missing, a.missing || b.missing);
		ck_assert_int_eq(both.missing, a.missing && b.missing);
		for (int64_t x = -25; x < 25; x++) {
			ck_assert_int_eq(has(&any, x), has(&a, x) || has(&b, x));
			ck_assert_int_eq(has(&both, x), has(&a, x) && has(&b, x));
		}
		number_set_done(&a);
		number_set_done(&b);
		number_set_done(&both);
		number_set_done(&any);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, ranges_are_sorted_and_joined);
	tcase_add_loop_test(tests, inverted_twice_it_is_the_same, 0, 5);
	tcase_add_test(tests, random_sets_follow_set_theory);
}
