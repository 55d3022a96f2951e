// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

static void reads(const char *name, int64_t ret, const uint64_t args[RECORD_ARGS], const char *expected)
{
	struct built built;
	built_call(&built, name, ret);
	built_args(&built, args[0], args[1], args[2], args[3], args[4], args[5]);
	built_reads(&built, expected);
}

START_TEST(mappings_tell_type_flags_and_size_of_pages)
{
	reads("mmap", -9, (uint64_t[]){0, 0, 0x100000001, 0x54040022, UINT64_MAX, 0},
	      "mmap(NULL, 0, PROT_READ|0x100000000, MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT, -1, 0) = "
	      "-1 "
	      "EBADF (Bad file descriptor)");
	reads("memfd_create", -14, (uint64_t[]){0x1000, 0x40000000, 0, 0, 0, 0},
	      "memfd_create(0x1000, 16<<MFD_HUGE_SHIFT) = -1 EFAULT (Bad address)");
	reads("swapon", -1, (uint64_t[]){0x1000, 0x18005, 0, 0, 0, 0},
	      "swapon(0x1000, SWAP_FLAG_PREFER|SWAP_FLAG_DISCARD|5) = -1 EPERM (Operation not permitted)");
}
END_TEST

START_TEST(a_policy_is_a_mode_and_flags)
{
	reads("set_mempolicy", 0, (uint64_t[]){0x8003, 0, 0, 0, 0, 0},
	      "set_mempolicy(MPOL_INTERLEAVE|MPOL_F_STATIC_NODES, NULL, 0) = 0");
	reads("set_mempolicy", 0, (uint64_t[]){0x4063, 0, 0, 0, 0, 0},
	      "set_mempolicy(MPOL_F_RELATIVE_NODES|0x63, NULL, 0) = 0");
	reads("mbind", 0, (uint64_t[]){4096, 1, 0x100000000, 0, 0, 0},
	      "mbind(0x1000, 1, 0x100000000 /* MPOL_??? */, NULL, 0, 0) = 0");
}
END_TEST

START_TEST(pages_and_their_nodes_are_arrays)
{
	struct built built;
	uint64_t pages[] = {0x1000, 0};
	int32_t status[] = {1, -2}, nodes[] = {0, 1};
	built_call(&built, "move_pages", 0);
	built_args(&built, 7, 2, 0x5000, 0x6000, 0x7000, 2);
	built_bytes(&built, 2, pages, sizeof(pages));
	built_bytes(&built, 3, nodes, sizeof(nodes));
	built_bytes(&built, 4, status, sizeof(status));
	built_reads(&built, "move_pages(7, 2, [0x1000, NULL], [0, 1], [1, -ENOENT], MPOL_MF_MOVE) = 0");
}
END_TEST

START_TEST(cached_pages_are_counted)
{
	struct built built;
	uint64_t range[] = {4096, 0}, state[] = {1, 2, 3, 4, 5};
	built_call(&built, "cachestat", 0);
	built_args(&built, 3, 0x5000, 0x6000, 0, 0, 0);
	built_bytes(&built, 1, range, sizeof(range));
	built_bytes(&built, 2, state, sizeof(state));
	built_reads(&built, "cachestat(3, {off=0x1000, len=0}, {nr_cache=1, nr_dirty=2, nr_writeback=3, nr_evicted=4, "
			    "nr_recently_evicted=5}, 0) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, mappings_tell_type_flags_and_size_of_pages);
	tcase_add_test(tests, a_policy_is_a_mode_and_flags);
	tcase_add_test(tests, pages_and_their_nodes_are_arrays);
	tcase_add_test(tests, cached_pages_are_counted);
}
