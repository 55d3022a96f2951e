// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

START_TEST(a_change_tells_less_than_an_answer)
{
	struct built built;
	struct msqid_ds queue = {.msg_perm = {.uid = 1, .gid = 2, .mode = 0640, .__key = 5}, .msg_qbytes = 1000};
	built_call(&built, "msgctl", 0);
	built_args(&built, 3, IPC_SET, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, &queue, sizeof(queue));
	built_reads(&built, "msgctl(3, IPC_SET, {msg_perm={uid=1, gid=2, mode=0640}, msg_qbytes=1000}) = 0");
	built_args(&built, 3, IPC_STAT, 0x1000, 0, 0, 0);
	built_reads(
	    &built,
	    "msgctl(3, IPC_STAT, {msg_perm={uid=1, gid=2, mode=0640, key=5, cuid=0, cgid=0}, msg_stime=0, msg_rtime=0, "
	    "msg_ctime=0, msg_qnum=0, msg_qbytes=1000, msg_lspid=0, msg_lrpid=0}) = 0");
}
END_TEST

START_TEST(limits_and_what_no_command_knows)
{
	struct built built;
	struct shm_info use = {.used_ids = 1, .shm_tot = 2};
	built_call(&built, "shmctl", 4);
	built_args(&built, 0, SHM_INFO, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, &use, sizeof(use));
	built_reads(&built, "shmctl(0, SHM_INFO, {used_ids=1, shm_tot=2, shm_rss=0, shm_swp=0, swap_attempts=0, "
			    "swap_successes=0}) = 4");
	built_call(&built, "semctl", 0);
	built_args(&built, 3, 0, SETVAL, 7, 0, 0);
	built_reads(&built, "semctl(3, 0, SETVAL, 0x7) = 0");
	built_call(&built, "semctl", -EINVAL);
	built_args(&built, 3, 0, IPC_STAT, 0x1000, 0, 0);
	built_reads(&built, "semctl(3, 0, IPC_STAT, 0x1000) = -1 EINVAL (Invalid argument)");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_change_tells_less_than_an_answer);
	tcase_add_test(tests, limits_and_what_no_command_knows);
}
