// SPDX-License-Identifier: Apache-2.0
#include "detector/state/proc_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "common/base/cleanup.h"

static void path_of(pid_t pid, const char *name, char *ret_path, size_t size)
{
	(void)snprintf(ret_path, size, "/proc/%d/%s", (int)pid, name);
}

ssize_t proc_read(pid_t pid, const char *name, char *ret_text, size_t size)
{
	char path[128];
	path_of(pid, name, path, sizeof(path));
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	size_t len = 0;
	while (len < size - 1) {
		ssize_t got = read(fd, ret_text + len, size - 1 - len);
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		len += (size_t)got;
	}
	ret_text[len] = '\0';
	return (ssize_t)len;
}

ssize_t proc_link(pid_t pid, const char *name, char *ret_text, size_t size)
{
	char path[128];
	path_of(pid, name, path, sizeof(path));
	ssize_t len = readlink(path, ret_text, size - 1);
	if (len < 0)
		return -errno;
	ret_text[len] = '\0';
	return len;
}
