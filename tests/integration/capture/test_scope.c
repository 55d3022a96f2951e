// SPDX-License-Identifier: Apache-2.0
// Who is traced and who is not: cgroups with what lies below them, trees, the host, several scans at once.
#include "tests/integration/capture/capture_case.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void hundred_calls(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < 100; i++)
		(void)syscall(SYS_getppid);
}

static void with_children(void *ctx)
{
	for (int i = 0; i < 3; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			hundred_calls(ctx);
			_exit(0);
		}
		(void)waitpid(pid, NULL, 0);
	}
}

static const struct source_plan plain = {.string_limit = 32};

START_TEST(a_cgroup_and_all_below_it)
{
	struct capture capture;
	struct kept kept = {0};
	char cgroup[256], below[300];
	capture_open(&capture, 0);
	cgroup_make(cgroup, sizeof(cgroup), NULL);
	cgroup_make(below, sizeof(below), cgroup);
	struct child inside = child_new(hundred_calls, NULL), deeper = child_new(with_children, NULL);
	struct child outside = child_new(hundred_calls, NULL);
	cgroup_enter(cgroup, inside.pid);
	cgroup_enter(below, deeper.pid);
	struct scope scope = {.kind = SCOPE_CGROUP, .pid = inside.pid};
	struct source_scan *scan = capture_scan(&capture, &scope, &plain, &kept);
	child_go(&outside);
	child_go(&inside);
	child_go(&deeper);
	ck_assert_int_eq(child_wait(&inside), 0);
	ck_assert_int_eq(child_wait(&deeper), 0);
	ck_assert_int_eq(child_wait(&outside), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), 400);
	ck_assert_uint_eq(kept_calls(&kept, SYS_getppid), 400);
	for (size_t i = 0; i < kept.n; i++)
		ck_assert_int_ne((int)kept.records[i]->pid, outside.pid);
	source_remove_scan(scan);
	kept_free(&kept);
	cgroup_remove(below);
	cgroup_remove(cgroup);
	capture_close(&capture);
}
END_TEST

// Where a container has no v2 cgroup: what this host looks like when the v2 one is the root.
START_TEST(a_v1_cgroup_when_there_is_no_v2_one)
{
	struct capture capture;
	struct kept kept = {0};
	char cgroup[256], below[300];
	if (access("/sys/fs/cgroup/pids/cgroup.procs", W_OK) != 0)
		return; // no v1 here
	capture_open(&capture, 0);
	cgroup_make(cgroup, sizeof(cgroup), "/sys/fs/cgroup/pids");
	cgroup_make(below, sizeof(below), cgroup);
	struct child inside = child_new(hundred_calls, NULL), deeper = child_new(with_children, NULL);
	struct child outside = child_new(hundred_calls, NULL);
	cgroup_enter(v2_root(), inside.pid);
	cgroup_enter(cgroup, inside.pid);
	cgroup_enter(below, deeper.pid);
	struct scope scope = {.kind = SCOPE_CGROUP, .pid = inside.pid};
	struct source_scan *scan = capture_scan(&capture, &scope, &plain, &kept);
	child_go(&outside);
	child_go(&inside);
	child_go(&deeper);
	ck_assert_int_eq(child_wait(&inside), 0);
	ck_assert_int_eq(child_wait(&deeper), 0);
	ck_assert_int_eq(child_wait(&outside), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), 400);
	ck_assert_uint_eq(kept_calls(&kept, SYS_getppid), 400);
	source_remove_scan(scan);
	kept_free(&kept);
	cgroup_remove(below);
	cgroup_remove(cgroup);
	capture_close(&capture);
}
END_TEST

START_TEST(a_process_in_the_root_cgroup_is_refused)
{
	struct capture capture;
	struct scope scope = {.kind = SCOPE_CGROUP, .pid = 2}; // kthreadd is in no cgroup but the root
	struct source_sink sink = {0};
	struct source_scan *scan = NULL;
	struct error err = {0};
	capture_open(&capture, 0);
	ck_assert_int_eq(source_add_scan(capture.source, &scope, &plain, &sink, &scan, &err), -ENOENT);
	scope.pid = 99999999;
	ck_assert_int_eq(source_add_scan(capture.source, &scope, &plain, &sink, &scan, &err), -ESRCH);
	scope.kind = SCOPE_TREE;
	ck_assert_int_eq(source_add_scan(capture.source, &scope, &plain, &sink, &scan, &err), -ESRCH);
	capture_close(&capture);
}
END_TEST

