// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/signal_order.h"

#include <signal.h>

#include "tests/unit/support/check_main.h"

static struct record record_of(uint8_t type, uint32_t tid, int nr, uint64_t ts)
{
	return (struct record){.size = sizeof(struct record),
			       .type = type,
			       .tid = tid,
			       .nr = nr,
			       .ts = ts,
			       .duration = RECORD_NO_DURATION};
}

static void send(struct signal_order *order, uint32_t tid, int nr, uint64_t ts, uint16_t flags)
{
	struct record record = record_of(RECORD_SENT, tid, nr, ts);
	record.flags = flags;
	signal_order_sent(order, &record);
}

START_TEST(stands_behind_the_call_that_it_came_in)
{
	struct signal_order *order = signal_order_new();
	struct record call = record_of(RECORD_SYSCALL, 7, 61, 500);
	call.duration = 200;
	send(order, 7, SIGCHLD, 400, 0);
	ck_assert_ptr_null(signal_order_before(order, &call));
	const struct record *given = signal_order_behind(order, &call);
	ck_assert_int_eq(given->nr, SIGCHLD);
	ck_assert_int_eq(given->type, RECORD_SIGNAL);
	ck_assert_uint_eq(given->ts, 500);
	ck_assert_ptr_null(signal_order_behind(order, &call));
	ck_assert(signal_order_is_empty(order));
	signal_order_free(order);
}
END_TEST

START_TEST(stands_before_a_call_that_began_later)
{
	struct signal_order *order = signal_order_new();
	struct record call = record_of(RECORD_SYSCALL, 7, 61, 500), other = record_of(RECORD_EXIT, 8, 0, 450);
	call.duration = 50;
	send(order, 7, SIGCHLD, 400, 0);
	send(order, 7, SIGWINCH, 410, 0);
	ck_assert_ptr_null(signal_order_before(order, &other));
	ck_assert_int_eq(signal_order_before(order, &call)->nr, SIGCHLD);
	ck_assert_int_eq(signal_order_before(order, &call)->nr, SIGWINCH);
	ck_assert_ptr_null(signal_order_before(order, &call));
	ck_assert_ptr_null(signal_order_behind(order, &call));
	signal_order_free(order);
}
END_TEST

START_TEST(without_durations_it_came_in_the_call)
{
	struct signal_order *order = signal_order_new();
	struct record call = record_of(RECORD_SYSCALL, 7, 61, 500), leave = call;
	leave.flags = RECORD_F_NO_RETURN;
	send(order, 7, SIGCHLD, 400, 0);
	ck_assert_ptr_null(signal_order_before(order, &call));
	ck_assert_ptr_nonnull(signal_order_behind(order, &call));
	send(order, 7, SIGCHLD, 400, 0);
	ck_assert_ptr_nonnull(signal_order_before(order, &leave)); // nothing comes behind exit_group
	signal_order_free(order);
}
END_TEST

START_TEST(only_one_signal_ends_a_task)
{
	struct signal_order *order = signal_order_new();
	struct record end = record_of(RECORD_EXIT, 7, 0, 900);
	send(order, 7, SIGTERM, 400, RECORD_F_FATAL);
	send(order, 7, SIGTERM, 410, RECORD_F_FATAL);
	const struct record *given = signal_order_late(order, 1000);
	ck_assert_uint_eq(given->ts, 400);
	ck_assert_uint_eq(given->flags, 0);
	ck_assert_ptr_null(signal_order_late(order, 1000));
	send(order, 7, SIGTERM, 420, RECORD_F_FATAL);
	ck_assert_ptr_null(signal_order_before(order, &end));
	ck_assert(signal_order_is_empty(order));
	signal_order_free(order);
}
END_TEST

START_TEST(waits_through_an_execve_by_a_thread_and_no_longer_than_asked)
{
	struct signal_order *order = signal_order_new();
	struct record exec = record_of(RECORD_EXEC, 7, 0, 450), fork = record_of(RECORD_FORK, 9, 0, 440);
	send(order, 9, SIGUSR1, 400, 0);
	ck_assert_ptr_null(signal_order_before(order, &fork));
	ck_assert_ptr_null(signal_order_behind(order, &fork));
	signal_order_rename(order, 9, 7);
	ck_assert_ptr_null(signal_order_before(order, &exec));
	ck_assert_ptr_null(signal_order_late(order, 400));
	const struct record *given = signal_order_late(order, 401);
	ck_assert_uint_eq(given->tid, 7);
	signal_order_free(order);
}
END_TEST

START_TEST(keeps_a_bounded_number)
{
	struct signal_order *order = signal_order_new();
	unsigned given = 0;
	for (uint32_t i = 0; i < 5000; i++)
		send(order, i + 1, SIGTERM, 1000 + i, RECORD_F_FATAL);
	while (signal_order_late(order, 0))
		given++;
	ck_assert_uint_ge(given, 5000 - 4096);
	while (signal_order_late(order, UINT64_MAX))
		given++;
	ck_assert_uint_eq(given, 5000);
	signal_order_free(order);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, stands_behind_the_call_that_it_came_in);
	tcase_add_test(tests, stands_before_a_call_that_began_later);
	tcase_add_test(tests, without_durations_it_came_in_the_call);
	tcase_add_test(tests, only_one_signal_ends_a_task);
	tcase_add_test(tests, waits_through_an_execve_by_a_thread_and_no_longer_than_asked);
	tcase_add_test(tests, keeps_a_bounded_number);
}
