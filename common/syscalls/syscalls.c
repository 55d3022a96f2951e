// SPDX-License-Identifier: Apache-2.0
// Names, numbers and categories: looked up in the generated tables.
#include "common/syscalls/syscalls.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/syscalls/table.h"

#define X32_BIT   0x40000000
#define X32_FIRST 512 // below, x32 shares the numbers of x86_64

static const struct syscall_foreign *foreign_of(uint8_t abi, int32_t nr)
{
	if (nr < 0 || nr >= SYSCALL_FOREIGN_SIZE)
		return NULL;
	if (abi == RECORD_ABI_I386)
		return &syscall_table_i386[nr];
	if (abi == RECORD_ABI_X32 && nr >= X32_FIRST)
		return &syscall_table_x32[nr];
	return NULL;
}

static const struct syscall_entry *native_of(int32_t nr)
{
	return nr >= 0 && nr < SYSCALL_TABLE_SIZE ? syscall_table_native[nr] : NULL;
}

static int32_t plain_number(uint8_t abi, int32_t nr)
{
	return abi == RECORD_ABI_X32 && nr > 0 ? nr & ~X32_BIT : nr;
}

const struct syscall_entry *syscall_entry_of(uint8_t abi, int32_t nr)
{
	nr = plain_number(abi, nr);
	const struct syscall_foreign *foreign = foreign_of(abi, nr);
	if (foreign)
		return foreign->entry;
	return abi == RECORD_ABI_I386 ? NULL : native_of(nr);
}

const char *syscall_name(uint8_t abi, int32_t nr)
{
	static _Thread_local char unknown[24];
	int32_t plain = plain_number(abi, nr);
	const struct syscall_foreign *foreign = foreign_of(abi, plain);
	if (foreign && foreign->name)
		return foreign->name;
	const struct syscall_entry *entry = syscall_entry_of(abi, nr);
	if (entry)
		return entry->name;
	(void)snprintf(unknown, sizeof(unknown), "syscall_0x%x", (unsigned)nr);
	return unknown;
}

int32_t syscall_number(uint8_t abi, const char *name)
{
	for (int32_t nr = 0; nr < SYSCALL_FOREIGN_SIZE; nr++) {
		const struct syscall_foreign *foreign = foreign_of(abi, nr);
		const struct syscall_entry *entry = foreign ? NULL : syscall_entry_of(abi, nr);
		const char *found = foreign ? foreign->name : entry ? entry->name : NULL;
		if (found && strcmp(found, name) == 0)
			return nr;
	}
	return -ENOENT;
}

// A foreign call whose arguments differ has no entry, but mostly a native namesake.
static const char *category_by_name(const char *name)
{
	int32_t nr = syscall_number(RECORD_ABI_NATIVE, name);
	return nr >= 0 ? syscall_table_native[nr]->category : "other";
}

const char *syscall_category(uint8_t abi, int32_t nr)
{
	const struct syscall_entry *entry = syscall_entry_of(abi, nr);
	if (entry)
		return entry->category;
	return abi == RECORD_ABI_NATIVE ? "other" : category_by_name(syscall_name(abi, nr));
}
