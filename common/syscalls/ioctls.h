// SPDX-License-Identifier: Apache-2.0
// The names of ioctl's requests, generated from ioctls.names. Internal to common/syscalls.
#pragma once

#include <stddef.h>
#include <stdint.h>

// How the argument reads where no formatter knows the request, or the memory cannot be read.
enum ioctl_argument {
	IOCTL_NUMBER,  // 0 or 0x1000
	IOCTL_POINTER, // NULL or 0x1000
	IOCTL_DECIMAL, // 0 or 4096
	IOCTL_NONE,    // the request takes none
};

struct ioctl_row {
	uint32_t number;
	uint8_t argument;  // enum ioctl_argument
	const char *names; // "A", or "A or B" when they share the number
};

extern const struct ioctl_row ioctl_rows[]; // by number
extern const size_t ioctl_rows_count;

// NULL when the number has no name.
const struct ioctl_row *ioctl_find(uint32_t number);
