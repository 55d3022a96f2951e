// SPDX-License-Identifier: Apache-2.0
// Calls about mounts and files that strace 6.1 does not know.
#include "tests/syscalls/rows.h"

#include <fcntl.h>
#include <stdint.h>

#define STATMOUNT 457
#define LISTMOUNT 458
#define CACHESTAT 451

struct request {
	uint32_t size, spare;
	uint64_t mount, param;
};

static void mounts(void)
{
	struct request all = {.size = 24, .mount = UINT64_MAX}, one = {.size = 24, .param = 0x30};
	uint64_t ids[2] = {0};
	static uint64_t buffer[512];
	if (syscall(LISTMOUNT, &all, ids, 1, 0) != 1)
		return; // the kernel lacks the calls
	expect("listmount({size=24, mnt_ns_fd=0, mnt_id=LSMT_ROOT, param=0}, [%#lx], 1, 0) = 1", ids[0]);
	one.mount = ids[0];
	syscall(STATMOUNT, &one, buffer, sizeof(buffer), 0);
	const char *texts = (const char *)buffer + 512;
	uint32_t type, point;
	memcpy(&type, (const char *)buffer + 36, sizeof(type));
	memcpy(&point, (const char *)buffer + 108, sizeof(point));
	expect("statmount({size=24, mnt_ns_fd=0, mnt_id=%#lx, param=STATMOUNT_MNT_POINT|STATMOUNT_FS_TYPE}, {size=%u, "
	       "mask=STATMOUNT_MNT_POINT|STATMOUNT_FS_TYPE, fs_type=\"%s\", mnt_point=\"%s\"}, 4096, 0) = 0",
	       ids[0], *(const uint32_t *)buffer, texts + type, texts + point);
}

static void pages(void)
{
	static const uint64_t range[2] = {0, 4096};
	uint64_t state[5];
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	if (syscall(CACHESTAT, fd, range, state, 0))
		return; // the kernel lacks the call
	expect("cachestat(%d, {off=0, len=4096}, {nr_cache=%lu, nr_dirty=%lu, nr_writeback=%lu, nr_evicted=%lu, "
	       "nr_recently_evicted=%lu}, 0) = 0",
	       fd, state[0], state[1], state[2], state[3], state[4]);
}

int main(void)
{
	static const uint64_t attr[] = {8, 1, 0x400000003}, args[] = {0x7000, 0x100000005};
	const struct call_row rows[] = {
	    {"file_getattr(-1, \"/nonexistent/x\", 0x1000, 24, AT_SYMLINK_NOFOLLOW)", 468, {-1, PATH, BAD, 24, 0x100}},
	    {"file_setattr(-1, \"/nonexistent/x\", {fa_xflags=FS_XFLAG_IMMUTABLE, fa_extsize=1, fa_nextents=0, "
	     "fa_projid=0x3, "
	     "fa_cowextsize=4}, 24, 0)",
	     469,
	     {-1, PATH, (long)attr, 24, 0}},
	    {"setxattrat(-1, \"/nonexistent/x\", AT_EMPTY_PATH, \"user.a\", {value=0x7000, size=5, "
	     "flags=XATTR_CREATE}, 16)",
	     463,
	     {-1, PATH, 0x1000, (long)"user.a", (long)args, 16}},
	    {"fchmodat2(-1, \"/nonexistent/x\", 0644, AT_SYMLINK_NOFOLLOW)", 452, {-1, PATH, 0644, 0x100}},
	    {"map_shadow_stack(NULL, 4096, 0x10 /* SHADOW_STACK_??? */)", 453, {0, 4096, 0x10}},
	    {"mseal(0x1, 1, 0x1)", 462, {1, 1, 1}},
	};
	MAKE_CALLS(rows);
	mounts();
	pages();
	return expect_done();
}
