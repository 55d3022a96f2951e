// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/cleanup.h"
#include "detector/trace/ptrace_tracer.h"

static bool read_file(pid_t tid, const char *name, char *ret_text, size_t size)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)tid, name);
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, ret_text, size - 1);
	if (n < 0)
		return false;
	ret_text[n] = '\0';
	return true;
}

void ptrace_proc_name(const struct ptrace_task *task, char ret_comm[static RECORD_COMM])
{
	char text[64];
	if (!read_file(task->tid, "comm", text, sizeof(text)))
		return;
	text[strcspn(text, "\n")] = '\0';
	memset(ret_comm, 0, RECORD_COMM);
	memcpy(ret_comm, text, strnlen(text, RECORD_COMM - 1));
}

// The n-th number behind a name at a line's beginning.
static uint32_t number_of(const char *text, const char *name, unsigned n)
{
	const char *line = strstr(text, name);
	char *end;
	if (!line)
		return 0;
	line += strlen(name);
	unsigned long value = strtoul(line, &end, 10);
	while (n-- > 0)
		value = strtoul(end, &end, 10);
	return (uint32_t)value;
}

bool ptrace_proc_status(pid_t tid, struct ptrace_status *ret_status)
{
	char text[4096];
	if (!read_file(tid, "status", text, sizeof(text)))
		return false;
	*ret_status = (struct ptrace_status){
	    .tgid = (pid_t)number_of(text, "\nTgid:", 0),
	    .ppid = (pid_t)number_of(text, "\nPPid:", 0),
	    .tracer = (pid_t)number_of(text, "\nTracerPid:", 0),
	    .uid = number_of(text, "\nUid:", 1),
	    .gid = number_of(text, "\nGid:", 1),
	    .over = strstr(text, "\nState:\tZ") || strstr(text, "\nState:\tX"),
	};
	return ret_status->tgid > 0;
}
