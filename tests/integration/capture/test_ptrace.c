// SPDX-License-Identifier: Apache-2.0
// What is hard about ptrace: tasks that vanish, stop, hide, come by the thousand, or shall go on as if nothing had been.
#include "tests/integration/capture/capture_case.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FORKS   5000
#define THREADS 200

static char state_of(pid_t pid)
{
	char path[64], text[512] = "";
	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	(void)close(fd);
	const char *end = strrchr(text, ')');
	return end ? end[2] : '?';
}

// Until it is in that state as /proc shows it; deliveries go on meanwhile.
static void wait_for_state(struct capture *capture, pid_t pid, const char *states)
{
	for (int i = 0; i < 5000 && !strchr(states, state_of(pid)); i++)
		loop_run_once(capture->loop, 1);
	ck_assert_msg(strchr(states, state_of(pid)), "state %c, not one of %s", state_of(pid), states);
}

// A child in whose process the source has no part: waitpid is safe once it is let go.
static int end_of(pid_t pid)
{
	int status = -1;
	ck_assert_int_eq(waitpid(pid, &status, __WNOTHREAD), pid);
	return status;
}

static void many_forks(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < FORKS; i++) {
		pid_t pid = fork();
		if (pid == 0)
			syscall(SYS_exit_group, 0);
		(void)waitpid(pid, NULL, 0);
	}
}

START_TEST(five_thousand_forks)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(many_forks, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(counted(scan, SYS_exit_group, NULL, NULL), FORKS + 1);
	ck_assert_uint_eq(counted(scan, SYS_clone, NULL, NULL), FORKS);
	ck_assert_uint_eq(kept_calls(&kept, SYS_exit_group), FORKS + 1);
	ck_assert_ptr_nonnull(kept_type(&kept, RECORD_FORK, FORKS - 1));
	ck_assert_ptr_null(kept_type(&kept, RECORD_FORK, FORKS));
	ck_assert_ptr_nonnull(kept_type(&kept, RECORD_EXIT, FORKS));
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void *hundred_calls(void *ctx)
{
	for (int i = 0; i < 100; i++)
		(void)syscall(SYS_getppid);
	return ctx;
}

static void many_threads(void *ctx)
{
	static pthread_t threads[THREADS];
	(void)ctx;
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, hundred_calls, NULL) != 0)
			_exit(9);
	for (int i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
}

START_TEST(two_hundred_threads)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(many_threads, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), THREADS * 100);
	ck_assert_uint_eq(kept_calls(&kept, SYS_getppid), THREADS * 100);
	ck_assert_ptr_nonnull(kept_type(&kept, RECORD_EXIT, THREADS));
	for (size_t i = 0; i < kept.n; i++)
		ck_assert_int_eq((int)kept.records[i]->pid, child.pid);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void many_vforks(void *ctx)
{
	const char *const argv[] = {"true", NULL};
	(void)ctx;
	for (int i = 0; i < 20; i++) {
		pid_t pid = vfork();
		if (pid == 0) {
			(void)syscall(SYS_execve, "/bin/true", argv, NULL);
			_exit(9);
		}
		(void)waitpid(pid, NULL, 0);
	}
}

