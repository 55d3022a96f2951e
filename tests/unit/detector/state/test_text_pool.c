// SPDX-License-Identifier: Apache-2.0
#include "detector/state/text_pool.h"

#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>

START_TEST(the_same_text_is_kept_once)
{
	struct text_pool *pool = text_pool_new(1 << 20);
	const char *a = text_pool_keep(pool, "/etc/passwd", 11), *b = text_pool_keep(pool, "/etc/passwd and more", 11);
	ck_assert_ptr_eq(a, b);
	ck_assert_str_eq(a, "/etc/passwd");
	size_t bytes = text_pool_bytes(pool);
	text_pool_drop(pool, a);
	ck_assert_uint_eq(text_pool_bytes(pool), bytes);
	ck_assert_ptr_eq(text_pool_share(b), b);
	text_pool_drop(pool, b);
	text_pool_drop(pool, b);
	ck_assert_uint_eq(text_pool_bytes(pool), 0);
	ck_assert_str_eq(text_pool_keep(pool, "", 0), "");
	ck_assert_str_eq(text_pool_keep(pool, NULL, 5), "");
	ck_assert_str_eq(text_pool_keep(pool, "ab\0cd", 5), "ab");
	text_pool_free(pool);
}
END_TEST

START_TEST(a_full_pool_refuses_and_counts)
{
	struct text_pool *pool = text_pool_new(100);
	const char *kept = text_pool_keep(pool, "short", 5);
	char text[200];
	memset(text, 'x', sizeof(text));
	ck_assert_str_eq(text_pool_keep(pool, text, sizeof(text)), "");
	ck_assert_uint_eq(text_pool_refused(pool), 1);
	ck_assert_str_eq(kept, "short");
	text_pool_free(pool);
}
END_TEST

START_TEST(many_texts_are_found_again)
{
	struct text_pool *pool = text_pool_new(64 << 20);
	const char *kept[5000];
	char text[32];
	for (int i = 0; i < 5000; i++)
		kept[i] = text_pool_keep(pool, text, (size_t)snprintf(text, sizeof(text), "/proc/%d/status", i));
	for (int i = 0; i < 5000; i++) {
		int len = snprintf(text, sizeof(text), "/proc/%d/status", i);
		ck_assert_ptr_eq(text_pool_keep(pool, text, (size_t)len), kept[i]);
		text_pool_drop(pool, kept[i]);
		text_pool_drop(pool, kept[i]);
	}
	ck_assert_uint_eq(text_pool_bytes(pool), 0);
	text_pool_free(pool);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, the_same_text_is_kept_once);
	tcase_add_test(tests, a_full_pool_refuses_and_counts);
	tcase_add_test(tests, many_texts_are_found_again);
}
