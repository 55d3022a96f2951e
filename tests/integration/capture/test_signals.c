// SPDX-License-Identifier: Apache-2.0
// Every signal that a program is sent is told once, where strace tells it: behind the call that it came in.
#include "tests/integration/capture/capture_case.h"

#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct trial {
	struct capture capture;
	struct kept kept;
	struct child child;
	struct source_scan *scan;
	int status;
};

static void trial_start(struct trial *trial, void (*work)(void *), void *ctx, bool latency)
{
	memset(trial, 0, sizeof(*trial));
	capture_open(&trial->capture, 0);
	trial->child = child_new(work, ctx);
	trial->scan = capture_tree(&trial->capture, trial->child.pid, latency, &trial->kept);
	child_go(&trial->child);
}

static void trial_end(struct trial *trial)
{
	source_remove_scan(trial->scan);
	kept_free(&trial->kept);
	capture_close(&trial->capture);
}

static void trial_run(struct trial *trial, void (*work)(void *), void *ctx, bool latency)
{
	trial_start(trial, work, ctx, latency);
	trial->status = child_wait(&trial->child);
	source_stop_scan(trial->scan);
}

static size_t signals_told(const struct kept *kept)
{
	size_t n = 0;
	while (kept_type(kept, RECORD_SIGNAL, n))
		n++;
	return n;
}

static size_t place_of(const struct kept *kept, const struct record *record)
{
	size_t i = 0;
	while (i < kept->n && kept->records[i] != record)
		i++;
	ck_assert_uint_lt(i, kept->n);
	return i;
}

// The task's last record before this one.
static const struct record *before(const struct kept *kept, const struct record *record)
{
	for (size_t i = place_of(kept, record); i-- > 0;)
		if (kept->records[i]->tid == record->tid)
			return kept->records[i];
	return NULL;
}

static void end_by_term(void *ctx)
{
	(void)ctx;
	(void)signal(SIGTERM, SIG_DFL); // Check has a handler of its own
	(void)syscall(SYS_kill, getpid(), SIGTERM);
}

START_TEST(a_signal_that_ends_a_program_is_told_behind_its_call)
{
	struct trial trial;
	trial_run(&trial, end_by_term, NULL, _i);
	ck_assert(WIFSIGNALED(trial.status) && WTERMSIG(trial.status) == SIGTERM);
	ck_assert_uint_eq(signals_told(&trial.kept), 1);
	const struct record *told = kept_type(&trial.kept, RECORD_SIGNAL, 0);
	ck_assert_int_eq(told->nr, SIGTERM);
	ck_assert_uint_eq(told->flags, 0);
	ck_assert_int_eq((int)told->args[0], SI_USER);
	ck_assert_int_eq((int)told->args[2], trial.child.pid);
	ck_assert_int_eq(before(&trial.kept, told)->nr, SYS_kill);
	ck_assert_ptr_eq(before(&trial.kept, kept_type(&trial.kept, RECORD_EXIT, 0)), told);
	trial_end(&trial);
}
END_TEST

static void ignore_four(void *ctx)
{
	int ends[2];
	(void)ctx;
	(void)signal(SIGUSR1, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGWINCH, SIG_DFL);
	(void)syscall(SYS_kill, getpid(), SIGUSR1);
	(void)syscall(SYS_tgkill, getpid(), getpid(), SIGWINCH);
	if (pipe(ends) == 0 && close(ends[0]) == 0)
		(void)!write(ends[1], "", 1);
	(void)syscall(SYS_rt_sigqueueinfo, getpid(), SIGURG,
		      &(siginfo_t){.si_code = SI_QUEUE, .si_value.sival_int = 4711});
}

