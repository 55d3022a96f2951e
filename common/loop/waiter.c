// SPDX-License-Identifier: Apache-2.0
#include "common/loop/waiter.h"

#include <assert.h>
#include <stddef.h>

static void go_on(void *ctx)
{
	task_resume(ctx);
}

void waiter_wait(struct waiter *waiter)
{
	if (!waiter->woken) {
		assert(!waiter->task);
		waiter->task = task_current();
		task_suspend();
	}
	waiter->woken = false;
}

void waiter_wake(struct waiter *waiter)
{
	waiter->woken = true;
	if (waiter->task)
		loop_defer(waiter->loop, go_on, waiter->task);
	waiter->task = NULL;
}

struct alarm {
	struct waiter *waiter;
	bool rang;
};

static void ring(void *ctx)
{
	struct alarm *alarm = ctx;
	alarm->rang = true;
	waiter_wake(alarm->waiter);
}

bool waiter_wait_for(struct waiter *waiter, uint64_t ms)
{
	if (waiter->woken) {
		waiter->woken = false;
		return true;
	}
	struct alarm alarm = {.waiter = waiter};
	struct loop_timer *timer = loop_timer_new(waiter->loop, ring, &alarm);
	loop_timer_start(timer, ms, 0);
	waiter_wait(waiter);
	loop_timer_free(timer);
	return !alarm.rang;
}
