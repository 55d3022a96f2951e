// SPDX-License-Identifier: Apache-2.0
// What each mode is, as a table: --help, the pages in docs/man and shell completion are all made from it.
#pragma once

#include "detector/mode/options.h"

#include <stdio.h>

#define MANUAL_GROUPS     5
#define MANUAL_PARAGRAPHS 8
#define MANUAL_EXAMPLES   6

enum manual_operand { OPERAND_NONE, OPERAND_PROGRAM, OPERAND_IMAGE, OPERAND_CONTAINER };

struct mode_manual {
	const char *name;
	const char *synopsis; // behind the mode's name
	const char *summary;  // one line, begins with a verb
	const char *about;    // under the usage in --help: a line or two
	const char
	    *brief; // long names (or letters) of what --help shows, blanks around each; --help-all shows everything
	enum manual_operand operand;
	struct option_group groups[MANUAL_GROUPS]; // ends with one without rows
	const struct config_key *settings;         // NULL = none
	const char *text[MANUAL_PARAGRAPHS];       // the page's description, a paragraph each
	const char *exit_status;                   // a paragraph
	const char *examples[MANUAL_EXAMPLES][2];  // command, what it does
	const char *bugs;                          // NULL = none worth telling
};

extern const struct mode_manual mode_manuals[]; // ends with one without name
// NULL when there is no such mode.
const struct mode_manual *mode_manual(const char *name);
const struct option_group *mode_groups(const char *name);

// --help on standard output: at most 24 lines of 80 columns, or with `all` every option.
void mode_print_help(const struct mode_manual *manual, bool all);
// The part of an option's help that fits a line: up to the first ";".
size_t mode_brief_length(const char *help);
// "-o, --output FILE", as far as the group's letters count.
void mode_option_usage(const struct option_group *group, const struct option_row *row, char *out, size_t size);
