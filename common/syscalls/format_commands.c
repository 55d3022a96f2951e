// SPDX-License-Identifier: Apache-2.0
// Calls whose arguments depend on a command: fcntl, prctl, arch_prctl, seccomp, futex, mount and the like.
#include <asm/prctl.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <string.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define KERNEL_F_GETLK  5
#define KERNEL_F_SETLK  6
#define KERNEL_F_SETLKW 7
#define KERNEL_SETSIG   10
#define KERNEL_GETSIG   11

bool shown_fcntl(const struct event *event, unsigned arg)
{
	(void)arg;
	switch ((int)event->args[1]) {
	case F_GETFD:
	case F_GETFL:
	case F_GETOWN:
	case KERNEL_GETSIG:
	case F_GETLEASE:
	case F_GETPIPE_SZ:
	case F_GET_SEALS:
		return false;
	default:
		return true;
	}
}

static void print_lock(struct printer *p, unsigned arg, bool with_pid)
{
	struct {
		int16_t type, whence;
		int64_t start, len;
		int32_t pid;
	} lock;
	if (!argument_or_pointer(p, arg, &lock, sizeof(lock)))
		return;
	print_text(p, "{l_type=");
	print_one(p, &constants_lock_types, (uint16_t)lock.type);
	print_text(p, ", l_whence=");
	print_one(p, &constants_whence, (uint16_t)lock.whence);
	print_format(p, ", l_start=%lld, l_len=%lld", (long long)lock.start, (long long)lock.len);
	if (with_pid)
		print_format(p, ", l_pid=%d", lock.pid);
	print_text(p, "}");
}

static void print_owner(struct printer *p, unsigned arg)
{
	int owner[2];
	if (!argument_or_pointer(p, arg, owner, sizeof(owner)))
		return;
	print_text(p, "{type=");
	print_one(p, &constants_owner_types, (uint32_t)owner[0]);
	print_format(p, ", pid=%d}", owner[1]);
}

void format_fcntl_arg(struct printer *p, unsigned arg)
{
	uint64_t value = arg_value(p, arg);
	switch ((int)arg_value(p, 1)) {
	case F_SETFD:
		print_bits(p, &constants_fd_flags, (uint32_t)value);
		break;
	case F_SETFL:
		print_open_flags(p, (uint32_t)value);
		break;
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
	case F_SETOWN:
	case F_SETPIPE_SZ:
		print_format(p, "%d", (int)value);
		break;
	case KERNEL_SETSIG:
		print_signal(p, (int)value);
		break;
	case F_NOTIFY:
		print_bits(p, &constants_notify_events, (uint32_t)value);
		break;
	case F_SETLEASE:
		print_one(p, &constants_lock_types, (uint32_t)value);
		break;
	case F_ADD_SEALS:
		print_bits(p, &constants_seals, (uint32_t)value);
		break;
	case KERNEL_F_SETLK:
	case KERNEL_F_SETLKW:
	case F_OFD_SETLK:
	case F_OFD_SETLKW:
		print_lock(p, arg, false);
		break;
	case KERNEL_F_GETLK:
	case F_OFD_GETLK:
		print_lock(p, arg, !event_failed(p->event));
		break;
	case F_GETOWN_EX:
	case F_SETOWN_EX:
		print_owner(p, arg);
		break;
	default:
		print_hex(p, value);
	}
}

void result_fcntl(struct printer *p)
{
	int64_t ret = p->event->ret;
	switch ((int)p->event->args[1]) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		print_fd(p, (int)ret);
		break;
	case F_GETFD:
		print_hex(p, (uint64_t)ret);
		if (ret) {
			print_text(p, " (flags ");
			print_bits(p, &constants_fd_flags, (uint64_t)ret);
			print_text(p, ")");
		}
		break;
	case F_GETFL:
		print_format(p, "%#llx (flags ", (unsigned long long)ret);
		print_open_flags(p, (uint64_t)ret);
		print_text(p, ")");
		break;
	case F_GETLEASE:
		print_format(p, "%#llx (", (unsigned long long)ret);
		print_one(p, &constants_lock_types, (uint64_t)ret);
		print_text(p, ")");
		break;
	case F_GET_SEALS:
		print_hex(p, (uint64_t)ret);
		if (ret) {
			print_text(p, " (seals ");
			print_bits(p, &constants_seals, (uint64_t)ret);
			print_text(p, ")");
		}
		break;
	case KERNEL_GETSIG:
		result_signal(p);
		break;
	default:
		print_format(p, "%lld", (long long)ret);
	}
}

