// SPDX-License-Identifier: Apache-2.0
// What an argument of a call is, for who compares it instead of showing it: its number with the sign of its type, the constants it is
// made of, the bytes it points to. Pure.
#pragma once

#include "common/event/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum syscall_arg_class {
	SYSCALL_ARG_NUMBER, // shown as the number that it is
	SYSCALL_ARG_FLAGS,  // likewise, bits with names
	SYSCALL_ARG_TEXT,   // points to a string
	SYSCALL_ARG_BYTES,  // points to a buffer
	SYSCALL_ARG_OTHER,  // shown in a way of its own: a constant's name, a struct
};

enum syscall_arg_width { SYSCALL_ARG_I32, SYSCALL_ARG_U16, SYSCALL_ARG_U32, SYSCALL_ARG_LONG, SYSCALL_ARG_U64 };

struct syscall_arg_type {
	uint8_t class; // enum syscall_arg_class
	uint8_t width; // enum syscall_arg_width
	bool path;
	bool optional;                 // whether it is shown depends on the others
	const struct constants *flags; // of SYSCALL_ARG_FLAGS; opaque, the same pointer for the same names
};

// The argument's place by its name, else by the name that sysdig has for it; -1 when the call has none of that name. A call without a
// name has arg1 … arg6.
int syscall_arg_find(uint8_t abi, int32_t nr, const char *name);
bool syscall_arg_has_other_name(const char *name); // is it such a name of sysdig's?
// How many places there are; six for a call without a name.
unsigned syscall_arg_places(uint8_t abi, int32_t nr);
struct syscall_arg_type syscall_arg_type(uint8_t abi, int32_t nr, unsigned arg);
int64_t syscall_arg_number(const struct event *event, unsigned arg, enum syscall_arg_width width);
// The bytes of a text or buffer as far as they were captured and the call used them; false when there are none.
bool syscall_arg_bytes(const struct event *event, unsigned arg, const uint8_t **ret_bytes, size_t *ret_len);
// The bits of "O_CREAT|O_EXCL"; numbers are allowed as well. False when a name is not of the list or stands for no bit.
bool syscall_flags_parse(const struct constants *flags, const char *text, uint64_t *ret_bits);

// The descriptor that a call works on: the argument's place, SYSCALL_FD_RESULT when it is the one that the call returns, or -1.
#define SYSCALL_FD_RESULT RECORD_ARGS
int syscall_fd_argument(uint8_t abi, int32_t nr);
