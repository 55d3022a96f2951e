// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/names.h"

#include <errno.h>
#include <string.h>

#include "common/syscalls/arguments.h"
#include "common/syscalls/formatters.h"

#define FOREIGN_LISTS   2u
#define CONSTANTS_STEP  4096u // more than any list of constants has
#define ERRNO_NAMES_MAX 600   // above, none has a name
#define CALL_NUMBER_MAX 8u    // hexadecimal digits

static const struct syscall_foreign *const foreign_lists[FOREIGN_LISTS] = {syscall_table_i386, syscall_table_x32};

const char *syscall_next_name(size_t *cursor)
{
	for (; *cursor < SYSCALL_TABLE_SIZE; ++*cursor)
		if (syscall_table_native[*cursor])
			return syscall_table_native[(*cursor)++]->name;
	for (; *cursor - SYSCALL_TABLE_SIZE < FOREIGN_LISTS * SYSCALL_FOREIGN_SIZE; ++*cursor) {
		size_t at = *cursor - SYSCALL_TABLE_SIZE;
		const char *name = foreign_lists[at / SYSCALL_FOREIGN_SIZE][at % SYSCALL_FOREIGN_SIZE].name;
		if (name) {
			++*cursor;
			return name;
		}
	}
	return NULL;
}

static const struct syscall_arg *next_arg(size_t *cursor)
{
	for (; *cursor < (size_t)SYSCALL_TABLE_SIZE * RECORD_ARGS; ++*cursor) {
		const struct syscall_entry *entry = syscall_table_native[*cursor / RECORD_ARGS];
		size_t arg = *cursor % RECORD_ARGS;
		if (entry && arg < entry->n_args) {
			++*cursor;
			return &entry->args[arg];
		}
	}
	return NULL;
}

const char *syscall_next_arg_name(size_t *cursor)
{
	const struct syscall_arg *arg = next_arg(cursor);
	return arg ? arg->name : NULL;
}

bool syscall_name_is_number(const char *name)
{
	static const char prefix[] = "syscall_0x";
	if (strncmp(name, prefix, sizeof(prefix) - 1) != 0)
		return false;
	name += sizeof(prefix) - 1;
	size_t digits = strspn(name, "0123456789abcdef");
	return digits > 0 && digits <= CALL_NUMBER_MAX && !name[digits];
}

bool syscall_arg_name_known(const char *name)
{
	size_t cursor = 0;
	for (const char *known; (known = syscall_next_arg_name(&cursor));)
		if (strcmp(known, name) == 0)
			return true;
	return syscall_arg_has_other_name(name);
}

bool syscall_arg_name_is_octal(const char *name)
{
	size_t cursor = 0;
	for (const struct syscall_arg *arg; (arg = next_arg(&cursor));)
		if ((arg->format == format_octal || arg->format == format_mode_type) && strcmp(arg->name, name) == 0)
			return true;
	return false;
}

// The list of the argument that *cursor / CONSTANTS_STEP counts, or NULL.
static const struct constants *constants_at(size_t place, const char *arg_name)
{
	const struct syscall_entry *entry = syscall_table_native[place / RECORD_ARGS];
	unsigned arg = (unsigned)(place % RECORD_ARGS);
	if (!entry || arg >= entry->n_args || strcmp(entry->args[arg].name, arg_name) != 0)
		return NULL;
	struct syscall_arg_type type = syscall_arg_type(RECORD_ABI_NATIVE, (int32_t)(place / RECORD_ARGS), arg);
	return type.flags ? type.flags : entry->args[arg].constants;
}

const char *syscall_next_constant(const char *arg_name, size_t *cursor)
{
	while (*cursor / CONSTANTS_STEP < (size_t)SYSCALL_TABLE_SIZE * RECORD_ARGS) {
		const struct constants *list = constants_at(*cursor / CONSTANTS_STEP, arg_name);
		size_t row = *cursor % CONSTANTS_STEP;
		if (list && row < list->n) {
			++*cursor;
			return list->rows[row].name;
		}
		*cursor = (*cursor / CONSTANTS_STEP + 1) * CONSTANTS_STEP;
	}
	return NULL;
}

const char *errno_next_name(size_t *cursor)
{
	while (*cursor < ERRNO_NAMES_MAX) {
		const char *name = errno_name((int)++*cursor);
		if (strncmp(name, "ERRNO_", 6) != 0)
			return name;
	}
	return NULL;
}
