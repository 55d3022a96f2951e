// SPDX-License-Identifier: Apache-2.0
// Sockets and pipes as the kernel has them after the call that made or named them. The descriptor is borrowed for a moment.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/cleanup.h"
#include "detector/trace/ptrace_tracer.h"

static uint16_t option_of(int fd, int option)
{
	int value = 0;
	socklen_t len = sizeof(value);
	return getsockopt(fd, SOL_SOCKET, option, &value, &len) < 0 ? 0 : (uint16_t)value;
}

static void take_end(const struct sockaddr_storage *address, uint8_t *ret_bytes, uint16_t *ret_port)
{
	const struct sockaddr_in *v4 = (const void *)address;
	const struct sockaddr_in6 *v6 = (const void *)address;
	if (address->ss_family == AF_INET) {
		memcpy(ret_bytes, &v4->sin_addr, sizeof(v4->sin_addr));
		*ret_port = ntohs(v4->sin_port);
	} else if (address->ss_family == AF_INET6) {
		memcpy(ret_bytes, &v6->sin6_addr, sizeof(v6->sin6_addr));
		*ret_port = ntohs(v6->sin6_port);
	}
}

static void fill_ends(struct record_file *file, int fd)
{
	struct sockaddr_storage address = {0};
	socklen_t len = sizeof(address);
	if (file->family != AF_INET && file->family != AF_INET6)
		return;
	if (getsockname(fd, (struct sockaddr *)&address, &len) == 0)
		take_end(&address, file->local, &file->local_port);
	len = sizeof(address);
	if (getpeername(fd, (struct sockaddr *)&address, &len) == 0)
		take_end(&address, file->remote, &file->remote_port);
}

// A connect that is under way: the kernel tells nobody yet where to, the call does.
static void fill_wish(struct record_file *file, struct ptrace_tracer *tracer, const struct ptrace_call *call)
{
	struct sockaddr_storage address = {0};
	size_t len = call->args[2] < sizeof(address) ? (size_t)call->args[2] : sizeof(address);
	if (!file->remote_port && ptrace_memory_read(tracer, call->args[1], &address, len) > 0 &&
	    address.ss_family == file->family)
		take_end(&address, file->remote, &file->remote_port);
}

static bool fill_file(struct record_file *file, int pidfd, int number)
{
	struct stat status;
	AUTO_CLOSE int fd = (int)syscall(SYS_pidfd_getfd, pidfd, number, 0);
	if (fd < 0 || fstat(fd, &status) < 0 || (!S_ISSOCK(status.st_mode) && !S_ISFIFO(status.st_mode)))
		return false;
	file->inode = status.st_ino;
	if (S_ISFIFO(status.st_mode))
		return true;
	file->family = option_of(fd, SO_DOMAIN);
	file->type = option_of(fd, SO_TYPE);
	file->protocol = option_of(fd, SO_PROTOCOL);
	fill_ends(file, fd);
	return true;
}

static void add_piece(struct record *record, const struct record_file *file, uint8_t sub)
{
	uint32_t at = record->size;
	ptrace_record_piece(record, 0, RECORD_DATA_FILE, 0, file, sizeof(*file));
	if (record->size > at)
		((struct record_data *)((uint8_t *)record + at))->sub = sub;
}

void ptrace_file_pieces(struct ptrace_tracer *tracer, const struct ptrace_task *task, unsigned which,
			struct record *record)
{
	const struct ptrace_call *call = &task->call;
	int numbers[2] = {-1, -1};
	if (which == COPY_FILE_RETURNED)
		numbers[0] = (int)record->ret;
	else if (which == COPY_FILE_GIVEN)
		numbers[0] = (int)call->args[0];
	else if (ptrace_memory_read(tracer, call->args[which == COPY_FILE_PAIR ? 0 : 3], numbers, sizeof(numbers)) !=
		 sizeof(numbers))
		return;
	AUTO_CLOSE int pidfd = (int)syscall(SYS_pidfd_open, task->process->pid, 0);
	for (uint8_t i = 0; i < 2 && pidfd >= 0; i++) {
		struct record_file file = {0};
		if (numbers[i] < 0 || !fill_file(&file, pidfd, numbers[i]))
			continue;
		if (record->ret < 0 && file.family)
			fill_wish(&file, tracer, call);
		add_piece(record, &file, i);
	}
}
