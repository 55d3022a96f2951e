// SPDX-License-Identifier: Apache-2.0
// --help from the manual.
#include "common/base/config.h"
#include "detector/mode/manual.h"

#include <stdio.h>
#include <string.h>

#define WIDTH  80
#define INDENT 27 // where an option's text begins

size_t mode_brief_length(const char *help)
{
	return strcspn(help, ";");
}

void mode_option_usage(const struct option_group *group, const struct option_row *row, char *out, size_t size)
{
	bool letter = row->letter && group->letters;
	const char *value = row->value ? row->value : "";
	bool optional = value[0] == '[';
	char begin[8] = "";
	if (letter)
		(void)snprintf(begin, sizeof(begin), "-%c%s", row->letter, row->name ? ", " : "");
	(void)snprintf(out, size, "%s%s%s%s%s", begin, row->name ? "--" : "", row->name ? row->name : "",
		       row->value && !optional ? " " : "", value);
}

static bool is_brief(const struct mode_manual *manual, const struct option_row *row)
{
	char word[48];
	if (row->name)
		(void)snprintf(word, sizeof(word), " %s ", row->name);
	else
		(void)snprintf(word, sizeof(word), " %c ", row->letter);
	return strstr(manual->brief, word) != NULL;
}

static bool is_shown(const struct mode_manual *manual, const struct option_group *group, const struct option_row *row,
		     bool all)
{
	if (!row->help || (!row->name && !group->letters))
		return false;
	return all || is_brief(manual, row);
}

// Words up to the width; the lines behind the first are indented.
static void print_wrapped(const char *text, size_t len, int column)
{
	int at = column;
	for (size_t i = 0; i < len;) {
		size_t word = strcspn(text + i, " ");
		if (i + word > len)
			word = len - i;
		if (at > column && at + 1 + (int)word > WIDTH) {
			(void)printf("\n%*s", column, "");
			at = column;
		} else if (at > column) {
			(void)printf(" ");
			at++;
		}
		(void)printf("%.*s", (int)word, text + i);
		at += (int)word;
		i += word + 1;
	}
	(void)printf("\n");
}

static void print_option(const struct option_group *group, const struct option_row *row, bool all)
{
	char usage[64];
	mode_option_usage(group, row, usage, sizeof(usage));
	(void)printf("  %-*s", INDENT - 3, usage);
	if (strlen(usage) > INDENT - 3)
		(void)printf("\n%*s", INDENT, "");
	else
		(void)printf(" ");
	print_wrapped(row->help, all ? strlen(row->help) : mode_brief_length(row->help), INDENT);
}

void mode_print_help(const struct mode_manual *manual, bool all)
{
	(void)printf("Usage: syscope-detector %s %s\n%s\n", manual->name, manual->synopsis, manual->about);
	for (const struct option_group *group = manual->groups; group->rows; group++) {
		bool titled = false;
		for (const struct option_row *row = group->rows; row->apply; row++) {
			if (!is_shown(manual, group, row, all))
				continue;
			if (!titled)
				(void)printf("%s%s:\n", all ? "\n" : "", group->title);
			titled = true;
			print_option(group, row, all);
		}
	}
	if (all && manual->settings) {
		(void)printf("\nSettings (in the file as key = value, in the environment as SYSCOPE_DETECTOR_KEY):\n");
		config_print_help(manual->settings, stdout);
	}
	if (!all)
		(void)printf("All options: --help-all, or man syscope-detector-%s\n", manual->name);
}
