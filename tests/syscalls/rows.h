// SPDX-License-Identifier: Apache-2.0
// A table of calls and how each must be shown: most fail at once, for what is looked at are their arguments.
#pragma once

#include "tests/syscalls/expect.h"

// Memory that is not there, and a path that is not.
#define BAD  0x1000
#define PATH ((long)"/nonexistent/x")

struct call_row {
	const char *text; // the call without its result
	long number;
	long args[6];
};

static inline void make_calls(const struct call_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const long *args = rows[i].args;
		long ret = syscall(rows[i].number, args[0], args[1], args[2], args[3], args[4], args[5]);
		expect("%s = %s", rows[i].text, expect_result(ret));
	}
}

#define MAKE_CALLS(rows) make_calls(rows, sizeof(rows) / sizeof((rows)[0]))
