// SPDX-License-Identifier: Apache-2.0
// Where the lines go: standard error, a file, or as with strace the standard input of a command ("|gzip >x", "!gzip >x").
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"

#include <stdbool.h>

struct output_target {
	int fd;    // to write to; standard error is not ours to close
	int ended; // pidfd of the command; -1 = there is none
};

// name NULL = standard error. On failure nothing is open.
int output_target_open(const char *name, bool append, struct output_target *ret_target, struct error *err);
// Closes it, and waits for the command to end. Twice is fine.
void output_target_close(struct output_target *target);
bool output_target_is_command(const char *name);
