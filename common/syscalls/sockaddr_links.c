// SPDX-License-Identifier: Apache-2.0
// Addresses of radio links and of networks that few still have: AX.25, X.25, IPX, Bluetooth, IEEE 802.15.4, NFC, RxRPC.
#include <arpa/inet.h>
#include <linux/if_arp.h>
#include <linux/nfc.h>
#include <string.h>
#include <sys/socket.h>

#include "common/syscalls/sockaddr.h"

#define AX25_CALL  7u // six letters, each shifted by one, and the station's number
#define AX25_BASE  16u
#define AX25_DIGIS 8u

enum ax25_style { AX25_TEXT, AX25_BOTH, AX25_BYTES };

// A call is letters and digits, then blanks; what cannot be shown without harm is bytes alone.
static enum ax25_style ax25_style(const uint8_t *call)
{
	enum ax25_style style = AX25_TEXT;
	bool blank = false, letter = false;
	for (size_t i = 0; i + 1 < AX25_CALL; i++) {
		uint8_t c = call[i] >> 1;
		bool usual = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == ' ';
		if ((call[i] & 1) || !usual || (c != ' ' && blank))
			style = AX25_BOTH;
		if (c < ' ' || c > 0x7e || c == '*' || c == '/')
			return AX25_BYTES;
		blank = blank || c == ' ';
		letter = letter || c != ' ';
	}
	uint8_t station = call[AX25_CALL - 1];
	return (station & ~0x1e) || (!letter && station) ? AX25_BOTH : style;
}

static void print_ax25_text(struct printer *p, const uint8_t *call)
{
	char text[AX25_CALL + 4];
	size_t n = 0, end = AX25_CALL - 1;
	while (end && call[end - 1] >> 1 == ' ')
		end--;
	for (size_t i = 0; i < end; i++)
		text[n++] = (char)(call[i] >> 1);
	text[n] = '\0';
	unsigned station = (call[AX25_CALL - 1] >> 1) & 0xf;
	if (n == 0 && station == 0)
		print_text(p, "*");
	else
		print_format(p, "%s-%u", text, station);
}

static void print_ax25_call(struct printer *p, const uint8_t *call)
{
	static const struct layout bytes = {"ax25_call", 0, AX25_CALL, LAYOUT_HEX_STRING, 0, NULL, NULL, 0};
	enum ax25_style style = ax25_style(call);
	struct piece whole = {call, AX25_CALL, false};
	if (style != AX25_TEXT)
		print_layout_struct(p, &bytes, 1, &whole);
	if (style == AX25_BOTH)
		print_text(p, " /* ");
	if (style != AX25_BYTES)
		print_ax25_text(p, call);
	if (style == AX25_BOTH)
		print_text(p, " */");
}

static void print_digipeaters(struct printer *p, const struct piece *whole, uint32_t wanted)
{
	size_t there = (whole->len - AX25_BASE) / AX25_CALL;
	there = there < AX25_DIGIS ? there : AX25_DIGIS;
	wanted = wanted < AX25_DIGIS ? wanted : AX25_DIGIS;
	size_t shown = there < wanted ? there : wanted;
	if (wanted) {
		print_text(p, ", fsa_digipeater=[");
		for (size_t i = 0; i < shown; i++) {
			print_text(p, i ? ", " : "");
			print_ax25_call(p, whole->bytes + AX25_BASE + i * AX25_CALL);
		}
		print_text(p, wanted <= there ? "]" : shown ? ", ...]" : "...]");
	}
	if (whole->len > AX25_BASE + there * AX25_CALL)
		print_text(p, ", ...");
}

void print_address_ax25(struct printer *p, const struct piece *whole)
{
	int32_t digis = (int32_t)piece_number(whole, 12, 4);
	bool full = digis || whole->len > AX25_BASE;
	print_text(p, full ? "fsa_ax25={sax25_call=" : "sax25_call=");
	print_ax25_call(p, whole->bytes + 2);
	print_format(p, ", sax25_ndigis=%d", digis);
	if (!full)
		return;
	print_text(p, "}");
	print_digipeaters(p, whole, digis > 0 ? (uint32_t)digis : 0);
}