START_TEST(a_tree_with_its_forks)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(with_children, NULL), other = child_new(hundred_calls, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, false, &kept);
	child_go(&child);
	child_go(&other);
	ck_assert_int_eq(child_wait(&child), 0);
	ck_assert_int_eq(child_wait(&other), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(kept_calls(&kept, SYS_getppid), 300);
	// A fork is one call: the child's own return from it is none.
	ck_assert_uint_eq(kept_calls(&kept, SYS_clone) + kept_calls(&kept, SYS_fork), 3);
	ck_assert_uint_eq(counted(scan, SYS_clone, NULL, NULL) + counted(scan, SYS_fork, NULL, NULL), 3);
	const struct record *fork_record = kept_type(&kept, RECORD_FORK, 2);
	ck_assert_ptr_nonnull(fork_record);
	ck_assert_int_eq((int)fork_record->pid, child.pid);
	ck_assert_ptr_nonnull(kept_type(&kept, RECORD_EXIT, 3));
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void assert_host_is_refused(struct capture *capture, const struct scope *scope)
{
	struct source_sink sink = {0};
	struct source_scan *scan = NULL;
	struct error err = {0};
	ck_assert_int_eq(source_add_scan(capture->source, scope, &plain, &sink, &scan, &err), -EOPNOTSUPP);
	ck_assert_ptr_nonnull(strstr(err.text, "whole host"));
}

START_TEST(the_whole_host_but_not_the_detector)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(hundred_calls, NULL);
	struct scope scope = {.kind = SCOPE_HOST};
	if (capture_by_ptrace()) {
		assert_host_is_refused(&capture, &scope);
		child_go(&child);
		ck_assert_int_eq(child_wait(&child), 0);
		capture_close(&capture);
		return;
	}
	struct source_scan *scan = capture_scan(&capture, &scope, &plain, &kept);
	child_go(&child);
	hundred_calls(NULL);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	size_t mine = 0, childs = 0;
	for (size_t i = 0; i < kept.n; i++) {
		mine += (int)kept.records[i]->pid == getpid();
		childs += (int)kept.records[i]->pid == child.pid && kept.records[i]->nr == SYS_getppid;
	}
	ck_assert_uint_eq(mine, 0);
	ck_assert_uint_eq(childs, 100);
	uint64_t lost, calls = counted(scan, -1, NULL, &lost);
	ck_assert_uint_eq(kept_calls(&kept, -1) + lost, calls); // stopping is exact also while others go on
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

START_TEST(scans_that_overlap_each_get_their_own)
{
	struct capture capture;
	struct kept tree_kept = {0}, group_kept = {0};
	char cgroup[256];
	capture_open(&capture, 0);
	cgroup_make(cgroup, sizeof(cgroup), NULL);
	struct child both = child_new(hundred_calls, NULL), one = child_new(hundred_calls, NULL);
	cgroup_enter(cgroup, both.pid);
	cgroup_enter(cgroup, one.pid);
	struct scope group = {.kind = SCOPE_CGROUP, .pid = both.pid};
	struct source_scan *tree_scan = capture_tree(&capture, both.pid, false, &tree_kept);
	struct source_scan *group_scan = capture_scan(&capture, &group, &plain, &group_kept);
	child_go(&both);
	ck_assert_int_eq(child_wait(&both), 0);
	source_remove_scan(tree_scan);
	ck_assert_uint_eq(kept_calls(&tree_kept, SYS_getppid), 100);
	child_go(&one);
	ck_assert_int_eq(child_wait(&one), 0);
	source_stop_scan(group_scan);
	ck_assert_uint_eq(kept_calls(&tree_kept, SYS_getppid), 100);
	ck_assert_uint_eq(kept_calls(&group_kept, SYS_getppid), 200);
	ck_assert_uint_eq(counted(group_scan, SYS_getppid, NULL, NULL), 200);
	source_remove_scan(group_scan);
	kept_free(&tree_kept);
	kept_free(&group_kept);
	cgroup_remove(cgroup);
	capture_close(&capture);
}
END_TEST

START_TEST(a_slot_used_again_starts_anew)
{
	struct capture capture;
	capture_open(&capture, 0);
	for (int round = 0; round < 3; round++) {
		struct kept kept = {0};
		struct child child = child_new(hundred_calls, NULL), left_behind = child_new(hundred_calls, NULL);
		struct source_scan *old = capture_tree(&capture, left_behind.pid, round == 1, &kept);
		source_remove_scan(old);
		ck_assert_uint_eq(kept.n, 0);
		struct source_scan *scan = capture_tree(&capture, child.pid, false, &kept);
		child_go(&left_behind); // marked by the scan that had this slot before
		child_go(&child);
		ck_assert_int_eq(child_wait(&child), 0);
		ck_assert_int_eq(child_wait(&left_behind), 0);
		source_stop_scan(scan);
		ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), 100);
		ck_assert_uint_eq(kept_calls(&kept, SYS_getppid), 100);
		source_remove_scan(scan);
		kept_free(&kept);
	}
	capture_close(&capture);
}
END_TEST

