// SPDX-License-Identifier: Apache-2.0
// Other calls whose arguments depend on an operation: keyctl, kcmp, membarrier, syslog, reboot, ioprio.
#include <linux/kcmp.h>

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
	if ((uint32_t)p->event->args[0] != 0) {
		print_format(p, "%lld", (long long)p->event->ret);
		return;
	}
	print_hex(p, (uint64_t)p->event->ret);
	if (p->event->ret) {
		print_text(p, " (");
		print_bits(p, &constants_membarrier_cmds, (uint64_t)p->event->ret);
		print_text(p, ")");
	}
}

void result_ioprio(struct printer *p)
{
	uint64_t ret = (uint64_t)p->event->ret;
	print_format(p, "%llu", (unsigned long long)ret);
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
	(void)arg;
	return type == KCMP_FILE || type >= KCMP_EPOLL_TFD;
}

// A descriptor, or for an epoll one where in it to look.
void format_kcmp_index(struct printer *p, unsigned arg)
{
	uint32_t type = (uint32_t)arg_value(p, 2), slot[3];
	if (type == KCMP_EPOLL_TFD && arg == 4) {
		if (argument_or_pointer(p, arg, slot, sizeof(slot)))
			print_format(p, "{efd=%u, tfd=%u, toff=%u}", slot[0], slot[1], slot[2]);
	} else if (type == KCMP_FILE || type == KCMP_EPOLL_TFD) {
		print_format(p, "%d", (int)arg_value(p, arg));
	} else {
		print_hex(p, arg_value(p, arg));
	}
}