START_TEST(vfork_and_execve)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(many_vforks, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(kept_calls(&kept, SYS_vfork), 20);
	ck_assert_uint_eq(kept_calls(&kept, SYS_execve), 20);
	ck_assert_int_eq((int)kept_type(&kept, RECORD_FORK, 0)->args[4], child.pid);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static int hidden_work(void *ctx)
{
	(void)hundred_calls(ctx);
	syscall(SYS_exit_group, 0);
	return 0;
}

static void hide(void *ctx)
{
	static char stack[65536] __attribute__((aligned(16)));
	struct clone_args how = {.flags = CLONE_UNTRACED, .exit_signal = SIGCHLD};
	(void)ctx;
	pid_t pid = clone(hidden_work, stack + sizeof(stack), CLONE_UNTRACED | SIGCHLD, NULL);
	(void)waitpid(pid, NULL, 0);
	pid = clone(hidden_work, stack + sizeof(stack), 0, NULL); // no signal at its end
	(void)waitpid(pid, NULL, __WALL);
	pid = (pid_t)syscall(SYS_clone3, &how, sizeof(how));
	if (pid == 0)
		(void)hidden_work(ctx);
	(void)waitpid(pid, NULL, 0);
	if (!(how.flags & CLONE_UNTRACED))
		_exit(9); // what was taken away must be there again
}

START_TEST(nobody_hides_and_odd_clones_are_followed)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(hide, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), 300);
	const struct record *call = kept_call(&kept, SYS_clone, 0);
	ck_assert_uint_ne(call->args[0] & CLONE_UNTRACED, 0); // as it was asked for
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static volatile sig_atomic_t continued;

static void on_continue(int signal_number)
{
	(void)signal_number;
	continued++;
}

static void stop_itself(void *ctx)
{
	(void)ctx;
	(void)signal(SIGCONT, on_continue);
	(void)syscall(SYS_kill, getpid(), SIGSTOP);
	(void)syscall(SYS_getppid);
	_exit(continued == 1 ? 0 : 9);
}