// How many arguments each command of prctl has; -1 = all of them.
static int prctl_count(uint64_t op)
{
	switch (op) {
	case PR_GET_DUMPABLE:
	case PR_GET_KEEPCAPS:
	case PR_GET_SECCOMP:
	case PR_GET_SECUREBITS:
	case PR_GET_TIMERSLACK:
	case PR_GET_TIMING:
	case PR_TASK_PERF_EVENTS_DISABLE:
	case PR_TASK_PERF_EVENTS_ENABLE:
		return 1;
	case PR_SET_NAME:
	case PR_GET_NAME:
	case PR_SET_PDEATHSIG:
	case PR_GET_PDEATHSIG:
	case PR_SET_DUMPABLE:
	case PR_SET_KEEPCAPS:
	case PR_SET_CHILD_SUBREAPER:
	case PR_GET_CHILD_SUBREAPER:
	case PR_CAPBSET_READ:
	case PR_CAPBSET_DROP:
	case PR_SET_SECUREBITS:
	case PR_SET_TIMERSLACK:
	case PR_SET_TIMING:
	case PR_SET_PTRACER:
	case PR_GET_TSC:
	case PR_SET_TSC:
	case PR_GET_TID_ADDRESS:
		return 2;
	default:
		return -1;
	}
}

bool shown_prctl(const struct event *event, unsigned arg)
{
	uint32_t op = (uint32_t)event->args[0];
	if (op == PR_SET_SECCOMP && event->args[1] == SECCOMP_MODE_FILTER)
		return arg < 3;
	int count = prctl_count(op);
	return count < 0 || arg < (unsigned)count;
}

static void print_small_text(struct printer *p, unsigned arg)
{
	char text[16];
	if (argument_or_pointer(p, arg, text, sizeof(text)))
		print_quoted(p, (const uint8_t *)text, strnlen(text, sizeof(text)), false, QUOTE_PLAIN);
}

static void print_pointed_int(struct printer *p, unsigned arg, bool is_signal)
{
	int value;
	if (event_failed(p->event) || !argument_struct(p, arg, &value, sizeof(value))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "[");
	if (is_signal)
		print_signal(p, value);
	else
		print_format(p, "%d", value);
	print_text(p, "]");
}

void format_prctl_arg(struct printer *p, unsigned arg)
{
	uint64_t value = arg_value(p, arg);
	switch ((uint32_t)arg_value(p, 0)) {
	case PR_SET_NAME:
		print_small_text(p, arg);
		break;
	case PR_GET_NAME:
		if (event_failed(p->event))
			print_pointer(p, value);
		else
			print_small_text(p, arg);
		break;
	case PR_SET_PDEATHSIG:
		print_signal(p, (int)value);
		break;
	case PR_GET_PDEATHSIG:
		print_pointed_int(p, arg, true);
		break;
	case PR_GET_CHILD_SUBREAPER:
	case PR_GET_TSC:
		print_pointed_int(p, arg, false);
		break;
	case PR_SET_DUMPABLE:
		print_one(p, &constants_prctl_dumpable, value);
		break;
	case PR_CAPBSET_READ:
	case PR_CAPBSET_DROP:
		print_one(p, &constants_capabilities, value);
		break;
	case PR_CAP_AMBIENT:
		print_one(p, &constants_prctl_cap_ambient, value);
		break;
	case PR_SET_SECCOMP:
		print_one(p, &constants_seccomp_modes, value);
		break;
	case PR_SET_MM:
		print_one(p, &constants_prctl_mm, value);
		break;
	case PR_SET_VMA:
		print_one(p, &constants_prctl_vma, value);
		break;
	case PR_SET_KEEPCAPS:
	case PR_SET_CHILD_SUBREAPER:
	case PR_SET_NO_NEW_PRIVS:
	case PR_SET_TIMERSLACK:
	case PR_SET_PTRACER:
		print_format(p, "%lld", (long long)value);
		break;
	default:
		print_hex(p, value);
	}
}

void format_prctl_rest(struct printer *p, unsigned arg)
{
	uint64_t value = arg_value(p, arg);
	uint32_t op = (uint32_t)arg_value(p, 0);
	if (op == PR_CAP_AMBIENT && arg == 2 && arg_value(p, 1) != PR_CAP_AMBIENT_CLEAR_ALL)
		print_one(p, &constants_capabilities, value);
	else if (op == PR_SET_VMA && arg == 3)
		print_format(p, "%llu", (unsigned long long)value);
	else
		print_hex(p, value);
}

void result_prctl(struct printer *p)
{
	uint64_t ret = (uint64_t)p->event->ret;
	switch ((uint32_t)p->event->args[0]) {
	case PR_GET_DUMPABLE:
		print_format(p, "%llu (", (unsigned long long)ret);
		print_one(p, &constants_prctl_dumpable, ret);
		print_text(p, ")");
		break;
	case PR_GET_SECUREBITS:
		print_hex(p, ret);
		if (ret) {
			print_text(p, " (");
			print_bits(p, &constants_securebits, ret);
			print_text(p, ")");
		}
		break;
	default:
		print_format(p, "%lld", (long long)p->event->ret);
	}
}

bool shown_arch_prctl(const struct event *event, unsigned arg)
{
	(void)arg;
	return event->args[0] != ARCH_GET_CPUID;
}

void format_arch_prctl_arg(struct printer *p, unsigned arg)
{
	uint64_t op = arg_value(p, 0);
	if (op == ARCH_GET_FS || op == ARCH_GET_GS)
		format_pointer_ptr(p, arg);
	else if (op >= ARCH_SET_GS && op <= ARCH_GET_GS)
		print_pointer(p, arg_value(p, arg));
	else
		print_hex(p, arg_value(p, arg));
}

