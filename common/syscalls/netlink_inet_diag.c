// SPDX-License-Identifier: Apache-2.0
// Questions about sockets of the internet families, with the filter that ss puts into them, and the answers.
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <linux/tls.h>
#include <sys/socket.h>

#include "common/syscalls/netlink.h"
#include "common/syscalls/sockaddr.h"

#define DIAG(type, member, kind)          LAYOUT(struct type, member, kind)
#define DIAG_OF(type, member, kind, list) LAYOUT_OF(struct type, member, kind, list)
#define DIAG_FAMILY(type, member)         DIAG_OF(type, member, LAYOUT_ONE, socket_domains)
#define OPERATION_LEN                     4u

// Both ends of a socket; of which family they are stands in the payload's first byte.
static void print_ends(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	static const struct layout ports[] = {
	    DIAG(inet_diag_sockid, idiag_sport, LAYOUT_HTONS),
	    DIAG(inet_diag_sockid, idiag_dport, LAYOUT_HTONS),
	};
	uint8_t family = (uint8_t)piece_number(whole, 0, 1);
	struct piece id = piece_part(whole, at, size);
	struct piece source = piece_part(&id, offsetof(struct inet_diag_sockid, idiag_src), 16);
	struct piece destination = piece_part(&id, offsetof(struct inet_diag_sockid, idiag_dst), 16);
	print_text(p, "{");
	print_layout(p, LAYOUTS(ports), &id);
	print_text(p, ", ");
	print_ip(p, family, &source, "idiag_src");
	print_text(p, ", ");
	print_ip(p, family, &destination, "idiag_dst");
	print_text(p, ", idiag_if=");
	print_ifindex(p, (uint32_t)piece_number(&id, offsetof(struct inet_diag_sockid, idiag_if), 4));
	size_t cookie = offsetof(struct inet_diag_sockid, idiag_cookie);
	print_format(p, ", idiag_cookie=[%u, %u]}", (unsigned)piece_number(&id, cookie, 4),
		     (unsigned)piece_number(&id, cookie + 4, 4));
}

static const struct layout old_request[] = {
    DIAG_FAMILY(inet_diag_req, idiag_family),        DIAG(inet_diag_req, idiag_src_len, LAYOUT_U),
    DIAG(inet_diag_req, idiag_dst_len, LAYOUT_U),    DIAG_OF(inet_diag_req, idiag_ext, LAYOUT_BITS, inet_diag_ext),
    LAYOUT_BY(struct inet_diag_req, id, print_ends), DIAG_OF(inet_diag_req, idiag_states, LAYOUT_BITS, tcp_state_flags),
    DIAG(inet_diag_req, idiag_dbs, LAYOUT_U),
};
static const struct layout request_rows[] = {
    DIAG_FAMILY(inet_diag_req_v2, sdiag_family),
    DIAG_OF(inet_diag_req_v2, sdiag_protocol, LAYOUT_ONE, inet_protocols),
    DIAG_OF(inet_diag_req_v2, idiag_ext, LAYOUT_BITS, inet_diag_ext),
    DIAG_OF(inet_diag_req_v2, idiag_states, LAYOUT_BITS, tcp_state_flags),
    LAYOUT_BY(struct inet_diag_req_v2, id, print_ends),
};
static const struct layout answer_rows[] = {
    DIAG_FAMILY(inet_diag_msg, idiag_family),        DIAG_OF(inet_diag_msg, idiag_state, LAYOUT_ONE, tcp_states),
    DIAG(inet_diag_msg, idiag_timer, LAYOUT_U),      DIAG(inet_diag_msg, idiag_retrans, LAYOUT_U),
    LAYOUT_BY(struct inet_diag_msg, id, print_ends), DIAG(inet_diag_msg, idiag_expires, LAYOUT_U),
    DIAG(inet_diag_msg, idiag_rqueue, LAYOUT_U),     DIAG(inet_diag_msg, idiag_wqueue, LAYOUT_U),
    DIAG(inet_diag_msg, idiag_uid, LAYOUT_U),        DIAG(inet_diag_msg, idiag_inode, LAYOUT_U),
};

static const struct layout operation_rows[] = {
    DIAG_OF(inet_diag_bc_op, code, LAYOUT_ONE, inet_diag_bytecodes),
    DIAG(inet_diag_bc_op, yes, LAYOUT_U),
    DIAG(inet_diag_bc_op, no, LAYOUT_U),
};

