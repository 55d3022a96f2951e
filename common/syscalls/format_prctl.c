// SPDX-License-Identifier: Apache-2.0
// prctl, arch_prctl and seccomp: how many arguments there are and what they mean depends on the operation.
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <string.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

// asm/prctl.h exists on x86 only.
#define ARCH_SET_GS    0x1001
#define ARCH_SET_FS    0x1002
#define ARCH_GET_FS    0x1003
#define ARCH_GET_GS    0x1004
#define ARCH_GET_CPUID 0x1011

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
	uint32_t action;
	uint64_t op = arg_value(p, 0);
	if (op == SECCOMP_GET_ACTION_AVAIL && argument_struct(p, arg, &action, sizeof(action))) {
		print_text(p, "[");
		print_one(p, &constants_seccomp_actions, action);
		print_text(p, "]");
	} else if (op != SECCOMP_SET_MODE_FILTER || !argument_struct(p, arg, words, sizeof(words))) {
		print_pointer(p, arg_value(p, arg));
	} else {
		print_format(p, "{len=%u, filter=", (uint16_t)words[0]);
		print_pointer(p, words[1]);
		print_text(p, "}");
	}
}
