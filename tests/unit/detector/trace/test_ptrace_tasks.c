// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/ptrace_tasks.h"

#include <stdlib.h>

#include "tests/unit/support/check_main.h"

START_TEST(finds_tasks_by_tid_however_many)
{
	struct ptrace_tasks tasks;
	ptrace_tasks_init(&tasks);
	for (pid_t tid = 1; tid <= 5000; tid++)
		ck_assert_int_eq(ptrace_tasks_add(&tasks, tid, tid)->process->pid, tid);
	ck_assert_uint_eq(tasks.n, 5000);
	for (pid_t tid = 1; tid <= 5000; tid++)
		ck_assert_int_eq(ptrace_tasks_find(&tasks, tid)->tid, tid);
	ck_assert_ptr_null(ptrace_tasks_find(&tasks, 5001));
	for (pid_t tid = 1; tid <= 5000; tid += 2)
		ptrace_tasks_remove(&tasks, ptrace_tasks_find(&tasks, tid));
	ck_assert_ptr_null(ptrace_tasks_find(&tasks, 1));
	ck_assert_uint_eq(tasks.n, 2500);
	ptrace_tasks_done(&tasks);
}
END_TEST

START_TEST(threads_share_their_process)
{
	struct ptrace_tasks tasks;
	ptrace_tasks_init(&tasks);
	struct ptrace_task *leader = ptrace_tasks_add(&tasks, 10, 10);
	struct ptrace_task *thread = ptrace_tasks_add(&tasks, 11, 10);
	ck_assert_ptr_eq(leader->process, thread->process);
	ck_assert_uint_eq(leader->process->threads, 2);
	ptrace_tasks_remove(&tasks, leader);
	ck_assert_uint_eq(thread->process->threads, 1);
	ck_assert_ptr_eq(ptrace_tasks_of_process(&tasks, 10), thread);
	ptrace_tasks_remove(&tasks, thread);
	ck_assert_ptr_null(ptrace_tasks_of_process(&tasks, 10));
	ptrace_tasks_done(&tasks);
}
END_TEST

START_TEST(a_task_of_unknown_process_joins_it_later)
{
	struct ptrace_tasks tasks;
	ptrace_tasks_init(&tasks);
	struct ptrace_task *early = ptrace_tasks_add(&tasks, 12, 12);
	struct ptrace_task *leader = ptrace_tasks_add(&tasks, 10, 10);
	ptrace_tasks_join(&tasks, early, 10);
	ck_assert_ptr_eq(early->process, leader->process);
	ptrace_tasks_join(&tasks, early, 10);
	ck_assert_uint_eq(leader->process->threads, 2);
	ptrace_tasks_done(&tasks);
}
END_TEST

START_TEST(an_exec_of_a_thread_takes_over_the_leaders_tid)
{
	struct ptrace_tasks tasks;
	ptrace_tasks_init(&tasks);
	(void)ptrace_tasks_add(&tasks, 10, 10);
	struct ptrace_task *thread = ptrace_tasks_add(&tasks, 11, 10);
	ptrace_tasks_rename(&tasks, thread, 10);
	ck_assert_ptr_eq(ptrace_tasks_find(&tasks, 10), thread);
	ck_assert_ptr_null(ptrace_tasks_find(&tasks, 11));
	ck_assert_uint_eq(tasks.n, 1);
	ck_assert_uint_eq(thread->process->threads, 1);
	ptrace_tasks_rename(&tasks, thread, 10);
	ck_assert_uint_eq(tasks.n, 1);
	ptrace_tasks_done(&tasks);
}
END_TEST

START_TEST(lists_all)
{
	struct ptrace_tasks tasks;
	ptrace_tasks_init(&tasks);
	for (pid_t tid = 1; tid <= 300; tid++)
		(void)ptrace_tasks_add(&tasks, tid, tid);
	struct ptrace_task **all = ptrace_tasks_all(&tasks);
	pid_t sum = 0;
	for (size_t i = 0; i < tasks.n; i++)
		sum += all[i]->tid;
	ck_assert_int_eq(sum, 300 * 301 / 2);
	free(all);
	ptrace_tasks_done(&tasks);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, finds_tasks_by_tid_however_many);
	tcase_add_test(tests, threads_share_their_process);
	tcase_add_test(tests, a_task_of_unknown_process_joins_it_later);
	tcase_add_test(tests, an_exec_of_a_thread_takes_over_the_leaders_tid);
	tcase_add_test(tests, lists_all);
}
