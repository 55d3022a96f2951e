// SPDX-License-Identifier: Apache-2.0
// Landlock, fanotify and inotify; extended attributes.
#include "tests/syscalls/rows.h"

static const long rights[] = {0x3fff}, odd[] = {0x8000000000000001};
static const struct {
	long access;
	int parent;
} __attribute__((packed)) rule = {0x1005, 0};

int main(void)
{
	const struct call_row rows[] = {
	    {"landlock_create_ruleset({handled_access_fs=LANDLOCK_ACCESS_FS_EXECUTE|LANDLOCK_ACCESS_FS_WRITE_FILE|"
	     "LANDLOCK_ACCESS_FS_READ_FILE|LANDLOCK_ACCESS_FS_READ_DIR|LANDLOCK_ACCESS_FS_REMOVE_DIR|LANDLOCK_ACCESS_"
	     "FS_REMOVE_FILE|LANDLOCK_ACCESS_FS_MAKE_CHAR|LANDLOCK_ACCESS_FS_MAKE_DIR|LANDLOCK_ACCESS_FS_MAKE_REG|"
	     "LANDLOCK_ACCESS_FS_MAKE_SOCK|LANDLOCK_ACCESS_FS_MAKE_FIFO|LANDLOCK_ACCESS_FS_MAKE_BLOCK|LANDLOCK_ACCESS_"
	     "FS_MAKE_SYM|LANDLOCK_ACCESS_FS_REFER}, 8, 0)",
	     444,
	     {(long)rights, 8, 0}},
	    {"landlock_create_ruleset({handled_access_fs=LANDLOCK_ACCESS_FS_EXECUTE|0x8000000000000000}, 8, 0)",
	     444,
	     {(long)odd, 8, 0}},
	    {"landlock_create_ruleset(0x1000, 4, 0)", 444, {BAD, 4, 0}},
	    {"landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION)", 444, {0, 0, 1}},
	    {"landlock_create_ruleset(0x1000, 8, 0x8 /* LANDLOCK_CREATE_RULESET_??? */)", 444, {BAD, 8, 0x8}},
	    {"landlock_add_rule(-1, LANDLOCK_RULE_PATH_BENEATH, "
	     "{allowed_access=LANDLOCK_ACCESS_FS_EXECUTE|LANDLOCK_ACCESS_FS_READ_FILE|LANDLOCK_ACCESS_FS_MAKE_SYM, "
	     "parent_fd=0}, 0)",
	     445,
	     {-1, 1, (long)&rule, 0}},
	    {"landlock_add_rule(-1, LANDLOCK_RULE_PATH_BENEATH, 0x1000, 0x3)", 445, {-1, 1, BAD, 0x100000003}},
	    {"landlock_add_rule(-1, 0x9 /* LANDLOCK_RULE_??? */, 0x1000, 0)", 445, {-1, 9, BAD, 0}},
	    {"landlock_restrict_self(-1, 0)", 446, {-1, 0}},
	    {"fanotify_init(FAN_CLASS_CONTENT, O_WRONLY)", SYS_fanotify_init, {4, 1}},
	    {"fanotify_init(0xc /* FAN_CLASS_??? */|FAN_UNLIMITED_QUEUE, O_RDONLY|O_LARGEFILE)",
	     SYS_fanotify_init,
	     {0x1c, 0x8000}},
	    {"fanotify_init(0xc /* FAN_CLASS_??? */|FAN_CLOEXEC|FAN_NONBLOCK|0x80080000, O_RDWR)",
	     SYS_fanotify_init,
	     {0x8008000f, 02}},
	    {"fanotify_mark(-1, FAN_MARK_ADD|FAN_MARK_FILESYSTEM, "
	     "FAN_ACCESS|FAN_MODIFY|FAN_CLOSE_WRITE|FAN_ONDIR|FAN_EVENT_ON_CHILD, AT_FDCWD, \"/nonexistent/x\")",
	     SYS_fanotify_mark,
	     {-1, 0x101, 0x4800000b, -100, PATH}},
	    {"fanotify_mark(-1, FAN_MARK_REMOVE|FAN_MARK_DONT_FOLLOW|FAN_MARK_EVICTABLE|0x800, FAN_ACCESS|0x100000000, "
	     "FAN_NOFD, NULL)",
	     SYS_fanotify_mark,
	     {-1, 0xa06, 0x100000001, -1, 0}},
	    {"fanotify_mark(-1, 0x8000 /* FAN_MARK_??? */, 0x200000000 /* FAN_??? */, 5, \"/nonexistent/x\")",
	     SYS_fanotify_mark,
	     {-1, 0x8000, 0x200000000, 5, PATH}},
	    {"inotify_add_watch(-1, \"/nonexistent/x\", "
	     "IN_ACCESS|IN_MODIFY|IN_ATTRIB|IN_CLOSE_WRITE|IN_CLOSE_NOWRITE|IN_OPEN|IN_MOVED_FROM|IN_MOVED_TO|IN_"
	     "CREATE|IN_DELETE|IN_DELETE_SELF|IN_MOVE_SELF)",
	     SYS_inotify_add_watch,
	     {-1, PATH, 0xfff}},
	    {"inotify_add_watch(-1, \"/nonexistent/x\", IN_ONLYDIR|0x1000)",
	     SYS_inotify_add_watch,
	     {-1, PATH, 0x01001000}},
	    {"inotify_rm_watch(-1, 5)", SYS_inotify_rm_watch, {-1, 5}},
	    {"inotify_init1(IN_NONBLOCK|IN_CLOEXEC|0x1)", SYS_inotify_init1, {02004001}},
	    {"setxattr(\"/nonexistent/x\", \"user.a\", \"value\", 6, XATTR_CREATE)",
	     SYS_setxattr,
	     {PATH, (long)"user.a", (long)"value", 6, 1}},
	    {"setxattr(\"/nonexistent/x\", \"user.a\", \"value\", 5, XATTR_CREATE|XATTR_REPLACE)",
	     SYS_setxattr,
	     {PATH, (long)"user.a", (long)"value", 5, 3}},
	    {"lsetxattr(\"/nonexistent/x\", \"user.a\", 0x1000, 5, 0x10 /* XATTR_??? */)",
	     SYS_lsetxattr,
	     {PATH, (long)"user.a", BAD, 5, 0x10}},
	    {"fsetxattr(-1, \"user.a\", NULL, 0, 0)", SYS_fsetxattr, {-1, (long)"user.a", 0, 0, 0}},
	    {"getxattr(\"/nonexistent/x\", \"user.a\", 0x1000, 8)", SYS_getxattr, {PATH, (long)"user.a", BAD, 8}},
	    {"lgetxattr(\"/nonexistent/x\", 0x1000, NULL, 0)", SYS_lgetxattr, {PATH, BAD, 0, 0}},
	    {"listxattr(\"/nonexistent/x\", 0x1000, 8)", SYS_listxattr, {PATH, BAD, 8}},
	    {"flistxattr(-1, NULL, 0)", SYS_flistxattr, {-1, 0, 0}},
	    {"removexattr(\"/nonexistent/x\", \"user.a\")", SYS_removexattr, {PATH, (long)"user.a"}},
	};
	MAKE_CALLS(rows);
	return expect_done();
}
