// SPDX-License-Identifier: Apache-2.0
// Sockets: types, protocols, addresses, options.
#include <arpa/inet.h>
#include <sys/socket.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/layout.h"
#include "common/syscalls/netlink.h"
#include "common/syscalls/shared.h"

#define TYPE_MASK 0xfu

void format_socket_type(struct printer *p, unsigned arg)
{
	uint32_t type = (uint32_t)arg_value(p, arg);
	const char *name = constant_name(&constants_socket_types, type & TYPE_MASK);
	if (!name) {
		print_bits(p, &constants_socket_flags, type);
		return;
	}
	print_text(p, name);
	if (type & ~TYPE_MASK) {
		bool first = false;
		uint64_t rest = print_known_bits(p, &constants_socket_flags, type & ~TYPE_MASK, &first);
		if (rest)
			print_format(p, "|%#llx", (unsigned long long)rest);
	}
}

// Most families have protocols of their own.
void format_socket_protocol(struct printer *p, unsigned arg)
{
	static const struct {
		int family;
		const struct constants *names;
	} rows[] = {
	    {AF_INET, &constants_inet_protocols},       {AF_INET6, &constants_inet_protocols},
	    {AF_NETLINK, &constants_netlink_protocols}, {AF_IRDA, &constants_irda_protocols},
	    {AF_CAN, &constants_can_protocols},         {AF_BLUETOOTH, &constants_bluetooth_protocols},
	    {AF_RXRPC, &constants_socket_domains},      {AF_ISDN, &constants_isdn_protocols},
	    {AF_PHONET, &constants_phonet_protocols},   {AF_CAIF, &constants_caif_protocols},
	    {AF_NFC, &constants_nfc_protocols},         {AF_KCM, &constants_kcm_protocols},
	    {AF_SMC, &constants_smc_protocols},
	};
	int family = (int)arg_value(p, 0);
	uint32_t protocol = (uint32_t)arg_value(p, arg);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].family != family)
			continue;
		print_one(p, rows[i].names, protocol);
		return;
	}
	if (family == AF_PACKET) {
		print_text(p, "htons(");
		print_one(p, &constants_ethernet_protocols, ntohs((uint16_t)protocol));
		print_text(p, ")");
	} else if (family == AF_AX25) {
		print_one_two(p, &constants_ax25_protocols, protocol);
	} else {
		print_format(p, "%u", protocol);
	}
}

// What a call moved through a socket: netlink's messages are opened. More may have come than there was room for.
void format_sockbuf(struct printer *p, unsigned arg)
{
	struct piece piece;
	uint64_t whole = argument_length(p, arg), room = arg_value(p, arg + 1);
	if (!argument_memory(p, arg, &piece)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	whole = whole < room ? whole : room;
	piece.len = piece.len < whole ? piece.len : (size_t)whole;
	if (netlink_protocol(p) < 0)
		print_payload(p, piece.bytes, piece.len, whole, QUOTE_PLAIN);
	else
		print_netlink(p, &piece, whole);
}

static bool is_after_address(const struct printer *p, unsigned arg)
{
	return arg && p->entry->args[arg - 1].format == format_sockaddr;
}

// An address cannot be longer than the caller's room for it, whatever the kernel says of it.
static size_t address_room(const struct printer *p, unsigned arg, size_t len)
{
	struct piece piece;
	int room;
	if (p->entry->args[arg].direction != ARG_OUT ||
	    !piece_find(p, arg + 1, RECORD_DATA_BYTES, 0, AT_ENTRY, &piece) ||
	    !piece_struct(&piece, 0, &room, sizeof(room)) || room < 0)
		return len;
	return (size_t)room < len ? (size_t)room : len;
}

void format_sockaddr(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (argument_memory(p, arg, &piece))
		print_sockaddr(p, piece.bytes, address_room(p, arg, piece.len), arg_value(p, arg));
	else
		print_pointer(p, arg_value(p, arg));
}

// The room that the caller had, and what the kernel made of it: [128 => 16], or [16] when both are the same.
void format_length_io(struct printer *p, unsigned arg)
{
	struct piece piece;
	int before = 0, after = 0;
	bool unused = is_after_address(p, arg) && !arg_value(p, arg - 1);
	bool has_before = piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_ENTRY, &piece) &&
			  piece_struct(&piece, 0, &before, sizeof(before));
	bool has_after =
	    piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_EXIT, &piece) && piece_struct(&piece, 0, &after, sizeof(after));
	if (unused || (!has_before && !has_after))
		print_pointer(p, arg_value(p, arg));
	else if (has_before && has_after && before != after && !event_failed(p->event))
		print_format(p, "[%d => %d]", before, after);
	else
		print_format(p, "[%d]", has_before ? before : after);
}
