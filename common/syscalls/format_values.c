// SPDX-License-Identifier: Apache-2.0
// Arguments that are all in their register: numbers, descriptors, flags.
#include <fcntl.h>
#include <sys/stat.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

void format_int(struct printer *p, unsigned arg)
{
	print_format(p, "%d", (int)arg_value(p, arg));
}

void format_uint(struct printer *p, unsigned arg)
{
	print_format(p, "%u", (unsigned)arg_value(p, arg));
}

// A long of a 32 bit program is 32 bits wide.
static int64_t long_value(const struct printer *p, unsigned arg)
{
	uint64_t value = arg_value(p, arg);
	return p->event->abi == RECORD_ABI_I386 ? (int32_t)value : (int64_t)value;
}

void format_long(struct printer *p, unsigned arg)
{
	print_format(p, "%lld", (long long)long_value(p, arg));
}

void format_ulong(struct printer *p, unsigned arg)
{
	print_format(p, "%llu", (unsigned long long)arg_value(p, arg));
}

void format_size(struct printer *p, unsigned arg)
{
	format_ulong(p, arg);
}

void format_hex(struct printer *p, unsigned arg)
{
	print_hex(p, arg_value(p, arg));
}

void format_hex32(struct printer *p, unsigned arg)
{
	print_hex(p, (uint32_t)arg_value(p, arg));
}

void format_ptr(struct printer *p, unsigned arg)
{
	print_pointer(p, arg_value(p, arg));
}

// The half of a number that the other argument already tells.
void format_skip(struct printer *p, unsigned arg)
{
	format_hex(p, arg);
}

void format_octal(struct printer *p, unsigned arg)
{
	print_permissions(p, (uint16_t)arg_value(p, arg));
}

void format_fd(struct printer *p, unsigned arg)
{
	print_fd(p, (int)arg_value(p, arg));
}

void format_dirfd(struct printer *p, unsigned arg)
{
	print_dirfd(p, (int)arg_value(p, arg));
}

void format_pid(struct printer *p, unsigned arg)
{
	format_int(p, arg);
}

void format_id(struct printer *p, unsigned arg)
{
	print_id(p, (uint32_t)arg_value(p, arg));
}

void format_signal(struct printer *p, unsigned arg)
{
	print_signal(p, (int)arg_value(p, arg));
}

// Constants are of type int: what else the register holds does not count.
static const struct constants *list_of(const struct printer *p, unsigned arg)
{
	return p->entry->args[arg].constants;
}

void format_bits(struct printer *p, unsigned arg)
{
	print_bits(p, list_of(p, arg), (uint32_t)arg_value(p, arg));
}

// The kernel takes a whole long of them.
void format_bits64(struct printer *p, unsigned arg)
{
	print_bits(p, list_of(p, arg), arg_value(p, arg));
}

void format_one(struct printer *p, unsigned arg)
{
	uint64_t value = arg_value(p, arg);
	const char *name = constant_name(list_of(p, arg), (uint64_t)(int64_t)(int32_t)value);
	if (!name) {
		print_one(p, list_of(p, arg), (uint32_t)value);
	} else if (begin_style(p, "%#llx", (long long)(uint32_t)value)) {
		print_text(p, name);
		end_style(p);
	}
}

// The access mode is a number in the low bits; O_PATH and the like follow.
void print_open_flags(struct printer *p, uint64_t flags)
{
	if (!begin_style(p, "%#llx", (long long)flags))
		return;
	print_text(p, constant_name(&constants_open_access_modes, flags & O_ACCMODE));
	flags &= ~(uint64_t)O_ACCMODE;
	bool first = false;
	uint64_t rest = print_known_bits(p, &constants_open_mode_flags, flags, &first);
	if (rest)
		print_format(p, "|%#llx", (unsigned long long)rest);
	end_style(p);
}

void format_open_flags(struct printer *p, unsigned arg)
{
	print_open_flags(p, (uint32_t)arg_value(p, arg));
}

void format_statx_flags(struct printer *p, unsigned arg)
{
	uint32_t flags = (uint32_t)arg_value(p, arg);
	print_one(p, &constants_statx_sync_types, flags & 0x6000);
	bool first = false;
	uint64_t rest = print_known_bits(p, &constants_at_flags, flags & ~0x6000u, &first);
	if (rest)
		print_format(p, "|%#llx", (unsigned long long)rest);
}

