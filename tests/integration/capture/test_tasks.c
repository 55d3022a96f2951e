// SPDX-License-Identifier: Apache-2.0
// Counted is what was made, whatever the number of tasks, the size of the rings and the kind of scope. Only a test that knows how many
// calls were made can tell: a kernel that skips our programs leaves "captured + lost = counted" as it is.
#include "tests/integration/capture/capture_case.h"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALLS     10000
#define TASKS_MAX 8

static void calls(void)
{
	for (int i = 0; i < CALLS; i++)
		(void)syscall(SYS_getppid);
}

static void calls_in_tasks(void *ctx)
{
	int tasks = *(const int *)ctx;
	for (int i = 0; i < tasks; i++) {
		if (fork() == 0) {
			calls();
			syscall(SYS_exit_group, 0);
		}
	}
	while (wait(NULL) > 0)
		;
}

struct tasks_case {
	int tasks;
	uint64_t ring_bytes;
	bool cgroup, latency;
};

static const struct tasks_case cases[] = {
    {1, 0, false, false}, {2, 0, false, true}, {8, 0, false, false}, {8, 1, false, false}, {8, 1, false, true},
    {1, 1, true, true},   {2, 1, true, false}, {8, 0, true, true},   {8, 1, true, false},
};

static void end_child(struct capture *capture, struct child *child)
{
	int status = -1;
	if (capture_by_ptrace())
		status = child_wait(child);
	else
		while (waitpid(child->pid, &status, WNOHANG) == 0)
			loop_run_once(capture->loop, 1);
	ck_assert_int_eq(status, 0);
}

START_TEST(counted_is_what_was_made)
{
	const struct tasks_case *one = &cases[_i];
	struct capture capture;
	struct kept kept = {0};
	char cgroup[256] = "";
	int tasks = one->tasks;
	capture_open(&capture, one->ring_bytes);
	struct child child = child_new(calls_in_tasks, &tasks);
	if (one->cgroup) {
		cgroup_make(cgroup, sizeof(cgroup), NULL);
		cgroup_enter(cgroup, child.pid);
	}
	struct scope scope = {.kind = one->cgroup ? SCOPE_CGROUP : SCOPE_TREE, .pid = child.pid};
	struct source_plan plan = {.latency = one->latency, .string_limit = 32};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	child_go(&child);
	end_child(&capture, &child);
	source_stop_scan(scan);
	uint64_t lost, all = counted(scan, -1, NULL, &lost);
	// Where the kernel skipped our programs, the scan must say so; in a cgroup no call may be missing even then.
	bool skipped = source_missed_runs(scan) > 0;
	if (one->cgroup || !skipped) {
		ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), (uint64_t)tasks * CALLS);
		ck_assert_uint_eq(counted(scan, SYS_exit_group, NULL, NULL), (uint64_t)tasks + 1);
	}
	ck_assert_uint_eq(kept_calls(&kept, -1) + lost, all);
	ck_assert_uint_eq(kept.lost, lost);
	source_remove_scan(scan);
	kept_free(&kept);
	if (one->cgroup)
		cgroup_remove(cgroup);
	capture_close(&capture);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, counted_is_what_was_made, 0, (int)(sizeof(cases) / sizeof(cases[0])));
}
