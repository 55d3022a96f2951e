// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/manual.h"

#include "common/base/cleanup.h"
#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCREEN_LINES   24
#define SCREEN_COLUMNS 80

// What mode_print_help prints on standard output.
static char *printed(const struct mode_manual *manual, bool all)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	FILE *saved = stdout;
	stdout = memory;
	mode_print_help(manual, all);
	stdout = saved;
	(void)fclose(memory);
	return text;
}

static unsigned columns_of(const char *line, size_t len)
{
	unsigned n = 0;
	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)line[i] & 0xc0) != 0x80;
	return n;
}

START_TEST(every_help_fits_a_screen)
{
	for (const struct mode_manual *manual = mode_manuals; manual->name; manual++) {
		AUTO_FREE char *text = printed(manual, false);
		unsigned lines = 0;
		for (char *at = text; *at; lines++) {
			size_t len = strcspn(at, "\n");
			ck_assert_msg(columns_of(at, len) <= SCREEN_COLUMNS, "%s: %.*s", manual->name, (int)len, at);
			at += len + (at[len] == '\n');
		}
		ck_assert_msg(lines <= SCREEN_LINES, "%s: %u lines", manual->name, lines);
	}
}
END_TEST

START_TEST(all_of_it_has_every_option_that_is_told)
{
	const struct mode_manual *manual = mode_manual("exec");
	AUTO_FREE char *text = printed(manual, true);
	for (const struct option_row *row = trace_option_rows; row->apply; row++)
		if (row->name && row->help)
			ck_assert_msg(strstr(text, row->name) != NULL, "%s", row->name);
	ck_assert_ptr_null(strstr(text, "complete-filter"));
}
END_TEST

static bool has_option(const struct mode_manual *manual, const char *word, size_t len)
{
	for (const struct option_group *group = manual->groups; group->rows; group++)
		for (const struct option_row *row = group->rows; row->apply; row++)
			if (row->name ? strlen(row->name) == len && strncmp(row->name, word, len) == 0
				      : len == 1 && row->letter == *word)
				return true;
	return false;
}

START_TEST(what_the_short_help_names_are_options)
{
	for (const struct mode_manual *manual = mode_manuals; manual->name; manual++)
		for (const char *at = manual->brief + 1; *at;) {
			size_t len = strcspn(at, " ");
			ck_assert_msg(has_option(manual, at, len), "%s: %.*s", manual->name, (int)len, at);
			at += len + 1;
		}
}
END_TEST

START_TEST(no_letter_means_two_things)
{
	for (const struct mode_manual *manual = mode_manuals; manual->name; manual++) {
		bool seen[128] = {false};
		for (const struct option_group *group = manual->groups; group->rows; group++)
			for (const struct option_row *row = group->rows; group->letters && row->apply; row++) {
				ck_assert_msg(!row->letter || !seen[row->letter & 127], "%s: -%c", manual->name,
					      row->letter);
				seen[row->letter & 127] = true;
			}
	}
}
END_TEST

START_TEST(an_option_is_written_as_it_is_given)
{
	const struct option_row row = {'r', "relative", "[=UNIT]", "", NULL}, file = {'o', "output", "FILE", "", NULL};
	struct option_group group = {"", &row, true};
	char text[64];
	mode_option_usage(&group, &row, text, sizeof(text));
	ck_assert_str_eq(text, "-r, --relative[=UNIT]");
	group.letters = false;
	mode_option_usage(&group, &file, text, sizeof(text));
	ck_assert_str_eq(text, "--output FILE");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, every_help_fits_a_screen);
	tcase_add_test(tests, all_of_it_has_every_option_that_is_told);
	tcase_add_test(tests, what_the_short_help_names_are_options);
	tcase_add_test(tests, no_letter_means_two_things);
	tcase_add_test(tests, an_option_is_written_as_it_is_given);
}
