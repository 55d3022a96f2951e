// SPDX-License-Identifier: Apache-2.0
// The one error convention: functions return 0 or -errno; where a person will read the reason, a caller-owned
// struct error is the last parameter, never NULL. Nothing to free.
#pragma once

#include <errno.h>

struct error {
	int code;       // positive errno, 0 = no error
	char text[256]; // what, where, what to do; always NUL-terminated
};

// Sets code (positive errno) and text; returns -code, so callers can `return error_set(...)`.
int error_set(struct error *err, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

// Puts context in front of the text ("context: text"); returns -err->code.
int error_wrap(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

void error_clear(struct error *err);

#if defined(__clang_analyzer__) && !defined(ERROR_IMPLEMENTATION)
// The analyzer cannot see that they never return 0, and would follow paths that do not exist.
#define error_set(err, code, ...) ((void)error_set(err, code, __VA_ARGS__), -1)
#define error_wrap(err, ...)      ((void)error_wrap(err, __VA_ARGS__), -1)
#endif
