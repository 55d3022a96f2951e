// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/arguments.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/syscalls/formatters.h"

struct type_row {
	void (*format)(struct printer *p, unsigned arg);
	enum syscall_arg_class class;
	enum syscall_arg_width width;
	const struct constants *flags; // NULL = the argument's own list
};

static const struct type_row types[] = {
    {format_int, SYSCALL_ARG_NUMBER, SYSCALL_ARG_I32, NULL},
    {format_fd, SYSCALL_ARG_NUMBER, SYSCALL_ARG_I32, NULL},
    {format_dirfd, SYSCALL_ARG_NUMBER, SYSCALL_ARG_I32, NULL},
    {format_fanotify_dirfd, SYSCALL_ARG_NUMBER, SYSCALL_ARG_I32, NULL},
    {format_pid, SYSCALL_ARG_NUMBER, SYSCALL_ARG_I32, NULL},
    {format_signal, SYSCALL_ARG_NUMBER, SYSCALL_ARG_I32, NULL},
    {format_one, SYSCALL_ARG_OTHER, SYSCALL_ARG_I32, NULL},
    {format_clock_id, SYSCALL_ARG_OTHER, SYSCALL_ARG_I32, NULL},
    {format_key_id, SYSCALL_ARG_OTHER, SYSCALL_ARG_I32, NULL},
    {format_uint, SYSCALL_ARG_NUMBER, SYSCALL_ARG_U32, NULL},
    {format_id, SYSCALL_ARG_NUMBER, SYSCALL_ARG_U32, NULL},
    {format_octal, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U16, &constants_mode_bits},
    {format_mode_type, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U16, &constants_mode_bits},
    {format_long, SYSCALL_ARG_NUMBER, SYSCALL_ARG_LONG, NULL},
    {format_ulong, SYSCALL_ARG_NUMBER, SYSCALL_ARG_U64, NULL},
    {format_size, SYSCALL_ARG_NUMBER, SYSCALL_ARG_U64, NULL},
    {format_hex, SYSCALL_ARG_NUMBER, SYSCALL_ARG_U64, NULL},
    {format_hex32, SYSCALL_ARG_NUMBER, SYSCALL_ARG_U32, NULL},
    {format_ptr, SYSCALL_ARG_NUMBER, SYSCALL_ARG_U64, NULL},
    {format_bits, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U32, NULL},
    {format_bits64, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U64, NULL},
    {format_fanotify_flags, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U32, &constants_fanotify_init_flags},
    {format_ipc_get_flags, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U32, NULL},
    {format_open_flags, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U32, &constants_open_mode_flags},
    {format_statx_flags, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U32, &constants_at_flags},
    {format_mmap_flags, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U64, &constants_mmap_flag_bits},
    {format_memfd_flags, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U32, &constants_memfd_flags},
    {format_mount_flags, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U64, &constants_mount_flag_bits},
    {format_clone_flags, SYSCALL_ARG_FLAGS, SYSCALL_ARG_U32, &constants_clone_flag_bits},
    {format_path, SYSCALL_ARG_TEXT, SYSCALL_ARG_U64, NULL},
    {format_str, SYSCALL_ARG_TEXT, SYSCALL_ARG_U64, NULL},
    {format_fs_key, SYSCALL_ARG_TEXT, SYSCALL_ARG_U64, NULL},
    {format_mount_type, SYSCALL_ARG_TEXT, SYSCALL_ARG_U64, NULL},
    {format_mount_data, SYSCALL_ARG_TEXT, SYSCALL_ARG_U64, NULL},
    {format_cwd, SYSCALL_ARG_TEXT, SYSCALL_ARG_U64, NULL},
    {format_bytes, SYSCALL_ARG_BYTES, SYSCALL_ARG_U64, NULL},
    {format_sockbuf, SYSCALL_ARG_BYTES, SYSCALL_ARG_U64, NULL},
    {format_random, SYSCALL_ARG_BYTES, SYSCALL_ARG_U64, NULL},
    {format_xattr_value, SYSCALL_ARG_BYTES, SYSCALL_ARG_U64, NULL},
    {format_xattr_list, SYSCALL_ARG_BYTES, SYSCALL_ARG_U64, NULL},
};

// sysdig's names for arguments that the manual pages, and so we, call otherwise. Tried in this order when a call has none of the name.
static const struct {
	const char *name, *ours;
} other_names[] = {
    {"name", "path"},      {"filename", "path"}, {"request", "op"}, {"request", "req"},
    {"proto", "protocol"}, {"size", "count"},    {"size", "len"},   {"data", "buf"},
};

bool syscall_arg_has_other_name(const char *name)
{
	for (size_t i = 0; i < sizeof(other_names) / sizeof(other_names[0]); i++)
		if (strcmp(other_names[i].name, name) == 0)
			return true;
	return false;
}

static int find_by_name(const struct syscall_entry *entry, const char *name)
{
	for (unsigned i = 0; i < entry->n_args; i++)
		if (strcmp(entry->args[i].name, name) == 0)
			return (int)i;
	return -1;
}

