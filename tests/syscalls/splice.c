// SPDX-License-Identifier: Apache-2.0
// Bytes that move between descriptors, and what files keep beside them.
#include "tests/syscalls/rows.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>

static void moves(int file, int other, const int pipes[2])
{
	int64_t offset = 1, to = 3;
	syscall(SYS_sendfile, pipes[1], file, &offset, 4);
	expect("sendfile(%d, %d, [1] => [5], 4) = 4", pipes[1], file);
	syscall(SYS_sendfile, pipes[1], file, NULL, 2);
	expect("sendfile(%d, %d, NULL, 2) = 2", pipes[1], file);
	offset = 2;
	syscall(SYS_splice, file, &offset, pipes[1], NULL, 3, SPLICE_F_MOVE | SPLICE_F_MORE);
	expect("splice(%d, [2], %d, NULL, 3, SPLICE_F_MOVE|SPLICE_F_MORE) = 3", file, pipes[1]);
	offset = 0;
	syscall(SYS_copy_file_range, file, &offset, other, &to, 5, 0);
	expect("copy_file_range(%d, [0], %d, [3], 5, 0) = 5", file, other);
	offset = -1;
	long ret = syscall(SYS_sendfile, pipes[1], file, &offset, 4);
	expect("sendfile(%d, %d, [18446744073709551615], 4) = %s", pipes[1], file, expect_result(ret));
	ret = syscall(SYS_sendfile, pipes[1], file, BAD, 4);
	expect("sendfile(%d, %d, 0x1000, 4) = %s", pipes[1], file, expect_result(ret));
	static char text[] = "vector";
	struct iovec vector = {text, 6};
	syscall(SYS_vmsplice, pipes[1], &vector, 1, SPLICE_F_NONBLOCK);
	expect("vmsplice(%d, [{iov_base=\"vector\", iov_len=6}], 1, SPLICE_F_NONBLOCK) = 6", pipes[1]);
}

static void attributes(int file)
{
	char list[64], value[8];
	struct stat st;
	long ret = syscall(SYS_fsetxattr, file, "user.a", "value", 6, 0);
	expect("fsetxattr(%d, \"user.a\", \"value\", 6, 0) = %s", file, expect_result(ret));
	if (ret)
		return; // the file system keeps none
	syscall(SYS_fgetxattr, file, "user.a", value, sizeof(value));
	expect("fgetxattr(%d, \"user.a\", \"value\", 8) = 6", file);
	syscall(SYS_fgetxattr, file, "user.a", NULL, 0);
	expect("fgetxattr(%d, \"user.a\", NULL, 0) = 6", file);
	syscall(SYS_flistxattr, file, list, sizeof(list));
	expect("flistxattr(%d, \"user.a\\0\", 64) = 7", file);
	ret = syscall(SYS_fgetxattr, file, "user.b", value, sizeof(value));
	expect("fgetxattr(%d, \"user.b\", %p, 8) = %s", file, (void *)value, expect_result(ret));
	syscall(SYS_fstat, file, &st);
	expect("fstat(%d, {st_mode=S_IFREG|0600, st_size=%ld, ...}) = 0", file, (long)st.st_size);
}

static void folder(void)
{
	char name[] = "/tmp/syscope-folder-XXXXXX", buffer[1024];
	if (!mkdtemp(name))
		return;
	int fd = open(name, O_RDONLY | O_DIRECTORY);
	long ret = syscall(SYS_getdents64, fd, buffer, sizeof(buffer));
	expect("getdents64(%d, %p /* 2 entries */, 1024) = %ld", fd, (void *)buffer, ret);
	syscall(SYS_getdents64, fd, buffer, sizeof(buffer));
	expect("getdents64(%d, %p /* 0 entries */, 1024) = 0", fd, (void *)buffer);
	ret = syscall(SYS_getdents64, fd, buffer, 1);
	expect("getdents64(%d, %p%s, 1) = %s", fd, (void *)buffer, ret ? "" : " /* 0 entries */", expect_result(ret));
	(void)rmdir(name);
}

int main(void)
{
	int pipes[2], file = open("/tmp", O_TMPFILE | O_RDWR, 0600), other = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	if (file < 0 || other < 0 || pipe(pipes) || write(file, "0123456789", 10) != 10 || lseek(file, 0, SEEK_SET))
		return EXIT_FAILURE;
	moves(file, other, pipes);
	attributes(file);
	folder();
	return expect_done();
}
