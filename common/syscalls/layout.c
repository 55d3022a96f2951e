// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/layout.h"

#include <arpa/inet.h>
#include <endian.h>
#include <linux/if_arp.h>
#include <string.h>

#define MAC_MAX 32u

struct piece piece_part(const struct piece *whole, size_t at, size_t len)
{
	size_t from = at < whole->len ? at : whole->len;
	size_t left = whole->len - from;
	return (struct piece){whole->bytes + from, len < left ? len : left, whole->truncated};
}

uint64_t piece_number(const struct piece *whole, size_t at, size_t size)
{
	union {
		uint8_t u8;
		uint16_t u16;
		uint32_t u32;
		uint64_t u64;
	} number = {0};
	struct piece part = piece_part(whole, at, size < sizeof(number) ? size : sizeof(number));
	memcpy(&number, part.bytes, part.len);
	return size == 1 ? number.u8 : size == 2 ? number.u16 : size == 4 ? number.u32 : number.u64;
}

static int64_t with_sign(uint64_t value, size_t size)
{
	return size == 1 ? (int8_t)value : size == 2 ? (int16_t)value : size == 4 ? (int32_t)value : (int64_t)value;
}

void print_ifindex(struct printer *p, uint32_t index)
{
	char name[17] = "";
	if (index && p->options->if_name && p->options->if_name(p->options->if_ctx, p->event, index, name))
		print_format(p, "if_nametoindex(\"%s\")", name);
	else
		print_format(p, "%u", index);
}

void print_inet(struct printer *p, const uint8_t *bytes, const char *name)
{
	char text[INET_ADDRSTRLEN] = "";
	(void)inet_ntop(AF_INET, bytes, text, sizeof(text));
	print_format(p, "%s%sinet_addr(\"%s\")", name ? name : "", name ? "=" : "", text);
}

void print_inet6(struct printer *p, const uint8_t *bytes, const char *name)
{
	char text[INET6_ADDRSTRLEN] = "";
	(void)inet_ntop(AF_INET6, bytes, text, sizeof(text));
	print_format(p, "inet_pton(AF_INET6, \"%s\"%s%s)", text, name ? ", &" : "", name ? name : "");
}

void print_mac(struct printer *p, const uint8_t *bytes, size_t len)
{
	if (len > MAC_MAX) {
		print_quoted(p, bytes, len, false, QUOTE_HEX);
		return;
	}
	for (size_t i = 0; i < len; i++)
		print_format(p, i ? ":%02x" : "%02x", bytes[i]);
}

// How much of the room for an address a device of that kind uses.
void print_hardware_address(struct printer *p, const uint8_t *bytes, size_t len, uint32_t hardware)
{
	static const struct {
		uint16_t hardware;
		uint8_t len;
	} rows[] = {
	    {ARPHRD_NETROM, 7},
	    {ARPHRD_ETHER, 6},
	    {ARPHRD_AX25, 7},
	    {ARPHRD_IEEE802, 6},
	    {ARPHRD_ARCNET, 1},
	    {ARPHRD_DLCI, 2},
	    {ARPHRD_IEEE1394, 16},
	    {ARPHRD_EUI64, 8},
	    {ARPHRD_INFINIBAND, 20},
	    {ARPHRD_SLIP, 0},
	    {ARPHRD_ROSE, 5},
	    {ARPHRD_X25, 0},
	    {ARPHRD_CAN, 0},
	    {ARPHRD_PPP, 0},
	    {ARPHRD_RAWHDLC, 0},
	    {ARPHRD_TUNNEL, 4},
	    {ARPHRD_TUNNEL6, 16},
	    {ARPHRD_LOOPBACK, 6},
	    {ARPHRD_LOCALTLK, 1},
	    {ARPHRD_FDDI, 6},
	    {ARPHRD_SIT, 4},
	    {ARPHRD_IPDDP, 0},
	    {ARPHRD_IPGRE, 4},
	    {ARPHRD_PIMREG, 0},
	    {ARPHRD_HIPPI, 6},
	    {ARPHRD_IRDA, 4},
	    {ARPHRD_IEEE80211, 6},
	    {ARPHRD_IEEE80211_PRISM, 6},
	    {ARPHRD_IEEE80211_RADIOTAP, 6},
	    {ARPHRD_IEEE802154, 8},
	    {ARPHRD_IEEE802154_MONITOR, 8},
	    {ARPHRD_PHONET, 1},
	    {ARPHRD_PHONET_PIPE, 1},
	    {ARPHRD_CAIF, 0},
	    {ARPHRD_IP6GRE, 16},
	    {ARPHRD_NETLINK, 0},
	    {ARPHRD_6LOWPAN, 8},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].hardware == hardware && rows[i].len < len)
			len = rows[i].len;
	print_mac(p, bytes, len);
}

