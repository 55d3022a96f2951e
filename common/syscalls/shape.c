// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/shape.h"

#include "common/syscalls/formatters.h"

struct syscall_shape syscall_shape(uint8_t abi, int32_t nr)
{
	struct syscall_shape shape = {.fd = -1, .paths = {-1, -1}, .folders = {-1, -1}};
	const struct syscall_entry *entry = syscall_entry_of(abi, nr);
	int folder = -1, n_paths = 0;
	if (!entry)
		return shape;
	shape.returns_fd = entry->result == result_fd;
	for (unsigned i = 0; i < entry->n_args; i++) {
		const struct syscall_arg *arg = &entry->args[i];
		if (arg->format == format_dirfd || arg->format == format_fanotify_dirfd) {
			folder = (int)i;
		} else if (arg->format == format_fd && shape.fd < 0) {
			shape.fd = (int8_t)i;
		} else if (arg->format == format_path && n_paths < 2) {
			shape.folders[n_paths] = (int8_t)folder;
			shape.paths[n_paths++] = (int8_t)i;
			folder = -1;
		}
	}
	return shape;
}

int32_t syscall_native_number(uint8_t abi, int32_t nr)
{
	return abi == RECORD_ABI_NATIVE ? nr : syscall_number(RECORD_ABI_NATIVE, syscall_name(abi, nr));
}
