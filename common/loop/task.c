// SPDX-License-Identifier: Apache-2.0
// Stacks are mapped with a guard page below and kept for reuse. AddressSanitizer is told of each change of stack.
#include "common/loop/task.h"

#include "common/base/alloc.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__)
#define TASK_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TASK_ASAN 1
#endif
#endif
#ifdef TASK_ASAN
#include <sanitizer/common_interface_defs.h>
#endif

#define GUARD_SIZE 4096u
#define STACK_SIZE (256u * 1024u)
#define SPARE_MAX  64

struct task {
	ucontext_t context;
	ucontext_t *back;   // whoever resumed it
	struct task *outer; // the task that ran then, if any
	struct task *next_spare;
	unsigned char *stack; // lowest address, the guard page
	loop_fn fn;
	void *ctx;
	bool ended;
	const void *back_bottom; // the resumer's stack, for AddressSanitizer
	size_t back_size;
};

static __thread struct task *current;
static __thread struct task *spares;
static __thread int spare_count;

static struct task *task_take(void)
{
	if (spares) {
		struct task *task = spares;
		spares = task->next_spare;
		spare_count--;
		return task;
	}
	struct task *task = xcalloc(1, sizeof(*task));
	task->stack = mmap(NULL, GUARD_SIZE + STACK_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (task->stack == MAP_FAILED || mprotect(task->stack, GUARD_SIZE, PROT_NONE) != 0)
		abort();
	return task;
}

static void task_give(struct task *task)
{
	if (spare_count < SPARE_MAX) {
		task->next_spare = spares;
		spares = task;
		spare_count++;
		return;
	}
	(void)munmap(task->stack, GUARD_SIZE + STACK_SIZE);
	free(task);
}

static void entry(void)
{
	struct task *task = current;
#ifdef TASK_ASAN
	__sanitizer_finish_switch_fiber(NULL, &task->back_bottom, &task->back_size);
#endif
	task->fn(task->ctx);
	task->ended = true;
	current = task->outer;
#ifdef TASK_ASAN
	__sanitizer_start_switch_fiber(NULL, task->back_bottom, task->back_size);
#endif
	(void)setcontext(task->back);
	abort();
}

static void run(struct task *task)
{
	ucontext_t here;
	task->back = &here;
	task->outer = current;
	current = task;
#ifdef TASK_ASAN
	void *fake = NULL;
	__sanitizer_start_switch_fiber(&fake, task->stack + GUARD_SIZE, STACK_SIZE);
#endif
	(void)swapcontext(&here, &task->context);
#ifdef TASK_ASAN
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
#endif
	if (task->ended)
		task_give(task);
}

// Apart from its caller: the compiler takes getcontext for a function that may return twice.
__attribute__((noinline)) static void prepare(struct task *task)
{
	(void)getcontext(&task->context);
	task->context.uc_stack.ss_sp = task->stack + GUARD_SIZE;
	task->context.uc_stack.ss_size = STACK_SIZE;
	task->context.uc_link = NULL;
	makecontext(&task->context, entry, 0);
}

void task_spawn(struct loop *loop, loop_fn fn, void *ctx)
{
	(void)loop;
	struct task *task = task_take();
	task->fn = fn;
	task->ctx = ctx;
	task->ended = false;
	prepare(task);
	run(task);
}

struct task *task_current(void)
{
	return current;
}

void task_suspend(void)
{
	struct task *task = current;
	assert(task);
	current = task->outer;
#ifdef TASK_ASAN
	void *fake = NULL;
	__sanitizer_start_switch_fiber(&fake, task->back_bottom, task->back_size);
#endif
	(void)swapcontext(&task->context, task->back);
#ifdef TASK_ASAN
	__sanitizer_finish_switch_fiber(fake, &task->back_bottom, &task->back_size);
#endif
}

void task_resume(struct task *task)
{
	assert(task && task != current && !task->ended);
	run(task);
}

static void resume(void *ctx)
{
	task_resume(ctx);
}

void task_sleep(struct loop *loop, uint64_t ms)
{
	struct loop_timer *timer = loop_timer_new(loop, resume, current);
	loop_timer_start(timer, ms, 0);
	task_suspend();
	loop_timer_free(timer);
}

struct offloaded {
	struct task *task;
	loop_fn work;
	void *ctx;
};

static void offloaded_work(void *ctx)
{
	struct offloaded *offloaded = ctx;
	offloaded->work(offloaded->ctx);
}

static void offloaded_done(void *ctx)
{
	struct offloaded *offloaded = ctx;
	task_resume(offloaded->task);
}

void task_offload(struct loop *loop, loop_fn work, void *ctx)
{
	struct offloaded offloaded = {.task = current, .work = work, .ctx = ctx};
	loop_offload(loop, offloaded_work, offloaded_done, &offloaded);
	task_suspend();
}
