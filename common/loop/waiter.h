// SPDX-License-Identifier: Apache-2.0
// One task waits, anything on the loop wakes it. Unlike bare task_suspend/task_resume, a wake that comes early or twice does no
// harm, and the task goes on from the loop, never inside the one who woke it. Embedded in its owner's struct.
#pragma once

#include "common/loop/task.h"

struct waiter {
	struct loop *loop;
	struct task *task; // waiting now
	bool woken;
};

static inline void waiter_init(struct waiter *waiter, struct loop *loop)
{
	*waiter = (struct waiter){.loop = loop};
}

// Returns once it was woken since the last wait: at once when that happened already. Inside a task.
void waiter_wait(struct waiter *waiter);
// The same, for at most `ms`. False when the time ran out.
bool waiter_wait_for(struct waiter *waiter, uint64_t ms);
void waiter_wake(struct waiter *waiter);
