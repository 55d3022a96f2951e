// SPDX-License-Identifier: Apache-2.0
// struct stat and struct statfs as the kernel fills them; libc's differ in names, and on some machines in layout.
#pragma once

#include <stdint.h>

#if defined(__x86_64__)
struct kernel_stat {
	uint64_t dev, ino, nlink;
	uint32_t mode, uid, gid, pad;
	uint64_t rdev;
	int64_t size, blksize, blocks;
	int64_t atime;
	uint64_t atime_ns;
	int64_t mtime;
	uint64_t mtime_ns;
	int64_t ctime;
	uint64_t ctime_ns;
	int64_t unused[3];
};
_Static_assert(sizeof(struct kernel_stat) == 144, "the layout of asm/stat.h");
#else
struct kernel_stat { // asm-generic/stat.h
	uint64_t dev, ino;
	uint32_t mode, nlink, uid, gid;
	uint64_t rdev, pad1;
	int64_t size;
	int32_t blksize, pad2;
	int64_t blocks;
	int64_t atime;
	uint64_t atime_ns;
	int64_t mtime;
	uint64_t mtime_ns;
	int64_t ctime;
	uint64_t ctime_ns;
	uint32_t unused[2];
};
_Static_assert(sizeof(struct kernel_stat) == 128, "the layout of asm-generic/stat.h");
#endif

struct kernel_statfs {
	int64_t type, bsize;
	uint64_t blocks, bfree, bavail, files, ffree;
	uint32_t fsid[2];
	int64_t namelen, frsize, flags, spare[4];
};
_Static_assert(sizeof(struct kernel_statfs) == 120, "the layout of asm-generic/statfs.h");
