// SPDX-License-Identifier: Apache-2.0
// Questions about sockets (ss asks them) and their answers, by family.
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <linux/tls.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include "common/syscalls/bpf_filter.h"
#include "common/syscalls/netlink.h"
#include "common/syscalls/sockaddr.h"

#define NETLINK_ALL                       0xff // NDIAG_PROTO_ALL

#define DIAG(type, member, kind)          LAYOUT(struct type, member, kind)
#define DIAG_OF(type, member, kind, list) LAYOUT_OF(struct type, member, kind, list)
#define DIAG_FAMILY(type, member)         DIAG_OF(type, member, LAYOUT_ONE, socket_domains)
#define DIAG_COOKIE(type, member)         LAYOUT_BY(struct type, member, print_cookie)

static void print_cookie(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	(void)size;
	print_format(p, "[%u, %u]", (unsigned)piece_number(whole, at, 4), (unsigned)piece_number(whole, at + 4, 4));
}

static const struct layout unix_request[] = {
    DIAG_FAMILY(unix_diag_req, sdiag_family),
    DIAG(unix_diag_req, sdiag_protocol, LAYOUT_U),
    DIAG_OF(unix_diag_req, udiag_states, LAYOUT_BITS, tcp_state_flags),
    DIAG(unix_diag_req, udiag_ino, LAYOUT_U),
    DIAG_OF(unix_diag_req, udiag_show, LAYOUT_BITS, unix_diag_show),
    DIAG_COOKIE(unix_diag_req, udiag_cookie),
};
static const struct layout unix_answer[] = {
    DIAG_FAMILY(unix_diag_msg, udiag_family),
    DIAG_OF(unix_diag_msg, udiag_type, LAYOUT_ONE, socket_types),
    DIAG_OF(unix_diag_msg, udiag_state, LAYOUT_ONE, tcp_states),
    DIAG(unix_diag_msg, udiag_ino, LAYOUT_U),
    DIAG_COOKIE(unix_diag_msg, udiag_cookie),
};

static void print_file_device(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	uint64_t device = piece_number(whole, at, size); // as the kernel encodes it for user space of old
	print_format(p, "makedev(%#x, %#x)", (unsigned)((device & 0xfff00) >> 8),
		     (unsigned)((device & 0xff) | ((device >> 12) & 0xfff00)));
}

static const struct layout vfs_rows[] = {
    LAYOUT_BY(struct unix_diag_vfs, udiag_vfs_dev, print_file_device),
    DIAG(unix_diag_vfs, udiag_vfs_ino, LAYOUT_U),
};
static const struct layout queue_rows[] = {
    DIAG(unix_diag_rqlen, udiag_rqueue, LAYOUT_U),
    DIAG(unix_diag_rqlen, udiag_wqueue, LAYOUT_U),
};
static const struct attr unix_rows[] = {
    ATTR_IS(UNIX_DIAG_NAME, ATTR_TEXT),
    ATTR_ROWS(UNIX_DIAG_VFS, ATTR_STRUCT, vfs_rows),
    ATTR_U32(UNIX_DIAG_PEER),
    ATTR_LIST(UNIX_DIAG_ICONS, LAYOUT_U, 4),
    ATTR_ROWS(UNIX_DIAG_RQLEN, ATTR_STRUCT, queue_rows),
    ATTR_IS(UNIX_DIAG_MEMINFO, ATTR_MEMORY),
    ATTR_U8(UNIX_DIAG_SHUTDOWN),
    ATTR_N(7, LAYOUT_ID, 4), // UNIX_DIAG_UID
};
static const struct attr_table unix_table = ATTRS(unix_diag_attrs, unix_rows);

static void print_asked_protocol(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	uint64_t protocol = piece_number(whole, at, size);
	if (protocol == NETLINK_ALL)
		print_text(p, "NDIAG_PROTO_ALL");
	else
		print_one(p, &constants_netlink_protocols, protocol);
}

