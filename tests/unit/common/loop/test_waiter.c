// SPDX-License-Identifier: Apache-2.0
#include "common/loop/waiter.h"

#include "tests/unit/support/check_main.h"

struct pair {
	struct loop *loop;
	struct waiter waiter;
	int passed;
};

static void waits_twice(void *ctx)
{
	struct pair *pair = ctx;
	waiter_wait(&pair->waiter);
	pair->passed++;
	waiter_wait(&pair->waiter);
	pair->passed++;
	loop_stop(pair->loop);
}

static void wakes(void *ctx)
{
	struct pair *pair = ctx;
	waiter_wake(&pair->waiter);
}

START_TEST(an_early_or_double_wake_lets_one_wait_pass)
{
	struct pair pair = {.loop = loop_new()};
	waiter_init(&pair.waiter, pair.loop);
	waiter_wake(&pair.waiter);
	waiter_wake(&pair.waiter);
	task_spawn(pair.loop, waits_twice, &pair);
	ck_assert_int_eq(pair.passed, 1);
	waiter_wake(&pair.waiter);
	ck_assert_int_eq(pair.passed, 1); // never inside the waker
	waiter_wake(&pair.waiter);
	loop_run(pair.loop);
	ck_assert_int_eq(pair.passed, 2);
	loop_free(pair.loop);
}
END_TEST

static void waits_for_a_time(void *ctx)
{
	struct pair *pair = ctx;
	ck_assert(!waiter_wait_for(&pair->waiter, 5));
	pair->passed++;
	loop_defer(pair->loop, wakes, pair);
	ck_assert(waiter_wait_for(&pair->waiter, 60000));
	pair->passed++;
	loop_stop(pair->loop);
}

START_TEST(a_wait_ends_with_its_time_or_the_wake_whatever_is_first)
{
	struct pair pair = {.loop = loop_new()};
	waiter_init(&pair.waiter, pair.loop);
	task_spawn(pair.loop, waits_for_a_time, &pair);
	loop_run(pair.loop);
	ck_assert_int_eq(pair.passed, 2);
	loop_free(pair.loop);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, an_early_or_double_wake_lets_one_wait_pass);
	tcase_add_test(tests, a_wait_ends_with_its_time_or_the_wake_whatever_is_first);
}
