// SPDX-License-Identifier: Apache-2.0
// Structs shown by tables: a row says where a field is and how it reads. Internal to common/syscalls.
#pragma once

#include "common/syscalls/print.h"

enum field_kind {
	FIELD_U,     // decimal
	FIELD_D,     // decimal, signed
	FIELD_X,     // hexadecimal
	FIELD_PTR,   // hexadecimal, NULL
	FIELD_FLAGS, // bits of `list`
	FIELD_ONE,   // one of `list`
	FIELD_ONE_U, // likewise, in decimal when it has no name
	FIELD_FD,
	FIELD_ID,     // uid, gid
	FIELD_TEXT,   // a char array up to its NUL
	FIELD_HEX,    // a byte array, "\x00\x01"
	FIELD_INTS,   // an array of 4 byte numbers: [0, 0x1]
	FIELD_LONGS,  // of 8 byte ones
	FIELD_BYTES,  // of bytes
	FIELD_DEVICE, // makedev(0x8, 0x1)
	FIELD_STRUCT, // `fields`, as {…}
};

enum field_when {
	FIELD_ALWAYS = 0,
	FIELD_NONZERO, // only when a byte of it is not 0
	FIELD_VERBOSE, // only with -v; else three dots end the struct
};

struct field {
	const char *name;
	uint16_t offset, size;
	uint8_t kind; // enum field_kind
	uint8_t when; // enum field_when
	const struct constants *list;
	const struct field_table *fields;
};

struct field_table {
	const struct field *rows;
	size_t n;
};

#define FIELD(type, member, ...)                                                                           \
	{                                                                                                  \
		.name = #member, .offset = offsetof(type, member), .size = sizeof(((type *)NULL)->member), \
		.kind = __VA_ARGS__                                                                        \
	}
#define FIELD_TABLE(rows_)                                               \
	{                                                                \
		.rows = (rows_), .n = sizeof(rows_) / sizeof((rows_)[0]) \
	}

// "a=1, b=0x2", as far as `len` bytes go. *first tells whether a comma is due; NULL: none is. True when a field was left out.
bool print_fields(struct printer *p, const uint8_t *bytes, size_t len, const struct field_table *fields, bool *first);
// {a=1, b=0x2}, and {a=1, ...} when fields were left out.
void print_struct(struct printer *p, const uint8_t *bytes, size_t len, const struct field_table *fields);
// What the argument points to, `size` bytes of it; else the pointer.
void print_argument_struct(struct printer *p, unsigned arg, size_t size, const struct field_table *fields);
// One field's value.
void print_field(struct printer *p, const uint8_t *bytes, const struct field *field);

// The elements of an array that was copied whole: [a, b]; no more than the string limit without -v. The pointer when it was not.
void print_array(struct printer *p, unsigned arg, uint64_t count, size_t size,
		 void (*element)(struct printer *p, const uint8_t *bytes, void *ctx), void *ctx);
void print_elements_of(struct printer *p, const struct piece *piece, uint64_t pointer, uint64_t count, size_t size,
		       void (*element)(struct printer *p, const uint8_t *bytes, void *ctx), void *ctx);
void print_element_struct(struct printer *p, const uint8_t *bytes, void *ctx); // ctx: a struct field_sized
void print_element_int(struct printer *p, const uint8_t *bytes, void *ctx);
void print_element_hex64(struct printer *p, const uint8_t *bytes, void *ctx);
void print_element_pointer(struct printer *p, const uint8_t *bytes, void *ctx);

// An array of struct iovec, without what it points to.
void print_vectors(struct printer *p, unsigned arg, uint64_t count);

struct field_sized {
	size_t size;
	const struct field_table *fields;
};
