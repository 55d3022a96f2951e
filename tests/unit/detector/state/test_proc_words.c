// SPDX-License-Identifier: Apache-2.0
#include "detector/state/proc_words.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

START_TEST(words_are_divided_by_blanks)
{
	struct proc_words words = {.at = "  one\ttwo three\nfour"};
	struct proc_word word;
	ck_assert(proc_word_next(&words, &word) && word.len == 3 && strncmp(word.text, "one", 3) == 0);
	ck_assert(proc_words_skip(&words, 1));
	ck_assert(proc_word_next(&words, &word) && word.len == 5 && strncmp(word.text, "three", 5) == 0);
	ck_assert(!proc_word_next(&words, &word)); // the next line is not this one's
	ck_assert(!proc_words_skip(&words, 1));
	ck_assert(proc_words_skip(&words, 0));
}
END_TEST

START_TEST(numbers_are_whole_words)
{
	static const struct {
		const char *line;
		int base;
		bool good;
		uint64_t number;
	} rows[] = {
	    {"17 18", 10, true, 17},
	    {"0A", 16, true, 10},
	    {"02000001", 8, true, 02000001},
	    {"ffff", 16, true, 0xffff},
	    {"18446744073709551615", 10, true, UINT64_MAX},
	    {"18446744073709551616", 10, false, 0},
	    {"-1", 10, false, 0},
	    {"+1", 10, false, 0},
	    {"1x", 10, false, 0},
	    {"", 10, false, 0},
	    {"\n1", 10, false, 0},
	    {"0000000000000000000000000000001", 10, false, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct proc_words words = {.at = rows[i].line};
		uint64_t number = 0;
		ck_assert_msg(proc_words_number(&words, rows[i].base, &number) == rows[i].good, "%s", rows[i].line);
		ck_assert_uint_eq(number, rows[i].number);
	}
}
END_TEST

START_TEST(a_number_between_two_texts)
{
	uint64_t number = 0;
	ck_assert(proc_number_between("socket:[17]", "socket:[", "]", &number));
	ck_assert_uint_eq(number, 17);
	ck_assert(proc_number_between("/dev/pts/3", "/dev/pts/", "", &number));
	ck_assert_uint_eq(number, 3);
	ck_assert(!proc_number_between("socket:[]", "socket:[", "]", &number));
	ck_assert(!proc_number_between("socket:[", "socket:[", "]", &number));
	ck_assert(!proc_number_between("socket:[17] (deleted)", "socket:[", "]", &number));
	ck_assert(!proc_number_between("pipe:[17]", "socket:[", "]", &number));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, words_are_divided_by_blanks);
	tcase_add_test(tests, numbers_are_whole_words);
	tcase_add_test(tests, a_number_between_two_texts);
}
