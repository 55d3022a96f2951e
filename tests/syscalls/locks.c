// SPDX-License-Identifier: Apache-2.0
// fcntl: locks, owners, leases, seals, sizes of pipes.
#include "tests/syscalls/rows.h"

#include <fcntl.h>

static const struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_END, .l_start = -5, .l_len = 7, .l_pid = 9},
			  odd = {.l_type = 77, .l_whence = 78};
static const int owner[] = {2, 5}, strange[] = {9, -1};

int main(void)
{
	const struct call_row rows[] = {
	    {"fcntl(-1, F_DUPFD, 2147483648)", SYS_fcntl, {-1, F_DUPFD, 0x80000000}},
	    {"fcntl(-1, F_DUPFD_CLOEXEC, -1)", SYS_fcntl, {-1, F_DUPFD_CLOEXEC, -1}},
	    {"fcntl(-1, F_GETFD)", SYS_fcntl, {-1, F_GETFD, 5}},
	    {"fcntl(-1, F_SETFD, FD_CLOEXEC)", SYS_fcntl, {-1, F_SETFD, 1}},
	    {"fcntl(-1, F_SETFD, 0x6 /* FD_??? */)", SYS_fcntl, {-1, F_SETFD, 6}},
	    {"fcntl(-1, F_GETFL)", SYS_fcntl, {-1, F_GETFL, 5}},
	    {"fcntl(-1, F_SETFL, O_RDWR|O_NOCTTY|O_APPEND)", SYS_fcntl, {-1, F_SETFL, 02402}},
	    {"fcntl(-1, F_GETLK, 0x1000)", SYS_fcntl, {-1, 5, BAD}},
	    {"fcntl(-1, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_END, l_start=-5, l_len=7})",
	     SYS_fcntl,
	     {-1, 6, (long)&lock}},
	    {"fcntl(-1, F_SETLKW, {l_type=0x4d /* F_??? */, l_whence=0x4e /* SEEK_??? */, l_start=0, l_len=0})",
	     SYS_fcntl,
	     {-1, 7, (long)&odd}},
	    {"fcntl(-1, F_SETLK, 0x1000)", SYS_fcntl, {-1, 6, BAD}},
	    {"fcntl(-1, F_OFD_SETLK, {l_type=F_WRLCK, l_whence=SEEK_END, l_start=-5, l_len=7})",
	     SYS_fcntl,
	     {-1, F_OFD_SETLK, (long)&lock}},
	    {"fcntl(-1, F_OFD_GETLK, 0x1000)", SYS_fcntl, {-1, F_OFD_GETLK, BAD}},
	    {"fcntl(-1, F_OFD_SETLKW, NULL)", SYS_fcntl, {-1, F_OFD_SETLKW, 0}},
	    {"fcntl(-1, F_SETOWN, -5)", SYS_fcntl, {-1, F_SETOWN, -5}},
	    {"fcntl(-1, F_GETOWN)", SYS_fcntl, {-1, F_GETOWN, 5}},
	    {"fcntl(-1, F_SETSIG, SIGCHLD)", SYS_fcntl, {-1, F_SETSIG, 17}},
	    {"fcntl(-1, F_SETSIG, 0)", SYS_fcntl, {-1, F_SETSIG, 0}},
	    {"fcntl(-1, F_SETOWN_EX, {type=F_OWNER_PGRP, pid=5})", SYS_fcntl, {-1, F_SETOWN_EX, (long)owner}},
	    {"fcntl(-1, F_SETOWN_EX, {type=0x9 /* F_OWNER_??? */, pid=-1})",
	     SYS_fcntl,
	     {-1, F_SETOWN_EX, (long)strange}},
	    {"fcntl(-1, F_GETOWN_EX, 0x1000)", SYS_fcntl, {-1, F_GETOWN_EX, BAD}},
	    {"fcntl(-1, F_GETOWNER_UIDS, 0x1000)", SYS_fcntl, {-1, 17, BAD}},
	    {"fcntl(-1, F_SETLEASE, F_UNLCK)", SYS_fcntl, {-1, F_SETLEASE, 2}},
	    {"fcntl(-1, F_SETLEASE, 0x9 /* F_??? */)", SYS_fcntl, {-1, F_SETLEASE, 9}},
	    {"fcntl(-1, F_GETLEASE)", SYS_fcntl, {-1, F_GETLEASE, 5}},
	    {"fcntl(-1, F_NOTIFY, DN_ACCESS|DN_MODIFY|DN_CREATE|DN_DELETE|DN_RENAME|DN_ATTRIB|DN_MULTISHOT)",
	     SYS_fcntl,
	     {-1, F_NOTIFY, 0x8000003f}},
	    {"fcntl(-1, F_SETPIPE_SZ, 4096)", SYS_fcntl, {-1, F_SETPIPE_SZ, 4096}},
	    {"fcntl(-1, F_GETPIPE_SZ)", SYS_fcntl, {-1, F_GETPIPE_SZ, 5}},
	    {"fcntl(-1, F_ADD_SEALS, F_SEAL_SEAL|F_SEAL_SHRINK|F_SEAL_GROW|F_SEAL_WRITE|F_SEAL_FUTURE_WRITE)",
	     SYS_fcntl,
	     {-1, F_ADD_SEALS, 0x1f}},
	    {"fcntl(-1, F_ADD_SEALS, 0x100 /* F_SEAL_??? */)", SYS_fcntl, {-1, F_ADD_SEALS, 0x100}},
	    {"fcntl(-1, F_GET_SEALS)", SYS_fcntl, {-1, F_GET_SEALS, 5}},
	    {"fcntl(-1, 0x63 /* F_??? */, 0x1000)", SYS_fcntl, {-1, 99, BAD}},
	};
	MAKE_CALLS(rows);
	return expect_done();
}
