// SPDX-License-Identifier: Apache-2.0
// Settings as a table: one row a key. Defaults, then the file (INI without sections), then the environment
// (PREFIX_KEY, upper case, - becomes _) are put into the caller's struct. --help and docs are printed from the same rows.
#pragma once

#include "common/base/error.h"

#include <stddef.h>
#include <stdio.h>

enum config_type {
	CONFIG_STRING,   // char *, allocated; config_free frees
	CONFIG_U64,      // uint64_t
	CONFIG_SIZE,     // uint64_t bytes
	CONFIG_DURATION, // uint64_t nanoseconds
	CONFIG_BOOL,     // bool
};

struct config_key {
	const char *name; // "data-dir"
	enum config_type type;
	size_t offset;        // in the caller's struct
	const char *fallback; // in the same form as in the file
	const char *help;     // one line
};

// The table ends with a row whose name is NULL. file may be NULL; a named file must exist. An unknown key, a bad value or a
// line that is not `key = value` is an error that names file and line.
int config_load(const struct config_key *table, void *settings, const char *file, const char *env_prefix,
		struct error *err);
// Sets one key from text, for command line options.
int config_set(const struct config_key *table, void *settings, const char *name, const char *value, struct error *err);
void config_free(const struct config_key *table, void *settings);
void config_print_help(const struct config_key *table, FILE *out);
