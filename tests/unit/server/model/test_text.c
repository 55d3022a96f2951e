// SPDX-License-Identifier: Apache-2.0
#include "server/model/text.h"

#include "tests/unit/support/check_main.h"

#include <stdlib.h>
#include <string.h>

START_TEST(clean_text_is_utf8_without_controls)
{
	const char *const clean[] = {"", "plain", "Grüße", "日本語", "😀", "\xf4\x8f\xbf\xbf"};
	const char *const dirty[] = {
	    "a\nb", "\x1b[2J", "\x7f", "\xc2\x85", "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xe2\x82", "\xf4\x90\x80\x80",
	};
	for (size_t i = 0; i < sizeof(clean) / sizeof(clean[0]); i++)
		ck_assert_msg(text_is_clean(clean[i], strlen(clean[i])), "%zu", i);
	for (size_t i = 0; i < sizeof(dirty) / sizeof(dirty[0]); i++)
		ck_assert_msg(!text_is_clean(dirty[i], strlen(dirty[i])), "%zu", i);
}
END_TEST

START_TEST(an_error_names_the_field)
{
	struct error err = {0};
	ck_assert_int_eq(text_check("fine", "name", 1, 10, &err), 0);
	ck_assert_int_eq(text_check("", "name", 0, 10, &err), 0);
	ck_assert_int_eq(text_check(NULL, "name", 0, 10, &err), 0);
	const char *const bad[] = {NULL, "", " a", "a ", "12345678901", "a\tb"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_int_eq(text_check(bad[i], "name", 1, 10, &err), -EINVAL);
		ck_assert_int_eq(strncmp(err.text, "name: ", 6), 0);
	}
}
END_TEST

START_TEST(objects_are_compacted_and_bounded)
{
	struct error err = {0};
	char *json = NULL;
	ck_assert_int_eq(text_check_object(" { \"a\" : 1 } ", "labels", 100, &json, &err), 0);
	ck_assert_str_eq(json, "{\"a\":1}");
	free(json);
	ck_assert_int_eq(text_check_object(NULL, "labels", 100, &json, &err), 0);
	ck_assert_str_eq(json, "{}");
	free(json);
	json = NULL;
	const char *const bad[] = {"[]", "1", "{", "", "{\"a\":\"\\u0000\"}", "{\"too\":\"long\"}"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_int_eq(text_check_object(bad[i], "labels", i == 5 ? 5 : 100, &json, &err), -EINVAL);
	ck_assert_ptr_null(json);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, clean_text_is_utf8_without_controls);
	tcase_add_test(tests, an_error_names_the_field);
	tcase_add_test(tests, objects_are_compacted_and_bounded);
}
