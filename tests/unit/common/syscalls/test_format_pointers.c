// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

START_TEST(numbers_behind_pointers_stand_in_brackets)
{
	struct built built;
	int fds[2] = {3, 4};
	built_call(&built, "pipe2", 0);
	built_args(&built, 0x1000, 02000000, 0, 0, 0, 0);
	built_bytes(&built, 0, fds, sizeof(fds));
	built_reads(&built, "pipe2([3, 4], O_CLOEXEC) = 0");
	uint32_t ids[3] = {0, 4294967295u, 7};
	built_call(&built, "setgroups", 0);
	built_args(&built, 3, 0x1000, 0, 0, 0, 0);
	built_bytes(&built, 1, ids, sizeof(ids));
	built_reads(&built, "setgroups(3, [0, -1, 7]) = 0");
	uint64_t cpus = 5;
	built_call(&built, "sched_getaffinity", 8);
	built_args(&built, 0, 128, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, &cpus, sizeof(cpus));
	built_reads(&built, "sched_getaffinity(0, 128, [0 2]) = 8");
}
END_TEST

START_TEST(offsets_show_where_they_were_and_where_they_went)
{
	struct built built;
	int64_t before = 1, after = 4;
	built_call(&built, "sendfile", 3);
	built_args(&built, 4, 3, 0x1000, 3, 0, 0);
	built_piece(&built, 2, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, &before, 8);
	built_bytes(&built, 2, &after, 8);
	built_reads(&built, "sendfile(4, 3, [1] => [4], 3) = 3");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, numbers_behind_pointers_stand_in_brackets);
	tcase_add_test(tests, offsets_show_where_they_were_and_where_they_went);
}
