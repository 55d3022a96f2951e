// SPDX-License-Identifier: Apache-2.0
#include "common/base/histogram.h"

#include "tests/unit/support/check_main.h"

START_TEST(quantiles_lie_in_the_bucket_that_holds_their_rank)
{
	uint64_t buckets[40] = {[7] = 90, [12] = 10}; // 90 of 128…255, 10 of 4096…8191
	uint64_t p50 = histogram_quantile(buckets, 40, 0.5, 5000);
	uint64_t p99 = histogram_quantile(buckets, 40, 0.99, 5000);
	ck_assert_uint_ge(p50, 128);
	ck_assert_uint_lt(p50, 256);
	ck_assert_uint_ge(p99, 4096);
	ck_assert_uint_le(p99, 5000);
}
END_TEST

START_TEST(an_empty_histogram_has_no_quantile)
{
	uint64_t buckets[40] = {0};
	ck_assert_uint_eq(histogram_quantile(buckets, 40, 0.5, 0), 0);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, quantiles_lie_in_the_bucket_that_holds_their_rank);
	tcase_add_test(tests, an_empty_histogram_has_no_quantile);
}
