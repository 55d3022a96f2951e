// SPDX-License-Identifier: Apache-2.0
// Disk quotas, by command.
#include "tests/syscalls/rows.h"

#include <linux/dqblk_xfs.h>
#include <linux/quota.h>
#include <stdint.h>

static const struct if_dqblk block = {1, 2, 3, 4, 5, 6, 7, 8, 0x41};
static const struct if_dqinfo info = {9, 10, 0x10001, 7};
static const struct fs_disk_quota disk = {
    .d_version = 1, .d_flags = 1, .d_fieldmask = 3, .d_id = 7, .d_blk_hardlimit = 9};
static const uint32_t flags = 0x83;

#define COMMAND(number, type) ((uint32_t)(number) << SUBCMDSHIFT | (type))

int main(void)
{
	const struct call_row rows[] = {
	    {"quotactl(QCMD(Q_SYNC, USRQUOTA), \"/nonexistent/x\")",
	     SYS_quotactl,
	     {COMMAND(Q_SYNC, USRQUOTA), PATH, 5, BAD}},
	    {"quotactl(QCMD(Q_QUOTAON, GRPQUOTA), \"/nonexistent/x\", QFMT_VFS_V0, \"/nonexistent/x\")",
	     SYS_quotactl,
	     {COMMAND(Q_QUOTAON, GRPQUOTA), PATH, 2, PATH}},
	    {"quotactl(QCMD(Q_QUOTAON, PRJQUOTA), NULL, 0x9 /* QFMT_VFS_??? */, 0x1000)",
	     SYS_quotactl,
	     {COMMAND(Q_QUOTAON, PRJQUOTA), 0, 9, BAD}},
	    {"quotactl(QCMD(Q_QUOTAOFF, 0x9 /* ???QUOTA */), \"/nonexistent/x\")",
	     SYS_quotactl,
	     {COMMAND(Q_QUOTAOFF, 9), PATH, 2, PATH}},
	    {"quotactl(QCMD(Q_GETFMT, USRQUOTA), \"/nonexistent/x\", 0x1000)",
	     SYS_quotactl,
	     {COMMAND(Q_GETFMT, USRQUOTA), PATH, 2, BAD}},
	    {"quotactl(QCMD(Q_GETINFO, USRQUOTA), \"/nonexistent/x\", NULL)",
	     SYS_quotactl,
	     {COMMAND(Q_GETINFO, USRQUOTA), PATH, 2, 0}},
	    {"quotactl(QCMD(Q_SETINFO, USRQUOTA), \"/nonexistent/x\", {dqi_bgrace=9, dqi_igrace=10, "
	     "dqi_flags=DQF_ROOT_SQUASH|DQF_SYS_FILE, dqi_valid=IIF_BGRACE|IIF_IGRACE|IIF_FLAGS})",
	     SYS_quotactl,
	     {COMMAND(Q_SETINFO, USRQUOTA), PATH, 2, (long)&info}},
	    {"quotactl(QCMD(Q_GETQUOTA, USRQUOTA), \"/nonexistent/x\", -1, 0x1000)",
	     SYS_quotactl,
	     {COMMAND(Q_GETQUOTA, USRQUOTA), PATH, -1, BAD}},
	    {"quotactl(QCMD(Q_SETQUOTA, USRQUOTA), \"/nonexistent/x\", 1000, {dqb_bhardlimit=1, dqb_bsoftlimit=2, "
	     "dqb_curspace=3, dqb_ihardlimit=4, dqb_isoftlimit=5, dqb_curinodes=6, ...})",
	     SYS_quotactl,
	     {COMMAND(Q_SETQUOTA, USRQUOTA), PATH, 1000, (long)&block}},
	    {"quotactl(QCMD(Q_GETNEXTQUOTA, USRQUOTA), \"/nonexistent/x\", 0, 0x1000)",
	     SYS_quotactl,
	     {COMMAND(0x800009, USRQUOTA), PATH, 0, BAD}},
	    {"quotactl(QCMD(0x80000a /* Q_??? */, USRQUOTA), \"/nonexistent/x\", 2147483648, 0x1000)",
	     SYS_quotactl,
	     {COMMAND(0x80000a, USRQUOTA), PATH, 0x80000000, BAD}},
	    {"quotactl(QCMD(Q_V1_GETQUOTA, USRQUOTA), \"/nonexistent/x\", 5, NULL)",
	     SYS_quotactl,
	     {COMMAND(0x300, USRQUOTA), PATH, 5, 0}},
	    {"quotactl(QCMD(Q_XQUOTAON, USRQUOTA), \"/nonexistent/x\", [FS_QUOTA_UDQ_ACCT|FS_QUOTA_UDQ_ENFD|0x80])",
	     SYS_quotactl,
	     {COMMAND(Q_XQUOTAON, USRQUOTA), PATH, 0, (long)&flags}},
	    {"quotactl(QCMD(Q_XQUOTARM, USRQUOTA), \"/nonexistent/x\", [FS_USER_QUOTA|FS_PROJ_QUOTA|0x80])",
	     SYS_quotactl,
	     {COMMAND(Q_XQUOTARM, USRQUOTA), PATH, 0, (long)&flags}},
	    {"quotactl(QCMD(Q_XSETQLIM, USRQUOTA), \"/nonexistent/x\", 5, {d_version=1, d_flags=FS_USER_QUOTA, "
	     "d_fieldmask=0x3, d_id=7, d_blk_hardlimit=9, d_blk_softlimit=0, d_ino_hardlimit=0, d_ino_softlimit=0, "
	     "d_bcount=0, d_icount=0, ...})",
	     SYS_quotactl,
	     {COMMAND(Q_XSETQLIM, USRQUOTA), PATH, 5, (long)&disk}},
	    {"quotactl(QCMD(Q_XGETQUOTA, USRQUOTA), \"/nonexistent/x\", 5, 0x1000)",
	     SYS_quotactl,
	     {COMMAND(Q_XGETQUOTA, USRQUOTA), PATH, 5, BAD}},
	    {"quotactl(QCMD(Q_XGETQSTAT, USRQUOTA), \"/nonexistent/x\", 0x1000)",
	     SYS_quotactl,
	     {COMMAND(Q_XGETQSTAT, USRQUOTA), PATH, 5, BAD}},
	    {"quotactl(QCMD(Q_XGETQSTATV, USRQUOTA), \"/nonexistent/x\", NULL)",
	     SYS_quotactl,
	     {COMMAND(Q_XGETQSTATV, USRQUOTA), PATH, 5, 0}},
	    {"quotactl(QCMD(Q_XQUOTASYNC, USRQUOTA), \"/nonexistent/x\")",
	     SYS_quotactl,
	     {COMMAND(Q_XQUOTASYNC, USRQUOTA), PATH, 5, 0}},
	    {"quotactl_fd(-1, QCMD(Q_XGETNEXTQUOTA, PRJQUOTA), 5, NULL)",
	     443,
	     {-1, COMMAND(Q_XGETNEXTQUOTA, PRJQUOTA), 5, 0}},
	    {"quotactl_fd(-1, QCMD(Q_SETINFO, GRPQUOTA), {dqi_bgrace=9, dqi_igrace=10, "
	     "dqi_flags=DQF_ROOT_SQUASH|DQF_SYS_FILE, dqi_valid=IIF_BGRACE|IIF_IGRACE|IIF_FLAGS})",
	     443,
	     {-1, COMMAND(Q_SETINFO, GRPQUOTA), 5, (long)&info}},
	};
	MAKE_CALLS(rows);
	return expect_done();
}
