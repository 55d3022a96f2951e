// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/sched.h>

START_TEST(wait_status_reads_as_its_macros)
{
	static const struct {
		int status;
		const char *text;
	} rows[] = {
	    {0x300, "[{WIFEXITED(s) && WEXITSTATUS(s) == 3}]"},
	    {9, "[{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}]"},
	    {0x8b, "[{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}]"},
	    {0x137f, "[{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}]"},
	    {0xffff, "[{WIFCONTINUED(s)}]"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct built built;
		char line[200];
		built_call(&built, "wait4", 77);
		built_args(&built, (uint64_t)-1, 0x1000, 1, 0, 0, 0);
		built_bytes(&built, 1, &rows[i].status, 4);
		(void)snprintf(line, sizeof(line), "wait4(-1, %s, WNOHANG, NULL) = 77", rows[i].text);
		built_reads(&built, line);
	}
}
END_TEST

START_TEST(a_wait_that_found_nobody_shows_the_address)
{
	struct built built;
	int status = 0;
	built_call(&built, "wait4", 0);
	built_args(&built, (uint64_t)-1, 0x1000, 1, 0, 0, 0);
	built_bytes(&built, 1, &status, 4);
	built_reads(&built, "wait4(-1, 0x1000, WNOHANG, NULL) = 0");
}
END_TEST

#if defined(__x86_64__)
START_TEST(clone_names_its_arguments)
{
	struct built built;
	built_call(&built, "clone", 77);
	built_args(&built, CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | 17, 0, 0, 0x7f10, 0, 0);
	built_reads(
	    &built,
	    "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f10) = 77");
}
END_TEST
#endif

START_TEST(clone3_shows_what_its_flags_use)
{
	struct built built;
	struct clone_args args = {.flags = CLONE_VM | CLONE_SETTLS | CLONE_PARENT_SETTID,
				  .parent_tid = 0x7f20,
				  .stack = 0x7f00,
				  .stack_size = 0x100,
				  .tls = 0x7f30};
	built_call(&built, "clone3", 78);
	built_args(&built, 0x1000, sizeof(args), 0, 0, 0, 0);
	built_bytes(&built, 0, &args, sizeof(args));
	built_reads(
	    &built,
	    "clone3({flags=CLONE_VM|CLONE_SETTLS|CLONE_PARENT_SETTID, parent_tid=0x7f20, exit_signal=0, stack=0x7f00, "
	    "stack_size=0x100, tls=0x7f30} => {parent_tid=[78]}, 88) = 78");
}
END_TEST

START_TEST(limits_read_in_units_of_1024)
{
	struct built built;
	uint64_t limit[2] = {8192 * 1024, UINT64_MAX};
	built_call(&built, "prlimit64", 0);
	built_args(&built, 0, 3, 0, 0x1000, 0, 0);
	built_bytes(&built, 3, limit, sizeof(limit));
	built_reads(&built, "prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0");
}
END_TEST

START_TEST(capabilities_read_as_shifts)
{
	struct built built;
	uint32_t head[2] = {0x20080522, 0}, sets[6] = {1, 0, 0, 1u << (39 - 32), 0, 0};
	built_call(&built, "capset", 0);
	built_args(&built, 0x1000, 0x2000, 0, 0, 0, 0);
	built_bytes(&built, 0, head, sizeof(head));
	built_bytes(&built, 1, sets, sizeof(sets));
	built_reads(
	    &built,
	    "capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=1<<CAP_CHOWN|1<<CAP_BPF, permitted=0, "
	    "inheritable=0}) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, wait_status_reads_as_its_macros);
	tcase_add_test(tests, a_wait_that_found_nobody_shows_the_address);
#if defined(__x86_64__)
	tcase_add_test(tests, clone_names_its_arguments);
#endif
	tcase_add_test(tests, clone3_shows_what_its_flags_use);
	tcase_add_test(tests, limits_read_in_units_of_1024);
	tcase_add_test(tests, capabilities_read_as_shifts);
}
