// SPDX-License-Identifier: Apache-2.0
// A ring that is too small loses records, never counts: delivered + lost = counted = made, and a loss is told in its place.
#include "tests/integration/capture/capture_case.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void many_calls(void *ctx)
{
	long n = *(const long *)ctx;
	for (long i = 0; i < n; i++)
		(void)syscall(SYS_getppid);
}

static void check_sum(struct source_scan *scan, const struct kept *kept, uint64_t made)
{
	uint64_t lost, calls = counted(scan, -1, NULL, &lost);
	ck_assert_uint_eq(calls, made);
	ck_assert_uint_eq(kept_calls(kept, -1) + lost, made);
	ck_assert_uint_eq(kept->lost, lost);
	ck_assert_uint_eq(source_missed_runs(scan), 0);
}

static void run_small_ring(bool latency)
{
	struct capture capture;
	struct kept kept = {0};
	long n = 50000;
	capture_open(&capture, 1); // the least that there is: 64 KiB
	struct child child = child_new(many_calls, &n);
	struct source_scan *scan = capture_tree(&capture, child.pid, latency, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	check_sum(scan, &kept, 50002);
	ck_assert_uint_gt(kept.lost, 45000);
	ck_assert_uint_gt(kept_calls(&kept, -1), 300);           // the ring was used before it was full
	ck_assert_ptr_nonnull(kept_type(&kept, RECORD_EXIT, 0)); // room is kept for it
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}

START_TEST(nothing_drained_is_counted_exactly)
{
	run_small_ring(false);
}
END_TEST

START_TEST(nothing_drained_is_counted_exactly_with_latency)
{
	run_small_ring(true);
}
END_TEST

START_TEST(two_tasks_overrun_small_rings)
{
	struct capture capture;
	struct kept kept = {0};
	struct child children[2];
	long n = 100000;
	char cgroup[256];
	capture_open(&capture, 1);
	cgroup_make(cgroup, sizeof(cgroup), NULL);
	for (int i = 0; i < 2; i++) {
		children[i] = child_new(many_calls, &n);
		cgroup_enter(cgroup, children[i].pid);
	}
	struct scope scope = {.kind = SCOPE_CGROUP, .pid = children[0].pid};
	struct source_plan plan = {.string_limit = 32};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	for (int i = 0; i < 2; i++)
		child_go(&children[i]);
	int left = 2;
	while (left > 0) {
		loop_run_once(capture.loop, 1); // drains while it overflows
		while (waitpid(-1, NULL, WNOHANG) > 0)
			left--;
	}
	source_stop_scan(scan);
	check_sum(scan, &kept, 200004);
	source_remove_scan(scan);
	kept_free(&kept);
	cgroup_remove(cgroup);
	capture_close(&capture);
}
END_TEST

// On one CPU: after a move to another one, whose ring has room, calls are recorded that are later than the loss began.
static void stay_on_this_cpu(void)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	(void)sched_setaffinity(0, sizeof(set), &set);
}

static void in_two_rounds(void *ctx)
{
	long n = 20000;
	stay_on_this_cpu();
	many_calls(&n);
	(void)kill(getpid(), SIGSTOP);
	(void)syscall(SYS_openat, AT_FDCWD, "/after", O_RDONLY);
	(void)ctx;
}

START_TEST(a_loss_is_told_before_what_followed_it)
{
	struct capture capture;
	struct kept kept = {0};
	int status;
	capture_open(&capture, 1);
	struct child child = child_new(in_two_rounds, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, false, &kept);
	child_go(&child);
	ck_assert_int_eq(waitpid(child.pid, &status, WUNTRACED), child.pid);
	ck_assert(WIFSTOPPED(status));
	source_drain(capture.source);
	ck_assert_uint_gt(kept.lost, 0);
	// The signal and the stop that it was still found room; the loss stands before them.
	ck_assert_ptr_null(kept.records[kept.n - 3]);
	ck_assert_int_eq(kept.records[kept.n - 2]->type, RECORD_SIGNAL);
	ck_assert_uint_eq(kept.records[kept.n - 1]->flags, RECORD_F_STOPPED);
	ck_assert_uint_ge(kept.losses[0].from_ts, kept.records[kept.n - 4]->ts);
	ck_assert_uint_le(kept.losses[0].to_ts, kept.records[kept.n - 2]->ts);
	(void)kill(child.pid, SIGCONT);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	const struct record *after = kept_call(&kept, SYS_openat, 0);
	assert_text(after, 1, "/after");
	ck_assert_uint_gt(after->ts, kept.losses[0].to_ts);
	uint64_t lost, calls = counted(scan, -1, NULL, &lost);
	ck_assert_uint_eq(kept_calls(&kept, -1) + kept.lost, calls);
	ck_assert_uint_eq(kept.lost, lost);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, nothing_drained_is_counted_exactly);
	tcase_add_test(tests, nothing_drained_is_counted_exactly_with_latency);
	tcase_add_test(tests, two_tasks_overrun_small_rings);
	tcase_add_test(tests, a_loss_is_told_before_what_followed_it);
}
