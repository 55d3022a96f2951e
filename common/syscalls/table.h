// SPDX-License-Identifier: Apache-2.0
// The shape of the generated tables. Internal to common/syscalls.
#pragma once

#include "bpf/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYSCALL_TABLE_SIZE   RECORD_SYSCALLS
#define SYSCALL_FOREIGN_SIZE 1024

struct event;
struct printer;

struct constant {
	const char *name;
	uint64_t value;
};

// In strace's order: the first that matches is shown.
struct constants {
	const struct constant *rows;
	size_t n;
	const char *unknown; // "O_???", NULL when nothing is said about values without a name
};

enum { ARG_IN = 1u << 0, ARG_OUT = 1u << 1 };

struct syscall_arg {
	const char *name;
	void (*format)(struct printer *p, unsigned arg);
	bool (*shown)(const struct event *event, unsigned arg); // NULL = always
	const struct constants *constants;
	uint8_t direction; // ARG_*, 0 for a value
	int8_t length;     // the argument with its length; -1 the return value, -2 none
};

struct syscall_entry {
	const char *name;
	const char *category;
	void (*result)(struct printer *p);
	void (*text)(struct printer *p); // NULL: the arguments one after the other
	const struct syscall_arg *args;
	unsigned n_args;
};

// Another abi's number: the native call of the same name, NULL when its arguments are not the same.
struct syscall_foreign {
	const char *name;
	const struct syscall_entry *entry;
};

extern const struct syscall_entry *const syscall_table_native[SYSCALL_TABLE_SIZE];
extern const struct capture_row capture_rows[RECORD_SYSCALLS];
extern const struct syscall_foreign syscall_table_i386[SYSCALL_FOREIGN_SIZE];
extern const struct syscall_foreign syscall_table_x32[SYSCALL_FOREIGN_SIZE];

// NULL when the number has no name.
const struct syscall_entry *syscall_entry_of(uint8_t abi, int32_t nr);
