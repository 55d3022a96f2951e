// SPDX-License-Identifier: Apache-2.0
// Which arguments of a call are descriptors and paths, from the spec's types. Pure; who asks for each event keeps the answers.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Numbers of arguments; -1 = the call has none.
struct syscall_shape {
	int8_t fd;         // the first descriptor (a dirfd is none)
	int8_t paths[2];   // the first two paths
	int8_t folders[2]; // the dirfd that each is relative to; -1 = the current directory
	bool returns_fd;
};

// Of a number without a name, or of a foreign call with other arguments: nothing of all this.
struct syscall_shape syscall_shape(uint8_t abi, int32_t nr);
// The number of the native call of the same name; -ENOENT when there is none.
int32_t syscall_native_number(uint8_t abi, int32_t nr);
