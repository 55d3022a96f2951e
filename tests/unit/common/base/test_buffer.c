// SPDX-License-Identifier: Apache-2.0
#include "common/base/buffer.h"

#include "tests/unit/support/check_main.h"

#include <errno.h>
#include <string.h>

START_TEST(a_write_beyond_the_maximum_fails_whole_and_is_remembered)
{
	struct buffer buffer;
	buffer_init(&buffer, 8);
	ck_assert_int_eq(buffer_append_text(&buffer, "12345"), 0);
	ck_assert_int_eq(buffer_append_text(&buffer, "6789"), -ENOBUFS);
	ck_assert(buffer.failed);
	ck_assert_str_eq(buffer_text(&buffer), "12345");
	ck_assert_int_eq(buffer_append_text(&buffer, "678"), 0);
	ck_assert_uint_eq(buffer.len, 8);
	buffer_done(&buffer);
}
END_TEST

START_TEST(printf_longer_than_its_small_buffer_is_whole)
{
	struct buffer buffer;
	char long_text[1000];
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	buffer_init(&buffer, 4096);
	ck_assert_int_eq(buffer_printf(&buffer, "<%s>", long_text), 0);
	ck_assert_uint_eq(buffer.len, 1001);
	buffer_consume(&buffer, 1000);
	ck_assert_str_eq(buffer_text(&buffer), ">");
	buffer_done(&buffer);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_write_beyond_the_maximum_fails_whole_and_is_remembered);
	tcase_add_test(tests, printf_longer_than_its_small_buffer_is_whole);
}
