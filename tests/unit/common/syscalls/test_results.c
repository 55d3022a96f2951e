// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

START_TEST(results_read_as_the_call_means_them)
{
	struct built built;
	built_call(&built, "brk", 0x55000);
	built_reads(&built, "brk(NULL) = 0x55000");
	built_call(&built, "umask", 022);
	built_args(&built, 077, 0, 0, 0, 0, 0);
	built_reads(&built, "umask(077) = 022");
	built_call(&built, "getpid", 77);
	built_reads(&built, "getpid() = 77");
	built_call(&built, "sched_getscheduler", 0);
	built_reads(&built, "sched_getscheduler(0) = 0 (SCHED_OTHER)");
	built_call(&built, "personality", 0x40000);
	built_args(&built, 0xffffffff, 0, 0, 0, 0, 0);
	built_reads(&built, "personality(0xffffffff) = 0x40000 (PER_LINUX|ADDR_NO_RANDOMIZE)");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, results_read_as_the_call_means_them);
}
