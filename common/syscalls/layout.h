// SPDX-License-Identifier: Apache-2.0
// Structs in captured memory, described by tables: a row a field, in the order in which they are shown. Internal to common/syscalls.
#pragma once

#include "common/syscalls/constants_lists.h"
#include "common/syscalls/print.h"
#include "common/syscalls/table.h"

#include <stddef.h>

enum layout_kind {
	LAYOUT_D,       // a signed number
	LAYOUT_U,       // unsigned
	LAYOUT_X,       // 0x1f
	LAYOUT_0X,      // 0x0000001f, as wide as the field
	LAYOUT_ONE,     // a constant of `list`
	LAYOUT_ONE_D,   // the same, a number without a name in decimal
	LAYOUT_ONE_TWO, // the number and its name behind
	LAYOUT_BITS,    // flags of `list`
	LAYOUT_BITS_TWO,
	LAYOUT_FD,
	LAYOUT_ID,
	LAYOUT_HTONS,
	LAYOUT_HTONL,
	LAYOUT_HTOBE64,
	LAYOUT_IFINDEX,
	LAYOUT_INET,       // name=inet_addr("…")
	LAYOUT_INET6,      // inet_pton(AF_INET6, "…", &name)
	LAYOUT_ETHER,      // htons(ETH_P_IP)
	LAYOUT_TEXT,       // a string in a field of its own
	LAYOUT_MAC,        // 01:02:03:04:05:06
	LAYOUT_HEX_STRING, // "\x01\x02"
	LAYOUT_BYTES_0X,   // [0x01, 0x02]
	LAYOUT_POINTER,
	LAYOUT_DEVICE,
	LAYOUT_PRINT, // by `print`
};

enum layout_when {
	LAYOUT_NONZERO = 1u << 0, // left out when it is 0
};

typedef void (*layout_fn)(struct printer *p, const struct piece *whole, size_t at, size_t size);

struct layout {
	const char *name;
	uint16_t at, size;
	uint8_t kind; // enum layout_kind
	uint8_t when; // enum layout_when
	const struct constants *list;
	layout_fn print;
	// The row and all behind it are there only when the struct is longer than this.
	uint16_t needs;
};

#define LAYOUT_AT(type, member) offsetof(type, member), sizeof(((const type *)0)->member)
#define LAYOUT(type, member, kind)                                       \
	{                                                                \
#member, LAYOUT_AT(type, member), kind, 0, NULL, NULL, 0 \
	}
#define LAYOUT_OF(type, member, kind, list)                                           \
	{                                                                             \
#member, LAYOUT_AT(type, member), kind, 0, &constants_##list, NULL, 0 \
	}
#define LAYOUT_BY(type, member, print)                                            \
	{                                                                         \
#member, LAYOUT_AT(type, member), LAYOUT_PRINT, 0, NULL, print, 0 \
	}
#define LAYOUTS(rows) (rows), sizeof(rows) / sizeof((rows)[0])

// "a=1, b=2": what lies behind the captured bytes counts as 0.
void print_layout(struct printer *p, const struct layout *rows, size_t n, const struct piece *whole);
// The same in braces.
void print_layout_struct(struct printer *p, const struct layout *rows, size_t n, const struct piece *whole);
// The same of a struct that may be cut off: the field in which it ends shows its bytes, those behind are left out.
void print_cut_layout(struct printer *p, const struct layout *rows, size_t n, const struct piece *whole);
// One value without its name; false when fewer than `size` bytes are there.
bool print_layout_value(struct printer *p, const struct layout *row, const struct piece *whole);

// `len` bytes from `at` on of what there is.
struct piece piece_part(const struct piece *whole, size_t at, size_t len);
uint64_t piece_number(const struct piece *whole, size_t at, size_t size); // 0 when it is not there
void print_ifindex(struct printer *p, uint32_t index);
void print_inet(struct printer *p, const uint8_t *bytes, const char *name);  // inet_addr("…"); with name=
void print_inet6(struct printer *p, const uint8_t *bytes, const char *name); // inet_pton(…); with &name
void print_mac(struct printer *p, const uint8_t *bytes, size_t len);
void print_hardware_address(struct printer *p, const uint8_t *bytes, size_t len, uint32_t hardware);
// A constant of another list's default text, and a number and its name: 0x3 /* NAME */.
void print_one_or(struct printer *p, const struct constants *list, uint64_t value, const char *unknown);
void print_one_decimal(struct printer *p, const struct constants *list, uint64_t value);
void print_one_two(struct printer *p, const struct constants *list, uint64_t value);
void print_hex_string(struct printer *p, const struct piece *piece, uint64_t whole);
