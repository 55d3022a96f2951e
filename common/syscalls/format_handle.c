// SPDX-License-Identifier: Apache-2.0
// Handles of files: as many bytes as they say.
#include <errno.h>

#include "common/syscalls/formatters.h"

#define HANDLE_MAX 128u // MAX_HANDLE_SZ

struct handle {
	uint32_t bytes;
	int32_t type;
};

static void print_rest(struct printer *p, const struct handle *handle, const struct piece *piece)
{
	size_t len = handle->bytes < HANDLE_MAX ? handle->bytes : HANDLE_MAX;
	print_format(p, ", handle_type=%d, f_handle=", handle->type);
	if (piece->len - sizeof(*handle) < len)
		print_text(p, "???");
	else
		print_quoted(p, piece->bytes + sizeof(*handle), len, handle->bytes > len, QUOTE_HEX);
}

// open_by_handle_at takes it whole; name_to_handle_at is told the room, and says what was needed.
void format_file_handle(struct printer *p, unsigned arg)
{
	struct piece given, answer;
	struct handle before, after;
	bool fills = p->entry->args[arg].direction == (ARG_IN | ARG_OUT);
	bool told = !event_failed(p->event) || p->event->ret == -EOVERFLOW;
	bool has_after = piece_find(p, arg, 0, 0, AT_EXIT, &answer) && piece_struct(&answer, 0, &after, sizeof(after));
	bool has_before =
	    piece_find(p, arg, 0, 0, AT_ENTRY, &given) && piece_struct(&given, 0, &before, sizeof(before));
	if ((p->options && p->options->flat) || (!has_after && !has_before)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	if (!has_before)
		before = after;
	print_format(p, "{handle_bytes=%u", before.bytes);
	if (!fills) {
		print_rest(p, &before, has_before ? &given : &answer);
	} else if (told && has_after) {
		if (after.bytes != before.bytes)
			print_format(p, " => %u", after.bytes);
		if (!event_failed(p->event))
			print_rest(p, &after, &answer);
	}
	print_text(p, "}");
}
