// SPDX-License-Identifier: Apache-2.0
// execve, from its path to the rule that a scan begins with it; ends of tasks; signals.
#include "tests/integration/capture/capture_case.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const environment[] = {"A=1", "B=2", "C=3", NULL};

static void run_true(void *ctx)
{
	const char *argv[] = {"my-name", "first", "second one", NULL};
	(void)ctx;
	(void)syscall(SYS_getppid);
	(void)syscall(SYS_execve, "/no/such/program", argv, environment);
	(void)syscall(SYS_execve, "/bin/true", argv, environment);
}

static void assert_strings(const struct record *record, unsigned arg, const char *text, size_t len)
{
	const uint8_t *bytes = NULL;
	unsigned status = 0;
	ck_assert_int_eq(record_bytes(record, arg, RECORD_DATA_STRINGS, 0, &bytes, &status), (int)len);
	ck_assert_uint_eq(status, 0);
	ck_assert_mem_eq(bytes, text, len);
}

static void assert_env(const struct record *record, unsigned arg, uint64_t count, uint64_t pointer)
{
	const uint8_t *bytes = NULL;
	uint64_t values[2];
	ck_assert_int_eq(record_bytes(record, arg, RECORD_DATA_ENV, 0, &bytes, NULL), 16);
	memcpy(values, bytes, sizeof(values));
	ck_assert_uint_eq(values[0], count);
	ck_assert_uint_eq(values[1], pointer);
}

static const char argv_text[] = "my-name\0first\0second one";

static void run_exec(bool latency)
{
	struct capture capture;
	struct kept kept = {0};
	bool pointers = latency || capture_by_ptrace(); // it always sees the entry
	capture_open(&capture, 0);
	struct child child = child_new(run_true, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, latency, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	const struct record *failed = kept_call(&kept, SYS_execve, 0), *done = kept_call(&kept, SYS_execve, 1);
	ck_assert_int_eq(failed->ret, -ENOENT);
	assert_text(failed, 0, "/no/such/program");
	assert_strings(failed, 1, argv_text, sizeof(argv_text));
	assert_env(failed, 2, 3, (uintptr_t)environment);
	ck_assert_int_eq(done->ret, 0);
	assert_text(done, 0, "/bin/true");
	assert_strings(done, 1, argv_text, sizeof(argv_text));
	assert_env(done, 2, 3, pointers ? (uintptr_t)environment : 0);
	ck_assert_uint_eq(done->args[2], pointers ? (uintptr_t)environment : 0);
	ck_assert_uint_eq(latency, done->duration != RECORD_NO_DURATION);
	ck_assert_uint_eq(counted(scan, SYS_execve, NULL, NULL), 2);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}

START_TEST(execve_tells_path_arguments_and_environment)
{
	run_exec(false);
}
END_TEST

START_TEST(execve_with_latency_tells_the_pointers_too)
{
	run_exec(true);
}
END_TEST

static void run_script(void *ctx)
{
	// On the stack: a page that a fresh fork has not touched yet cannot be read at the call's entry.
	char name[] = "script-name", argument[] = "argument";
	const char *argv[] = {name, argument, NULL};
	(void)syscall(SYS_execve, ctx, argv, environment);
}

START_TEST(a_script_is_shown_as_it_was_called)
{
	struct capture capture;
	struct kept kept = {0};
	char path[64];
	(void)snprintf(path, sizeof(path), "/tmp/syscope-script-%d", (int)getpid());
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	ck_assert_int_gt(dprintf(fd, "#!/bin/sh -e\nexit 3\n"), 0);
	(void)close(fd);
	capture_open(&capture, 0);
	struct child child = child_new(run_script, path);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	ck_assert_int_eq(WEXITSTATUS(child_wait(&child)), 3);
	source_stop_scan(scan);
	const struct record *record = kept_call(&kept, SYS_execve, 0);
	assert_text(record, 0, path);
	assert_strings(record, 1, "script-name\0argument", sizeof("script-name\0argument"));
	source_remove_scan(scan);
	kept_free(&kept);
	(void)unlink(path);
	capture_close(&capture);
}
END_TEST

static void assert_begins_with_execve(const struct kept *kept, struct source_scan *scan)
{
	const struct record *first = kept_type(kept, RECORD_SYSCALL, 0);
	ck_assert_ptr_nonnull(first);
	ck_assert_int_eq(first->nr, SYS_execve);
	ck_assert_int_eq(first->ret, 0);
	assert_text(first, 0, "/bin/true");
	ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), 0);
	ck_assert_uint_eq(counted(scan, SYS_execve, NULL, NULL), 1);
	ck_assert_uint_eq(counted(scan, -1, NULL, NULL), kept_calls(kept, -1));
}

