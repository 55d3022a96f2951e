// SPDX-License-Identifier: Apache-2.0
// How the arguments of ioctl's requests read: a table for each family of them. Internal to common/syscalls.
#pragma once

#include "common/syscalls/fields.h"

enum ioctl_form {
	IOCTL_VALUE_D, // the register itself
	IOCTL_VALUE_U,
	IOCTL_FD,
	IOCTL_ONE,    // the register, one of `list`
	IOCTL_D,      // a number of `size` bytes: [-5]
	IOCTL_U,      // [5]
	IOCTL_X,      // [0x5]
	IOCTL_FLAGS,  // [A|B], bits of `list`
	IOCTL_ID,     // [1000]: a user
	IOCTL_PAIR,   // [1, 2]: two numbers of half the size
	IOCTL_TEXT,   // a char array up to its NUL
	IOCTL_STRUCT, // `fields`
	IOCTL_BOTH,   // `fields` as given, and `answer` after success
	IOCTL_CALL,   // `print` does it
};

struct ioctl_format {
	uint32_t op;
	uint8_t form;  // enum ioctl_form
	uint16_t size; // bytes that must be there
	bool out;      // the kernel fills it: nothing to show when it failed
	const struct constants *list;
	const struct field_table *fields, *answer;
	void (*print)(struct printer *p, const struct ioctl_format *what, const struct piece *piece);
};

// Rows of the tables: the argument is a value; points to what the caller gives; to what the kernel fills.
#define IOCTL_TAKES(op_, form_, ...)                      \
	{                                                 \
		.op = (op_), .form = (form_), __VA_ARGS__ \
	}
#define IOCTL_GIVES(op_, form_, size_, ...)                                \
	{                                                                  \
		.op = (op_), .form = (form_), .size = (size_), __VA_ARGS__ \
	}
#define IOCTL_FILLS(op_, form_, size_, ...)                                             \
	{                                                                               \
		.op = (op_), .form = (form_), .size = (size_), .out = true, __VA_ARGS__ \
	}

struct ioctl_formats {
	const struct ioctl_format *rows;
	size_t n;
};

extern const struct ioctl_formats ioctl_formats_terminal, ioctl_formats_block, ioctl_formats_file, ioctl_formats_device,
    ioctl_formats_socket;
