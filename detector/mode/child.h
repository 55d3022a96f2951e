// SPDX-License-Identifier: Apache-2.0
// A program that is made but held back before its execve, so that it can be traced from its first instruction.
#pragma once

#include "common/base/error.h"

#include <linux/filter.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define CHILD_SIGNALS 5

// What the program gets: for the signals that we handle ourselves what this process was started with, not ours.
struct child_setup {
	struct sigaction actions[CHILD_SIGNALS];
	const char *const *environment; // changes: NAME=VALUE, or NAME to remove it
	size_t n_environment;
	const char *user; // NULL = ours
};

// Before the first handler is set.
void child_save_signals(struct child_setup *setup);

struct child {
	pid_t pid;
	int go_fd;     // written: the program may start
	int failed_fd; // read: the errno of a failed execve, or end of file when it succeeded
	bool traced;   // by ptrace, from this process: then the tracer sees its end and reaps it
};

// Looks the program up in PATH as a shell does. -ENOENT or -EACCES when there is nothing to run,
// -EINVAL when there is no such user.
int child_prepare(char **argv, const struct child_setup *setup, struct child *ret_child, struct error *err);
// Lets it run, under a seccomp filter if n_filter is not 0; waits until its execve succeeded or failed (then -errno).
int child_release(struct child *child, const char *name, const struct sock_filter *filter, size_t n_filter,
		  struct error *err);
void child_abandon(struct child *child); // kills what was not released
