// SPDX-License-Identifier: Apache-2.0
#include "server/handler/base64.h"

#include "tests/unit/support/check_main.h"

#include <errno.h>
#include <string.h>

START_TEST(decodes_the_vectors_of_the_rfc)
{
	static const struct {
		const char *text, *plain;
	} cases[] = {{"", ""},        {"Zg==", "f"},        {"Zm8=", "fo"},
		     {"Zm9v", "foo"}, {"Zm9vYg==", "foob"}, {"Zm9vYmFy", "foobar"}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO_VALUE(buffer) struct buffer out;
		buffer_init(&out, 64);
		ck_assert_int_eq(base64_decode(cases[i].text, &out), 0);
		ck_assert_uint_eq(out.len, strlen(cases[i].plain));
		ck_assert_str_eq(buffer_text(&out), cases[i].plain);
	}
}
END_TEST

START_TEST(anything_else_is_refused)
{
	static const char *const wrong[] = {"Z", "Zg=", "Zg", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm-_", "Zm 9"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		AUTO_VALUE(buffer) struct buffer out;
		buffer_init(&out, 64);
		ck_assert_msg(base64_decode(wrong[i], &out) == -EINVAL, "%s", wrong[i]);
	}
}
END_TEST

START_TEST(the_buffers_maximum_holds)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 2);
	ck_assert_int_eq(base64_decode("Zm9v", &out), -ENOBUFS);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, decodes_the_vectors_of_the_rfc);
	tcase_add_test(tests, anything_else_is_refused);
	tcase_add_test(tests, the_buffers_maximum_holds);
}
