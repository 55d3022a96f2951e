// SPDX-License-Identifier: Apache-2.0
// Asynchronous reads and writes, and handles of files.
#include "tests/syscalls/rows.h"

#include <fcntl.h>
#include <linux/aio_abi.h>
#include <stdint.h>
#include <sys/eventfd.h>

static void requests(void)
{
	aio_context_t context = 0;
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600), event = eventfd(0, 0);
	char text[] = "hello", buffer[8];
	struct iocb put = {.aio_data = 1,
			   .aio_lio_opcode = IOCB_CMD_PWRITE,
			   .aio_fildes = (uint32_t)fd,
			   .aio_buf = (uintptr_t)text,
			   .aio_nbytes = 5};
	struct iocb get = {.aio_data = 2,
			   .aio_lio_opcode = IOCB_CMD_PREAD,
			   .aio_fildes = (uint32_t)fd,
			   .aio_buf = (uintptr_t)buffer,
			   .aio_nbytes = 5,
			   .aio_flags = IOCB_FLAG_RESFD,
			   .aio_resfd = (uint32_t)event};
	struct iocb sync = {.aio_lio_opcode = IOCB_CMD_FSYNC, .aio_fildes = UINT32_MAX},
		    *list[] = {&put, &get, (struct iocb *)BAD};
	struct io_event events[4];
	syscall(SYS_io_setup, 8, &context);
	expect("io_setup(8, [%#lx]) = 0", context);
	syscall(SYS_io_submit, context, 1, list);
	expect("io_submit(%#lx, 1, [{aio_data=0x1, aio_lio_opcode=IOCB_CMD_PWRITE, aio_fildes=%d, aio_buf=\"hello\", "
	       "aio_nbytes=5, "
	       "aio_offset=0}]) = 1",
	       context, fd);
	syscall(SYS_io_getevents, context, 1, 4, events, NULL);
	expect("io_getevents(%#lx, 1, 4, [{data=0x1, obj=%p, res=5, res2=0}], NULL) = 1", context, (void *)&put);
	syscall(SYS_io_submit, context, 2, list + 1);
	expect("io_submit(%#lx, 2, [{aio_data=0x2, aio_lio_opcode=IOCB_CMD_PREAD, aio_fildes=%d, aio_buf=%p, "
	       "aio_nbytes=5, "
	       "aio_offset=0, aio_flags=IOCB_FLAG_RESFD, aio_resfd=%d}, 0x1000]) = 1",
	       context, fd, (void *)buffer, event);
	long ret = syscall(SYS_io_cancel, context, &sync, events);
	expect("io_cancel(%#lx, {aio_data=0, aio_lio_opcode=IOCB_CMD_FSYNC, aio_fildes=-1}, %p) = %s", context,
	       (void *)events, expect_result(ret));
	ret = syscall(SYS_io_submit, context, -1L, list);
	expect("io_submit(%#lx, -1, %p) = %s", context, (void *)list, expect_result(ret));
	ret = syscall(SYS_io_submit, context, 0, list);
	expect("io_submit(%#lx, 0, []) = %s", context, expect_result(ret));
}

static void print_handle(char *text, size_t size, const struct file_handle *handle)
{
	size_t len = 0;
	for (unsigned i = 0; i < handle->handle_bytes && len + 5 < size; i++)
		len += (size_t)snprintf(text + len, size - len, "\\x%02x", handle->f_handle[i]);
}

static void handles(void)
{
	union {
		struct file_handle head;
		char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} handle = {.head = {.handle_bytes = 0}};
	int mount = -1;
	char text[4 * MAX_HANDLE_SZ + 1] = "";
	handle.head.handle_bytes = MAX_HANDLE_SZ;
	syscall(SYS_name_to_handle_at, AT_FDCWD, "/etc/passwd", &handle, &mount, AT_SYMLINK_FOLLOW);
	print_handle(text, sizeof(text), &handle.head);
	expect("name_to_handle_at(AT_FDCWD, \"/etc/passwd\", {handle_bytes=128 => %u, handle_type=%d, "
	       "f_handle=\"%s\"}, [%d], "
	       "AT_SYMLINK_FOLLOW) = 0",
	       handle.head.handle_bytes, handle.head.handle_type, text, mount);
	long ret = syscall(SYS_open_by_handle_at, -1, &handle, O_RDONLY | O_CLOEXEC);
	expect("open_by_handle_at(-1, {handle_bytes=%u, handle_type=%d, f_handle=\"%s\"}, O_RDONLY|O_CLOEXEC) = %s",
	       handle.head.handle_bytes, handle.head.handle_type, text, expect_result(ret));
}

int main(void)
{
	requests();
	handles();
	return expect_done();
}
