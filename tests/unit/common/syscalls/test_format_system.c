// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <sys/utsname.h>

START_TEST(uname_shows_two_names_or_all)
{
	struct built built;
	struct utsname name = {"Linux", "host", "6.1", "#1", "x86_64", "(none)"};
	struct decode_options options = {.verbose = true};
	built_call(&built, "uname", 0);
	built_args(&built, 0x1000, 0, 0, 0, 0, 0);
	built_bytes(&built, 0, &name, sizeof(name));
	built_reads(&built, "uname({sysname=\"Linux\", nodename=\"host\", ...}) = 0");
	built_reads_with(
	    &built, &options,
	    "uname({sysname=\"Linux\", nodename=\"host\", release=\"6.1\", version=\"#1\", machine=\"x86_64\", "
	    "domainname=\"(none)\"}) = 0");
}
END_TEST

START_TEST(openat2_shows_how)
{
	struct built built;
	uint64_t how[3] = {0102, 0600, 8};
	built_call(&built, "openat2", 3);
	built_args(&built, (uint64_t)-100, 0x1000, 0x2000, 24, 0, 0);
	built_string(&built, 1, "f");
	built_bytes(&built, 2, how, sizeof(how));
	built_reads(&built,
		    "openat2(AT_FDCWD, \"f\", {flags=O_RDWR|O_CREAT, mode=0600, resolve=RESOLVE_BENEATH}, 24) = 3");
}
END_TEST

START_TEST(semaphore_operations_and_messages_are_shown)
{
	struct built built;
	int16_t ops[3] = {0, -1, 0x1800};
	built_call(&built, "semop", 0);
	built_args(&built, 4, 0x1000, 1, 0, 0, 0);
	built_bytes(&built, 1, ops, sizeof(ops));
	built_reads(&built, "semop(4, [{sem_num=0, sem_op=-1, sem_flg=SEM_UNDO|IPC_NOWAIT}], 1) = 0");
	uint8_t message[12] = {5, [8] = 'a', 'b', 'c', 'd'};
	built_call(&built, "msgsnd", 0);
	built_args(&built, 4, 0x1000, 4, 0, 0, 0);
	built_bytes(&built, 1, message, sizeof(message));
	built_reads(&built, "msgsnd(4, {mtype=5, mtext=\"abcd\"}, 4, 0) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, uname_shows_two_names_or_all);
	tcase_add_test(tests, openat2_shows_how);
	tcase_add_test(tests, semaphore_operations_and_messages_are_shown);
}
