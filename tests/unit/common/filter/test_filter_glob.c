// SPDX-License-Identifier: Apache-2.0
#include "common/filter/filter_internal.h"

#include "tests/unit/support/check_main.h"
#include "tests/unit/support/event_maker.h"

#include <fnmatch.h>

static bool glob(const char *pattern, const char *text)
{
	return filter_glob(pattern, text, strlen(text));
}

START_TEST(stars_marks_and_brackets_match_as_in_a_shell)
{
	static const struct {
		const char *pattern, *text;
		bool matches;
	} rows[] = {
	    {"", "", true},
	    {"", "a", false},
	    {"*", "", true},
	    {"*", "a/b", true},
	    {"a*c", "abbc", true},
	    {"a*c", "abbd", false},
	    {"a*b*c", "axbxbxc", true},
	    {"?", "", false},
	    {"?b", "ab", true},
	    {"[a-c]x", "bx", true},
	    {"[!a-c]x", "bx", false},
	    {"[^a-c]x", "dx", true},
	    {"[]x]", "]", true},
	    {"[a-]", "-", true},
	    {"[", "[", true},
	    {"[ab", "[ab", true},
	    {"\\*", "*", true},
	    {"\\*", "a", false},
	    {"a\\", "a\\", true},
	    {"[[:digit:]]*", "7x", true},
	    {"[[:digit:]]*", "x", false},
	    {"*.so.?", "libc.so.6", true},
	    {"/etc/*", "/etc/a/b", true},
	    {".*", ".x", true},
	    {"*x", ".x", true},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(glob(rows[i].pattern, rows[i].text) == rows[i].matches, "%s on %s", rows[i].pattern,
			      rows[i].text);
}
END_TEST

// The C library is the reference wherever the pattern is one that all agree on.
START_TEST(random_patterns_match_as_fnmatch_says)
{
	static const char *const pieces[] = {"*",     "?",   "a",           "b", "[ab]", "[!a]",
					     "[a-c]", "\\*", "[[:alpha:]]", "c", "**",   "-"};
	struct event_maker maker = {.state = 99};
	for (unsigned i = 0; i < 200000; i++) {
		char pattern[100] = "", text[12] = "";
		uint64_t dice = event_maker_random(&maker);
		for (unsigned k = 0; k < dice % 7; k++)
			(void)strncat(pattern, pieces[event_maker_random(&maker) % 12],
				      sizeof(pattern) - strlen(pattern) - 1);
		for (unsigned k = 0; k < dice / 7 % 11; k++)
			text[k] = "abc*-"[event_maker_random(&maker) % 5];
		ck_assert_msg(glob(pattern, text) == (fnmatch(pattern, text, 0) == 0), "%s on %s", pattern, text);
	}
}
END_TEST

START_TEST(many_stars_take_no_long_time)
{
	char text[4096];
	memset(text, 'a', sizeof(text));
	ck_assert(!filter_glob("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text, sizeof(text)));
}
END_TEST

START_TEST(a_nul_is_a_character)
{
	ck_assert(filter_glob("a?b", "a\0b", 3));
	ck_assert(filter_glob("a*", "a\0b", 3));
	ck_assert(!filter_glob("a", "a\0b", 3));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, stars_marks_and_brackets_match_as_in_a_shell);
	tcase_add_test(tests, random_patterns_match_as_fnmatch_says);
	tcase_add_test(tests, many_stars_take_no_long_time);
	tcase_add_test(tests, a_nul_is_a_character);
}
