// SPDX-License-Identifier: Apache-2.0
// Sockets: types, protocols, addresses, options.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "common/syscalls/formatters.h"
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

void format_socket_protocol(struct printer *p, unsigned arg)
{
	uint32_t protocol = (uint32_t)arg_value(p, arg);
	switch ((int)arg_value(p, 0)) {
	case AF_INET:
	case AF_INET6:
		print_one(p, &constants_inet_protocols, protocol);
		break;
	case AF_NETLINK:
		print_one(p, &constants_netlink_protocols, protocol);
		break;
	case AF_PACKET:
		print_text(p, "htons(");
		print_one(p, &constants_ethernet_protocols, ntohs((uint16_t)protocol));
		print_text(p, ")");
		break;
	default:
		print_format(p, "%u", protocol);
	}
}

static void print_unix(struct printer *p, const uint8_t *bytes, size_t len)
{
	const uint8_t *path = bytes + 2;
	size_t room = len - 2;
	if (!room)
		return;
	print_text(p, ", sun_path=");
	if (path[0] == 0) {
		print_text(p, "@");
		print_quoted(p, path + 1, room - 1, false, QUOTE_PLAIN);
	} else {
		print_quoted(p, path, strnlen((const char *)path, room), false, QUOTE_PLAIN);
	}
}

static void print_inet(struct printer *p, const uint8_t *bytes)
{
	struct sockaddr_in in;
	char text[INET_ADDRSTRLEN] = "";
	memcpy(&in, bytes, sizeof(in));
	(void)inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text));
	print_format(p, ", sin_port=htons(%u), sin_addr=inet_addr(\"%s\")", ntohs(in.sin_port), text);
}

static void print_inet6(struct printer *p, const uint8_t *bytes, size_t len)
{
	struct sockaddr_in6 in = {0};
	char text[INET6_ADDRSTRLEN] = "";
	memcpy(&in, bytes, len < sizeof(in) ? len : sizeof(in));
	(void)inet_ntop(AF_INET6, &in.sin6_addr, text, sizeof(text));
	print_format(p, ", sin6_port=htons(%u), sin6_flowinfo=htonl(%u), inet_pton(AF_INET6, \"%s\", &sin6_addr)",
		     ntohs(in.sin6_port), ntohl(in.sin6_flowinfo), text);
	if (len >= sizeof(in))
		print_format(p, ", sin6_scope_id=%u", in.sin6_scope_id);
}

static void print_netlink(struct printer *p, const uint8_t *bytes)
{
	uint32_t fields[2];
	memcpy(fields, bytes + 4, sizeof(fields));
	print_format(p, ", nl_pid=%d, nl_groups=%#08x", (int)fields[0], fields[1]);
}

static void print_packet(struct printer *p, const uint8_t *bytes)
{
	uint16_t protocol, hatype;
	int32_t index;
	memcpy(&protocol, bytes + 2, sizeof(protocol));
	memcpy(&index, bytes + 4, sizeof(index));
	memcpy(&hatype, bytes + 8, sizeof(hatype));
	print_text(p, ", sll_protocol=htons(");
	print_one(p, &constants_ethernet_protocols, ntohs(protocol));
	print_format(p, "), sll_ifindex=%d, sll_hatype=%u, sll_pkttype=%u, sll_halen=%u", index, hatype, bytes[10],
		     bytes[11]);
}

void print_sockaddr(struct printer *p, const uint8_t *bytes, size_t len, uint64_t pointer)
{
	uint16_t family;
	if (len < sizeof(family)) {
		print_pointer(p, pointer);
		return;
	}
	memcpy(&family, bytes, sizeof(family));
	print_text(p, "{sa_family=");
	print_one(p, &constants_socket_domains, family);
	if (family == AF_UNIX)
		print_unix(p, bytes, len < sizeof(struct sockaddr_un) ? len : sizeof(struct sockaddr_un));
	else if (family == AF_INET && len >= sizeof(struct sockaddr_in))
		print_inet(p, bytes);
	else if (family == AF_INET6 && len >= sizeof(struct sockaddr_in6) - 4)
		print_inet6(p, bytes, len);
	else if (family == AF_NETLINK && len >= 12)
		print_netlink(p, bytes);
	else if (family == AF_PACKET && len >= 12)
		print_packet(p, bytes);
	else if (len > sizeof(family)) {
		print_text(p, ", sa_data=");
		print_quoted(p, bytes + 2, len - 2, false, QUOTE_PLAIN);
	}
	print_text(p, "}");
}

