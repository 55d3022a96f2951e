// SPDX-License-Identifier: Apache-2.0
// Messages: struct msghdr, and arrays of struct mmsghdr.
#include <string.h>
#include <sys/socket.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/netlink.h"
#include "common/syscalls/shared.h"
#include "common/syscalls/vector.h"

#define ARRAY_STEP   64u // struct mmsghdr: a message, its length, padding
#define ARRAY_LEN_AT 56u
#define MESSAGES_MAX 1024u // as many as the kernel takes

struct header {
	uint64_t name;
	uint32_t name_len, pad1;
	uint64_t iov, iov_count, control, control_len;
	uint32_t flags, pad2;
};

// The length of the name as the caller gave it; for what is sent there is no other.
struct given {
	bool has_len;
	int len;
};

static uint16_t print_name(struct printer *p, const struct message_place *place, const struct header *header,
			   const struct given *given)
{
	struct piece name;
	uint16_t family = 0;
	int len = (int)header->name_len;
	if (given->has_len && given->len < len)
		len = given->len;
	print_text(p, "{msg_name=");
	if (!header->name || len < (int)sizeof(family) || !message_piece(p, place, RECORD_DATA_NAME, 0, &name) ||
	    name.len < sizeof(family)) {
		print_pointer(p, header->name);
		return 0;
	}
	print_sockaddr(p, name.bytes, name.len < (size_t)len ? name.len : (size_t)len, header->name);
	memcpy(&family, name.bytes, sizeof(family));
	return family;
}

static void print_vector(struct printer *p, const struct message_place *place, const struct header *header,
			 uint64_t moved, bool netlink)
{
	struct piece array = {0};
	bool there = message_piece(p, place, RECORD_DATA_IOVEC, 0, &array);
	if (!header->iov || (header->iov_count && (!there || array.len < 16)))
		print_pointer(p, header->iov);
	else
		print_elements(p, place, &array, header->iov_count, moved,
			       netlink ? print_netlink : print_element_payload);
}

static void print_header(struct printer *p, const struct message_place *place, const struct header *header,
			 const struct given *given, uint64_t moved)
{
	struct piece control;
	bool netlink = print_name(p, place, header, given) == AF_NETLINK;
	print_text(p, ", msg_namelen=");
	if (given->has_len && given->len != (int)header->name_len)
		print_format(p, "%d => ", given->len);
	print_format(p, "%d, msg_iov=", (int)header->name_len);
	print_vector(p, place, header, moved, netlink);
	print_format(p, ", msg_iovlen=%llu", (unsigned long long)header->iov_count);
	if (header->control_len) {
		print_text(p, ", msg_control=");
		if (message_piece(p, place, RECORD_DATA_CONTROL, 0, &control))
			print_control(p, &control, header->control_len, header->control);
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
	struct given given = {.has_len = fills && has_before, .len = has_before ? (int)before.name_len : 0};
	if (fills && event_failed(p->event)) {
		if (has_before || has_after)
			print_format(p, "{msg_namelen=%d}", (int)(has_before ? before.name_len : after.name_len));
		else
			print_pointer(p, arg_value(p, arg));
	} else if (has_after) {
		uint64_t moved = fills ? (uint64_t)p->event->ret : UINT64_MAX;
		print_header(p, &(struct message_place){arg, AT_EXIT, 0}, &after, &given, moved);
	} else if (has_before) {
		given.has_len = false;
		print_header(p, &(struct message_place){arg, AT_ENTRY, 0}, &before, &given, fills ? 0 : UINT64_MAX);
	} else {
		print_pointer(p, arg_value(p, arg));
	}
}

// One element of the array; false when it was not copied.
static bool print_one_message(struct printer *p, unsigned arg, const struct piece *array, size_t index, bool fills)
{
	struct header header;
	struct message_place place;
	struct piece before;
	uint32_t len = 0;
	struct given given = {0};
	if (index > UINT8_MAX || !piece_struct(array, index * ARRAY_STEP, &header, sizeof(header)) ||
	    !message_find(p, arg, AT_EXIT, (uint8_t)index, &place))
		return false;
	(void)piece_struct(array, index * ARRAY_STEP + ARRAY_LEN_AT, &len, sizeof(len));
	if (fills && piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_ENTRY, &before))
		given.has_len = piece_struct(&before, index * ARRAY_STEP + 8, &given.len, sizeof(given.len));
	print_text(p, "{msg_hdr=");
	print_header(p, &place, &header, &given, fills ? len : UINT64_MAX);
	if ((int64_t)index < p->event->ret)
		print_format(p, ", msg_len=%u", len);
	print_text(p, "}");
	return true;
}

// All that was to be sent, or as many as came; the length only of those that went or came.
void format_mmsghdr(struct printer *p, unsigned arg)
{
	struct piece array = {0};
	bool fills = p->entry->args[arg].direction & ARG_OUT;
	bool failed = event_failed(p->event);
	uint64_t count = (uint32_t)(fills ? (failed ? 1 : (uint64_t)p->event->ret) : arg_value(p, 2));
	bool there = piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_EXIT, &array) && array.len >= ARRAY_STEP;
	if (!arg_value(p, arg) || (fills && failed) || (count && !there)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	uint64_t shown = shown_elements(p, count);
	print_text(p, "[");
	for (size_t i = 0; i < count; i++) {
		print_text(p, i ? ", " : "");
		if (i == shown || i == MESSAGES_MAX || !print_one_message(p, arg, &array, i, fills)) {
			print_text(p, "...");
			break;
		}
	}
	print_text(p, "]");
}

void result_recvmmsg(struct printer *p)
{
	struct piece piece;
	int64_t left[2];
	print_format(p, "%lld", (long long)p->event->ret);
	if (p->event->ret == 0)
		print_text(p, " (Timeout)");
	else if (piece_find(p, 4, RECORD_DATA_BYTES, 0, AT_EXIT, &piece) &&
		 piece_struct(&piece, 0, left, sizeof(left))) {
		print_text(p, " (left ");
		print_timespec(p, left[0], left[1]);
		print_text(p, ")");
	}
}