START_TEST(after_exec_begins_a_tree_with_its_execve)
{
	struct capture capture;
	struct kept kept = {0};
	struct source_plan plan = {.latency = true, .string_limit = 32};
	capture_open(&capture, 0);
	struct child child = child_new(run_true, NULL);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid, .after_exec = true};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	assert_begins_with_execve(&kept, scan);
	ck_assert_uint_eq(kept_call(&kept, SYS_execve, 0)->args[2], (uintptr_t)environment);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

START_TEST(after_exec_ignores_who_enters_a_cgroup_until_its_execve)
{
	struct capture capture;
	struct kept kept = {0};
	struct source_plan plan = {.string_limit = 32};
	char cgroup[256];
	capture_open(&capture, 0);
	cgroup_make(cgroup, sizeof(cgroup), NULL);
	struct child init = child_new(run_true, NULL), later = child_new(run_true, NULL);
	cgroup_enter(cgroup, init.pid);
	struct scope scope = {.kind = SCOPE_CGROUP, .pid = init.pid, .after_exec = true};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	child_go(&init);
	ck_assert_int_eq(child_wait(&init), 0);
	source_drain(capture.source);
	assert_begins_with_execve(&kept, scan);
	cgroup_enter(cgroup, later.pid); // as podman exec does
	child_wait_traced(&later);
	child_go(&later);
	ck_assert_int_eq(child_wait(&later), 0);
	source_stop_scan(scan);
	// ptrace cannot know how much of its life was before: who comes and is no container runtime counts at once.
	ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), capture_by_ptrace());
	ck_assert_uint_eq(counted(scan, SYS_execve, NULL, NULL), capture_by_ptrace() ? 3 : 2);
	source_remove_scan(scan);
	kept_free(&kept);
	cgroup_remove(cgroup);
	capture_close(&capture);
}
END_TEST

static void *exec_from_thread(void *ctx)
{
	run_true(ctx);
	return NULL;
}

static void run_thread(void *ctx)
{
	pthread_t thread;
	(void)pthread_create(&thread, NULL, exec_from_thread, ctx);
	(void)pthread_join(thread, NULL);
}

