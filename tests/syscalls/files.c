// SPDX-License-Identifier: Apache-2.0
#include "tests/syscalls/expect.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>

static void make_and_read(char *path)
{
	char buffer[64];
	struct stat st;
	long fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	expect("openat(AT_FDCWD, \"%s\", O_RDWR|O_CREAT|O_EXCL|O_CLOEXEC, 0640) = %ld", path, fd);
	syscall(SYS_write, fd, "line\n\1\0012\xff", 8);
	expect("write(%ld, \"line\\n\\1\\0012\", 8) = 8", fd);
	syscall(SYS_lseek, fd, 0, SEEK_SET);
	expect("lseek(%ld, 0, SEEK_SET) = 0", fd);
	syscall(SYS_read, fd, buffer, sizeof(buffer));
	expect("read(%ld, \"line\\n\\1\\0012\", 64) = 8", fd);
	syscall(SYS_read, fd, buffer, sizeof(buffer));
	expect("read(%ld, \"\", 64) = 0", fd);
	syscall(SYS_fstat, fd, &st);
	expect("fstat(%ld, {st_mode=S_IFREG|0640, st_size=8, ...}) = 0", fd);
	syscall(SYS_fchmod, fd, 0600);
	expect("fchmod(%ld, 0600) = 0", fd);
	syscall(SYS_ftruncate, fd, 4096);
	expect("ftruncate(%ld, 4096) = 0", fd);
	syscall(SYS_fcntl, fd, F_GETFD);
	expect("fcntl(%ld, F_GETFD) = 0x1 (flags FD_CLOEXEC)", fd);
	syscall(SYS_close, fd);
	expect("close(%ld) = 0", fd);
}

static void vectors(void)
{
	int fds[2];
	char first[4], second[64], ab[] = "ab", rest[] = "cdefgh";
	struct iovec out[2] = {{ab, 2}, {rest, 6}}, in[2] = {{first, 4}, {second, 64}};
	syscall(SYS_pipe2, fds, O_NONBLOCK);
	expect("pipe2([%d, %d], O_NONBLOCK) = 0", fds[0], fds[1]);
	syscall(SYS_writev, fds[1], out, 2);
	expect("writev(%d, [{iov_base=\"ab\", iov_len=2}, {iov_base=\"cdefgh\", iov_len=6}], 2) = 8", fds[1]);
	syscall(SYS_readv, fds[0], in, 2);
	expect("readv(%d, [{iov_base=\"abcd\", iov_len=4}, {iov_base=\"efgh\", iov_len=64}], 2) = 8", fds[0]);
	long ret = syscall(SYS_read, fds[0], first, 4);
	expect("read(%d, %p, 4) = %s", fds[0], (void *)first, expect_result(ret));
}

int main(void)
{
	char folder[] = "/tmp/syscope-syscalls-XXXXXX", path[64], other[64];
	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	(void)snprintf(path, sizeof(path), "%s/a", folder);
	(void)snprintf(other, sizeof(other), "%s/b", folder);
	make_and_read(path);
	long ret = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	expect("openat(AT_FDCWD, \"%s\", O_WRONLY|O_CREAT|O_EXCL, 0600) = %s", path, expect_result(ret));
	syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, other, 1);
	expect("renameat2(AT_FDCWD, \"%s\", AT_FDCWD, \"%s\", RENAME_NOREPLACE) = 0", path, other);
	syscall(SYS_symlinkat, "b", AT_FDCWD, path);
	expect("symlinkat(\"b\", AT_FDCWD, \"%s\") = 0", path);
	char target[16];
	syscall(SYS_readlinkat, AT_FDCWD, path, target, sizeof(target));
	expect("readlinkat(AT_FDCWD, \"%s\", \"b\", 16) = 1", path);
	syscall(SYS_faccessat, AT_FDCWD, other, R_OK | W_OK);
	expect("faccessat(AT_FDCWD, \"%s\", R_OK|W_OK) = 0", other);
	vectors();
	syscall(SYS_unlinkat, AT_FDCWD, path, 0);
	expect("unlinkat(AT_FDCWD, \"%s\", 0) = 0", path);
	syscall(SYS_unlinkat, AT_FDCWD, other, 0);
	expect("unlinkat(AT_FDCWD, \"%s\", 0) = 0", other);
	syscall(SYS_unlinkat, AT_FDCWD, folder, AT_REMOVEDIR);
	expect("unlinkat(AT_FDCWD, \"%s\", AT_REMOVEDIR) = 0", folder);
	return expect_done();
}
