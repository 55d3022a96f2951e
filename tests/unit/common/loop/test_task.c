// SPDX-License-Identifier: Apache-2.0
#include "common/loop/task.h"

#include "tests/unit/support/check_main.h"

#include <string.h>
#include <time.h>

static char order[16];

static void note(char c)
{
	size_t len = strlen(order);
	order[len] = c;
}

static struct task *waiting;

static void inner(void *ctx)
{
	(void)ctx;
	note('2');
	waiting = task_current();
	task_suspend();
	note('4');
}

static void outer(void *ctx)
{
	note('1');
	task_spawn(ctx, inner, NULL);
	note('3');
	task_resume(waiting);
	note('5');
	task_sleep(ctx, 1);
	note('6');
	loop_stop(ctx);
}

START_TEST(a_task_waits_and_goes_on_where_it_was)
{
	struct loop *loop = loop_new();
	task_spawn(loop, outer, loop);
	ck_assert_str_eq(order, "12345");
	loop_run(loop);
	ck_assert_str_eq(order, "123456");
	ck_assert_ptr_null(task_current());
	loop_free(loop);
}
END_TEST

static void square(void *ctx)
{
	int *value = ctx;
	*value *= *value;
}

static void offloads(void *ctx)
{
	struct loop *loop = ctx;
	int value = 7;
	task_offload(loop, square, &value);
	ck_assert_int_eq(value, 49);
	loop_stop(loop);
}

START_TEST(work_on_a_thread_is_done_when_the_task_goes_on)
{
	struct loop *loop = loop_new();
	task_spawn(loop, offloads, loop);
	loop_run(loop);
	loop_free(loop);
}
END_TEST

static void work_slowly(void *ctx)
{
	struct timespec wait = {.tv_nsec = 50000000};
	(void)nanosleep(&wait, NULL);
	*(int *)ctx += 1;
}

static void note_done(void *ctx)
{
	*(int *)ctx += 10;
}

START_TEST(freeing_the_loop_waits_for_work_on_a_thread)
{
	int value = 0;
	struct loop *loop = loop_new();
	loop_offload(loop, work_slowly, note_done, &value);
	loop_free(loop);
	ck_assert_int_eq(value, 11);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, freeing_the_loop_waits_for_work_on_a_thread);
	tcase_add_test(tests, a_task_waits_and_goes_on_where_it_was);
	tcase_add_test(tests, work_on_a_thread_is_done_when_the_task_goes_on);
}
