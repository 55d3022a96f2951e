// SPDX-License-Identifier: Apache-2.0
// The commands of syscope-server: main.c has the table. argv[0] is the first word behind the command. They print their own errors
// and return the exit status.
#pragma once

#include "common/base/error.h"

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

int command_serve(int argc, char **argv);
int command_migrate(int argc, char **argv);
int command_check(int argc, char **argv);
int command_user(int argc, char **argv);
int command_token(int argc, char **argv);

// Prints the error; returns EXIT_FAILED.
int command_fail(const struct error *err);
// Prints the error and how the command is called; returns EXIT_USAGE.
int command_usage(const struct error *err, const char *usage);