void format_seccomp_flags(struct printer *p, unsigned arg)
{
	if (arg_value(p, 0) == SECCOMP_SET_MODE_FILTER)
		print_bits(p, &constants_seccomp_filter_flags, (uint32_t)arg_value(p, arg));
	else
		print_hex(p, (uint32_t)arg_value(p, arg));
}

void format_seccomp_arg(struct printer *p, unsigned arg)
{
	uint64_t words[2];
	uint64_t op = arg_value(p, 0);
	if ((op != SECCOMP_SET_MODE_FILTER && op != SECCOMP_GET_ACTION_AVAIL) ||
	    !argument_struct(p, arg, words, sizeof(words))) {
		print_pointer(p, arg_value(p, arg));
	} else if (op == SECCOMP_GET_ACTION_AVAIL) {
		print_text(p, "[");
		print_one(p, &constants_seccomp_actions, (uint32_t)words[0]);
		print_text(p, "]");
	} else {
		print_format(p, "{len=%u, filter=", (uint16_t)words[0]);
		print_pointer(p, words[1]);
		print_text(p, "}");
	}
}

bool shown_reboot(const struct event *event, unsigned arg)
{
	(void)arg;
	return (uint32_t)event->args[2] == 0xa1b2c3d4; // LINUX_REBOOT_CMD_RESTART2 takes a text
}

bool shown_syslog(const struct event *event, unsigned arg)
{
	int type = (int)event->args[0];
	if (type == 8)
		return arg == 2;
	return type >= 2 && type <= 4;
}

void format_syslog_type(struct printer *p, unsigned arg)
{
	const char *name = constant_name(&constants_syslog_ops, arg_value(p, arg));
	print_format(p, "%d /* %s */", (int)arg_value(p, arg), name ? name : "SYSLOG_ACTION_???");
}

// What a bind, a move or a change of propagation does not look at may be anything.
static bool mount_ignores(const struct printer *p, uint64_t flags)
{
	return (arg_value(p, 3) & (flags | 0x1000 | 0x2000 | 0x1e0000)) != 0;
}

void format_mount_type(struct printer *p, unsigned arg)
{
	if (mount_ignores(p, 0x20))
		print_pointer(p, arg_value(p, arg));
	else
		format_str(p, arg);
}

void format_mount_data(struct printer *p, unsigned arg)
{
	if (mount_ignores(p, 0))
		print_pointer(p, arg_value(p, arg));
	else
		format_str(p, arg);
}

void result_membarrier(struct printer *p)
{
	print_hex(p, (uint64_t)p->event->ret);
	if (p->event->args[0] == 0 && p->event->ret) {
		print_text(p, " (");
		print_bits(p, &constants_membarrier_cmds, (uint64_t)p->event->ret);
		print_text(p, ")");
	}
}

void result_ioprio(struct printer *p)
{
	uint64_t ret = (uint64_t)p->event->ret;
	print_hex(p, ret);
	print_text(p, " (IOPRIO_PRIO_VALUE(");
	print_one(p, &constants_ioprio_classes, ret >> 13);
	print_format(p, ", %llu))", (unsigned long long)(ret & 0x1fff));
}

void format_ioprio(struct printer *p, unsigned arg)
{
	uint32_t value = (uint32_t)arg_value(p, arg);
	print_text(p, "IOPRIO_PRIO_VALUE(");
	print_one(p, &constants_ioprio_classes, value >> 13);
	print_format(p, ", %u)", value & 0x1fff);
}

bool shown_membarrier(const struct event *event, unsigned arg)
{
	(void)arg;
	return (uint32_t)event->args[1] != 0;
}

// The indices name descriptors; the other types compare whole tables.
bool shown_kcmp(const struct event *event, unsigned arg)
{
	uint32_t type = (uint32_t)event->args[2];
	return type == 0 || type > 7 || (type == 7 && arg == 3);
}

bool shown_keyctl(const struct event *event, unsigned arg)
{
	switch ((uint32_t)event->args[0]) {
	case KEYCTL_JOIN_SESSION_KEYRING:
	case KEYCTL_REVOKE:
	case KEYCTL_CLEAR:
	case KEYCTL_INVALIDATE:
	case KEYCTL_SET_REQKEY_KEYRING:
	case KEYCTL_ASSUME_AUTHORITY:
		return arg < 2;
	case KEYCTL_GET_KEYRING_ID:
	case KEYCTL_SETPERM:
	case KEYCTL_LINK:
	case KEYCTL_UNLINK:
	case KEYCTL_SET_TIMEOUT:
	case KEYCTL_GET_PERSISTENT:
		return arg < 3;
	case KEYCTL_UPDATE:
	case KEYCTL_CHOWN:
	case KEYCTL_DESCRIBE:
	case KEYCTL_READ:
	case KEYCTL_GET_SECURITY:
		return arg < 4;
	default:
		return true;
	}
}