// The low byte is the signal that the parent gets.
void print_clone_flags(struct printer *p, uint64_t flags)
{
	uint64_t rest = flags & ~0xffull;
	if (rest) {
		print_bits(p, &constants_clone_old_flags, rest);
		if (flags & 0xff)
			print_text(p, "|");
	}
	if (flags & 0xff || !rest)
		print_signal(p, (int)(flags & 0xff));
}

void format_clone_flags(struct printer *p, unsigned arg)
{
	print_clone_flags(p, (uint32_t)arg_value(p, arg));
}

void format_mode_type(struct printer *p, unsigned arg)
{
	print_mode(p, (uint16_t)arg_value(p, arg));
}

void format_device(struct printer *p, unsigned arg)
{
	print_device(p, (uint32_t)arg_value(p, arg));
}

void format_personality(struct printer *p, unsigned arg)
{
	uint32_t value = (uint32_t)arg_value(p, arg);
	if (value == UINT32_MAX)
		print_text(p, "0xffffffff");
	else
		print_personality(p, value);
}

void print_personality(struct printer *p, uint32_t value)
{
	print_one(p, &constants_personality_types, value & 0xff);
	if (value & ~0xffu) {
		print_text(p, "|");
		print_bits(p, &constants_personality_flags, value & ~0xffu);
	}
}

void print_sched_policy(struct printer *p, uint32_t policy)
{
	print_one(p, &constants_sched_policies, policy & ~0x40000000u);
	if (policy & 0x40000000)
		print_text(p, "|SCHED_RESET_ON_FORK");
}

void format_sched_policy(struct printer *p, unsigned arg)
{
	print_sched_policy(p, (uint32_t)arg_value(p, arg));
}

void format_clock_id(struct printer *p, unsigned arg)
{
	print_one(p, &constants_clock_ids, (uint32_t)arg_value(p, arg));
}

void format_key_id(struct printer *p, unsigned arg)
{
	int key = (int)arg_value(p, arg);
	const char *name = constant_name(&constants_key_specials, (uint64_t)key);
	if (name)
		print_text(p, name);
	else
		print_format(p, "%d", key);
}

void format_ipc_key(struct printer *p, unsigned arg)
{
	uint32_t key = (uint32_t)arg_value(p, arg);
	if (key)
		print_hex(p, key);
	else
		print_text(p, "IPC_PRIVATE");
}

// Flags, then the permissions in octal.
void format_ipc_get_flags(struct printer *p, unsigned arg)
{
	uint32_t flags = (uint32_t)arg_value(p, arg);
	if (flags & ~0777u) {
		print_bits(p, list_of(p, arg), flags & ~0777u);
		print_text(p, "|");
	}
	print_permissions(p, flags & 0777);
}

void format_ipc_op(struct printer *p, unsigned arg)
{
	uint32_t op = (uint32_t)arg_value(p, arg);
	if (op & 0x100)
		print_text(p, "IPC_64|");
	print_one(p, list_of(p, arg), op & ~0x100u);
}

bool shown_creates(const struct event *event, unsigned arg)
{
	(void)arg;
	const char *name = syscall_name(event->abi, event->nr);
	unsigned flags_arg =
	    name[0] == 'o' && name[4] == 'a' ? 2 : 1; // openat has a directory first; open and mq_open have not
	uint64_t flags = event->args[flags_arg];
	return (flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) != 0;
}

bool shown_remap_moves(const struct event *event, unsigned arg)
{
	(void)arg;
	return (event->args[3] & 3) == 3; // MREMAP_MAYMOVE|MREMAP_FIXED
}

bool shown_makes_device(const struct event *event, unsigned arg)
{
	(void)arg;
	bool at = syscall_name(event->abi, event->nr)[5] == 'a'; // mknodat
	uint64_t type = event->args[at ? 2 : 1] & S_IFMT;
	return type == S_IFCHR || type == S_IFBLK;
}

bool shown_mq_creates(const struct event *event, unsigned arg)
{
	(void)arg;
	return (event->args[1] & O_CREAT) != 0;
}
