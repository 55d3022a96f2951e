// SPDX-License-Identifier: Apache-2.0
// Calls that a seccomp filter answers never run: their end is seen without a beginning.
#include "tests/integration/capture/capture_case.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER(nr, what) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1), BPF_STMT(BPF_RET | BPF_K, what)

static void on_sys(int number)
{
	(void)number;
}

static void filter_calls(void)
{
	static struct sock_filter rows[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	    ANSWER(SYS_getpgrp, SECCOMP_RET_ERRNO | 1),
	    ANSWER(SYS_getsid, SECCOMP_RET_ERRNO | 13),
	    ANSWER(SYS_getppid, SECCOMP_RET_ERRNO | 0), // it looks as if it had gone well
	    ANSWER(SYS_sched_yield, SECCOMP_RET_TRAP),
	    ANSWER(SYS_sync, SECCOMP_RET_KILL_PROCESS),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = sizeof(rows) / sizeof(rows[0]), .filter = rows};
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static void be_denied(void *ctx)
{
	(void)ctx;
	(void)signal(SIGSYS, on_sys);
	(void)syscall(SYS_getppid);
	filter_calls();
	(void)syscall(SYS_getpgrp);
	(void)syscall(SYS_getsid, 0);
	(void)syscall(SYS_getppid);
	(void)syscall(SYS_sched_yield);
	(void)syscall(SYS_getuid);
	pid_t pid = (pid_t)syscall(SYS_fork);
	if (pid == 0) {
		(void)syscall(SYS_getpgrp); // a new task's first call
		(void)syscall(SYS_sync);
	}
	(void)syscall(SYS_wait4, pid, NULL, 0, NULL);
}

START_TEST(denied_calls_are_marked_and_counted)
{
	static const int calls[] = {SYS_getpgrp, SYS_getsid, SYS_getppid, SYS_sched_yield, SYS_getpgrp, SYS_sync};
	struct capture capture;
	struct kept kept = {0};
	size_t n = 0;
	capture_open(&capture, 0);
	struct child child = child_new(be_denied, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	for (size_t i = 0; i < kept.n; i++) {
		if (kept.records[i]->type != RECORD_SYSCALL || !(kept.records[i]->flags & RECORD_F_DENIED))
			continue;
		ck_assert_uint_lt(n, sizeof(calls) / sizeof(calls[0]));
		ck_assert_int_eq(kept.records[i]->nr, calls[n++]);
		ck_assert_uint_eq(kept.records[i]->duration, RECORD_NO_DURATION);
	}
	ck_assert_uint_eq(n, sizeof(calls) / sizeof(calls[0]));
	ck_assert_int_eq(kept_call(&kept, SYS_getsid, 0)->ret, -13);
	ck_assert_uint_eq(kept_call(&kept, SYS_getppid, 0)->flags, 0);
	ck_assert_uint_eq(counter_for(scan, SYS_getppid).calls, 2);
	ck_assert_uint_eq(counter_for(scan, SYS_getppid).denied, 1);
	ck_assert_uint_eq(counter_for(scan, SYS_getpgrp).denied, 2);
	ck_assert_uint_eq(counter_for(scan, SYS_sync).denied, 1);
	ck_assert_uint_eq(counter_for(scan, SYS_getuid).denied, 0);
	// The one that a handler answers is told; the one that ends the process is not, as no debugger is told.
	const struct record *trap = kept_type(&kept, RECORD_SIGNAL, 0);
	ck_assert_int_eq(trap->nr, SIGSYS);
	ck_assert_int_eq((int)trap->args[0], 1 /* SYS_SECCOMP */);
	ck_assert_int_eq((int)trap->args[4], SYS_sched_yield);
	ck_assert_int_eq(kept_type(&kept, RECORD_SIGNAL, 1)->nr, SIGCHLD);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void wait_and_call(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < 100; i++)
		(void)syscall(SYS_getppid);
}

// What a task was in when the scan began has no beginning either, though an older scan left a trace of the task.
START_TEST(a_call_under_way_at_the_beginning_is_not_denied)
{
	struct capture capture;
	struct kept older = {0}, newer = {0};
	capture_open(&capture, 0);
	struct child child = child_new(wait_and_call, NULL);
	struct source_scan *first = capture_tree(&capture, child.pid, true, &older);
	struct source_scan *second = capture_tree(&capture, child.pid, true, &newer);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(first);
	source_stop_scan(second);
	ck_assert_uint_eq(kept_calls(&newer, SYS_getppid), 100);
	for (size_t i = 0; i < newer.n; i++)
		ck_assert_uint_eq(newer.records[i]->flags & RECORD_F_DENIED, 0);
	ck_assert_uint_ne(kept_call(&newer, SYS_read, 0)->flags & RECORD_F_NO_ENTER, 0);
	source_remove_scan(first);
	source_remove_scan(second);
	kept_free(&older);
	kept_free(&newer);
	capture_close(&capture);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, denied_calls_are_marked_and_counted);
	tcase_add_test(tests, a_call_under_way_at_the_beginning_is_not_denied);
}
