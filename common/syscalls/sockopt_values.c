// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/sockopt_values.h"

#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "common/syscalls/bpf_filter.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"
#include "common/syscalls/sockaddr.h"

#define SOL_ICMP_RAW      255 // SOL_RAW
#define ICMP_FILTER_NAME  1
#define OPTION_TXREHASH   74
#define OPTION_REUSE_CBPF 51
#define PROGRAM_LEN       16u // struct sock_fprog

typedef void (*value_fn)(struct printer *p, const struct sockopt *option);

static const struct layout linger_rows[] = {
    LAYOUT(struct linger, l_onoff, LAYOUT_D),
    LAYOUT(struct linger, l_linger, LAYOUT_D),
};

static const struct layout credentials_rows[] = {
    LAYOUT(struct ucred, pid, LAYOUT_D),
    LAYOUT(struct ucred, uid, LAYOUT_ID),
    LAYOUT(struct ucred, gid, LAYOUT_ID),
};

static const struct layout mreq_rows[] = {
    LAYOUT(struct ip_mreq, imr_multiaddr, LAYOUT_INET),
    LAYOUT(struct ip_mreq, imr_interface, LAYOUT_INET),
};

static const struct layout mreq6_rows[] = {
    LAYOUT(struct ipv6_mreq, ipv6mr_multiaddr, LAYOUT_INET6),
    LAYOUT(struct ipv6_mreq, ipv6mr_interface, LAYOUT_IFINDEX),
};

static void print_group(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	struct piece address = piece_part(whole, at, size);
	print_address(p, &address);
}

static const struct layout group_rows[] = {
    LAYOUT(struct group_req, gr_interface, LAYOUT_IFINDEX),
    LAYOUT_BY(struct group_req, gr_group, print_group),
};

static const struct layout ring_rows[] = {
    LAYOUT(struct tpacket_req, tp_block_size, LAYOUT_U),
    LAYOUT(struct tpacket_req, tp_block_nr, LAYOUT_U),
    LAYOUT(struct tpacket_req, tp_frame_size, LAYOUT_U),
    LAYOUT(struct tpacket_req, tp_frame_nr, LAYOUT_U),
};

static void print_group_mac(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	uint64_t len = piece_number(whole, offsetof(struct packet_mreq, mr_alen), 2);
	print_mac(p, whole->bytes + at, len < size ? (size_t)len : size);
}

static const struct layout packet_mreq_rows[] = {
    LAYOUT(struct packet_mreq, mr_ifindex, LAYOUT_IFINDEX),
    LAYOUT_OF(struct packet_mreq, mr_type, LAYOUT_ONE, packet_mreq_types),
    LAYOUT(struct packet_mreq, mr_alen, LAYOUT_U),
    LAYOUT_BY(struct packet_mreq, mr_address, print_group_mac),
};

static const struct layout stats_rows[] = {
    {"tp_packets", 0, 4, LAYOUT_U, 0, NULL, NULL, 0},
    {"tp_drops", 4, 4, LAYOUT_U, 0, NULL, NULL, 0},
    {"tp_freeze_q_cnt", 8, 4, LAYOUT_U, 0, NULL, NULL, 0},
};

static void print_error_value(struct printer *p, const struct sockopt *option)
{
	int32_t value = (int32_t)piece_number(&option->piece, 0, 4);
	const char *name = value > 0 ? errno_name(value) : "ERRNO_";
	if (strncmp(name, "ERRNO_", 6) == 0)
		print_format(p, "[%d]", value);
	else
		print_format(p, "[%s]", name);
}

static void print_txrehash(struct printer *p, const struct sockopt *option)
{
	static const struct layout row = {NULL, 0, 4, LAYOUT_ONE_D, 0, &constants_txrehash_values, NULL, 0};
	print_text(p, "[");
	(void)print_layout_value(p, &row, &option->piece);
	print_text(p, "]");
}

// A set of message types; when most are in it, those that are not.
static void print_icmp_filter(struct printer *p, const struct sockopt *option)
{
	uint32_t set = UINT32_MAX;
	bool first = true;
	memcpy(&set, option->piece.bytes, option->piece.len < sizeof(set) ? option->piece.len : sizeof(set));
	if (__builtin_popcount(set) > 16) {
		set = ~set;
		print_text(p, "~");
	}
	print_text(p, "[");
	for (unsigned i = 0; i < 32; i++) {
		if (!(set >> i & 1))
			continue;
		print_text(p, first ? "" : " ");
		first = false;
		print_one(p, &constants_icmp_types, i);
	}
	print_text(p, "]");
}

static void print_memberships(struct printer *p, const struct sockopt *option)
{
	print_text(p, "[");
	for (size_t at = 0; at + 4 <= option->piece.len; at += 4) {
		print_text(p, at ? ", " : "");
		if (!verbose(p) && at / 4 >= string_limit(p)) {
			print_text(p, "...");
			break;
		}
		print_format(p, "%u", (unsigned)piece_number(&option->piece, at, 4));
	}
	print_text(p, "]");
}

