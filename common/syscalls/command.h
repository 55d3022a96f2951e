// SPDX-License-Identifier: Apache-2.0
// Calls whose arguments depend on an operation (prctl, keyctl, ptrace): a row says how each argument behind it is shown. Internal to
// common/syscalls.
#pragma once

#include "common/syscalls/print.h"

typedef void (*command_print_fn)(struct printer *p, unsigned arg, const struct constants *list);

struct command_arg {
	command_print_fn print;
	const struct constants *list;
};

// What `args` says nothing about is shown in hexadecimal, as far as `count` goes.
struct command {
	uint64_t value;
	uint8_t count; // arguments shown, the operation itself included
	struct command_arg args[4];
	void (*result)(struct printer *p); // NULL: a decimal number
};

struct commands {
	const struct command *rows;
	size_t n;
};

// NULL when no row has the value.
const struct command *command_find(const struct commands *commands, uint64_t value);
// Argument `arg` ≥ 1 as the row wants it; without a row in hexadecimal.
void print_command_arg(struct printer *p, const struct command *command, unsigned arg);

// How an argument can be shown.
void command_signed(struct printer *p, unsigned arg, const struct constants *list);
void command_unsigned(struct printer *p, unsigned arg, const struct constants *list);
void command_int(struct printer *p, unsigned arg, const struct constants *list);
void command_uint(struct printer *p, unsigned arg, const struct constants *list);
void command_pointer(struct printer *p, unsigned arg, const struct constants *list);
void command_one(struct printer *p, unsigned arg, const struct constants *list);
void command_one_int(struct printer *p, unsigned arg, const struct constants *list); // of the lower 32 bits
void command_bits(struct printer *p, unsigned arg, const struct constants *list);
void command_bits_int(struct printer *p, unsigned arg, const struct constants *list);
void command_signal(struct printer *p, unsigned arg, const struct constants *list);
void command_string(struct printer *p, unsigned arg, const struct constants *list);
void command_payload(struct printer *p, unsigned arg, const struct constants *list); // the next argument is its length
// Numbers that the argument points to: [7].
void command_pointed_uint(struct printer *p, unsigned arg, const struct constants *list);
void command_pointed_one(struct printer *p, unsigned arg, const struct constants *list);
void command_pointed_bits(struct printer *p, unsigned arg, const struct constants *list);
void command_pointed_signal(struct printer *p, unsigned arg, const struct constants *list);
void command_pointed_pointer(struct printer *p, unsigned arg, const struct constants *list);
void command_pointed_hex(struct printer *p, unsigned arg, const struct constants *list);
