// SPDX-License-Identifier: Apache-2.0
// Small files and links of /proc/PID. What is longer than the buffer is cut off.
#pragma once

#include <stddef.h>
#include <sys/types.h>

// The length, or -errno; ret_text ends with NUL.
ssize_t proc_read(pid_t pid, const char *name, char *ret_text, size_t size);
ssize_t proc_link(pid_t pid, const char *name, char *ret_text, size_t size);