static void print_program(struct printer *p, const struct sockopt *option)
{
	print_filter_program(p, option->arg, &option->piece, print_socket_filter_k);
}

static void print_program_back(struct printer *p, const struct sockopt *option)
{
	if (verbose(p))
		print_filter_block(p, &option->piece, option->piece.len, option->pointer, print_socket_filter_k);
	else
		print_pointer(p, option->pointer);
}

enum { GET = 1, SET = 2, BOTH = 3, CUT = 4, EXACT = 8 };

// min: a shorter one is not read and shows as the pointer; with EXACT a longer one as well; with CUT what is there is shown.
static const struct {
	int level, name;
	uint8_t how, min;
	const struct layout *rows;
	size_t n;
	value_fn print;
} values[] = {
    {SOL_SOCKET, SO_LINGER, SET, 8, LAYOUTS(linger_rows), NULL},
    {SOL_SOCKET, SO_LINGER, GET | CUT, 1, LAYOUTS(linger_rows), NULL},
    {SOL_SOCKET, SO_PEERCRED, GET | CUT, 1, LAYOUTS(credentials_rows), NULL},
    {SOL_SOCKET, SO_ERROR, GET, 4, NULL, 0, print_error_value},
    {SOL_SOCKET, OPTION_TXREHASH, BOTH, 4, NULL, 0, print_txrehash},
    {SOL_SOCKET, SO_ATTACH_FILTER, GET, 1, NULL, 0, print_program_back},
    {SOL_SOCKET, SO_ATTACH_FILTER, SET | EXACT, PROGRAM_LEN, NULL, 0, print_program},
    {SOL_SOCKET, OPTION_REUSE_CBPF, SET | EXACT, PROGRAM_LEN, NULL, 0, print_program},
    {SOL_IP, IP_ADD_MEMBERSHIP, SET, 8, LAYOUTS(mreq_rows), NULL},
    {SOL_IP, IP_DROP_MEMBERSHIP, SET, 8, LAYOUTS(mreq_rows), NULL},
    {SOL_IP, MCAST_JOIN_GROUP, SET, sizeof(struct group_req), LAYOUTS(group_rows), NULL},
    {SOL_IP, MCAST_LEAVE_GROUP, SET, sizeof(struct group_req), LAYOUTS(group_rows), NULL},
    {SOL_IPV6, IPV6_ADD_MEMBERSHIP, SET, 20, LAYOUTS(mreq6_rows), NULL},
    {SOL_IPV6, IPV6_DROP_MEMBERSHIP, SET, 20, LAYOUTS(mreq6_rows), NULL},
    {SOL_IPV6, IPV6_JOIN_ANYCAST, SET, 20, LAYOUTS(mreq6_rows), NULL},
    {SOL_IPV6, IPV6_LEAVE_ANYCAST, SET, 20, LAYOUTS(mreq6_rows), NULL},
    {SOL_IPV6, MCAST_JOIN_GROUP, SET, sizeof(struct group_req), LAYOUTS(group_rows), NULL},
    {SOL_IPV6, MCAST_LEAVE_GROUP, SET, sizeof(struct group_req), LAYOUTS(group_rows), NULL},
    {SOL_PACKET, PACKET_RX_RING, SET | EXACT, 16, LAYOUTS(ring_rows), NULL},
    {SOL_PACKET, PACKET_TX_RING, SET | EXACT, 16, LAYOUTS(ring_rows), NULL},
    {SOL_PACKET, PACKET_ADD_MEMBERSHIP, SET | EXACT, 16, LAYOUTS(packet_mreq_rows), NULL},
    {SOL_PACKET, PACKET_DROP_MEMBERSHIP, SET | EXACT, 16, LAYOUTS(packet_mreq_rows), NULL},
    {SOL_PACKET, PACKET_STATISTICS, GET | CUT, 1, LAYOUTS(stats_rows), NULL},
    {SOL_ICMP_RAW, ICMP_FILTER_NAME, BOTH, 1, NULL, 0, print_icmp_filter},
    {SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, GET, 0, NULL, 0, print_memberships},
};

bool print_sockopt_value(struct printer *p, const struct sockopt *option)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		if (values[i].level != option->level || values[i].name != option->name ||
		    !(values[i].how & (option->get ? GET : SET)))
			continue;
		size_t len = option->piece.len;
		bool longer = (values[i].how & EXACT) && len != values[i].min;
		if (len < values[i].min && option->get)
			print_hex_string(p, &option->piece, len);
		else if (len < values[i].min || longer)
			print_pointer(p, option->pointer);
		else if (values[i].print)
			values[i].print(p, option);
		else if (values[i].how & CUT)
			print_cut_layout(p, values[i].rows, values[i].n, &option->piece);
		else
			print_layout_struct(p, values[i].rows, values[i].n, &option->piece);
		return true;
	}
	return false;
}
