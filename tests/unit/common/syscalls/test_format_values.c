// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

START_TEST(mapping_flags_read_as_type_bits_and_what_has_no_name)
{
	struct built built;
	built_call(&built, "mmap", 0x7f0000001000);
	built_args(&built, 0, 8192, 3, 0x22, (uint64_t)-1, 0);
	built_reads(&built,
		    "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000");
	built_args(&built, 0, 4096, 0x40, 0x1000011 | 21u << 26, 3, 0x2000);
	built_reads(
	    &built,
	    "mmap(NULL, 4096, 0x40 /* PROT_??? */, MAP_SHARED|MAP_FIXED|0x1000000|21<<MAP_HUGE_SHIFT, 3, 0x2000) = "
	    "0x7f0000001000");
}
END_TEST

START_TEST(registers_are_read_as_wide_as_the_type)
{
	struct built built;
	built_call(&built, "lseek", 10);
	built_args(&built, 0xffffffff00000003, (uint64_t)-5, 0x100000002, 0, 0, 0);
	built_reads(&built, "lseek(3, -5, SEEK_END) = 10");
	built.record.args[2] = 0x63;
	built_reads(&built, "lseek(3, -5, 0x63 /* SEEK_??? */) = 10");
}
END_TEST

START_TEST(owners_modes_and_devices_read_as_people_know_them)
{
	struct built built;
	built_call(&built, "fchown", 0);
	built_args(&built, 3, (uint64_t)-1, 1000, 0, 0, 0);
	built_reads(&built, "fchown(3, -1, 1000) = 0");
	built_call(&built, "fchmod", 0);
	built_args(&built, 3, 04755, 0, 0, 0, 0);
	built_reads(&built, "fchmod(3, 04755) = 0");
	built.record.args[1] = 0;
	built_reads(&built, "fchmod(3, 000) = 0");
	built_call(&built, "mknodat", 0);
	built_args(&built, (uint64_t)-100, 0x1000, 0020600, 0x103, 0, 0);
	built_string(&built, 1, "n");
	built_reads(&built, "mknodat(AT_FDCWD, \"n\", S_IFCHR|0600, makedev(0x1, 0x3)) = 0");
	built.record.args[2] = 0010644;
	built_reads(&built, "mknodat(AT_FDCWD, \"n\", S_IFIFO|0644) = 0");
}
END_TEST

START_TEST(a_new_address_of_mremap_is_shown_only_when_it_counts)
{
	struct built built;
	built_call(&built, "mremap", 0x2000);
	built_args(&built, 0x1000, 4096, 8192, 1, 0x9000, 0);
	built_reads(&built, "mremap(0x1000, 4096, 8192, MREMAP_MAYMOVE) = 0x2000");
	built.record.args[3] = 3;
	built_reads(&built, "mremap(0x1000, 4096, 8192, MREMAP_MAYMOVE|MREMAP_FIXED, 0x9000) = 0x2000");
}
END_TEST

START_TEST(signals_have_names_and_numbers)
{
	struct built built;
	built_call(&built, "kill", 0);
	built_args(&built, 12, 9, 0, 0, 0, 0);
	built_reads(&built, "kill(12, SIGKILL) = 0");
	built.record.args[1] = 34;
	built_reads(&built, "kill(12, SIGRT_2) = 0");
	built.record.args[1] = 77;
	built_reads(&built, "kill(12, 77) = 0");
}
END_TEST

START_TEST(system_v_calls_read_as_strace_prints_them)
{
	struct built built;
	built_call(&built, "shmget", 7);
	built_args(&built, 0, 4096, 01600, 0, 0, 0);
	built_reads(&built, "shmget(IPC_PRIVATE, 4096, IPC_CREAT|0600) = 7");
	built_call(&built, "msgctl", 0);
	built_args(&built, 7, 0, 0, 0, 0, 0);
	built_reads(&built, "msgctl(7, IPC_RMID, NULL) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, mapping_flags_read_as_type_bits_and_what_has_no_name);
	tcase_add_test(tests, registers_are_read_as_wide_as_the_type);
	tcase_add_test(tests, owners_modes_and_devices_read_as_people_know_them);
	tcase_add_test(tests, a_new_address_of_mremap_is_shown_only_when_it_counts);
	tcase_add_test(tests, signals_have_names_and_numbers);
	tcase_add_test(tests, system_v_calls_read_as_strace_prints_them);
}
