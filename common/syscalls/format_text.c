// SPDX-License-Identifier: Apache-2.0
// Arguments that point to text or bytes.
#include <string.h>

#include "common/syscalls/formatters.h"

#define MAX_STRINGS 32 // argv elements shown, as strace -s 32

// Paths are shown whole.
void format_path(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (argument_memory(p, arg, &piece))
		print_quoted(p, piece.bytes, piece.len, piece.truncated, QUOTE_PLAIN);
	else
		print_pointer(p, arg_value(p, arg));
}

void format_str(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (argument_memory(p, arg, &piece))
		print_payload(p, piece.bytes, piece.len, piece.len + (piece.truncated ? 1 : 0), QUOTE_PLAIN);
	else
		print_pointer(p, arg_value(p, arg));
}

static void print_bytes(struct printer *p, unsigned arg, unsigned quote)
{
	uint64_t whole = argument_length(p, arg);
	bool refused = event_failed(p->event) && p->entry->args[arg].direction == ARG_OUT;
	struct piece piece = {0};
	if (arg_value(p, arg) && whole == 0 && !refused)
		print_text(p, "\"\"");
	else if (argument_memory(p, arg, &piece) && piece.len > 0)
		print_payload(p, piece.bytes, piece.len < whole ? piece.len : (size_t)whole, whole, quote);
	else
		print_pointer(p, arg_value(p, arg));
}

void format_bytes(struct printer *p, unsigned arg)
{
	print_bytes(p, arg, QUOTE_PLAIN);
}

void format_random(struct printer *p, unsigned arg)
{
	print_bytes(p, arg, QUOTE_HEX);
}

// With size 0 the caller only asks how long the value is.
static bool only_asks(const struct printer *p, unsigned arg)
{
	return p->entry->args[arg].direction == ARG_OUT && arg_value(p, arg + 1) == 0;
}

void format_xattr_list(struct printer *p, unsigned arg)
{
	if (only_asks(p, arg))
		print_pointer(p, arg_value(p, arg));
	else
		print_bytes(p, arg, QUOTE_PLAIN);
}

// A NUL at the value's end is not shown, unless bytes are in hexadecimal.
void format_xattr_value(struct printer *p, unsigned arg)
{
	struct piece piece;
	uint64_t whole = argument_length(p, arg);
	bool hex = p->options->hex_strings != 0;
	if (!hex && whole && !only_asks(p, arg) && argument_memory(p, arg, &piece) && piece.len == whole &&
	    piece.bytes[piece.len - 1] == 0)
		print_payload(p, piece.bytes, piece.len - 1, whole - 1, QUOTE_PLAIN);
	else
		format_xattr_list(p, arg);
}

// The kernel counts the NUL.
void format_cwd(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (argument_memory(p, arg, &piece))
		print_quoted(p, piece.bytes, strnlen((const char *)piece.bytes, piece.len), piece.truncated,
			     QUOTE_PLAIN);
	else
		print_pointer(p, arg_value(p, arg));
}

void format_strings(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (!argument_memory(p, arg, &piece)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "[");
	size_t shown = 0;
	for (size_t at = 0; at < piece.len; shown++) {
		size_t len = strnlen((const char *)piece.bytes + at, piece.len - at);
		bool cut = at + len >= piece.len; // no NUL: the copy ended here
		if (shown)
			print_text(p, ", ");
		if (shown == MAX_STRINGS) {
			print_text(p, "...");
			break;
		}
		print_payload(p, piece.bytes + at, len, len + (cut ? 1 : 0), QUOTE_PLAIN);
		at += len + 1;
		if (at >= piece.len && piece.truncated)
			print_text(p, ", ...");
	}
	print_text(p, "]");
}

// Only how many there are: they are long, and secrets live in them.
void format_environ(struct printer *p, unsigned arg)
{
	uint64_t row[2];
	struct piece piece;
	bool there = !p->options->flat && (piece_find(p, arg, RECORD_DATA_ENV, 0, AT_EXIT, &piece) ||
					   piece_find(p, arg, RECORD_DATA_ENV, 0, AT_ENTRY, &piece));
	if (!there || !piece_struct(&piece, 0, row, sizeof(row))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	uint64_t pointer = row[1] ? row[1] : arg_value(p, arg);
	if (pointer)
		print_format(p, "%#llx ", (unsigned long long)pointer);
	print_format(p, "/* %llu var%s */", (unsigned long long)row[0], row[0] == 1 ? "" : "s");
}