static const struct layout netlink_request[] = {
    DIAG_FAMILY(netlink_diag_req, sdiag_family),
    LAYOUT_BY(struct netlink_diag_req, sdiag_protocol, print_asked_protocol),
    DIAG(netlink_diag_req, ndiag_ino, LAYOUT_U),
    DIAG_OF(netlink_diag_req, ndiag_show, LAYOUT_BITS, netlink_diag_show),
    DIAG_COOKIE(netlink_diag_req, ndiag_cookie),
};
static const struct layout netlink_answer[] = {
    DIAG_FAMILY(netlink_diag_msg, ndiag_family),
    DIAG_OF(netlink_diag_msg, ndiag_type, LAYOUT_ONE, socket_types),
    DIAG_OF(netlink_diag_msg, ndiag_protocol, LAYOUT_ONE, netlink_protocols),
    DIAG_OF(netlink_diag_msg, ndiag_state, LAYOUT_ONE, netlink_states),
    DIAG(netlink_diag_msg, ndiag_portid, LAYOUT_U),
    DIAG(netlink_diag_msg, ndiag_dst_portid, LAYOUT_U),
    DIAG(netlink_diag_msg, ndiag_dst_group, LAYOUT_U),
    DIAG(netlink_diag_msg, ndiag_ino, LAYOUT_U),
    DIAG_COOKIE(netlink_diag_msg, ndiag_cookie),
};
static const struct layout netlink_ring[] = {
    DIAG(netlink_diag_ring, ndr_block_size, LAYOUT_U),
    DIAG(netlink_diag_ring, ndr_block_nr, LAYOUT_U),
    DIAG(netlink_diag_ring, ndr_frame_size, LAYOUT_U),
    DIAG(netlink_diag_ring, ndr_frame_nr, LAYOUT_U),
};
static const struct attr netlink_rows[] = {
    ATTR_IS(NETLINK_DIAG_MEMINFO, ATTR_MEMORY),
    ATTR_LIST(NETLINK_DIAG_GROUPS, LAYOUT_0X, 8),
    ATTR_ROWS(NETLINK_DIAG_RX_RING, ATTR_STRUCT, netlink_ring),
    ATTR_ROWS(NETLINK_DIAG_TX_RING, ATTR_STRUCT, netlink_ring),
    ATTR_OF(NETLINK_DIAG_FLAGS, LAYOUT_BITS, 4, netlink_socket_flags),
};
static const struct attr_table netlink_table = ATTRS(netlink_diag_attrs, netlink_rows);

static const struct layout packet_request[] = {
    DIAG_FAMILY(packet_diag_req, sdiag_family), DIAG(packet_diag_req, sdiag_protocol, LAYOUT_X),
    DIAG(packet_diag_req, pdiag_ino, LAYOUT_U), DIAG_OF(packet_diag_req, pdiag_show, LAYOUT_BITS, packet_diag_show),
    DIAG_COOKIE(packet_diag_req, pdiag_cookie),
};
static const struct layout packet_answer[] = {
    DIAG_FAMILY(packet_diag_msg, pdiag_family),
    DIAG_OF(packet_diag_msg, pdiag_type, LAYOUT_ONE, socket_types),
    DIAG_OF(packet_diag_msg, pdiag_num, LAYOUT_ONE, ethernet_protocols),
    DIAG(packet_diag_msg, pdiag_ino, LAYOUT_U),
    DIAG_COOKIE(packet_diag_msg, pdiag_cookie),
};
static const struct layout packet_info[] = {
    DIAG(packet_diag_info, pdi_index, LAYOUT_IFINDEX),
    DIAG_OF(packet_diag_info, pdi_version, LAYOUT_ONE, packet_versions),
    DIAG(packet_diag_info, pdi_reserve, LAYOUT_U),
    DIAG(packet_diag_info, pdi_copy_thresh, LAYOUT_U),
    DIAG(packet_diag_info, pdi_tstamp, LAYOUT_U),
    DIAG_OF(packet_diag_info, pdi_flags, LAYOUT_BITS, packet_diag_flags),
};
static const struct layout packet_ring[] = {
    DIAG(packet_diag_ring, pdr_block_size, LAYOUT_U), DIAG(packet_diag_ring, pdr_block_nr, LAYOUT_U),
    DIAG(packet_diag_ring, pdr_frame_size, LAYOUT_U), DIAG(packet_diag_ring, pdr_frame_nr, LAYOUT_U),
    DIAG(packet_diag_ring, pdr_retire_tmo, LAYOUT_U), DIAG(packet_diag_ring, pdr_sizeof_priv, LAYOUT_U),
    DIAG(packet_diag_ring, pdr_features, LAYOUT_U),
};