int syscall_arg_find(uint8_t abi, int32_t nr, const char *name)
{
	const struct syscall_entry *entry = syscall_entry_of(abi, nr);
	int place = entry ? find_by_name(entry, name) : -1;
	for (size_t i = 0; entry && place < 0 && i < sizeof(other_names) / sizeof(other_names[0]); i++)
		if (strcmp(other_names[i].name, name) == 0)
			place = find_by_name(entry, other_names[i].ours);
	if (place >= 0)
		return place;
	bool numbered = !entry && strncmp(name, "arg", 3) == 0 && name[3] >= '1' && name[3] <= '6' && !name[4];
	return numbered ? name[3] - '1' : -1;
}

unsigned syscall_arg_places(uint8_t abi, int32_t nr)
{
	const struct syscall_entry *entry = syscall_entry_of(abi, nr);
	return entry ? entry->n_args : RECORD_ARGS;
}

static const struct type_row *row_of(const struct syscall_arg *arg)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].format == arg->format)
			return &types[i];
	return NULL;
}

struct syscall_arg_type syscall_arg_type(uint8_t abi, int32_t nr, unsigned arg)
{
	struct syscall_arg_type type = {.class = SYSCALL_ARG_NUMBER, .width = SYSCALL_ARG_U64};
	const struct syscall_entry *entry = syscall_entry_of(abi, nr);
	if (!entry || arg >= entry->n_args)
		return type;
	const struct syscall_arg *what = &entry->args[arg];
	const struct type_row *row = row_of(what);
	type.optional = what->shown || what->format == format_skip;
	if (!row) {
		type.class = SYSCALL_ARG_OTHER;
		return type;
	}
	type.class = (uint8_t)row->class;
	type.width = (uint8_t)row->width;
	type.path = what->format == format_path;
	if (row->class == SYSCALL_ARG_FLAGS)
		type.flags = row->flags ? row->flags : what->constants;
	return type;
}

int64_t syscall_arg_number(const struct event *event, unsigned arg, enum syscall_arg_width width)
{
	uint64_t value = arg < RECORD_ARGS ? event->args[arg] : 0;
	switch (width) {
	case SYSCALL_ARG_I32:
		return (int32_t)value;
	case SYSCALL_ARG_U16: // modes: the kernel takes no more
		return (uint16_t)value;
	case SYSCALL_ARG_U32:
		return (uint32_t)value;
	case SYSCALL_ARG_LONG: // a long of a 32 bit program is 32 bits wide
		return event->abi == RECORD_ABI_I386 ? (int32_t)value : (int64_t)value;
	default:
		return (int64_t)value;
	}
}

bool syscall_arg_bytes(const struct event *event, unsigned arg, const uint8_t **ret_bytes, size_t *ret_len)
{
	struct printer p = {.event = event, .entry = syscall_entry_of(event->abi, event->nr)};
	struct piece piece;
	if (!argument_memory(&p, arg, &piece))
		return false;
	const struct type_row *row = row_of(&p.entry->args[arg]);
	size_t len = piece.len;
	if (row && row->class == SYSCALL_ARG_BYTES) {
		uint64_t whole = argument_length(&p, arg);
		len = whole < len ? (size_t)whole : len;
	} else if (p.entry->args[arg].format == format_cwd) {
		len = strnlen((const char *)piece.bytes, len);
	}
	*ret_bytes = piece.bytes;
	*ret_len = len;
	return true;
}

static bool parse_flag(const struct constants *flags, const char *name, size_t len, uint64_t *ret_bits)
{
	for (size_t i = 0; i < flags->n; i++) {
		const struct constant *row = &flags->rows[i];
		if (strncmp(row->name, name, len) == 0 && row->name[len] == '\0') {
			*ret_bits = row->value;
			return row->value != 0;
		}
	}
	if (len == 0 || name[0] < '0' || name[0] > '9')
		return false;
	char *end;
	errno = 0;
	*ret_bits = strtoull(name, &end, 0);
	return end == name + len && !errno && *ret_bits != 0;
}

bool syscall_flags_parse(const struct constants *flags, const char *text, uint64_t *ret_bits)
{
	uint64_t bits = 0;
	for (const char *at = text;; at++) {
		size_t len = strcspn(at, "|");
		uint64_t bit;
		if (!parse_flag(flags, at, len, &bit))
			return false;
		bits |= bit;
		at += len;
		if (!*at)
			break;
	}
	*ret_bits = bits;
	return true;
}

int syscall_fd_argument(uint8_t abi, int32_t nr)
{
	const struct syscall_entry *entry = syscall_entry_of(abi, nr);
	if (!entry)
		return -1;
	for (unsigned i = 0; i < entry->n_args; i++)
		if (entry->args[i].format == format_fd)
			return (int)i;
	return entry->result == result_fd ? SYSCALL_FD_RESULT : -1;
}
