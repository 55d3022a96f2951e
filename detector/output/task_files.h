// SPDX-License-Identifier: Apache-2.0
// -ff: the lines of each task in a file of its own, NAME.TID. A file is open while its task lives, as far as that many may be open.
#pragma once

#include "detector/output/line_writer.h"

#include <stdbool.h>
#include <stdint.h>

struct task_files;

struct task_files *task_files_new(const char *name, bool append);
void task_files_free(struct task_files *files); // writes what is left
// ctx is the task_files. Never NULL: after a failure the writer swallows the lines, and task_files_error tells why.
struct line_writer *task_files_writer(void *ctx, uint32_t tid);
void task_files_ended(void *ctx, uint32_t tid);
void task_files_flush(struct task_files *files);
int task_files_error(const struct task_files *files, struct error *err);
