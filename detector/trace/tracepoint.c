// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/tracepoint.h"

#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/cleanup.h"

static int open_id(const char *root, const char *group, const char *name)
{
	char path[256];
	(void)snprintf(path, sizeof(path), "%s/events/%s/%s/id", root, group, name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

// A tracefs of our own that is mounted nowhere: only this fd sees it.
static int open_id_detached(const char *group, const char *name)
{
	char path[256];
	AUTO_CLOSE int context = (int)syscall(SYS_fsopen, "tracefs", 1 /* FSOPEN_CLOEXEC */);
	if (context < 0 || syscall(SYS_fsconfig, context, 6 /* FSCONFIG_CMD_CREATE */, NULL, NULL, 0) < 0)
		return -1;
	AUTO_CLOSE int mount = (int)syscall(SYS_fsmount, context, 1 /* FSMOUNT_CLOEXEC */, 0);
	if (mount < 0)
		return -1;
	(void)snprintf(path, sizeof(path), "events/%s/%s/id", group, name);
	return openat(mount, path, O_RDONLY | O_CLOEXEC);
}

static long tracepoint_id(const char *group, const char *name)
{
	char text[32] = "";
	AUTO_CLOSE int fd = open_id("/sys/kernel/tracing", group, name);
	if (fd < 0)
		fd = open_id("/sys/kernel/debug/tracing", group, name);
	if (fd < 0)
		fd = open_id_detached(group, name);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 1)
		return -1;
	return strtol(text, NULL, 10);
}

int tracepoint_open(const char *group, const char *name, struct error *err)
{
	long id = tracepoint_id(group, name);
	if (id <= 0)
		return error_set(err, ENOENT,
				 "cannot find the tracepoint %s/%s: the kernel lacks tracefs, or this is not root",
				 group, name);
	struct perf_event_attr attr = {
	    .type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr), .config = (uint64_t)id, .sample_period = 1};
	// CPU 0 is only a formality: an eBPF program on a tracepoint runs on all.
	int fd = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return error_set(err, errno, "cannot open the tracepoint %s/%s: %s", group, name, strerror(errno));
	return fd;
}
