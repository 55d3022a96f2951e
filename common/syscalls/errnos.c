// SPDX-License-Identifier: Apache-2.0
// Errors by name. libc knows the ones programs see; those between the kernel and itself (the restarts) are here.
#include "common/syscalls/errnos.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/syscalls/syscalls.h"

#define ERRNO_MAX 4095

static const struct {
	int code;
	const char *name;
	const char *text;
} kernel_errors[] = {
    {512, "ERESTARTSYS", "To be restarted if SA_RESTART is set"},
    {513, "ERESTARTNOINTR", "To be restarted"},
    {514, "ERESTARTNOHAND", "To be restarted if no handler"},
    {515, "ENOIOCTLCMD", "No ioctl command"},
    {516, "ERESTART_RESTARTBLOCK", "Interrupted by signal"},
    {517, "EPROBE_DEFER", "Driver requests probe retry"},
    {518, "EOPENSTALE", "Open found a stale dentry"},
    {519, "ENOPARAM", "Parameter not supported"},
    {521, "EBADHANDLE", "Illegal NFS file handle"},
    {522, "ENOTSYNC", "Update synchronization mismatch"},
    {523, "EBADCOOKIE", "Cookie is stale"},
    {524, "ENOTSUPP", "Operation is not supported"},
    {525, "ETOOSMALL", "Buffer or request is too small"},
    {526, "ESERVERFAULT", "An untranslatable error occurred"},
    {527, "EBADTYPE", "Type not supported by server"},
    {528, "EJUKEBOX", "Request initiated, but will not complete before timeout"},
    {529, "EIOCBQUEUED", "iocb queued, will get completion event"},
    {530, "ERECALLCONFLICT", "conflict with recalled state"},
};

#define KERNEL_ERRORS (sizeof(kernel_errors) / sizeof(kernel_errors[0]))

const char *errno_name(int code)
{
	static _Thread_local char unknown[24];
	const char *name = code > 0 ? strerrorname_np(code) : NULL;
	if (name)
		return name;
	for (size_t i = 0; i < KERNEL_ERRORS; i++)
		if (kernel_errors[i].code == code)
			return kernel_errors[i].name;
	(void)snprintf(unknown, sizeof(unknown), "ERRNO_%d", code);
	return unknown;
}

const char *errno_text(int code)
{
	const char *text = code > 0 ? strerrordesc_np(code) : NULL;
	for (size_t i = 0; !text && i < KERNEL_ERRORS; i++)
		if (kernel_errors[i].code == code)
			text = kernel_errors[i].text;
	return text;
}

bool errno_is_restart(int code)
{
	return (code >= 512 && code <= 514) || code == 516;
}

int errno_by_name(const char *name)
{
	for (int code = 1; code <= ERRNO_MAX; code++)
		if (strcmp(errno_name(code), name) == 0)
			return code;
	return -ENOENT;
}