static void print_host_condition(struct printer *p, const struct piece *data)
{
	static const struct layout rows[] = {
	    DIAG_FAMILY(inet_diag_hostcond, family),
	    DIAG(inet_diag_hostcond, prefix_len, LAYOUT_U),
	    DIAG(inet_diag_hostcond, port, LAYOUT_U),
	};
	struct piece head = piece_part(data, 0, 8), address = piece_part(data, 8, data->len);
	print_text(p, "{");
	print_layout(p, LAYOUTS(rows), &head);
	if (address.len) {
		print_text(p, ", ");
		print_ip(p, data->bytes[0], &address, "addr");
	}
	print_text(p, "}");
}

static bool print_condition(struct printer *p, const struct piece *data, unsigned code)
{
	static const struct layout mark_rows[] = {{"mark", 0, 4, LAYOUT_U, 0, NULL, NULL, 0},
						  {"mask", 4, 4, LAYOUT_U, 0, NULL, NULL, 0}};
	switch (code) {
	case INET_DIAG_BC_S_COND:
	case INET_DIAG_BC_D_COND:
		if (data->len >= 8)
			print_host_condition(p, data);
		return data->len >= 8;
	case INET_DIAG_BC_DEV_COND:
		if (data->len >= 4)
			print_ifindex(p, (uint32_t)piece_number(data, 0, 4));
		return data->len >= 4;
	case INET_DIAG_BC_S_GE:
	case INET_DIAG_BC_S_LE:
	case INET_DIAG_BC_D_GE:
	case INET_DIAG_BC_D_LE:
		if (data->len >= OPERATION_LEN)
			print_layout_struct(p, LAYOUTS(operation_rows), data);
		return data->len >= OPERATION_LEN;
	case INET_DIAG_BC_MARK_COND:
		if (data->len >= 8)
			print_layout_struct(p, LAYOUTS(mark_rows), data);
		return data->len >= 8;
	default:
		return false;
	}
}

// The filter's first operation; the rest depends on it.
static bool print_bytecode(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	if (data->len < OPERATION_LEN)
		return false;
	struct piece rest = piece_part(data, OPERATION_LEN, data->len - OPERATION_LEN);
	print_layout_struct(p, LAYOUTS(operation_rows), data);
	if (!rest.len)
		return true;
	print_text(p, ", ");
	if (!print_condition(p, &rest, data->bytes[0]))
		print_hex_string(p, &rest, rest.len);
	return true;
}

static const struct attr request_attrs[] = {
    ATTR_BY(INET_DIAG_REQ_BYTECODE, print_bytecode),
    ATTR_OF(3, LAYOUT_ONE, 0, inet_protocols), // INET_DIAG_REQ_PROTOCOL
};
static const struct attr_table request_table = ATTRS(inet_diag_req_attrs, request_attrs);

static const struct layout memory_rows[] = {
    DIAG(inet_diag_meminfo, idiag_rmem, LAYOUT_U),
    DIAG(inet_diag_meminfo, idiag_wmem, LAYOUT_U),
    DIAG(inet_diag_meminfo, idiag_fmem, LAYOUT_U),
    DIAG(inet_diag_meminfo, idiag_tmem, LAYOUT_U),
};
static const struct layout vegas_rows[] = {
    DIAG(tcpvegas_info, tcpv_enabled, LAYOUT_U),
    DIAG(tcpvegas_info, tcpv_rttcnt, LAYOUT_U),
    DIAG(tcpvegas_info, tcpv_rtt, LAYOUT_U),
    DIAG(tcpvegas_info, tcpv_minrtt, LAYOUT_U),
};
static const struct layout dctcp_rows[] = {
    DIAG(tcp_dctcp_info, dctcp_enabled, LAYOUT_U), DIAG(tcp_dctcp_info, dctcp_ce_state, LAYOUT_U),
    DIAG(tcp_dctcp_info, dctcp_alpha, LAYOUT_U),   DIAG(tcp_dctcp_info, dctcp_ab_ecn, LAYOUT_U),
    DIAG(tcp_dctcp_info, dctcp_ab_tot, LAYOUT_U),
};
static const struct layout bbr_rows[] = {
    DIAG(tcp_bbr_info, bbr_bw_lo, LAYOUT_X),     DIAG(tcp_bbr_info, bbr_bw_hi, LAYOUT_X),
    DIAG(tcp_bbr_info, bbr_min_rtt, LAYOUT_U),   DIAG(tcp_bbr_info, bbr_pacing_gain, LAYOUT_U),
    DIAG(tcp_bbr_info, bbr_cwnd_gain, LAYOUT_U),
};

static bool print_addresses(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	enum { STEP = sizeof(struct sockaddr_storage) };
	for (size_t at = 0; at + STEP <= data->len; at += STEP) {
		struct piece one = piece_part(data, at, STEP);
		print_text(p, at ? ", " : "[");
		print_address(p, &one);
	}
	print_text(p, data->len >= STEP ? "]" : "");
	return data->len >= STEP;
}

