// SPDX-License-Identifier: Apache-2.0
// Mounts by the old call and the new ones.
#include "tests/syscalls/rows.h"

static const long attributes[] = {0x100003, 0x70, 0x40000, 5, 0}, odd[] = {0x4000000, 0, 0x50000, 0x100000000};

int main(void)
{
	const struct call_row rows[] = {
	    {"mount(\"/nonexistent/x\", \"/nonexistent/x\", \"/nonexistent/x\", 0, \"/nonexistent/x\")",
	     SYS_mount,
	     {PATH, PATH, PATH, 0, PATH}},
	    {"mount(\"/nonexistent/x\", \"/nonexistent/x\", 0x1000, MS_BIND, 0x1000)",
	     SYS_mount,
	     {PATH, PATH, BAD, 0x1000, BAD}},
	    {"mount(NULL, \"/nonexistent/x\", 0x1000, MS_REMOUNT|MS_REC|MS_SLAVE, \"size=5\")",
	     SYS_mount,
	     {0, PATH, BAD, 0x84020, (long)"size=5"}},
	    {"mount(NULL, \"/nonexistent/x\", NULL, MS_MGC_VAL, NULL)", SYS_mount, {0, PATH, 0, 0xc0ed0000, 0}},
	    {"mount(NULL, \"/nonexistent/x\", NULL, MS_MGC_VAL|MS_RDONLY|MS_SILENT, NULL)",
	     SYS_mount,
	     {0, PATH, 0, 0xc0ed8001, 0}},
	    {"mount(\"/nonexistent/x\", \"/nonexistent/x\", \"tmpfs\", MS_POSIXACL, \"/nonexistent/x\")",
	     SYS_mount,
	     {PATH, PATH, (long)"tmpfs", 0x10000, PATH}},
	    {"mount(\"/nonexistent/x\", \"/nonexistent/x\", \"/nonexistent/x\", MS_LAZYTIME|MS_NOUSER|0x200, NULL)",
	     SYS_mount,
	     {PATH, PATH, PATH, 0x82000200, 0}},
	    {"umount2(\"/nonexistent/x\", MNT_FORCE|MNT_DETACH|MNT_EXPIRE|UMOUNT_NOFOLLOW)", SYS_umount2, {PATH, 0xf}},
	    {"umount2(\"/nonexistent/x\", 0x30 /* MNT_??? */)", SYS_umount2, {PATH, 0x30}},
	    {"pivot_root(\"/nonexistent/x\", 0x1000)", SYS_pivot_root, {PATH, BAD}},
	    {"open_tree(AT_FDCWD, \"/nonexistent/x\", "
	     "OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC|AT_SYMLINK_NOFOLLOW|AT_NO_AUTOMOUNT)",
	     428,
	     {-100, PATH, 0x80901}},
	    {"open_tree(AT_FDCWD, \"/nonexistent/x\", AT_REMOVEDIR|AT_SYMLINK_FOLLOW|0x80000000)",
	     428,
	     {-100, PATH, 0x80000600}},
	    {"move_mount(AT_FDCWD, \"/nonexistent/x\", -1, \"/nonexistent/x\", "
	     "MOVE_MOUNT_F_SYMLINKS|MOVE_MOUNT_F_AUTOMOUNTS|MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_SYMLINKS|MOVE_MOUNT_T_"
	     "AUTOMOUNTS|MOVE_MOUNT_T_EMPTY_PATH|MOVE_MOUNT_SET_GROUP)",
	     429,
	     {-100, PATH, -1, PATH, 0x177}},
	    {"move_mount(AT_FDCWD, \"/nonexistent/x\", -1, \"/nonexistent/x\", 0x8000 /* MOVE_MOUNT_??? */)",
	     429,
	     {-100, PATH, -1, PATH, 0x8000}},
	    {"fsopen(\"/nonexistent/x\", FSOPEN_CLOEXEC|0x2)", 430, {PATH, 3}},
	    {"fsmount(-1, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY|MOUNT_ATTR_NOATIME|MOUNT_ATTR_STRICTATIME)",
	     432,
	     {-1, 1, 0x31}},
	    {"fsmount(-1, 0x2 /* FSMOUNT_??? */, 0x8000000 /* MOUNT_ATTR_??? */)", 432, {-1, 2, 0x8000000}},
	    {"fspick(AT_FDCWD, \"/nonexistent/x\", "
	     "FSPICK_CLOEXEC|FSPICK_SYMLINK_NOFOLLOW|FSPICK_NO_AUTOMOUNT|FSPICK_EMPTY_PATH)",
	     433,
	     {-100, PATH, 0xf}},
	    {"fspick(AT_FDCWD, \"/nonexistent/x\", 0x30 /* FSPICK_??? */)", 433, {-100, PATH, 0x30}},
	    {"mount_setattr(AT_FDCWD, \"/nonexistent/x\", "
	     "AT_SYMLINK_NOFOLLOW|AT_NO_AUTOMOUNT|AT_EMPTY_PATH|AT_RECURSIVE, "
	     "{attr_set=MOUNT_ATTR_RDONLY|MOUNT_ATTR_NOSUID|MOUNT_ATTR_IDMAP, "
	     "attr_clr=MOUNT_ATTR_NOATIME|MOUNT_ATTR_STRICTATIME|0x40, propagation=MS_PRIVATE, userns_fd=5}, 32)",
	     442,
	     {-100, PATH, 0x9900, (long)attributes, 32}},
	    {"mount_setattr(AT_FDCWD, \"/nonexistent/x\", 0, {attr_set=0x4000000 /* MOUNT_ATTR_??? */, attr_clr=0, "
	     "propagation=0x50000 /* MS_??? */, userns_fd=4294967296}, 32)",
	     442,
	     {-100, PATH, 0, (long)odd, 32}},
	    {"mount_setattr(AT_FDCWD, \"/nonexistent/x\", 0, 0x1000, 31)", 442, {-100, PATH, 0, BAD, 31}},
	    {"mount_setattr(AT_FDCWD, \"/nonexistent/x\", 0, 0x1000, 32)", 442, {-100, PATH, 0, BAD, 32}},
	    {"fsconfig(-1, FSCONFIG_SET_FLAG, \"ro\", NULL, 0)", 431, {-1, 0, (long)"ro", 0, 0}},
	    {"fsconfig(-1, FSCONFIG_SET_STRING, \"source\", \"none\", 0)",
	     431,
	     {-1, 1, (long)"source", (long)"none", 0}},
	    {"fsconfig(-1, FSCONFIG_SET_BINARY, \"key\", \"\\x01\\x02\\x61\", 3)",
	     431,
	     {-1, 2, (long)"key", (long)"\1\2a", 3}},
	    {"fsconfig(-1, FSCONFIG_SET_BINARY, \"key\", 0x1000, 3)", 431, {-1, 2, (long)"key", BAD, 3}},
	    {"fsconfig(-1, FSCONFIG_SET_BINARY, \"key\", 0x1000, -1)", 431, {-1, 2, (long)"key", BAD, -1}},
	    {"fsconfig(-1, FSCONFIG_SET_PATH, \"key\", \"/nonexistent/x\", AT_FDCWD)",
	     431,
	     {-1, 3, (long)"key", PATH, -100}},
	    {"fsconfig(-1, FSCONFIG_SET_PATH_EMPTY, \"key\", \"/nonexistent/x\", -1)",
	     431,
	     {-1, 4, (long)"key", PATH, -1}},
	    {"fsconfig(-1, FSCONFIG_SET_FD, \"key\", NULL, 1)", 431, {-1, 5, (long)"key", 0, 1}},
	    {"fsconfig(-1, FSCONFIG_CMD_CREATE, NULL, NULL, 0)", 431, {-1, 6, 0, 0, 0}},
	    {"fsconfig(-1, FSCONFIG_CMD_RECONFIGURE, 0x1000, 0x1000, 5)", 431, {-1, 7, BAD, BAD, 5}},
	    {"fsconfig(-1, 0x63 /* FSCONFIG_??? */, 0x1000, 0x1000, 5)", 431, {-1, 99, BAD, BAD, 5}},
	};
	MAKE_CALLS(rows);
	return expect_done();
}