START_TEST(a_stopped_process_stays_stopped_until_sigcont)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(stop_itself, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	for (int i = 0; i < 2000 && !kept_call(&kept, SYS_kill, 0); i++)
		loop_run_once(capture.loop, 1);
	wait_for_state(&capture, child.pid, "Tt");
	for (int i = 0; i < 100; i++)
		loop_run_once(capture.loop, 1);
	ck_assert_ptr_null(kept_call(&kept, SYS_getppid, 0)); // it does not go on by itself
	(void)kill(child.pid, SIGCONT);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(kept_calls(&kept, SYS_getppid), 1);
	bool stop = false, cont = false;
	for (size_t i = 0; i < kept.n; i++) {
		stop |= kept.records[i]->type == RECORD_SIGNAL && kept.records[i]->nr == SIGSTOP;
		cont |= kept.records[i]->type == RECORD_SIGNAL && kept.records[i]->nr == SIGCONT;
	}
	ck_assert(stop && cont);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

START_TEST(a_stopped_process_is_let_go_stopped)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(stop_itself, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	for (int i = 0; i < 2000 && !kept_call(&kept, SYS_kill, 0); i++)
		loop_run_once(capture.loop, 1);
	wait_for_state(&capture, child.pid, "Tt");
	source_remove_scan(scan);
	wait_for_state(&capture, child.pid, "T");
	(void)kill(child.pid, SIGCONT);
	ck_assert_int_eq(end_of(child.pid), 0);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void own_traps(void *ctx)
{
	(void)ctx;
	(void)signal(SIGTRAP, on_continue);
	(void)syscall(SYS_kill, getpid(), SIGTRAP);
	__asm__ volatile("int3");
	_exit(continued == 2 ? 0 : 9);
}

START_TEST(the_programs_own_traps_reach_it)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(own_traps, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void calls_and_read(void *ctx)
{
	char byte;
	for (int i = 0; i < 100; i++)
		(void)syscall(SYS_getppid);
	if (syscall(SYS_read, ((int *)ctx)[0], &byte, 1) != 1)
		_exit(9);
}

static int tracer_of(pid_t pid)
{
	char path[64], line[128];
	int tracer = -1;
	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		(void)sscanf(line, "TracerPid: %d", &tracer);
	if (file)
		(void)fclose(file);
	return tracer;
}

START_TEST(attaching_and_letting_go_leaves_no_trace)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	int fds[2];
	ck_assert_int_eq(pipe(fds), 0);
	struct child busy = child_new(many_forks, NULL), reads = child_new(calls_and_read, fds);
	child_go(&busy);
	child_go(&reads);
	for (int round = 0; round < 30; round++) {
		struct source_scan *one = capture_tree(&capture, busy.pid, round % 2, &kept);
		struct source_scan *other = capture_tree(&capture, reads.pid, round % 2, &kept);
		loop_run_once(capture.loop, 1);
		source_remove_scan(one);
		source_remove_scan(other);
		ck_assert_int_eq(tracer_of(reads.pid), 0);
	}
	ck_assert_int_eq(write(fds[1], "x", 1), 1);
	ck_assert_int_eq(end_of(reads.pid), 0);
	ck_assert_int_eq(end_of(busy.pid), 0);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void block(void *ctx)
{
	char byte;
	(void)syscall(SYS_getppid);
	(void)syscall(SYS_read, ((int *)ctx)[0], &byte, 1);
}

START_TEST(a_call_that_is_killed_never_returns)
{
	struct capture capture;
	struct kept kept = {0};
	int fds[2];
	ck_assert_int_eq(pipe(fds), 0);
	capture_open(&capture, 0);
	struct child child = child_new(block, fds);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	for (int i = 0; i < 2000 && !kept_call(&kept, SYS_getppid, 0); i++)
		loop_run_once(capture.loop, 1);
	wait_for_state(&capture, child.pid, "S");
	(void)kill(child.pid, SIGKILL);
	int status = child_wait(&child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	source_stop_scan(scan);
	const struct record *call = kept_call(&kept, SYS_read, 1);
	ck_assert_ptr_nonnull(call);
	ck_assert_uint_ne(call->flags & RECORD_F_NO_RETURN, 0);
	ck_assert_int_eq((int)call->args[0], fds[0]);
	ck_assert_uint_eq(counted(scan, SYS_read, NULL, NULL), 2);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

START_TEST(who_is_traced_already_is_refused_by_name)
{
	struct capture capture;
	struct source_sink sink = {0};
	struct source_plan plan = {0};
	struct source_scan *scan = NULL;
	struct error err = {0};
	capture_open(&capture, 0);
	struct child child = child_new(block, NULL);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	ck_assert_int_eq(ptrace(PTRACE_SEIZE, child.pid, 0, 0), 0);
	ck_assert_int_eq(source_add_scan(capture.source, &scope, &plan, &sink, &scan, &err), -EPERM);
	ck_assert_msg(strstr(err.text, "traced already, by integration_cap"), "%s", err.text);
	(void)kill(child.pid, SIGKILL);
	ck_assert_int_eq(waitpid(child.pid, NULL, 0), child.pid);
	capture_close(&capture);
}
END_TEST

START_TEST(a_slow_reader_makes_the_program_wait_and_loses_nothing)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 1);
	struct child child = child_new(many_threads, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	(void)usleep(300000); // nobody reads
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	uint64_t lost;
	uint64_t all = counted(scan, -1, NULL, &lost);
	ck_assert_uint_eq(lost, 0);
	ck_assert_uint_eq(kept_calls(&kept, -1), all);
	ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), THREADS * 100);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, five_thousand_forks);
	tcase_add_test(tests, two_hundred_threads);
	tcase_add_test(tests, vfork_and_execve);
	tcase_add_test(tests, nobody_hides_and_odd_clones_are_followed);
	tcase_add_test(tests, a_stopped_process_stays_stopped_until_sigcont);
	tcase_add_test(tests, a_stopped_process_is_let_go_stopped);
	tcase_add_test(tests, the_programs_own_traps_reach_it);
	tcase_add_test(tests, attaching_and_letting_go_leaves_no_trace);
	tcase_add_test(tests, a_call_that_is_killed_never_returns);
	tcase_add_test(tests, who_is_traced_already_is_refused_by_name);
	tcase_add_test(tests, a_slow_reader_makes_the_program_wait_and_loses_nothing);
}
