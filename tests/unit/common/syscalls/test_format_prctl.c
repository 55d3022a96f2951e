// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/prctl.h>

START_TEST(prctl_shows_as_many_arguments_as_the_operation_has)
{
	struct built built;
	built_call(&built, "prctl", 0);
	built_args(&built, PR_SET_NAME, 0x1000, 1, 2, 3, 0);
	built_bytes(&built, 1, "worker\0........", 16);
	built_reads(&built, "prctl(PR_SET_NAME, \"worker\") = 0");
	built_call(&built, "prctl", 1);
	built_args(&built, PR_GET_DUMPABLE, 9, 9, 9, 9, 0);
	built_reads(&built, "prctl(PR_GET_DUMPABLE) = 1 (SUID_DUMP_USER)");
	built_call(&built, "prctl", 0);
	built_args(&built, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0);
	built_reads(&built, "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0");
	built_args(&built, PR_CAPBSET_READ, 21, 0, 0, 0, 0);
	built_reads(&built, "prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN) = 0");
}
END_TEST

START_TEST(seccomp_shows_the_filter_by_length)
{
	struct built built;
	uint64_t program[2] = {5, 0x7f10};
	built_call(&built, "seccomp", 0);
	built_args(&built, 1, 1, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, program, sizeof(program));
	built_reads(&built, "seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, {len=5, filter=0x7f10}) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, prctl_shows_as_many_arguments_as_the_operation_has);
	tcase_add_test(tests, seccomp_shows_the_filter_by_length);
}
