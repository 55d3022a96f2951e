// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/quota.h>

#define COMMAND(number, type) ((uint32_t)(number) << SUBCMDSHIFT | (type))

START_TEST(the_command_says_what_is_shown)
{
	struct built built;
	built_call(&built, "quotactl", 0);
	built_args(&built, COMMAND(Q_SYNC, USRQUOTA), 0, 5, 0x5000, 0, 0);
	built_reads(&built, "quotactl(QCMD(Q_SYNC, USRQUOTA), NULL) = 0");
	built_args(&built, COMMAND(Q_QUOTAON, GRPQUOTA), 0, 2, 0x5000, 0, 0);
	built_string(&built, 3, "/quota");
	built_reads(&built, "quotactl(QCMD(Q_QUOTAON, GRPQUOTA), NULL, QFMT_VFS_V0, \"/quota\") = 0");
	uint32_t format = 4;
	built_call(&built, "quotactl_fd", 0);
	built_args(&built, 3, COMMAND(Q_GETFMT, PRJQUOTA), 2, 0x5000, 0, 0);
	built_bytes(&built, 3, &format, sizeof(format));
	built_reads(&built, "quotactl_fd(3, QCMD(Q_GETFMT, PRJQUOTA), [QFMT_VFS_V1]) = 0");
}
END_TEST

START_TEST(limits_are_whole_when_asked_for)
{
	struct built built;
	struct decode_options options = {.verbose = true};
	uint64_t block[9] = {1, 2, 3, 4, 5, 6, 7, 8, 0x41};
	built_call(&built, "quotactl", 0);
	built_args(&built, COMMAND(Q_GETQUOTA, USRQUOTA), 0, 1000, 0x5000, 0, 0);
	built_bytes(&built, 3, block, sizeof(block));
	built_reads(&built, "quotactl(QCMD(Q_GETQUOTA, USRQUOTA), NULL, 1000, {dqb_bhardlimit=1, dqb_bsoftlimit=2, "
			    "dqb_curspace=3, dqb_ihardlimit=4, dqb_isoftlimit=5, dqb_curinodes=6, ...}) = 0");
	built_reads_with(
	    &built, &options,
	    "quotactl(QCMD(Q_GETQUOTA, USRQUOTA), NULL, 1000, {dqb_bhardlimit=1, dqb_bsoftlimit=2, "
	    "dqb_curspace=3, dqb_ihardlimit=4, dqb_isoftlimit=5, dqb_curinodes=6, dqb_btime=7, dqb_itime=8, "
	    "dqb_valid=QIF_BLIMITS|0x40}) = 0");
	built.record.ret = -3;
	built_reads(&built, "quotactl(QCMD(Q_GETQUOTA, USRQUOTA), NULL, 1000, 0x5000) = -1 ESRCH (No such process)");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, the_command_says_what_is_shown);
	tcase_add_test(tests, limits_are_whole_when_asked_for);
}
