// SPDX-License-Identifier: Apache-2.0
// The words behind a command: its own options, --config FILE, and every setting as --key VALUE.
#pragma once

#include "common/base/cleanup.h"
#include "server/config.h"

#include <stdbool.h>

#define ARGUMENTS_WORDS 4

struct option_row {
	const char *name;   // "uses"
	const char **value; // NULL: it takes none …
	bool *flag;         // … and sets this
};

struct arguments {
	struct server_config config;
	const char *words[ARGUMENTS_WORDS]; // what is no option
	int n_words;
};

// options ends with a row whose name is NULL, or is NULL. argv[0] is the first word behind the command.
int arguments_parse(int argc, char **argv, const struct option_row *options, struct arguments *ret_args,
		    struct error *err);
void arguments_done(struct arguments *args);
DEFINE_AUTO_VALUE(arguments, arguments_done);
