// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/sched.h>

START_TEST(clone3_shows_what_the_kernel_answered)
{
	struct built built;
	struct clone_args args = {
	    .flags = CLONE_PIDFD | CLONE_PARENT_SETTID, .pidfd = 0x1000, .parent_tid = 0x2000, .exit_signal = 17};
	int fd = 5;
	built_call(&built, "clone3", 77);
	built_args(&built, 0x3000, sizeof(args), 0, 0, 0, 0);
	built_bytes(&built, 0, &args, sizeof(args));
	built_piece(&built, 0, RECORD_DATA_NESTED, 0, 0, &fd, sizeof(fd));
	built_reads(&built, "clone3({flags=CLONE_PIDFD|CLONE_PARENT_SETTID, pidfd=0x1000, parent_tid=0x2000, "
			    "exit_signal=SIGCHLD, stack=NULL, "
			    "stack_size=0} => {pidfd=[5], parent_tid=[77]}, 88) = 77");
}
END_TEST

START_TEST(clone3_shows_the_pids_that_it_asks_for)
{
	struct built built;
	struct clone_args args = {.exit_signal = 0x1122334455ull, .set_tid = 0x1000, .set_tid_size = 2, .cgroup = 3};
	int tids[] = {7, 8};
	built_call(&built, "clone3", -EINVAL);
	built_args(&built, 0x3000, sizeof(args), 0, 0, 0, 0);
	built_bytes(&built, 0, &args, sizeof(args));
	built_piece(&built, 0, RECORD_DATA_NESTED, 0, 1, tids, sizeof(tids));
	built_reads(&built, "clone3({flags=0, exit_signal=73588229205, stack=NULL, stack_size=0, set_tid=[7, 8], "
			    "set_tid_size=2, cgroup=3}, 88) "
			    "= -1 EINVAL (Invalid argument)");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, clone3_shows_what_the_kernel_answered);
	tcase_add_test(tests, clone3_shows_the_pids_that_it_asks_for);
}
