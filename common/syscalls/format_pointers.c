// SPDX-License-Identifier: Apache-2.0
// Pointers to one number or a row of them.
#include <string.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

void format_int_ptr(struct printer *p, unsigned arg)
{
	int value;
	if (argument_or_pointer(p, arg, &value, sizeof(value)))
		print_format(p, "[%d]", value);
}

void format_uint_ptr(struct printer *p, unsigned arg)
{
	unsigned value;
	if (argument_or_pointer(p, arg, &value, sizeof(value)))
		print_format(p, "[%u]", value);
}

void format_id_ptr(struct printer *p, unsigned arg)
{
	uint32_t id;
	if (!argument_or_pointer(p, arg, &id, sizeof(id)))
		return;
	print_text(p, "[");
	print_id(p, id);
	print_text(p, "]");
}

void format_size_ptr(struct printer *p, unsigned arg)
{
	uint64_t value;
	if (argument_or_pointer(p, arg, &value, sizeof(value)))
		print_format(p, "[%llu]", (unsigned long long)value);
}

void format_pointer_ptr(struct printer *p, unsigned arg)
{
	uint64_t value;
	if (!argument_or_pointer(p, arg, &value, sizeof(value)))
		return;
	print_text(p, "[");
	print_pointer(p, value);
	print_text(p, "]");
}

void format_fdpair(struct printer *p, unsigned arg)
{
	int fds[2];
	if (!argument_or_pointer(p, arg, fds, sizeof(fds)))
		return;
	print_text(p, "[");
	print_fd(p, fds[0]);
	print_text(p, ", ");
	print_fd(p, fds[1]);
	print_text(p, "]");
}

static bool find_offset(const struct printer *p, unsigned arg, enum moment moment, int64_t *ret_offset)
{
	struct piece piece;
	return piece_find(p, arg, RECORD_DATA_BYTES, 0, moment, &piece) &&
	       piece_struct(&piece, 0, ret_offset, sizeof(*ret_offset));
}

// Where the call began; and where it ended, when it moved.
void format_offset_io(struct printer *p, unsigned arg)
{
	int64_t before, after;
	bool has_before = find_offset(p, arg, AT_ENTRY, &before);
	bool has_after = find_offset(p, arg, AT_EXIT, &after);
	if (has_before && has_after && before != after && !event_failed(p->event))
		print_format(p, "[%llu] => [%llu]", (unsigned long long)before, (unsigned long long)after);
	else if (has_before || has_after)
		print_format(p, "[%llu]", (unsigned long long)(has_before ? before : after));
	else
		print_pointer(p, arg_value(p, arg));
}

// Where the call began; the kernel moves it on, but strace shows only this.
void format_offset_in(struct printer *p, unsigned arg)
{
	int64_t offset;
	if (argument_or_pointer(p, arg, &offset, sizeof(offset)))
		print_format(p, "[%lld]", (long long)offset);
}

void print_ids(struct printer *p, const struct piece *piece, size_t count)
{
	uint32_t id;
	print_text(p, "[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			print_text(p, ", ");
		if (i == 32 || !piece_struct(piece, i * sizeof(id), &id, sizeof(id))) {
			print_text(p, "...");
			break;
		}
		print_id(p, id);
	}
	print_text(p, "]");
}

void format_ids(struct printer *p, unsigned arg)
{
	struct piece piece = {0};
	uint64_t count = argument_length(p, arg);
	if (argument_memory(p, arg, &piece) && count)
		print_ids(p, &piece, count);
	else if (!count && arg_value(p, arg) && !event_failed(p->event))
		print_text(p, "[]");
	else
		print_pointer(p, arg_value(p, arg));
}

static void print_numbers_of_bits(struct printer *p, const struct piece *piece)
{
	bool first = true;
	print_text(p, "[");
	for (size_t i = 0; i < piece->len * 8; i++) {
		if (!(piece->bytes[i / 8] & (1u << (i % 8))))
			continue;
		print_format(p, first ? "%zu" : " %zu", i);
		first = false;
	}
	print_text(p, "]");
}

void format_cpuset(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (argument_memory(p, arg, &piece))
		print_numbers_of_bits(p, &piece);
	else
		print_pointer(p, arg_value(p, arg));
}
