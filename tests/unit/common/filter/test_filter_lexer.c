// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/filter/filter_support.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct filter_lexer over(const char *text)
{
	return (struct filter_lexer){.text = text, .len = strlen(text)};
}

static const struct {
	const char *text;
	enum filter_op op;
	uint32_t len;
} ops[] = {
    {"=<", FILTER_EQ, 1},
    {"==x", FILTER_EQ, 2},
    {"!=x", FILTER_NE, 2},
    {"<=5", FILTER_LE, 2},
    {"<5", FILTER_LT, 1},
    {">>", FILTER_GT, 1},
    {"contains x", FILTER_CONTAINS, 8},
    {"in(", FILTER_IN, 2},
    {"inx(", FILTER_OPS, 3},
    {"~x", FILTER_OPS, 2},
    {"", FILTER_OPS, 0},
};

START_TEST(operators_are_the_longest_there_are)
{
	struct filter_lexer lexer = over(ops[_i].text);
	enum filter_op op;
	struct filter_span span = filter_take_op(&lexer, &op);
	ck_assert_int_eq(op, ops[_i].op);
	ck_assert_uint_eq(span.len, ops[_i].len);
}
END_TEST

static const struct {
	const char *text;
	enum filter_value_form form;
	uint32_t len;
	const char *value;
} values[] = {
    {"open)", FILTER_VALUE_BARE, 4, "open"},
    {"a,b", FILTER_VALUE_BARE, 1, "a"},
    {"->x y", FILTER_VALUE_BARE, 3, "->x"},
    {"a\\n", FILTER_VALUE_BARE, 3, "a\\n"},
    {"'a b'c", FILTER_VALUE_QUOTED, 5, "a b"},
    {"\"a'b\"", FILTER_VALUE_QUOTED, 5, "a'b"},
    {"'\\'\\\"\\\\'", FILTER_VALUE_QUOTED, 8, "'\"\\"},
    {"'\\t\\n\\r\\b\\f'", FILTER_VALUE_QUOTED, 12, "\t\n\r\b\f"},
    {"'\\x41\\xzz\\x4'", FILTER_VALUE_QUOTED, 13, "A\\xzz\\x4"},
    {"'\\.\\d'", FILTER_VALUE_QUOTED, 6, "\\.\\d"},
    {"''", FILTER_VALUE_QUOTED, 2, ""},
    {"'a", FILTER_VALUE_OPEN, 2, "a"},
    {"'a\\", FILTER_VALUE_OPEN, 3, "a\\"},
    {"'a\\x4", FILTER_VALUE_OPEN, 5, "a\\x4"},
    {")", FILTER_VALUE_NONE, 0, ""},
    {"", FILTER_VALUE_NONE, 0, ""},
};

START_TEST(values_lose_their_quotes)
{
	struct filter_lexer lexer = over(values[_i].text);
	struct filter_span span;
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 100);
	ck_assert_int_eq(filter_take_value(&lexer, &span, &out), values[_i].form);
	ck_assert_uint_eq(span.len, values[_i].len);
	ck_assert_str_eq(buffer_text(&out), values[_i].value);
}
END_TEST

START_TEST(words_and_indexes_are_cut)
{
	struct filter_lexer lexer = over(" \n proc.aname[2] =");
	filter_skip_blanks(&lexer);
	struct filter_span span = filter_take_word(&lexer);
	ck_assert_uint_eq(span.at, 3);
	ck_assert_uint_eq(span.len, 10);
	ck_assert(filter_take(&lexer, '[') && filter_take_index(&lexer, &span));
	ck_assert_uint_eq(span.len, 1);
	ck_assert(!filter_take(&lexer, '='));
	lexer = over("2");
	ck_assert(!filter_take_index(&lexer, &span) && filter_at_end(&lexer));
}
END_TEST

START_TEST(only_sound_utf8_has_a_length)
{
	static const struct {
		const char *text;
		size_t length;
	} texts[] = {{"a", 1},
		     {"ü", 2},
		     {"€", 3},
		     {"\xf0\x9f\x98\x80", 4},
		     {"\xff", 0},
		     {"\x80", 0},
		     {"\xc3", 0},
		     {"\xc0\x80", 0},
		     {"\xe0\x80\x80", 0},
		     {"\xed\xa0\x80", 0},
		     {"\xf4\x90\x80\x80", 0},
		     {"\xc3(", 0}};
	for (size_t i = 0; i < LENGTH(texts); i++)
		ck_assert_uint_eq(filter_utf8_length(texts[i].text, strlen(texts[i].text)), texts[i].length);
	ck_assert_uint_eq(filter_utf8_length("ü", 1), 0);
	ck_assert_uint_eq(filter_utf8_length("", 0), 0);
}
END_TEST

START_TEST(keywords_are_lower_case)
{
	ck_assert(filter_is_keyword("and", 3) && filter_is_keyword("or", 2) && filter_is_keyword("not", 3));
	ck_assert(!filter_is_keyword("AND", 3) && !filter_is_keyword("an", 2) && !filter_is_keyword("in", 2));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, operators_are_the_longest_there_are, 0, LENGTH(ops));
	tcase_add_loop_test(tests, values_lose_their_quotes, 0, LENGTH(values));
	tcase_add_test(tests, words_and_indexes_are_cut);
	tcase_add_test(tests, only_sound_utf8_has_a_length);
	tcase_add_test(tests, keywords_are_lower_case);
}
