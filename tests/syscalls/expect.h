// SPDX-License-Identifier: Apache-2.0
// A program of this folder makes system calls and writes down, line by line, how a tracer must show them: it knows its own
// descriptors, pids and addresses. The lines go to standard output at the end; run.py looks for them, in this order.
#pragma once

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static char expect_lines[65536];
static size_t expect_len;

__attribute__((format(printf, 1, 2))) static inline void expect(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(expect_lines + expect_len, sizeof(expect_lines) - expect_len - 1, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(expect_lines) - expect_len - 1)
		abort();
	expect_len += (size_t)n;
	expect_lines[expect_len++] = '\n';
}

// How a result reads: the number, or -1 with the error's name and text.
static inline const char *expect_result(long ret)
{
	static char texts[4][128];
	static unsigned next;
	char *text = texts[next++ % 4];
	if (ret == -1)
		(void)snprintf(text, sizeof(texts[0]), "-1 %s (%s)", strerrorname_np(errno), strerrordesc_np(errno));
	else
		(void)snprintf(text, sizeof(texts[0]), "%ld", ret);
	return text;
}

static inline int expect_done(void)
{
	return write(STDOUT_FILENO, expect_lines, expect_len) == (ssize_t)expect_len ? EXIT_SUCCESS : EXIT_FAILURE;
}
