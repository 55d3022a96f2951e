// SPDX-License-Identifier: Apache-2.0
// Vectors of buffers and messages.
#include <string.h>
#include <sys/socket.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define SHOWN_ELEMENTS 32
#define CMSG_HEAD      16

struct element {
	uint64_t base, len;
};

// `left`: how many bytes the call moved through the vector and the elements before did not take.
static void print_element(struct printer *p, unsigned arg, enum moment moment, size_t index,
			  const struct element *element, uint64_t left)
{
	struct piece bytes;
	uint64_t len = element->len < left ? element->len : left;
	print_text(p, "{iov_base=");
	if (element->base && len == 0)
		print_text(p, "\"\"");
	else if (index <= UINT8_MAX && piece_find(p, arg, RECORD_DATA_ELEMENT, (uint8_t)index, moment, &bytes) &&
		 bytes.len)
		print_payload(p, bytes.bytes, bytes.len < len ? bytes.len : (size_t)len, len, QUOTE_PLAIN);
	else
		print_pointer(p, element->base);
	print_format(p, ", iov_len=%llu}", (unsigned long long)element->len);
}

static void print_elements(struct printer *p, unsigned arg, enum moment moment, const struct piece *array,
			   uint64_t count, uint64_t moved)
{
	struct element element;
	print_text(p, "[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			print_text(p, ", ");
		if (i == SHOWN_ELEMENTS || !piece_struct(array, i * sizeof(element), &element, sizeof(element))) {
			print_text(p, "...");
			break;
		}
		print_element(p, arg, moment, i, &element, moved);
		moved -= element.len < moved ? element.len : moved;
	}
	print_text(p, "]");
}

static bool find_array(const struct printer *p, unsigned arg, enum moment *moment, struct piece *ret_array)
{
	if (piece_find(p, arg, RECORD_DATA_IOVEC, 0, *moment, ret_array))
		return true;
	*moment = *moment == AT_EXIT ? AT_ENTRY : AT_EXIT;
	return piece_find(p, arg, RECORD_DATA_IOVEC, 0, *moment, ret_array);
}

void format_iovec(struct printer *p, unsigned arg)
{
	struct piece array = {0};
	enum moment moment = AT_EXIT;
	uint64_t count = argument_length(p, arg);
	bool out = p->entry->args[arg].direction == ARG_OUT;
	bool there = find_array(p, arg, &moment, &array);
	uint64_t moved = out && p->event->ret >= 0 ? (uint64_t)p->event->ret : UINT64_MAX;
	if (!count && arg_value(p, arg))
		print_text(p, "[]");
	else if (!there || (out && event_failed(p->event)))
		print_pointer(p, arg_value(p, arg));
	else
		print_elements(p, arg, moment, &array, count, moved);
}

// Another process's memory: only where it is.
void format_iovec_plain(struct printer *p, unsigned arg)
{
	struct piece array;
	struct element element;
	if (!argument_memory(p, arg, &array)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "[");
	for (size_t i = 0; piece_struct(&array, i * sizeof(element), &element, sizeof(element)); i++) {
		print_text(p, i ? ", {iov_base=" : "{iov_base=");
		print_pointer(p, element.base);
		print_format(p, ", iov_len=%llu}", (unsigned long long)element.len);
	}
	print_text(p, piece_struct(&array, 0, &element, sizeof(element)) && array.truncated ? ", ...]" : "]");
}

static void print_control_data(struct printer *p, int level, int type, const uint8_t *bytes, size_t len)
{
	int word;
	if (level == SOL_SOCKET && type == SCM_RIGHTS && len >= sizeof(word)) {
		print_text(p, ", cmsg_data=[");
		for (size_t at = 0; at + sizeof(word) <= len; at += sizeof(word)) {
			memcpy(&word, bytes + at, sizeof(word));
			if (at)
				print_text(p, ", ");
			print_fd(p, word);
		}
		print_text(p, "]");
	} else if (level == SOL_SOCKET && type == SCM_CREDENTIALS && len >= 3 * sizeof(word)) {
		int words[3];
		memcpy(words, bytes, sizeof(words));
		print_format(p, ", cmsg_data={pid=%d, uid=%d, gid=%d}", words[0], words[1], words[2]);
	} else if (len > 0) {
		print_text(p, ", cmsg_data=");
		print_payload(p, bytes, len, len, QUOTE_HEX);
	}
}