START_TEST(ignored_signals_are_told_once)
{
	static const int numbers[] = {SIGUSR1, SIGWINCH, SIGPIPE, SIGURG};
	static const int calls[] = {SYS_kill, SYS_tgkill, SYS_write, SYS_rt_sigqueueinfo};
	static const int codes[] = {SI_USER, SI_TKILL, SI_USER, SI_QUEUE};
	struct trial trial;
	trial_run(&trial, ignore_four, NULL, _i);
	ck_assert_int_eq(trial.status, 0);
	ck_assert_uint_eq(signals_told(&trial.kept), 4);
	for (size_t i = 0; i < 4; i++) {
		const struct record *told = kept_type(&trial.kept, RECORD_SIGNAL, i);
		ck_assert_int_eq(told->nr, numbers[i]);
		ck_assert_int_eq((int)told->args[0], codes[i]);
		ck_assert_int_eq(before(&trial.kept, told)->nr, calls[i]);
		if (codes[i] != SI_QUEUE)
			ck_assert_int_eq((int)told->args[2], trial.child.pid);
		else
			ck_assert_int_eq((int)told->args[4], 4711);
	}
	trial_end(&trial);
}
END_TEST

static void have_children(void *ctx)
{
	(void)ctx;
	(void)signal(SIGCHLD, SIG_DFL);
	for (int i = 0; i < 20; i++) {
		pid_t pid = (pid_t)syscall(SYS_fork);
		if (pid == 0)
			syscall(SYS_exit_group, i);
		(void)syscall(SYS_wait4, pid, NULL, 0, NULL);
	}
}

START_TEST(a_childs_end_is_told_behind_the_wait)
{
	struct trial trial;
	trial_run(&trial, have_children, NULL, _i);
	ck_assert_int_eq(trial.status, 0);
	ck_assert_uint_eq(signals_told(&trial.kept), 20);
	for (int i = 0; i < 20; i++) {
		const struct record *told = kept_type(&trial.kept, RECORD_SIGNAL, (size_t)i);
		const struct record *wait = kept_call(&trial.kept, SYS_wait4, (size_t)i);
		ck_assert_int_eq(told->nr, SIGCHLD);
		ck_assert_int_eq((int)told->tid, trial.child.pid);
		ck_assert_int_eq((int)told->args[0], CLD_EXITED);
		ck_assert_int_eq((int)told->args[2], (int)wait->ret);
		ck_assert_int_eq((int)told->args[4], i);
		// The child may have been quicker than the call; it is never told later than behind it.
		ck_assert(before(&trial.kept, told) == wait || before(&trial.kept, wait) == told);
	}
	trial_end(&trial);
}
END_TEST

static void stop_and_go_on(void *ctx)
{
	(void)ctx;
	(void)syscall(SYS_kill, getpid(), SIGSTOP);
	(void)syscall(SYS_getppid);
}

START_TEST(a_stop_is_told_and_that_it_goes_on)
{
	struct trial trial;
	trial_start(&trial, stop_and_go_on, NULL, true);
	for (int i = 0; i < 5000 && !kept_type(&trial.kept, RECORD_SIGNAL, 1); i++)
		loop_run_once(trial.capture.loop, 1);
	(void)kill(trial.child.pid, SIGCONT);
	ck_assert_int_eq(child_wait(&trial.child), 0);
	source_stop_scan(trial.scan);
	ck_assert_uint_eq(signals_told(&trial.kept), 3);
	const struct record *sent = kept_type(&trial.kept, RECORD_SIGNAL, 0);
	const struct record *stopped = kept_type(&trial.kept, RECORD_SIGNAL, 1);
	const struct record *goes_on = kept_type(&trial.kept, RECORD_SIGNAL, 2);
	ck_assert_int_eq(sent->nr, SIGSTOP);
	ck_assert_uint_eq(sent->flags, 0);
	ck_assert_int_eq(before(&trial.kept, sent)->nr, SYS_kill);
	ck_assert_int_eq(stopped->nr, SIGSTOP);
	ck_assert_uint_eq(stopped->flags, RECORD_F_STOPPED);
	ck_assert_ptr_eq(before(&trial.kept, stopped), sent);
	ck_assert_int_eq(goes_on->nr, SIGCONT);
	ck_assert_ptr_eq(before(&trial.kept, goes_on), stopped);
	ck_assert_ptr_eq(before(&trial.kept, kept_call(&trial.kept, SYS_getppid, 0)), goes_on);
	trial_end(&trial);
}
END_TEST