START_TEST(an_execve_by_a_thread_stays_in_scope_with_its_new_tid)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(run_thread, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	const struct record *failed = kept_call(&kept, SYS_execve, 0), *done = kept_call(&kept, SYS_execve, 1);
	ck_assert_int_ne((int)failed->tid, child.pid);
	ck_assert_int_eq((int)done->tid, child.pid);
	ck_assert_int_eq(done->ret, 0);
	ck_assert_uint_ne(done->duration, RECORD_NO_DURATION);
	assert_text(done, 0, "/bin/true");
	ck_assert_uint_eq(done->args[2], (uintptr_t)environment);
	ck_assert_ptr_nonnull(kept_call(&kept, SYS_exit_group, 0)); // the new program's end is seen
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void leave_with_7(void *ctx)
{
	(void)ctx;
	syscall(SYS_exit_group, 7);
}

START_TEST(exit_is_a_call_and_an_end)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(leave_with_7, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	ck_assert_int_eq(WEXITSTATUS(child_wait(&child)), 7);
	source_stop_scan(scan);
	const struct record *call = kept_call(&kept, SYS_exit_group, 0), *end = kept_type(&kept, RECORD_EXIT, 0);
	ck_assert_uint_ne(call->flags & RECORD_F_NO_RETURN, 0);
	ck_assert_uint_eq(call->args[0], 7);
	ck_assert_uint_eq(counted(scan, SYS_exit_group, NULL, NULL), 1);
	ck_assert_int_eq(WEXITSTATUS((int)end->ret), 7);
	ck_assert_uint_ne(end->flags & RECORD_F_LEADER, 0);
	ck_assert_ptr_eq(end, kept.records[kept.n - 1]);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void on_usr1(int number)
{
	(void)number;
}

static void catch_and_die(void *ctx)
{
	(void)ctx;
	(void)signal(SIGTERM, SIG_DFL); // Check has a handler of its own
	(void)signal(SIGUSR1, on_usr1);
	(void)syscall(SYS_kill, getpid(), SIGUSR1);
	(void)syscall(SYS_kill, getpid(), SIGTERM);
}

START_TEST(signals_and_what_they_end)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(catch_and_die, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, false, &kept);
	child_go(&child);
	int status = child_wait(&child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	source_stop_scan(scan);
	const struct record *caught = kept_type(&kept, RECORD_SIGNAL, 0);
	ck_assert_ptr_nonnull(caught);
	ck_assert_int_eq(caught->nr, SIGUSR1);
	ck_assert_int_eq((int)caught->args[0], SI_USER);
	ck_assert_int_eq((int)caught->args[2], child.pid);
	ck_assert_int_eq((int)caught->args[3], 0);
	const struct record *fatal = kept_type(&kept, RECORD_SIGNAL, 1);
	ck_assert_ptr_nonnull(fatal);
	ck_assert_int_eq(fatal->nr, SIGTERM);
	ck_assert_ptr_null(kept_type(&kept, RECORD_SIGNAL, 2));
	ck_assert_uint_eq(kept_calls(&kept, SYS_rt_sigreturn), 1); // the kernel calls it -1 when it ends
	ck_assert_uint_eq(counted(scan, SYS_rt_sigreturn, NULL, NULL), 1);
	const struct record *end = kept_type(&kept, RECORD_EXIT, 0);
	ck_assert(WIFSIGNALED((int)end->ret) && WTERMSIG((int)end->ret) == SIGTERM);
	ck_assert_ptr_null(kept_call(&kept, SYS_exit_group, 0));
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void fault(void *ctx)
{
	(void)signal(SIGSEGV, SIG_DFL); // sanitizers have a handler of their own
	*(volatile int *)ctx = 1;
}

START_TEST(a_fault_tells_its_address)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(fault, (void *)0x123450);
	struct source_scan *scan = capture_tree(&capture, child.pid, false, &kept);
	child_go(&child);
	ck_assert(WIFSIGNALED(child_wait(&child)));
	source_stop_scan(scan);
	const struct record *signal_record = kept_type(&kept, RECORD_SIGNAL, 0);
	ck_assert_int_eq(signal_record->nr, SIGSEGV);
	ck_assert_int_eq((int)signal_record->args[0], SEGV_MAPERR);
	ck_assert_uint_eq(signal_record->args[2], 0x123450);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

#if defined(__x86_64__)
static void call_as_32_bit(void *ctx)
{
	int result = 20; // getpid
	(void)ctx;
	(void)signal(SIGSEGV, SIG_DFL);
	__asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
}

START_TEST(calls_of_the_32_bit_abi_are_told_apart)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(call_as_32_bit, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	int status = child_wait(&child);
	if (WIFSIGNALED(status)) {
		(void)printf("calls_of_the_32_bit_abi_are_told_apart: skipped, this kernel takes no 32-bit calls\n");
		source_remove_scan(scan);
		kept_free(&kept);
		capture_close(&capture);
		return;
	}
	ck_assert_int_eq(status, 0);
	source_stop_scan(scan);
	const struct record *call = kept_call(&kept, 20, 0);
	ck_assert_ptr_nonnull(call);
	ck_assert_uint_eq(call->abi, RECORD_ABI_I386);
	ck_assert_int_eq(call->ret, child.pid);
	ck_assert_uint_eq(counted(scan, 20, NULL, NULL), 0); // not the native call 20, writev
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST
#endif

void register_tests(TCase *tests)
{
	tcase_add_test(tests, execve_tells_path_arguments_and_environment);
	tcase_add_test(tests, execve_with_latency_tells_the_pointers_too);
	tcase_add_test(tests, a_script_is_shown_as_it_was_called);
	tcase_add_test(tests, after_exec_begins_a_tree_with_its_execve);
	tcase_add_test(tests, after_exec_ignores_who_enters_a_cgroup_until_its_execve);
	tcase_add_test(tests, an_execve_by_a_thread_stays_in_scope_with_its_new_tid);
	tcase_add_test(tests, exit_is_a_call_and_an_end);
	tcase_add_test(tests, signals_and_what_they_end);
	tcase_add_test(tests, a_fault_tells_its_address);
#if defined(__x86_64__)
	tcase_add_test(tests, calls_of_the_32_bit_abi_are_told_apart);
#endif
}
