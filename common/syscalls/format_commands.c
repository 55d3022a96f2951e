// SPDX-License-Identifier: Apache-2.0
// Other calls whose arguments depend on an operation: keyctl, kcmp, membarrier, syslog, reboot, ioprio.
#include <linux/keyctl.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

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
