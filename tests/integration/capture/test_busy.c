// SPDX-License-Identifier: Apache-2.0
// More tasks than processors, with timers that take the processors away from them: a kernel that preempts our programs skips them for
// the other tasks meanwhile, unless they are on hooks where it cannot. Calls, forks, programs, ends and signals must all be seen.
#include "tests/integration/capture/capture_case.h"

#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define TASKS      8
#define CALLS      8000
#define FORKS      24
#define EXEC_EVERY 6
#define RING       (4ull << 20) // the largest that 6.1 has

static volatile sig_atomic_t alarms;

static void on_alarm(int number)
{
	(void)number;
	alarms++;
}

static void be_interrupted(void)
{
	struct itimerval often = {.it_interval.tv_usec = 2000, .it_value.tv_usec = 2000};
	struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
	(void)sigaction(SIGALRM, &action, NULL);
	(void)setitimer(ITIMER_REAL, &often, NULL);
}

static void calls(void)
{
	be_interrupted();
	for (int i = 0; i < CALLS; i++)
		(void)syscall(SYS_getppid);
}

static void fork_and_exec(int i)
{
	const char *const arguments[] = {"/bin/true", NULL};
	pid_t pid = (pid_t)syscall(SYS_fork);
	if (pid == 0) {
		if (i % EXEC_EVERY == 0)
			(void)syscall(SYS_execve, arguments[0], arguments, NULL);
		syscall(SYS_exit_group, 0);
	}
	while (syscall(SYS_wait4, pid, NULL, 0, NULL) != pid)
		;
}

static void forks(void)
{
	(void)signal(SIGCHLD, SIG_DFL);
	be_interrupted();
	for (int i = 0; i < FORKS; i++)
		fork_and_exec(i);
}

static void in_tasks(void *ctx)
{
	void (*work)(void) = *(void (**)(void))ctx;
	for (int i = 0; i < TASKS; i++) {
		if (fork() == 0) {
			work();
			syscall(SYS_exit_group, 0);
		}
	}
	while (wait(NULL) > 0)
		;
}

static void run(struct capture *capture, struct kept *kept, void (*work)(void), struct source_scan **ret_scan)
{
	char cgroup[256];
	int status = -1;
	capture_open(capture, RING);
	struct child child = child_new(in_tasks, &work);
	cgroup_make(cgroup, sizeof(cgroup), NULL);
	cgroup_enter(cgroup, child.pid);
	struct scope scope = {.kind = SCOPE_CGROUP, .pid = child.pid};
	struct source_plan plan = {.latency = true};
	*ret_scan = capture_scan(capture, &scope, &plan, kept);
	child_go(&child);
	while (waitpid(child.pid, &status, WNOHANG) == 0)
		loop_run_once(capture->loop, 1);
	ck_assert_int_eq(status, 0);
	source_stop_scan(*ret_scan);
	cgroup_remove(cgroup);
}

static size_t kept_of(const struct kept *kept, int type, int nr)
{
	size_t n = 0;
	for (size_t i = 0; i < kept->n; i++)
		n += kept->records[i] && kept->records[i]->type == type && (nr < 0 || kept->records[i]->nr == nr);
	return n;
}

static void done(struct capture *capture, struct kept *kept, struct source_scan *scan)
{
	source_remove_scan(scan);
	kept_free(kept);
	capture_close(capture);
}

START_TEST(no_call_of_a_busy_processor_is_missed)
{
	struct capture capture;
	struct kept kept = {0};
	struct source_scan *scan;
	uint64_t lost, all;
	run(&capture, &kept, calls, &scan);
	all = counted(scan, -1, NULL, &lost);
	ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), TASKS * CALLS);
	ck_assert_uint_eq(counted(scan, SYS_exit_group, NULL, NULL), TASKS + 1);
	ck_assert_uint_eq(kept_calls(&kept, -1) + lost, all);
	done(&capture, &kept, scan);
}
END_TEST

START_TEST(no_fork_program_end_or_signal_of_a_busy_processor_is_missed)
{
	struct capture capture;
	struct kept kept = {0};
	struct source_scan *scan;
	run(&capture, &kept, forks, &scan);
	ck_assert_uint_eq(kept.lost, 0);
	ck_assert_uint_eq(kept_of(&kept, RECORD_FORK, -1), TASKS + TASKS * FORKS);
	ck_assert_uint_eq(kept_of(&kept, RECORD_EXEC, -1), TASKS * FORKS / EXEC_EVERY);
	ck_assert_uint_eq(kept_of(&kept, RECORD_EXIT, -1), 1 + TASKS + TASKS * FORKS);
	ck_assert_uint_eq(kept_of(&kept, RECORD_SIGNAL, SIGCHLD), TASKS + TASKS * FORKS);
	ck_assert_uint_eq(counted(scan, SYS_execve, NULL, NULL), TASKS * FORKS / EXEC_EVERY);
	done(&capture, &kept, scan);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, no_call_of_a_busy_processor_is_missed);
	tcase_add_test(tests, no_fork_program_end_or_signal_of_a_busy_processor_is_missed);
}
