// SPDX-License-Identifier: Apache-2.0
// Netlink messages: their headers by protocol, their payloads, and attributes by tables. Internal to common/syscalls.
#pragma once

#include "common/syscalls/layout.h"

// What a payload or attribute belongs to.
struct nl_context {
	int protocol; // NETLINK_*; -1 = not known
	uint16_t type, flags;
	uint8_t family; // the payload's first byte
};

enum attr_how {
	ATTR_NUMBER = 0, // as `value` says, of value.size bytes; 0 bytes: as many as there are
	ATTR_TEXT,       // a string with its NUL
	ATTR_PAYLOAD,    // bytes
	ATTR_STRUCT,     // of `rows`, when as long as the last field needs
	ATTR_CUT_STRUCT, // of `rows`, as much as is there
	ATTR_NEST,       // attributes of `nest`
	ATTR_ADDRESS,    // an IP address of the payload's family
	ATTR_HARDWARE,   // a hardware address
	ATTR_WORDS,      // an array of numbers of value.size, each as `value` says
	ATTR_MEMORY,     // of `sk_meminfo`'s numbers, by name
	ATTR_PRINT,      // by `print`
};

// False: shown as bytes.
typedef bool (*attr_fn)(struct printer *p, const struct piece *data, const struct nl_context *context);

struct attr_table;

struct attr {
	uint16_t type;
	uint8_t how; // enum attr_how
	struct layout value;
	const struct layout *rows;
	size_t n;
	const struct attr_table *nest;
	attr_fn print;
};

struct attr_table {
	const struct constants *names;
	const struct attr *rows;
	size_t n;
	const struct attr *other; // for types without a row; NULL = bytes
};

#define ATTRS(names, rows)                                                       \
	{                                                                        \
		&constants_##names, rows, sizeof(rows) / sizeof((rows)[0]), NULL \
	}
#define ATTR_N(type, kind, size)                                                                \
	{                                                                                       \
		type, ATTR_NUMBER, {NULL, 0, size, kind, 0, NULL, NULL, 0}, NULL, 0, NULL, NULL \
	}
#define ATTR_U8(type)  ATTR_N(type, LAYOUT_U, 1)
#define ATTR_U16(type) ATTR_N(type, LAYOUT_U, 2)
#define ATTR_U32(type) ATTR_N(type, LAYOUT_U, 4)
#define ATTR_U64(type) ATTR_N(type, LAYOUT_U, 8)
#define ATTR_OF(type, kind, size, list)                                                                      \
	{                                                                                                    \
		type, ATTR_NUMBER, {NULL, 0, size, kind, 0, &constants_##list, NULL, 0}, NULL, 0, NULL, NULL \
	}
#define ATTR_IS(type, how)                                                        \
	{                                                                         \
		type, how, {NULL, 0, 0, 0, 0, NULL, NULL, 0}, NULL, 0, NULL, NULL \
	}
#define ATTR_ROWS(type, how, rows)                                                      \
	{                                                                               \
		type, how, {NULL, 0, 0, 0, 0, NULL, NULL, 0}, LAYOUTS(rows), NULL, NULL \
	}
#define ATTR_IN(type, table)                                                             \
	{                                                                                \
		type, ATTR_NEST, {NULL, 0, 0, 0, 0, NULL, NULL, 0}, NULL, 0, table, NULL \
	}
#define ATTR_LIST(type, kind, size)                                                            \
	{                                                                                      \
		type, ATTR_WORDS, {NULL, 0, size, kind, 0, NULL, NULL, 0}, NULL, 0, NULL, NULL \
	}
#define ATTR_BY(type, print)                                                              \
	{                                                                                 \
		type, ATTR_PRINT, {NULL, 0, 0, 0, 0, NULL, NULL, 0}, NULL, 0, NULL, print \
	}

void print_attributes(struct printer *p, const struct piece *all, const struct attr_table *table,
		      const struct nl_context *context);
// inet_addr("…") or inet_pton(…) by family; bytes of another one. `name`: NULL in an attribute.
void print_ip(struct printer *p, uint8_t family, const struct piece *data, const char *name);

// A payload with a struct at its start and attributes behind, each of a table.
struct nl_payload {
	const struct layout *rows; // the first is the family
	size_t n, size;            // a shorter one shows only the family
	const struct attr_table *attrs;
};
void print_nl_payload(struct printer *p, const struct piece *data, const struct nl_payload *payload,
		      const struct nl_context *context);
// {family=AF_X, data="…"}
void print_nl_family(struct printer *p, const struct piece *data);

// Payloads by protocol. False: not one of the known.
bool print_nl_route(struct printer *p, const struct piece *data, const struct nl_context *context);
bool print_nl_sock_diag(struct printer *p, const struct piece *data, const struct nl_context *context);
// Of the internet families.
const struct nl_payload *inet_diag_payload(uint16_t type, bool request);
bool print_nl_crypto(struct printer *p, const struct piece *data, const struct nl_context *context);
bool print_nl_netfilter(struct printer *p, const struct piece *data, const struct nl_context *context);
bool print_nl_selinux(struct printer *p, const struct piece *data, const struct nl_context *context);
bool print_nl_uevent(struct printer *p, const struct piece *data, uint64_t whole);

void print_nl_type(struct printer *p, int protocol, uint16_t type);
void print_nl_flags(struct printer *p, int protocol, uint16_t type, uint16_t flags);
// What a call moved through a netlink socket: one message or several. An element_fn.
void print_netlink(struct printer *p, const struct piece *bytes, uint64_t whole);
// NETLINK_* of the socket that the call works on; -1 when it is none or not known.
int netlink_protocol(const struct printer *p);
