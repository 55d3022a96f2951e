// SPDX-License-Identifier: Apache-2.0
// The table of -c: strace's columns, from the kernel's exact counters, with p50, p99, max and lost added before the name.
#pragma once

#include "common/base/buffer.h"
#include "common/wire/wire.h"

#include <stddef.h>

enum summary_sort { SUMMARY_BY_TIME, SUMMARY_BY_CALLS, SUMMARY_BY_ERRORS, SUMMARY_BY_NAME, SUMMARY_UNSORTED };

// -EINVAL when the word is none of strace's: time, calls, count, errors, error, name, syscall, none, nothing.
int summary_sort_by_name(const char *word, enum summary_sort *ret_sort);
void summary_print(const struct wire_counter *counters, size_t n, enum summary_sort sort, struct buffer *out);