void format_sockaddr(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (argument_memory(p, arg, &piece))
		print_sockaddr(p, piece.bytes, piece.len, arg_value(p, arg));
	else
		print_pointer(p, arg_value(p, arg));
}

// The room that the caller had, and what the kernel made of it: [128 => 16], or [16] when both are the same.
void format_length_io(struct printer *p, unsigned arg)
{
	struct piece piece;
	int before = 0, after = 0;
	bool has_before = piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_ENTRY, &piece) &&
			  piece_struct(&piece, 0, &before, sizeof(before));
	bool has_after =
	    piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_EXIT, &piece) && piece_struct(&piece, 0, &after, sizeof(after));
	if (has_before && has_after && before != after && !event_failed(p->event))
		print_format(p, "[%d => %d]", before, after);
	else if (has_before || has_after)
		print_format(p, "[%d]", has_before ? before : after);
	else
		print_pointer(p, arg_value(p, arg));
}

const struct constants *socket_options(int level)
{
	switch (level) {
	case SOL_SOCKET:
		return &constants_sol_socket_options;
	case IPPROTO_IP:
		return &constants_ip_options;
	case IPPROTO_IPV6:
		return &constants_ipv6_options;
	case IPPROTO_TCP:
		return &constants_tcp_options;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return &constants_udp_options;
	case SOL_NETLINK:
		return &constants_netlink_options;
	default:
		return NULL;
	}
}

void format_sockopt_name(struct printer *p, unsigned arg)
{
	const struct constants *names = socket_options((int)arg_value(p, 1));
	if (names)
		print_one(p, names, (uint32_t)arg_value(p, arg));
	else
		print_format(p, "%d", (int)arg_value(p, arg));
}

static bool print_known_option(struct printer *p, int level, int name, const struct piece *piece)
{
	int words[3] = {0};
	memcpy(words, piece->bytes, piece->len < sizeof(words) ? piece->len : sizeof(words));
	if (level == SOL_SOCKET && name == SO_LINGER && piece->len == 8) {
		print_format(p, "{l_onoff=%d, l_linger=%d}", words[0], words[1]);
		return true;
	}
	if (level == SOL_SOCKET && name == SO_PEERCRED && piece->len == 12) {
		print_format(p, "{pid=%d, uid=", words[0]);
		print_id(p, (uint32_t)words[1]);
		print_text(p, ", gid=");
		print_id(p, (uint32_t)words[2]);
		print_text(p, "}");
		return true;
	}
	if (level == IPPROTO_IP && (name == IP_ADD_MEMBERSHIP || name == IP_DROP_MEMBERSHIP) && piece->len == 8) {
		char group[INET_ADDRSTRLEN] = "", interface[INET_ADDRSTRLEN] = "";
		(void)inet_ntop(AF_INET, &words[0], group, sizeof(group));
		(void)inet_ntop(AF_INET, &words[1], interface, sizeof(interface));
		print_format(p, "{imr_multiaddr=inet_addr(\"%s\"), imr_interface=inet_addr(\"%s\")}", group, interface);
		return true;
	}
	return false;
}

static void print_option_number(struct printer *p, bool is_error, int value)
{
	if (is_error && value > 0)
		print_format(p, "[%s]", errno_name(value));
	else
		print_format(p, "[%d]", value);
}

void format_sockopt(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (!argument_memory(p, arg, &piece)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	int level = (int)arg_value(p, 1), name = (int)arg_value(p, 2), value;
	if (print_known_option(p, level, name, &piece))
		return;
	if (piece.len == sizeof(value) && piece_struct(&piece, 0, &value, sizeof(value)))
		print_option_number(p, level == SOL_SOCKET && name == SO_ERROR, value);
	else
		print_payload(p, piece.bytes, piece.len, piece.len + (piece.truncated ? 1 : 0), QUOTE_PLAIN);
}
