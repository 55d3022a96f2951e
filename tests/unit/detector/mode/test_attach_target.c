// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/attach_target.h"

#include "common/base/alloc.h"
#include "tests/unit/support/check_main.h"

#include <stdlib.h>
#include <unistd.h>

#define ID "1f00000000000000000000000000000000000000000000000000000000000abc"

START_TEST(a_container_is_its_own_cgroup_whatever_lies_below)
{
	static const char *const rows[][2] = {
	    {"/sys/fs/cgroup/libpod_parent/libpod-" ID, "/sys/fs/cgroup/libpod_parent/libpod-" ID},
	    {"/sys/fs/cgroup/machine.slice/libpod-" ID ".scope/container/init.scope",
	     "/sys/fs/cgroup/machine.slice/libpod-" ID ".scope"},
	    {"/sys/fs/cgroup/a/libpod-" ID "/b/docker-" ID "/c", "/sys/fs/cgroup/a/libpod-" ID "/b/docker-" ID},
	    {"/sys/fs/cgroup/user.slice/session-1.scope", NULL},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		AUTO_FREE char *found = attach_container_cgroup(rows[i][0], ID);
		if (rows[i][1])
			ck_assert_str_eq(found, rows[i][1]);
		else
			ck_assert_ptr_null(found);
	}
}
END_TEST

START_TEST(processes_are_read_as_strace_reads_them)
{
	struct attach_target target = {0};
	struct error err;
	ck_assert_int_eq(attach_target_add_pids(&target, "12,13 14", &err), 0);
	ck_assert_int_eq(attach_target_add_pids(&target, "15", &err), 0);
	ck_assert_uint_eq(target.n_pids, 4);
	ck_assert_int_eq(target.pids[3], 15);
	struct scope scope = attach_target_scope(&target);
	ck_assert_int_eq(scope.kind, SCOPE_TREE);
	ck_assert_int_eq(scope.pid, 12);
	ck_assert_uint_eq(scope.n_more, 3);
	ck_assert(!scope.after_exec);
	attach_target_done(&target);
}
END_TEST

START_TEST(what_is_no_process_is_named)
{
	static const char *const words[] = {"", ",", "x", "-1", "0", "12x", "99999999999"};
	struct error err;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct attach_target target = {0};
		ck_assert_int_eq(attach_target_add_pids(&target, words[i], &err), -EINVAL);
	}
	struct attach_target target = {0};
	AUTO_FREE char *own = xasprintf("%d", (int)getpid());
	ck_assert_int_eq(attach_target_add_pids(&target, own, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "this detector itself"));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_container_is_its_own_cgroup_whatever_lies_below);
	tcase_add_test(tests, processes_are_read_as_strace_reads_them);
	tcase_add_test(tests, what_is_no_process_is_named);
}