static void print_control(struct printer *p, const struct piece *control)
{
	struct {
		uint64_t len;
		int level, type;
	} head;
	size_t at = 0;
	print_text(p, "[");
	while (piece_struct(control, at, &head, sizeof(head)) && head.len >= CMSG_HEAD) {
		size_t room = control->len - at;
		size_t len = head.len < room ? (size_t)head.len : room;
		const struct constants *types =
		    head.level == SOL_SOCKET ? &constants_cmsg_types : socket_options(head.level);
		print_format(p, "%s{cmsg_len=%llu, cmsg_level=", at ? ", " : "", (unsigned long long)head.len);
		print_one(p, &constants_socket_levels, (uint32_t)head.level);
		print_text(p, ", cmsg_type=");
		if (types)
			print_one(p, types, (uint32_t)head.type);
		else
			print_hex(p, (uint32_t)head.type);
		print_control_data(p, head.level, head.type, control->bytes + at + CMSG_HEAD, len - CMSG_HEAD);
		print_text(p, "}");
		if (len + 7 >= room)
			break;
		at += (len + 7) & ~(size_t)7;
	}
	print_text(p, "]");
}

struct header {
	uint64_t name;
	uint32_t name_len, pad1;
	uint64_t iov, iov_count, control, control_len;
	uint32_t flags, pad2;
};

static void print_name(struct printer *p, unsigned arg, enum moment moment, const struct header *header)
{
	struct piece name;
	print_text(p, "{msg_name=");
	if (header->name && header->name_len && piece_find(p, arg, RECORD_DATA_NAME, 0, moment, &name))
		print_sockaddr(p, name.bytes, name.len, header->name);
	else
		print_pointer(p, header->name);
}

static void print_header(struct printer *p, unsigned arg, enum moment moment, const struct header *header, int before,
			 uint64_t moved)
{
	struct piece array, control;
	print_name(p, arg, moment, header);
	if (before >= 0 && (uint32_t)before != header->name_len)
		print_format(p, ", msg_namelen=%d => %d, msg_iov=", before, (int)header->name_len);
	else
		print_format(p, ", msg_namelen=%d, msg_iov=", (int)header->name_len);
	if (piece_find(p, arg, RECORD_DATA_IOVEC, 0, moment, &array))
		print_elements(p, arg, moment, &array, header->iov_count, moved);
	else
		print_pointer(p, header->iov);
	print_format(p, ", msg_iovlen=%llu", (unsigned long long)header->iov_count);
	if (header->control_len) {
		print_text(p, ", msg_control=");
		if (piece_find(p, arg, RECORD_DATA_CONTROL, 0, moment, &control))
			print_control(p, &control);
		else
			print_pointer(p, header->control);
	}
	print_format(p, ", msg_controllen=%llu, msg_flags=", (unsigned long long)header->control_len);
	print_bits(p, &constants_msg_flags, header->flags);
	print_text(p, "}");
}

static bool find_header(const struct printer *p, unsigned arg, enum moment moment, struct header *ret_header)
{
	struct piece piece;
	return piece_find(p, arg, RECORD_DATA_BYTES, 0, moment, &piece) &&
	       piece_struct(&piece, 0, ret_header, sizeof(*ret_header));
}

// recvmsg fills the header: the room for the name as given comes from the entry. When it failed, only that room is known.
void format_msghdr(struct printer *p, unsigned arg)
{
	struct header before, after;
	bool fills = p->entry->args[arg].direction & ARG_OUT;
	bool has_before = find_header(p, arg, AT_ENTRY, &before);
	bool has_after = find_header(p, arg, AT_EXIT, &after);
	if (fills && event_failed(p->event)) {
		if (has_before || has_after)
			print_format(p, "{msg_namelen=%d}", (int)(has_before ? before.name_len : after.name_len));
		else
			print_pointer(p, arg_value(p, arg));
	} else if (has_after) {
		uint64_t moved = fills ? (uint64_t)p->event->ret : UINT64_MAX;
		print_header(p, arg, AT_EXIT, &after, fills && has_before ? (int)before.name_len : -1, moved);
	} else if (has_before) {
		print_header(p, arg, AT_ENTRY, &before, -1, fills ? 0 : UINT64_MAX);
	} else {
		print_pointer(p, arg_value(p, arg));
	}
}