void print_address_x25(struct printer *p, const struct piece *whole)
{
	static const struct layout address = {"x25_addr", 2, 16, LAYOUT_TEXT, 0, NULL, NULL, 0};
	print_text(p, "sx25_addr=");
	print_layout_struct(p, &address, 1, whole);
}

static void print_ipx_network(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	print_format(p, "htonl(%#x)", ntohl((uint32_t)piece_number(whole, at, size)));
}

void print_address_ipx(struct printer *p, const struct piece *whole)
{
	static const struct layout rows[] = {
	    {"sipx_port", 2, 2, LAYOUT_HTONS, 0, NULL, NULL, 0},
	    {"sipx_network", 4, 4, LAYOUT_PRINT, 0, NULL, print_ipx_network, 0},
	    {"sipx_node", 8, 6, LAYOUT_BYTES_0X, 0, NULL, NULL, 0},
	    {"sipx_type", 14, 1, LAYOUT_0X, 0, NULL, NULL, 0},
	    {"sipx_zero", 15, 1, LAYOUT_X, LAYOUT_NONZERO, NULL, NULL, 0},
	};
	print_layout(p, LAYOUTS(rows), whole);
}

// A channel: a known one by name, else the number from the start of its range.
static void print_l2_number(struct printer *p, uint16_t number, const struct constants *list,
			    const char *const starts[2], const uint16_t from[2])
{
	const char *name = constant_name(list, number);
	print_text(p, "htobs(");
	if (name)
		print_text(p, name);
	else if (starts[0] && number >= from[0] && number <= 0xff)
		print_format(p, "%s+%u", starts[0], number - from[0]);
	else if (number >= from[1])
		print_format(p, "%s+%u", starts[1], number - from[1]);
	else
		print_one_two(p, list, number);
	print_text(p, ")");
}

static void print_l2_psm(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	static const char *const starts[2] = {"L2CAP_PSM_LE_DYN_START", "L2CAP_PSM_DYN_START"};
	static const uint16_t from[2] = {0x80, 0x1001};
	print_l2_number(p, (uint16_t)piece_number(whole, at, size), &constants_l2_psms, starts, from);
}

static void print_l2_cid(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	static const char *const starts[2] = {NULL, "L2CAP_CID_DYN_START"};
	static const uint16_t from[2] = {0, 0x40};
	print_l2_number(p, (uint16_t)piece_number(whole, at, size), &constants_l2_cids, starts, from);
}

static void print_hci_device(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	print_format(p, "htobs(%u)", (unsigned)piece_number(whole, at, size));
}

// Nothing but its length tells which protocol of Bluetooth an address is for.
void print_address_bluetooth(struct printer *p, const struct piece *whole)
{
	static const struct layout hci[] = {
	    {"hci_dev", 2, 2, LAYOUT_PRINT, 0, NULL, print_hci_device, 0},
	    {"hci_channel", 4, 2, LAYOUT_ONE, 0, &constants_hci_channels, NULL, 4},
	};
	static const struct layout sco[] = {{"sco_bdaddr", 2, 6, LAYOUT_MAC, 0, NULL, NULL, 0}};
	static const struct layout rc[] = {
	    {"rc_bdaddr", 2, 6, LAYOUT_MAC, 0, NULL, NULL, 0},
	    {"rc_channel", 8, 1, LAYOUT_U, 0, NULL, NULL, 0},
	};
	static const struct layout l2[] = {
	    {"l2_psm", 2, 2, LAYOUT_PRINT, 0, NULL, print_l2_psm, 0},
	    {"l2_bdaddr", 4, 6, LAYOUT_MAC, 0, NULL, NULL, 0},
	    {"l2_cid", 10, 2, LAYOUT_PRINT, 0, NULL, print_l2_cid, 0},
	    {"l2_bdaddr_type", 12, 1, LAYOUT_ONE, 0, &constants_bdaddr_types, NULL, 12},
	};
	static const struct {
		size_t len, n;
		const struct layout *rows;
	} kinds[] = {{4, 2, hci}, {6, 2, hci}, {8, 1, sco}, {10, 2, rc}, {12, 4, l2}, {14, 4, l2}};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].len != whole->len)
			continue;
		print_layout(p, kinds[i].rows, kinds[i].n, whole);
		return;
	}
	print_address_bytes(p, whole);
}

static void print_long_address(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	print_hardware_address(p, whole->bytes + at, size, ARPHRD_IEEE802154);
}

