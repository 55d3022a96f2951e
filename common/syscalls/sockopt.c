// SPDX-License-Identifier: Apache-2.0
// Options of sockets: names by level, values by option.
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"
#include "common/syscalls/sockopt_values.h"

static const struct {
	int level;
	const struct constants *get, *set;
} levels[] = {
    {SOL_SOCKET, &constants_sol_socket_get_options, &constants_sol_socket_set_options},
    {SOL_IP, &constants_ip_get_options, &constants_ip_set_options},
    {SOL_IPV6, &constants_ipv6_get_options, &constants_ipv6_set_options},
    {AF_VSOCK, &constants_vsock_options, &constants_vsock_options}, // the family stands for a level there
    {256, &constants_ipx_options, &constants_ipx_options},
    {257, &constants_ax25_options, &constants_ax25_options},
    {SOL_PACKET, &constants_packet_options, &constants_packet_options},
    {6, &constants_tcp_options, &constants_tcp_options},
    {101, &constants_can_raw_options, &constants_can_raw_options},
    {132, &constants_sctp_options, &constants_sctp_options},
    {SOL_RAW, &constants_raw_options, &constants_raw_options},
    {SOL_NETLINK, &constants_netlink_options, &constants_netlink_options},
    {17, &constants_udp_options, &constants_udp_options},
    {266, &constants_irda_options, &constants_irda_options},
    {268, &constants_llc_options, &constants_llc_options},
    {269, &constants_dccp_options, &constants_dccp_options},
    {271, &constants_tipc_options, &constants_tipc_options},
    {272, &constants_rxrpc_options, &constants_rxrpc_options},
    {273, &constants_pppol2tp_options, &constants_pppol2tp_options},
    {274, &constants_bluetooth_options, &constants_bluetooth_options},
    {275, &constants_pnpipe_options, &constants_pnpipe_options},
    {276, &constants_rds_options, &constants_rds_options},
    {277, &constants_iucv_options, &constants_iucv_options},
    {278, &constants_caif_options, &constants_caif_options},
    {279, &constants_alg_options, &constants_alg_options},
    {280, &constants_nfc_llcp_options, &constants_nfc_llcp_options},
    {281, &constants_kcm_options, &constants_kcm_options},
    {282, &constants_tls_options, &constants_tls_options},
    {283, &constants_xdp_options, &constants_xdp_options},
};

// Of SOL_SOCKET, those that are an int however long the value claims to be.
static const uint8_t ints[] = {
    1,  2,  5,  6,  7,  8,  9,  10, 11, 12, 14, 15, 16, 18, 19, 27, 29, 30, 32, 33, 34, 35,
    36, 37, 40, 41, 42, 43, 44, 45, 46, 49, 53, 56, 60, 63, 64, 65, 68, 69, 70, 73, 75,
};

static bool is_get(const struct printer *p)
{
	return p->entry->args[3].direction == ARG_OUT;
}

void format_sockopt_name(struct printer *p, unsigned arg)
{
	int level = (int)arg_value(p, 1);
	uint32_t name = (uint32_t)arg_value(p, arg);
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (levels[i].level != level)
			continue;
		print_one(p, is_get(p) ? levels[i].get : levels[i].set, name);
		return;
	}
	print_format(p, "%u", name);
}

static bool is_int(int level, int name)
{
	if (level == SOL_NETLINK)
		return true;
	return level == SOL_SOCKET && name > 0 && name <= UINT8_MAX && memchr(ints, name, sizeof(ints));
}

static void print_int(struct printer *p, const struct sockopt *option)
{
	size_t len = option->piece.len;
	if (len >= sizeof(int))
		print_format(p, "[%d]", (int)piece_number(&option->piece, 0, sizeof(int)));
	else if (option->get && option->level == SOL_SOCKET)
		print_hex_string(p, &option->piece, len);
	else
		print_pointer(p, option->pointer);
}

// Neither a length that was given nor one that came back can be negative, unless the program itself wrote it there.
static bool has_length(const struct printer *p)
{
	struct piece piece;
	int before = 1, after = 1;
	if (!is_get(p))
		return true;
	if (piece_find(p, 4, RECORD_DATA_BYTES, 0, AT_ENTRY, &piece))
		before = (int)piece_number(&piece, 0, sizeof(before));
	if (piece_find(p, 4, RECORD_DATA_BYTES, 0, AT_EXIT, &piece))
		after = (int)piece_number(&piece, 0, sizeof(after));
	return before > 0 && after > 0;
}

void format_sockopt(struct printer *p, unsigned arg)
{
	struct sockopt option = {.level = (int)arg_value(p, 1),
				 .name = (int)arg_value(p, 2),
				 .get = is_get(p),
				 .arg = arg,
				 .pointer = arg_value(p, arg)};
	if (!has_length(p) || !argument_memory(p, arg, &option.piece)) {
		print_pointer(p, option.pointer);
		return;
	}
	if (print_sockopt_value(p, &option))
		return;
	if (is_int(option.level, option.name) || option.piece.len == sizeof(int))
		print_int(p, &option);
	else
		print_payload(p, option.piece.bytes, option.piece.len,
			      option.piece.len + (option.piece.truncated ? 1 : 0), QUOTE_PLAIN);
}