void print_one_or(struct printer *p, const struct constants *list, uint64_t value, const char *unknown)
{
	struct constants other = *list;
	other.unknown = unknown;
	print_one(p, &other, value);
}

void print_one_decimal(struct printer *p, const struct constants *list, uint64_t value)
{
	const char *name = constant_name(list, value);
	if (name)
		print_text(p, name);
	else
		print_format(p, list->unknown ? "%lld /* %s */" : "%lld", (long long)value, list->unknown);
}

void print_one_two(struct printer *p, const struct constants *list, uint64_t value)
{
	const char *name = constant_name(list, value);
	print_hex(p, value);
	if (name || list->unknown)
		print_format(p, " /* %s */", name ? name : list->unknown);
}

static void print_bits_two(struct printer *p, const struct constants *list, uint64_t value)
{
	print_hex(p, value);
	if (!value && !constant_name(list, 0))
		return;
	print_text(p, " /* ");
	struct constants bare = *list;
	bool first = true;
	uint64_t rest = print_known_bits(p, &bare, value, &first);
	if (!value)
		print_text(p, constant_name(list, 0));
	else if (first)
		print_text(p, list->unknown ? list->unknown : "???");
	else if (rest)
		print_format(p, "|%#llx", (unsigned long long)rest);
	print_text(p, " */");
}

void print_hex_string(struct printer *p, const struct piece *piece, uint64_t whole)
{
	print_payload(p, piece->bytes, piece->len, whole, QUOTE_HEX);
}

static void print_byte_list(struct printer *p, const struct piece *part)
{
	print_text(p, "[");
	for (size_t i = 0; i < part->len; i++) {
		print_text(p, i ? ", " : "");
		print_format(p, "%#02x", part->bytes[i]);
	}
	print_text(p, "]");
}

// A number of the field's size: what most fields are.
static void print_number(struct printer *p, const struct layout *row, uint64_t value)
{
	unsigned long long u = value;
	long long d = with_sign(value, row->size);
	switch (row->kind) {
	case LAYOUT_D:
		print_format(p, "%lld", d);
		break;
	case LAYOUT_X:
		print_format(p, "%#llx", u);
		break;
	case LAYOUT_0X:
		print_format(p, "%#0*llx", row->size * 2, u);
		break;
	case LAYOUT_ONE:
		print_one(p, row->list, value);
		break;
	case LAYOUT_ONE_D:
		print_one_decimal(p, row->list, constant_name(row->list, value) ? value : (uint64_t)d);
		break;
	case LAYOUT_ONE_TWO:
		print_one_two(p, row->list, value);
		break;
	case LAYOUT_BITS:
		print_bits(p, row->list, value);
		break;
	case LAYOUT_BITS_TWO:
		print_bits_two(p, row->list, value);
		break;
	case LAYOUT_FD:
		print_fd(p, (int)value);
		break;
	case LAYOUT_ID:
		print_id(p, (uint32_t)value);
		break;
	case LAYOUT_HTONS:
		print_format(p, "htons(%u)", ntohs((uint16_t)value));
		break;
	case LAYOUT_HTONL:
		print_format(p, "htonl(%u)", ntohl((uint32_t)value));
		break;
	case LAYOUT_HTOBE64:
		print_format(p, "htobe64(%llu)", (unsigned long long)be64toh(value));
		break;
	case LAYOUT_IFINDEX:
		print_ifindex(p, (uint32_t)value);
		break;
	case LAYOUT_POINTER:
		print_pointer(p, value);
		break;
	case LAYOUT_DEVICE:
		print_device(p, value);
		break;
	case LAYOUT_ETHER:
		print_text(p, "htons(");
		print_one(p, &constants_ethernet_protocols, ntohs((uint16_t)value));
		print_text(p, ")");
		break;
	default:
		print_format(p, "%llu", u);
	}
}