void print_address_ieee802154(struct printer *p, const struct piece *whole)
{
	static const struct layout rows[] = {
	    {"addr_type", 4, 4, LAYOUT_ONE_TWO, 0, &constants_ieee802154_addr_types, NULL, 0},
	    {"pan_id", 8, 2, LAYOUT_ONE_TWO, 0, &constants_ieee802154_pan_ids, NULL, 0},
	};
	static const struct layout place[] = {
	    {"short_addr", 10, 2, LAYOUT_ONE_TWO, 0, &constants_ieee802154_addrs, NULL, 0},
	    {"hwaddr", 10, 8, LAYOUT_PRINT, 0, NULL, print_long_address, 0},
	};
	enum { ADDR_NONE = 0, ADDR_SHORT = 2 };
	uint64_t type = piece_number(whole, 4, 4);
	print_text(p, "addr={");
	print_layout(p, LAYOUTS(rows), whole);
	if (type != ADDR_NONE) {
		print_text(p, ", ");
		print_layout(p, &place[type != ADDR_SHORT], 1, whole);
	}
	print_text(p, "}");
}

void print_address_nfc(struct printer *p, const struct piece *whole)
{
	static const struct layout rows[] = {
	    {"dev_idx", 4, 4, LAYOUT_IFINDEX, 0, NULL, NULL, 0},
	    {"target_idx", 8, 4, LAYOUT_X, 0, NULL, NULL, 0},
	    {"nfc_protocol", 12, 4, LAYOUT_ONE, 0, &constants_nfc_address_protocols, NULL, 0},
	};
	static const struct layout points[] = {
	    {"dsap", 16, 1, LAYOUT_ONE_TWO, 0, &constants_nfc_saps, NULL, 0},
	    {"ssap", 17, 1, LAYOUT_ONE_TWO, 0, &constants_nfc_saps, NULL, 0},
	};
	enum { NFC_LEN = 16, LLCP_LEN = 96, NAME_AT = 18, NAME_MAX_LEN = 63, LEN_AT = 88 };
	print_layout(p, LAYOUTS(rows), whole);
	if (whole->len < LLCP_LEN) {
		print_text(p, whole->len > NFC_LEN ? ", ..." : "");
		return;
	}
	uint64_t len = piece_number(whole, LEN_AT, 8);
	print_text(p, ", ");
	print_layout(p, LAYOUTS(points), whole);
	print_text(p, ", service_name=");
	print_quoted(p, whole->bytes + NAME_AT, len < NAME_MAX_LEN ? (size_t)len : NAME_MAX_LEN, false, QUOTE_PLAIN);
	print_format(p, ", service_name_len=%llu", (unsigned long long)len);
}

static void print_transport(struct printer *p, const struct piece *transport, size_t len)
{
	uint16_t family = (uint16_t)piece_number(transport, 0, 2);
	bool inet = family == AF_INET, known = inet || family == AF_INET6;
	print_text(p, inet ? "sin={sin_" : known ? "sin6={sin6_" : "");
	print_text(p, "family=");
	print_one(p, &constants_socket_domains, family);
	if (known && len >= (inet ? 16u : 24u)) {
		print_text(p, ", ");
		(inet ? print_address_inet : print_address_inet6)(p, transport);
	} else if (transport->len > 2) {
		print_text(p, ", ");
		print_quoted(p, transport->bytes + 2, transport->len - 2, false, QUOTE_PLAIN);
	}
	print_text(p, known ? "}" : "");
}

void print_address_rxrpc(struct printer *p, const struct piece *whole)
{
	static const struct layout rows[] = {
	    {"srx_service", 2, 2, LAYOUT_ONE_TWO, 0, &constants_rxrpc_services, NULL, 0},
	    {"transport_type", 4, 2, LAYOUT_ONE, 0, &constants_socket_types, NULL, 0},
	    {"transport_len", 6, 2, LAYOUT_U, 0, NULL, NULL, 0},
	};
	enum { TRANSPORT_AT = 8 };
	size_t len = (size_t)piece_number(whole, 6, 2);
	struct piece transport = piece_part(whole, TRANSPORT_AT, len);
	print_layout(p, LAYOUTS(rows), whole);
	print_text(p, ", transport={");
	print_transport(p, &transport, len);
	print_text(p, "}");
}