START_TEST(more_scans_than_bits_are_refused)
{
	struct capture capture;
	struct source_scan *scans[RECORD_SCANS], *one_more = NULL;
	struct kept kept = {0};
	struct error err = {0};
	struct source_sink sink = {0};
	capture_open(&capture, 1);
	struct child child = child_new(hundred_calls, NULL);
	for (int i = 0; i < RECORD_SCANS; i++)
		scans[i] = capture_tree(&capture, child.pid, false, &kept);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	ck_assert_int_eq(source_add_scan(capture.source, &scope, &plain, &sink, &one_more, &err), -EBUSY);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scans[0]);
	ck_assert_uint_eq(kept_calls(&kept, SYS_getppid), 100 * RECORD_SCANS);
	for (int i = 0; i < RECORD_SCANS; i++) {
		ck_assert_uint_eq(counted(scans[i], SYS_getppid, NULL, NULL), 100);
		source_remove_scan(scans[i]);
	}
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

// Programs that are attached, by the descriptors that hold them so.
static unsigned attached(void)
{
	char path[64], target[256];
	unsigned n = 0;
	DIR *dir = opendir("/proc/self/fd");
	ck_assert_ptr_nonnull(dir);
	for (struct dirent *entry; (entry = readdir(dir));) {
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%.20s", entry->d_name);
		ssize_t len = readlink(path, target, sizeof(target) - 1);
		target[len < 0 ? 0 : len] = 0;
		n += strstr(target, "bpf_link") || strstr(target, "bpf-raw-tracepoint");
	}
	(void)closedir(dir);
	return n;
}

static void no_work(void *ctx)
{
	(void)ctx;
}

START_TEST(nothing_is_attached_that_no_scan_needs)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 1);
	ck_assert_uint_eq(attached(), 0);
	struct child child = child_new(no_work, NULL);
	struct source_scan *counts = capture_tree(&capture, child.pid, false, &kept);
	unsigned base = attached();
	struct source_scan *times = capture_tree(&capture, child.pid, true, &kept);
	if (!capture_by_ptrace()) {
		ck_assert_uint_ge(base, 6);
		ck_assert_uint_eq(attached(), base + 1); // the enter hook
	}
	source_stop_scan(times);
	ck_assert_uint_eq(attached(), base);
	source_remove_scan(times);
	source_stop_scan(counts);
	ck_assert_uint_eq(attached(), 0);
	source_remove_scan(counts);
	child_go(&child);
	(void)child_wait(&child);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_cgroup_and_all_below_it);
	tcase_add_test(tests, a_v1_cgroup_when_there_is_no_v2_one);
	tcase_add_test(tests, a_process_in_the_root_cgroup_is_refused);
	tcase_add_test(tests, a_tree_with_its_forks);
	tcase_add_test(tests, the_whole_host_but_not_the_detector);
	tcase_add_test(tests, scans_that_overlap_each_get_their_own);
	tcase_add_test(tests, a_slot_used_again_starts_anew);
	tcase_add_test(tests, nothing_is_attached_that_no_scan_needs);
	tcase_add_test(tests, more_scans_than_bits_are_refused);
}
