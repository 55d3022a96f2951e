// SPDX-License-Identifier: Apache-2.0
// Addresses of the families that most machines have; those of radio links and old networks are in sockaddr_links.c.
#include "common/syscalls/sockaddr.h"

#include <arpa/inet.h>
#include <linux/if_alg.h>
#include <linux/if_packet.h>
#include <linux/if_xdp.h>
#include <linux/mctp.h>
#include <linux/netlink.h>
#include <linux/qrtr.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#ifndef AF_MCTP
#define AF_MCTP 45
#endif
#define FAMILY_LEN  2u
#define STORAGE_LEN 128u

static void print_unix(struct printer *p, const struct piece *whole)
{
	size_t len = whole->len < sizeof(struct sockaddr_un) ? whole->len : sizeof(struct sockaddr_un);
	const uint8_t *path = whole->bytes + FAMILY_LEN;
	size_t room = len - FAMILY_LEN;
	print_text(p, "sun_path=");
	if (path[0]) {
		print_quoted(p, path, strnlen((const char *)path, room), false, QUOTE_PLAIN);
	} else {
		print_text(p, "@");
		print_quoted(p, path + 1, room - 1, false, QUOTE_PLAIN);
	}
}

static const struct layout inet_rows[] = {
    LAYOUT(struct sockaddr_in, sin_port, LAYOUT_HTONS),
    LAYOUT(struct sockaddr_in, sin_addr, LAYOUT_INET),
};

void print_address_inet(struct printer *p, const struct piece *whole)
{
	print_layout(p, LAYOUTS(inet_rows), whole);
}

static const struct layout inet6_rows[] = {
    LAYOUT(struct sockaddr_in6, sin6_port, LAYOUT_HTONS),
    LAYOUT(struct sockaddr_in6, sin6_flowinfo, LAYOUT_HTONL),
    LAYOUT(struct sockaddr_in6, sin6_addr, LAYOUT_INET6),
};

void print_address_inet6(struct printer *p, const struct piece *whole)
{
	static const struct layout scope = LAYOUT(struct sockaddr_in6, sin6_scope_id, LAYOUT_U);
	static const struct layout link = LAYOUT(struct sockaddr_in6, sin6_scope_id, LAYOUT_IFINDEX);
	struct in6_addr address;
	print_layout(p, LAYOUTS(inet6_rows), whole);
	if (whole->len <= scope.at || !piece_struct(whole, 8, &address, sizeof(address)))
		return;
	bool local = IN6_IS_ADDR_LINKLOCAL(&address) || IN6_IS_ADDR_MC_LINKLOCAL(&address);
	print_text(p, ", ");
	print_layout(p, local ? &link : &scope, 1, whole);
}

static const struct layout packet_rows[] = {
    LAYOUT(struct sockaddr_ll, sll_protocol, LAYOUT_ETHER),
    LAYOUT(struct sockaddr_ll, sll_ifindex, LAYOUT_IFINDEX),
    LAYOUT_OF(struct sockaddr_ll, sll_hatype, LAYOUT_ONE, arp_hardware),
    LAYOUT_OF(struct sockaddr_ll, sll_pkttype, LAYOUT_ONE, packet_types),
    LAYOUT(struct sockaddr_ll, sll_halen, LAYOUT_U),
};

static void print_packet(struct printer *p, const struct piece *whole)
{
	print_layout(p, LAYOUTS(packet_rows), whole);
	uint64_t len = piece_number(whole, offsetof(struct sockaddr_ll, sll_halen), 1);
	if (!len)
		return;
	struct piece address = piece_part(whole, offsetof(struct sockaddr_ll, sll_addr), (size_t)len);
	print_text(p, ", sll_addr=[");
	for (size_t i = 0; i < address.len; i++)
		print_format(p, i ? ", %#02x" : "%#02x", address.bytes[i]);
	if (address.len < len)
		print_text(p, address.len ? ", ..." : "...");
	print_text(p, "]");
}

static void print_alg(struct printer *p, const struct piece *whole)
{
	struct layout rows[] = {
	    LAYOUT(struct sockaddr_alg, salg_type, LAYOUT_TEXT),
	    LAYOUT_OF(struct sockaddr_alg, salg_feat, LAYOUT_BITS_TWO, alg_flags),
	    LAYOUT_OF(struct sockaddr_alg, salg_mask, LAYOUT_BITS_TWO, alg_flags),
	    LAYOUT(struct sockaddr_alg, salg_name, LAYOUT_TEXT),
	};
	rows[3].size = (uint16_t)(whole->len - rows[3].at);
	print_layout(p, LAYOUTS(rows), whole);
}

static void print_xdp(struct printer *p, const struct piece *whole)
{
	static const struct layout rows[] = {
	    LAYOUT_OF(struct sockaddr_xdp, sxdp_flags, LAYOUT_BITS, xdp_address_flags),
	    LAYOUT(struct sockaddr_xdp, sxdp_ifindex, LAYOUT_IFINDEX),
	    LAYOUT(struct sockaddr_xdp, sxdp_queue_id, LAYOUT_U),
	};
	static const struct layout shared = LAYOUT(struct sockaddr_xdp, sxdp_shared_umem_fd, LAYOUT_FD);
	static const struct layout unused = LAYOUT(struct sockaddr_xdp, sxdp_shared_umem_fd, LAYOUT_X);
	print_layout(p, LAYOUTS(rows), whole);
	bool is_shared = piece_number(whole, offsetof(struct sockaddr_xdp, sxdp_flags), 2) & XDP_SHARED_UMEM;
	if (!is_shared && !piece_number(whole, shared.at, shared.size))
		return;
	print_text(p, ", ");
	print_layout(p, is_shared ? &shared : &unused, 1, whole);
}

