// SPDX-License-Identifier: Apache-2.0
// A task is a function with a stack of its own that may wait for the loop: what would be a chain of callbacks reads from
// top to bottom. Tasks run on the loop's thread only, one at a time, and change over only where they wait.
#pragma once

#include "common/loop/loop.h"

struct task;

// Starts fn now; returns when fn ends or waits for the first time.
void task_spawn(struct loop *loop, loop_fn fn, void *ctx);
// The running task, NULL outside of one.
struct task *task_current(void);
// Waits until somebody calls task_resume for this task. Only inside a task.
void task_suspend(void);
// Lets a suspended task go on, inside this call. Never from the task itself; exactly once for each task_suspend.
void task_resume(struct task *task);
// Waits for a time / for work done on a thread of the pool. Only inside a task.
void task_sleep(struct loop *loop, uint64_t ms);
void task_offload(struct loop *loop, loop_fn work, void *ctx);