// strace shows the instructions only when asked for all, and else where they lie, which nobody can use.
static bool print_packet_filter(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	size_t n = data->len / 8;
	if (n && verbose(p))
		print_filter_block(p, data, n, 0, print_socket_filter_k);
	return n && verbose(p);
}

static bool print_multicast_list(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	static const struct layout rows[] = {
	    DIAG(packet_diag_mclist, pdmc_index, LAYOUT_IFINDEX),
	    DIAG(packet_diag_mclist, pdmc_count, LAYOUT_U),
	    DIAG(packet_diag_mclist, pdmc_type, LAYOUT_U),
	    DIAG(packet_diag_mclist, pdmc_alen, LAYOUT_U),
	};
	enum { STEP = sizeof(struct packet_diag_mclist) };
	for (size_t at = 0; at + STEP <= data->len; at += STEP) {
		struct piece one = piece_part(data, at, STEP);
		size_t len = (size_t)piece_number(&one, offsetof(struct packet_diag_mclist, pdmc_alen), 2);
		struct piece address = piece_part(&one, offsetof(struct packet_diag_mclist, pdmc_addr), len);
		print_text(p, at ? ", {" : "[{");
		print_layout(p, LAYOUTS(rows), &one);
		print_text(p, ", pdmc_addr=");
		print_quoted(p, address.bytes, address.len, false, QUOTE_HEX);
		print_text(p, "}");
	}
	print_text(p, data->len >= STEP ? "]" : "");
	return data->len >= STEP;
}

static const struct attr packet_rows[] = {
    ATTR_ROWS(PACKET_DIAG_INFO, ATTR_STRUCT, packet_info),
    ATTR_BY(PACKET_DIAG_MCLIST, print_multicast_list),
    ATTR_ROWS(PACKET_DIAG_RX_RING, ATTR_STRUCT, packet_ring),
    ATTR_ROWS(PACKET_DIAG_TX_RING, ATTR_STRUCT, packet_ring),
    ATTR_U32(PACKET_DIAG_FANOUT),
    ATTR_N(PACKET_DIAG_UID, LAYOUT_ID, 4),
    ATTR_IS(PACKET_DIAG_MEMINFO, ATTR_MEMORY),
    ATTR_BY(PACKET_DIAG_FILTER, print_packet_filter),
};
static const struct attr_table packet_table = ATTRS(packet_diag_attrs, packet_rows);

static const struct {
	uint8_t family;
	struct nl_payload request, answer;
} families[] = {
    {AF_UNIX,
     {LAYOUTS(unix_request), sizeof(struct unix_diag_req), NULL},
     {LAYOUTS(unix_answer), sizeof(struct unix_diag_msg), &unix_table}},
    {AF_NETLINK,
     {LAYOUTS(netlink_request), sizeof(struct netlink_diag_req), NULL},
     {LAYOUTS(netlink_answer), sizeof(struct netlink_diag_msg), &netlink_table}},
    {AF_PACKET,
     {LAYOUTS(packet_request), sizeof(struct packet_diag_req), NULL},
     {LAYOUTS(packet_answer), sizeof(struct packet_diag_msg), &packet_table}},
};

bool print_nl_sock_diag(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	bool request = context->flags & NLM_F_REQUEST;
	const struct nl_payload *payload = NULL;
	if (data->len > 1 && (context->family == AF_INET || context->family == AF_INET6))
		payload = inet_diag_payload(context->type, request);
	for (size_t i = 0; data->len > 1 && i < sizeof(families) / sizeof(families[0]); i++)
		if (families[i].family == context->family)
			payload = request ? &families[i].request : &families[i].answer;
	if (payload)
		print_nl_payload(p, data, payload, context);
	else
		print_nl_family(p, data);
	return true;
}
