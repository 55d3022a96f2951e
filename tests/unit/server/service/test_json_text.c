// SPDX-License-Identifier: Apache-2.0
#include "server/service/json_text.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

static const char *quoted(struct buffer *out, const char *text, size_t len)
{
	buffer_clear(out);
	json_text_string(out, text, len);
	return buffer_text(out);
}

START_TEST(text_is_quoted_and_hostile_text_made_harmless)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
	    {"plain", "\"plain\""},
	    {"\"\\", "\"\\\"\\\\\""},
	    {"a\nb\x1b[2J", "\"a\\u000ab\\u001b[2J\""},
	    {"gr\xc3\xbc\xc3\x9f", "\"gr\xc3\xbc\xc3\x9f\""},
	    {"\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\""},
	    {"\xff\xfe", "\"\\ufffd\\ufffd\""},
	    {"\xc3", "\"\\ufffd\""},                                  // cut off
	    {"\xc0\xaf", "\"\\ufffd\\ufffd\""},                       // overlong
	    {"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""},            // a surrogate
	    {"\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""}, // behind U+10FFFF
	    {"\xc2\x9b", "\"\\u009b\""},                              // C1
	    {"\xe2\x80\xae"
	     "exe",
	     "\"\\u202eexe\""}, // right-to-left override
	};
	AUTO_VALUE(buffer) struct buffer out = {.max = 1000};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_str_eq(quoted(&out, rows[i].in, strlen(rows[i].in)), rows[i].out);
	ck_assert_str_eq(quoted(&out, "a\0b", 3), "\"a\\u0000b\"");
}
END_TEST

START_TEST(names_show_their_control_characters)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = 1000};
	json_text_name(&out, "a\x1b\n\xe2\x80\xae", 6);
	ck_assert_str_eq(buffer_text(&out), "\"a\\\\x1b\\\\x0a\\\\u202e\"");
}
END_TEST

START_TEST(bytes_are_encoded)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = 1000};
	json_text_base64(&out, "", 0);
	json_text_base64(&out, "f", 1);
	json_text_base64(&out, "fo", 2);
	json_text_base64(&out, "foobar", 6);
	json_text_hex(&out, "\x00\xff\x10", 3);
	json_text_u64(&out, 0);
	json_text_u64_string(&out, UINT64_MAX);
	ck_assert_str_eq(buffer_text(&out), "\"\"\"Zg==\"\"Zm8=\"\"Zm9vYmFy\"\"00ff10\"0\"18446744073709551615\"");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, text_is_quoted_and_hostile_text_made_harmless);
	tcase_add_test(tests, names_show_their_control_characters);
	tcase_add_test(tests, bytes_are_encoded);
}
