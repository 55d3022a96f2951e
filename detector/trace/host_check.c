// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/host_check.h"

#include <linux/capability.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

bool host_has_btf(void)
{
	return access(HOST_BTF, R_OK) == 0;
}

bool host_has_capability(unsigned capability)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {0};
	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	return data[capability / 32].effective >> (capability % 32) & 1;
}

int host_require_ebpf(struct error *err)
{
	bool admin = host_has_capability(CAP_SYS_ADMIN);
	if (!admin && !(host_has_capability(CAP_BPF) && host_has_capability(CAP_PERFMON)))
		return error_set(
		    err, EPERM,
		    "eBPF needs root (or the capabilities CAP_BPF and CAP_PERFMON): run the detector as root");
	if (!host_has_btf())
		return error_set(
		    err, ENOENT,
		    "this kernel has no type information at " HOST_BTF
		    ": it needs one built with CONFIG_DEBUG_INFO_BTF=y (Debian's and Ubuntu's are), and /sys mounted");
	return 0;
}

int host_require_ptrace(struct error *err)
{
	pid_t pid = fork();
	if (pid < 0)
		return error_set(err, errno, "cannot fork: %s", strerror(errno));
	if (pid == 0) {
		for (;;)
			(void)pause();
	}
	int code = ptrace(PTRACE_SEIZE, pid, 0, 0) < 0 ? errno : 0;
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, __WALL | __WNOTHREAD);
	if (code == 0)
		return 0;
	return error_set(
	    err, code,
	    "not even a child of one's own may be traced: %s. In a container it takes --cap-add SYS_PTRACE; "
	    "/proc/sys/kernel/yama/ptrace_scope must be below 3",
	    strerror(code));
}

bool host_ptrace_others(void)
{
	unsigned long scope = host_read_number("/proc/sys/kernel/yama/ptrace_scope", 0);
	return scope < 3 && (scope == 0 || host_has_capability(CAP_SYS_PTRACE));
}

unsigned long host_read_number(const char *path, unsigned long fallback)
{
	char line[32];
	char *end = line;
	FILE *file = fopen(path, "re");
	if (!file)
		return fallback;
	unsigned long number = fgets(line, sizeof(line), file) ? strtoul(line, &end, 10) : 0;
	(void)fclose(file);
	return end == line ? fallback : number;
}

bool host_kernel_at_least(unsigned long major, unsigned long minor)
{
	struct utsname name;
	char *end;
	if (uname(&name) < 0)
		return false;
	unsigned long a = strtoul(name.release, &end, 10);
	unsigned long b = *end == '.' ? strtoul(end + 1, &end, 10) : 0;
	return a > major || (a == major && b >= minor);
}

int host_explain(struct error *err, int code, const char *step)
{
	struct utsname name;
	if (uname(&name) == 0 && !host_kernel_at_least(6, 1))
		return error_set(err, code,
				 "cannot %s: %s. Kernel %.40s is older than 6.1, the oldest that is supported", step,
				 strerror(code), name.release);
	if (code == EPERM)
		return error_set(
		    err, code,
		    "cannot %s: not permitted. Run as root; in a container, with CAP_BPF and CAP_PERFMON; "
		    "where kernel lockdown is on, eBPF tracing is off; on memory trouble raise 'ulimit -l'",
		    step);
	if (code == ENOMEM)
		return error_set(err, code,
				 "cannot %s: not enough memory. Make the rings smaller (ring-bytes, --buffer)", step);
	return error_set(err, code, "cannot %s: %s (LOG=ebpf:debug shows the kernel's reasons)", step, strerror(code));
}
