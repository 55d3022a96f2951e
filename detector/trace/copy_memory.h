// SPDX-License-Identifier: Apache-2.0
// What bpf/capture.h does in the kernel, done from user space: copies the memory that a call's arguments point to behind its record,
// by the same table. For a backend that stops tasks and reads them.
#pragma once

#include "bpf/shared.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Where a program's first stack lies, as /proc/PID/stat tells it.
struct memory_layout {
	uint64_t stack; // argc
	uint64_t arg_start, arg_end;
	uint64_t env_end; // the program's path follows
	bool is_32bit;
};

// Reads the traced task's memory.
struct memory_reader {
	ssize_t (*read)(void *ctx, uint64_t from, void *to,
			size_t len); // bytes read, fewer at an unreadable page; or -errno
	void *ctx;
	// The program that the task has become; false when it cannot be told. NULL: a successful execve shows what its entry had.
	bool (*layout)(void *ctx, struct memory_layout *ret_layout);
};

// Adds behind record->size the pieces that `row` asks for at this moment, and sets record->size and flags; record has args, and ret at
// the exit. `max` = room of the record's buffer, at most RING_RECORD_MAX of it are used. row may be NULL.
void copy_memory_exit(const struct copy_row *row, uint64_t string_limit, bool entry_seen,
		      const struct memory_reader *reader, struct record *record, size_t max);
void copy_memory_entry(const struct copy_row *row, uint64_t string_limit, const struct memory_reader *reader,
		       struct record *record, size_t max);
