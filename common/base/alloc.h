// SPDX-License-Identifier: Apache-2.0
// Small allocations of fixed size: they end the process when memory is out. What outside input sizes goes into a
// struct buffer, which has a maximum and fails instead.
#pragma once

#include <stddef.h>

void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *text, size_t length) __attribute__((malloc, returns_nonnull));
char *xasprintf(const char *format, ...) __attribute__((malloc, returns_nonnull, format(printf, 1, 2)));