static const struct layout netlink_rows[] = {
    {"nl_pad", LAYOUT_AT(struct sockaddr_nl, nl_pad), LAYOUT_X, LAYOUT_NONZERO, NULL, NULL, 0},
    LAYOUT(struct sockaddr_nl, nl_pid, LAYOUT_D),
    LAYOUT(struct sockaddr_nl, nl_groups, LAYOUT_0X),
};

static const struct layout vsock_rows[] = {
    {"svm_reserved1", LAYOUT_AT(struct sockaddr_vm, svm_reserved1), LAYOUT_X, LAYOUT_NONZERO, NULL, NULL, 0},
    LAYOUT_OF(struct sockaddr_vm, svm_cid, LAYOUT_ONE, vsock_cids),
    LAYOUT_OF(struct sockaddr_vm, svm_port, LAYOUT_ONE, vsock_ports),
    {"svm_flags", 12, 1, LAYOUT_BITS, 0, &constants_vsock_flags, NULL, 0},
    {"svm_zero", 13, 3, LAYOUT_HEX_STRING, LAYOUT_NONZERO, NULL, NULL, 0},
};

static const struct layout qrtr_rows[] = {
    LAYOUT_OF(struct sockaddr_qrtr, sq_node, LAYOUT_ONE, qrtr_nodes),
    LAYOUT_OF(struct sockaddr_qrtr, sq_port, LAYOUT_ONE, qrtr_ports),
};

static void print_mctp_address(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	print_text(p, "{s_addr=");
	print_one(p, &constants_mctp_addrs, piece_number(whole, at, size));
	print_text(p, "}");
}

static const struct layout mctp_rows[] = {
    {"__smctp_pad0", LAYOUT_AT(struct sockaddr_mctp, __smctp_pad0), LAYOUT_X, LAYOUT_NONZERO, NULL, NULL, 0},
    LAYOUT_OF(struct sockaddr_mctp, smctp_network, LAYOUT_ONE, mctp_nets),
    LAYOUT_BY(struct sockaddr_mctp, smctp_addr, print_mctp_address),
    LAYOUT(struct sockaddr_mctp, smctp_type, LAYOUT_X),
    LAYOUT(struct sockaddr_mctp, smctp_tag, LAYOUT_X),
    {"__smctp_pad1", LAYOUT_AT(struct sockaddr_mctp, __smctp_pad1), LAYOUT_X, LAYOUT_NONZERO, NULL, NULL, 0},
};

void print_address_bytes(struct printer *p, const struct piece *whole)
{
	print_text(p, "sa_data=");
	print_quoted(p, whole->bytes + FAMILY_LEN, whole->len - FAMILY_LEN, false, QUOTE_PLAIN);
}

// An address shorter than `min` is shown as bytes.
static const struct {
	uint16_t family, min;
	address_fn print;
	const struct layout *rows;
	size_t n;
} families[] = {
    {AF_UNIX, FAMILY_LEN + 1, print_unix, NULL, 0},
    {AF_INET, sizeof(struct sockaddr_in), print_address_inet, NULL, 0},
    {AF_AX25, 16, print_address_ax25, NULL, 0},
    {AF_IPX, 16, print_address_ipx, NULL, 0},
    {AF_X25, 18, print_address_x25, NULL, 0},
    {AF_INET6, offsetof(struct sockaddr_in6, sin6_scope_id), print_address_inet6, NULL, 0},
    {AF_NETLINK, sizeof(struct sockaddr_nl), NULL, LAYOUTS(netlink_rows)},
    {AF_PACKET, sizeof(struct sockaddr_ll), print_packet, NULL, 0},
    {AF_BLUETOOTH, FAMILY_LEN + 1, print_address_bluetooth, NULL, 0},
    {AF_RXRPC, 36, print_address_rxrpc, NULL, 0},
    {AF_IEEE802154, 20, print_address_ieee802154, NULL, 0},
    {AF_ALG, offsetof(struct sockaddr_alg, salg_name) + 1, print_alg, NULL, 0},
    {AF_NFC, 16, print_address_nfc, NULL, 0},
    {AF_VSOCK, sizeof(struct sockaddr_vm), NULL, LAYOUTS(vsock_rows)},
    {AF_QIPCRTR, sizeof(struct sockaddr_qrtr), NULL, LAYOUTS(qrtr_rows)},
    {AF_XDP, sizeof(struct sockaddr_xdp), print_xdp, NULL, 0},
    {AF_MCTP, sizeof(struct sockaddr_mctp), NULL, LAYOUTS(mctp_rows)},
};

static void print_known(struct printer *p, uint16_t family, const struct piece *whole)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		if (families[i].family != family || whole->len < families[i].min)
			continue;
		if (families[i].print)
			families[i].print(p, whole);
		else
			print_layout(p, families[i].rows, families[i].n, whole);
		return;
	}
	print_address_bytes(p, whole);
}

void print_address(struct printer *p, const struct piece *whole)
{
	uint16_t family = (uint16_t)piece_number(whole, 0, FAMILY_LEN);
	struct piece address = piece_part(whole, 0, STORAGE_LEN);
	print_text(p, "{sa_family=");
	print_one(p, &constants_socket_domains, family);
	if (whole->len > FAMILY_LEN) {
		print_text(p, ", ");
		print_known(p, family, &address);
	}
	print_text(p, "}");
}

void print_sockaddr(struct printer *p, const uint8_t *bytes, size_t len, uint64_t pointer)
{
	struct piece whole = {bytes, len, false};
	if (len < FAMILY_LEN)
		print_pointer(p, pointer);
	else
		print_address(p, &whole);
}
