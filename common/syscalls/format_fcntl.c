// SPDX-License-Identifier: Apache-2.0
// fcntl: the operation decides what its argument and its result are.
#include <fcntl.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

// The kernel's numbers where libc's differ or lack.
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

// How long what is written will live.
static void print_hint(struct printer *p, unsigned arg)
{
	uint64_t hint;
	bool gets = (arg_value(p, 1) & 1) != 0; // F_GET_RW_HINT, F_GET_FILE_RW_HINT
	if (gets && event_failed(p->event)) {
		print_hex(p, arg_value(p, arg));
	} else if (argument_struct(p, arg, &hint, sizeof(hint))) {
		print_text(p, "[");
		print_one(p, &constants_write_hints, hint);
		print_text(p, "]");
	} else {
		print_hex(p, arg_value(p, arg));
	}
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
	case F_SETPIPE_SZ:
		print_format(p, "%lld", (long long)value);
		break;
	case F_SETOWN:
		print_format(p, "%d", (int)value);
		break;
	case KERNEL_SETSIG:
		print_signal(p, (int)value);
		break;
	case F_NOTIFY:
		print_bits(p, &constants_notify_events, value);
		break;
	case F_SETLEASE:
		print_one(p, &constants_lock_types, value);
		break;
	case F_ADD_SEALS:
		print_bits(p, &constants_seals, value);
		break;
	case KERNEL_F_SETLK:
	case KERNEL_F_SETLKW:
	case F_OFD_SETLK:
	case F_OFD_SETLKW:
		print_lock(p, arg, false);
		break;
	case KERNEL_F_GETLK:
	case F_OFD_GETLK:
		if (event_failed(p->event))
			print_pointer(p, value);
		else
			print_lock(p, arg, true);
		break;
	case F_GETOWN_EX:
		if (event_failed(p->event))
			print_pointer(p, value);
		else
			print_owner(p, arg);
		break;
	case F_SETOWN_EX:
		print_owner(p, arg);
		break;
	case F_GET_RW_HINT:
	case F_SET_RW_HINT:
	case F_GET_FILE_RW_HINT:
	case F_SET_FILE_RW_HINT:
		print_hint(p, arg);
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
		print_returned_fd(p);
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
		print_hex(p, (uint64_t)ret);
		if (constant_name(&constants_lock_types, (uint64_t)ret))
			print_format(p, " (%s)", constant_name(&constants_lock_types, (uint64_t)ret));
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