// Bits of two bytes by name; those that are not set only when all is asked for.
static bool print_options(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	static const char *const names[] = {"recverr",         "is_icsk",      "freebind",
					    "hdrincl",         "mc_loop",      "transparent",
					    "mc_all",          "nodefrag",     "bind_address_no_port",
					    "recverr_rfc4884", "defer_connect"};
	(void)context;
	if (data->len < 2)
		return false;
	unsigned bits = (unsigned)piece_number(data, 0, 2);
	const char *comma = "";
	print_text(p, "{");
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!verbose(p) && !(bits >> i & 1))
			continue;
		print_format(p, "%s%s=%u", comma, names[i], bits >> i & 1);
		comma = ", ";
	}
	if (verbose(p) || bits >> 11)
		print_format(p, "%sunused=%#x /* bits 3..8 */", comma, bits >> 11);
	print_text(p, "}");
	return true;
}

static const struct attr tls_rows[] = {
    ATTR_OF(TLS_INFO_VERSION, LAYOUT_ONE, 2, tls_versions),
    ATTR_OF(TLS_INFO_CIPHER, LAYOUT_ONE, 2, tls_ciphers),
    ATTR_OF(TLS_INFO_TXCONF, LAYOUT_ONE, 2, tls_configs),
    ATTR_OF(TLS_INFO_RXCONF, LAYOUT_ONE, 2, tls_configs),
};
static const struct attr_table tls_table = ATTRS(inet_diag_ulp_tls, tls_rows);

static const struct attr mptcp_rows[] = {
    ATTR_N(1, LAYOUT_X, 4),
    ATTR_N(2, LAYOUT_X, 4),
    ATTR_U32(3),
    ATTR_U64(4),
    ATTR_U32(5),
    ATTR_U32(6),
    ATTR_U16(7),
    ATTR_OF(8, LAYOUT_BITS, 4, mptcp_flags),
    ATTR_U8(9),
    ATTR_U8(10),
};
static const struct attr_table mptcp_table = ATTRS(inet_diag_ulp_mptcp, mptcp_rows);

static const struct attr ulp_rows[] = {
    ATTR_IS(INET_ULP_INFO_NAME, ATTR_TEXT),
    ATTR_IN(INET_ULP_INFO_TLS, &tls_table),
    ATTR_IN(INET_ULP_INFO_MPTCP, &mptcp_table),
};
static const struct attr_table ulp_table = ATTRS(inet_diag_ulp, ulp_rows);

static const struct attr answer_attrs[] = {
    ATTR_ROWS(INET_DIAG_MEMINFO, ATTR_STRUCT, memory_rows),
    ATTR_ROWS(INET_DIAG_VEGASINFO, ATTR_STRUCT, vegas_rows),
    ATTR_IS(INET_DIAG_CONG, ATTR_TEXT),
    ATTR_U8(INET_DIAG_TOS),
    ATTR_U8(INET_DIAG_TCLASS),
    ATTR_IS(INET_DIAG_SKMEMINFO, ATTR_MEMORY),
    ATTR_OF(INET_DIAG_SHUTDOWN, LAYOUT_BITS_TWO, 1, inet_diag_shutdown),
    ATTR_ROWS(INET_DIAG_DCTCPINFO, ATTR_STRUCT, dctcp_rows),
    ATTR_OF(INET_DIAG_PROTOCOL, LAYOUT_ONE, 0, inet_protocols),
    ATTR_U8(INET_DIAG_SKV6ONLY),
    ATTR_BY(INET_DIAG_LOCALS, print_addresses),
    ATTR_BY(INET_DIAG_PEERS, print_addresses),
    ATTR_U32(INET_DIAG_MARK),
    ATTR_ROWS(INET_DIAG_BBRINFO, ATTR_STRUCT, bbr_rows),
    ATTR_U32(INET_DIAG_CLASS_ID),
    ATTR_IN(INET_DIAG_ULP_INFO, &ulp_table),
    ATTR_U64(INET_DIAG_CGROUP_ID),
    ATTR_BY(INET_DIAG_SOCKOPT, print_options),
};
static const struct attr_table answer_table = ATTRS(inet_diag_attrs, answer_attrs);

const struct nl_payload *inet_diag_payload(uint16_t type, bool request)
{
	static const struct nl_payload old = {LAYOUTS(old_request), sizeof(struct inet_diag_req), &request_table};
	static const struct nl_payload asked = {LAYOUTS(request_rows), sizeof(struct inet_diag_req_v2), &request_table};
	static const struct nl_payload answer = {LAYOUTS(answer_rows), sizeof(struct inet_diag_msg), &answer_table};
	if (!request)
		return &answer;
	return type == TCPDIAG_GETSOCK || type == DCCPDIAG_GETSOCK ? &old : &asked;
}
