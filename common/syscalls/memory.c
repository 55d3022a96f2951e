// SPDX-License-Identifier: Apache-2.0
// Captured memory: finds the pieces of an argument in the event. Everything is copied out, because nothing in an event is
// aligned or of the size it claims.
#include <errno.h>
#include <string.h>

#include "common/syscalls/formatters.h"

uint64_t arg_value(const struct printer *p, unsigned arg)
{
	return arg < RECORD_ARGS ? p->event->args[arg] : 0;
}

static bool is_own_kind(uint8_t kind)
{
	return kind == RECORD_DATA_BYTES || kind == RECORD_DATA_STRING || kind == RECORD_DATA_STRINGS ||
	       kind == RECORD_DATA_IOVEC;
}

bool piece_find(const struct printer *p, unsigned arg, uint8_t kind, uint8_t sub, enum moment moment,
		struct piece *ret_piece)
{
	size_t cursor = 0;
	struct event_data data;
	while (event_next_data(p->event, &cursor, &data)) {
		const struct record_data *head = data.head;
		if (head->arg != arg || ((head->status & RECORD_DATA_ENTRY) != 0) != (moment == AT_ENTRY))
			continue;
		if (kind ? head->kind != kind || head->sub != sub : !is_own_kind(head->kind))
			continue;
		bool fault = head->status & RECORD_DATA_FAULT;
		// What the kernel could not read either is a wrong pointer; else its page was not there when we looked.
		if (fault && (head->len == 0 || p->event->ret == -EFAULT))
			return false;
		*ret_piece = (struct piece){data.bytes, head->len, fault || (head->status & RECORD_DATA_TRUNCATED)};
		return true;
	}
	return false;
}

static bool is_text(const struct printer *p, unsigned arg)
{
	const struct syscall_arg *what = &p->entry->args[arg];
	return what->format == format_path || what->format == format_str || what->format == format_bytes;
}

bool argument_memory(const struct printer *p, unsigned arg, struct piece *ret_piece)
{
	// The register may be 0 although there is a piece: a successful execve leaves no old registers.
	if (!p->entry || arg >= p->entry->n_args)
		return false;
	if (p->options && p->options->flat && !is_text(p, arg))
		return false;
	uint8_t direction = p->entry->args[arg].direction;
	if (direction == ARG_OUT && event_failed(p->event))
		return false;
	if (direction != (ARG_IN | ARG_OUT))
		return piece_find(p, arg, 0, 0, AT_EXIT, ret_piece) ||
		       (direction == ARG_IN && piece_find(p, arg, 0, 0, AT_ENTRY, ret_piece));
	// What the call overwrote is not what it was given; a call that failed left it alone.
	return piece_find(p, arg, 0, 0, AT_ENTRY, ret_piece) ||
	       (event_failed(p->event) && piece_find(p, arg, 0, 0, AT_EXIT, ret_piece));
}

bool piece_struct(const struct piece *piece, size_t offset, void *ret_struct, size_t size)
{
	if (offset > piece->len || piece->len - offset < size)
		return false;
	memcpy(ret_struct, piece->bytes + offset, size);
	return true;
}

bool argument_struct(const struct printer *p, unsigned arg, void *ret_struct, size_t size)
{
	struct piece piece;
	return argument_memory(p, arg, &piece) && piece_struct(&piece, 0, ret_struct, size);
}

uint64_t argument_length(const struct printer *p, unsigned arg)
{
	if (!p->entry || arg >= p->entry->n_args)
		return 0;
	int8_t length = p->entry->args[arg].length;
	if (length >= 0)
		return arg_value(p, (unsigned)length);
	return p->event->ret > 0 ? (uint64_t)p->event->ret : 0;
}

bool argument_or_pointer(struct printer *p, unsigned arg, void *ret_struct, size_t size)
{
	if (argument_struct(p, arg, ret_struct, size))
		return true;
	print_pointer(p, arg_value(p, arg));
	return false;
}