static bool print_memory(struct printer *p, const struct layout *row, const struct piece *part)
{
	switch (row->kind) {
	case LAYOUT_INET:
		print_inet(p, part->bytes, NULL);
		return true;
	case LAYOUT_INET6:
		print_inet6(p, part->bytes, NULL);
		return true;
	case LAYOUT_TEXT: {
		size_t len = strnlen((const char *)part->bytes, part->len - 1);
		print_quoted(p, part->bytes, len, part->bytes[len] != 0, QUOTE_PLAIN);
		return true;
	}
	case LAYOUT_MAC:
		print_mac(p, part->bytes, part->len);
		return true;
	case LAYOUT_HEX_STRING:
		print_quoted(p, part->bytes, part->len, false, QUOTE_HEX);
		return true;
	case LAYOUT_BYTES_0X:
		print_byte_list(p, part);
		return true;
	default:
		return false;
	}
}

bool print_layout_value(struct printer *p, const struct layout *row, const struct piece *whole)
{
	struct piece part = piece_part(whole, row->at, row->size);
	if (part.len < row->size)
		return false;
	if (row->kind == LAYOUT_PRINT)
		row->print(p, whole, row->at, row->size);
	else if (!print_memory(p, row, &part))
		print_number(p, row, piece_number(whole, row->at, row->size));
	return true;
}

// inet6's name stands inside the parentheses.
static void print_named(struct printer *p, const struct layout *row, const struct piece *whole)
{
	if (row->kind == LAYOUT_INET6) {
		print_inet6(p, whole->bytes + row->at, row->name);
		return;
	}
	print_format(p, "%s=", row->name);
	(void)print_layout_value(p, row, whole);
}

static bool is_zero(const struct piece *whole, const struct layout *row)
{
	struct piece part = piece_part(whole, row->at, row->size);
	for (size_t i = 0; i < part.len; i++)
		if (part.bytes[i])
			return false;
	return true;
}

void print_layout(struct printer *p, const struct layout *rows, size_t n, const struct piece *whole)
{
	uint8_t padded[1024] = {0};
	struct piece all = {padded, sizeof(padded), false};
	memcpy(padded, whole->bytes, whole->len < sizeof(padded) ? whole->len : sizeof(padded));
	bool first = true;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].needs && whole->len <= rows[i].needs)
			break;
		if ((rows[i].when & LAYOUT_NONZERO) && is_zero(&all, &rows[i]))
			continue;
		print_text(p, first ? "" : ", ");
		first = false;
		print_named(p, &rows[i], &all);
	}
}

void print_layout_struct(struct printer *p, const struct layout *rows, size_t n, const struct piece *whole)
{
	print_text(p, "{");
	print_layout(p, rows, n, whole);
	print_text(p, "}");
}

void print_cut_layout(struct printer *p, const struct layout *rows, size_t n, const struct piece *whole)
{
	print_text(p, "{");
	for (size_t i = 0; i < n && rows[i].at < whole->len; i++) {
		print_text(p, i ? ", " : "");
		if (rows[i].at + (size_t)rows[i].size <= whole->len) {
			print_named(p, &rows[i], whole);
			continue;
		}
		print_format(p, "%s=", rows[i].name);
		print_quoted(p, whole->bytes + rows[i].at, whole->len - rows[i].at, false, QUOTE_HEX);
	}
	print_text(p, "}");
}
