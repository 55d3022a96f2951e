// SPDX-License-Identifier: Apache-2.0
// The table of which scans a task belongs to, written by the programs and, for roots of trees, by us.
#pragma once

#include "bpf/shared.h"

#include <stdint.h>
#include <sys/types.h>

// Marks all threads of a process, also those that it makes meanwhile. The fork hook must be attached. How many were new, or -ENOENT when
// the process is gone.
int task_marks_set(struct task_marks *marks, uint32_t tids, pid_t pid, unsigned slot);
// Takes a scan's bit from every task.
void task_marks_clear(struct task_marks *marks, uint32_t tids, unsigned slot);