// A timer's interrupt is likely to find this task's CPU in a program of ours.
static void call_until_alarm(void *ctx)
{
	struct itimerval soon = {.it_value.tv_usec = 3000};
	(void)ctx;
	(void)signal(SIGALRM, SIG_DFL);
	(void)setitimer(ITIMER_REAL, &soon, NULL);
	for (;;)
		(void)syscall(SYS_getppid);
}

START_TEST(a_timer_that_ends_a_busy_program_is_told)
{
	struct trial trial;
	trial_run(&trial, call_until_alarm, NULL, true);
	ck_assert(WIFSIGNALED(trial.status) && WTERMSIG(trial.status) == SIGALRM);
	ck_assert_uint_eq(signals_told(&trial.kept), 1);
	const struct record *told = kept_type(&trial.kept, RECORD_SIGNAL, 0);
	ck_assert_int_eq(told->nr, SIGALRM);
	ck_assert_int_eq((int)told->args[0], SI_KERNEL);
	ck_assert_ptr_eq(before(&trial.kept, kept_type(&trial.kept, RECORD_EXIT, 0)), told);
	trial_end(&trial);
}
END_TEST

static void wait_long(void *ctx)
{
	(void)ctx;
	(void)signal(SIGWINCH, SIG_DFL);
	(void)syscall(SYS_nanosleep, &(struct timespec){.tv_sec = 5}, NULL);
}

START_TEST(a_signal_does_not_wait_for_a_long_call)
{
	struct trial trial;
	trial_start(&trial, wait_long, NULL, true);
	(void)kill(trial.child.pid, SIGWINCH);
	for (int i = 0; i < 3000 && !kept_type(&trial.kept, RECORD_SIGNAL, 0); i++)
		loop_run_once(trial.capture.loop, 1);
	ck_assert_ptr_nonnull(kept_type(&trial.kept, RECORD_SIGNAL, 0));
	ck_assert_ptr_null(kept_call(&trial.kept, SYS_nanosleep, 0));
	(void)kill(trial.child.pid, SIGKILL);
	(void)child_wait(&trial.child);
	source_stop_scan(trial.scan);
	ck_assert_uint_eq(signals_told(&trial.kept), 1); // SIGKILL is the end's
	trial_end(&trial);
}
END_TEST

static void be_ended_twice(void *ctx)
{
	sigset_t all;
	(void)ctx;
	(void)signal(SIGTERM, SIG_DFL);
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	(void)syscall(SYS_kill, getpid(), SIGTERM);
	(void)syscall(SYS_kill, getpid(), SIGTERM);
	(void)sigemptyset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
}

START_TEST(a_blocked_signal_is_told_when_it_comes_through)
{
	struct trial trial;
	trial_run(&trial, be_ended_twice, NULL, true);
	ck_assert(WIFSIGNALED(trial.status) && WTERMSIG(trial.status) == SIGTERM);
	ck_assert_uint_eq(signals_told(&trial.kept), 1);
	ck_assert_int_eq(before(&trial.kept, kept_type(&trial.kept, RECORD_SIGNAL, 0))->nr, SYS_rt_sigprocmask);
	trial_end(&trial);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_signal_that_ends_a_program_is_told_behind_its_call, 0, 2);
	tcase_add_loop_test(tests, ignored_signals_are_told_once, 0, 2);
	tcase_add_loop_test(tests, a_childs_end_is_told_behind_the_wait, 0, 2);
	tcase_add_test(tests, a_stop_is_told_and_that_it_goes_on);
	tcase_add_loop_test(tests, a_timer_that_ends_a_busy_program_is_told, 0, 10);
	tcase_add_test(tests, a_signal_does_not_wait_for_a_long_call);
	tcase_add_test(tests, a_blocked_signal_is_told_when_it_comes_through);
}
