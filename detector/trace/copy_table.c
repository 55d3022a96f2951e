// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/copy_table.h"

#include <string.h>
#include <sys/syscall.h>

#include "common/syscalls/arguments.h"

#define PIECE(bytes) ((uint32_t)sizeof(struct record_data) + (((uint32_t)(bytes) + 7) & ~7u))

static uint32_t vector_bytes(uint32_t limit)
{
	return PIECE(VECTOR_MAX * 16) + VECTOR_MAX * PIECE(limit);
}

// The most that the copy of one argument can write.
static uint32_t room_of(const struct capture_arg *arg, uint32_t string_limit)
{
	uint32_t limit = arg->when & CAPTURE_LIMITED ? string_limit : CAPTURE_MAX;
	if (limit > CAPTURE_MAX)
		limit = CAPTURE_MAX;
	switch (arg->kind) {
	case CAPTURE_NONE:
		return 0;
	case CAPTURE_STRINGS:
		return PIECE(PIECE_MAX);
	case CAPTURE_IOVEC:
		return vector_bytes(limit);
	case CAPTURE_MSGHDR:
		return PIECE(56) + PIECE(NAME_MAX_BYTES) + PIECE(CONTROL_MAX_BYTES) + vector_bytes(limit);
	case CAPTURE_BYTES:
		if (arg->source == CAPTURE_SIZE_FIXED && arg->size < limit)
			return PIECE(arg->size) + 8;
		return PIECE(limit) + 8;
	default:
		return PIECE(limit) + 8;
	}
}

static void set_exec(struct copy_row *row, uint8_t exec)
{
	unsigned first = exec - 1u;
	row->exec = exec;
	row->args[first] = (struct capture_arg){.kind = CAPTURE_STRING, .when = CAPTURE_IN | CAPTURE_ENTRY};
	row->args[first + 1] = (struct capture_arg){.kind = CAPTURE_STRINGS, .when = CAPTURE_IN | CAPTURE_ENTRY};
	row->args[first + 2] = (struct capture_arg){.kind = CAPTURE_STRINGS, .when = CAPTURE_IN};
}

static void fill_row(struct copy_row *row, uint32_t string_limit)
{
	row->exit_args = row->entry_args = 0;
	row->exit_bytes = row->entry_bytes = 0;
	for (unsigned i = 0; i < RECORD_ARGS; i++) {
		const struct capture_arg *arg = &row->args[i];
		uint32_t room = room_of(arg, string_limit);
		if (arg->kind == CAPTURE_NONE)
			continue;
		if (arg->when & CAPTURE_ENTRY) {
			row->entry_args |= (uint8_t)(1u << i);
			row->entry_bytes += room;
		}
		if (arg->when & (CAPTURE_IN | CAPTURE_OUT)) {
			row->exit_args |= (uint8_t)(1u << i);
			row->exit_bytes += room;
		}
	}
	if (row->file)
		row->exit_bytes += 2 * PIECE(sizeof(struct record_file));
	// The copy stops where a record must end.
	const uint32_t most = RING_RECORD_MAX - sizeof(struct record);
	row->exit_bytes = row->exit_bytes < most ? row->exit_bytes : most;
	row->entry_bytes = row->entry_bytes < most ? row->entry_bytes : most;
}

static void set_path(struct copy_row *row, int32_t nr)
{
	row->path = row->two_paths = 0;
	for (unsigned i = RECORD_ARGS; i-- > 0;) {
		if (!syscall_arg_type(RECORD_ABI_NATIVE, nr, i).path)
			continue;
		row->two_paths = row->path != 0;
		row->path = (uint8_t)(i + 1);
	}
}

static uint8_t file_of(unsigned nr)
{
	switch (nr) {
	case SYS_socket:
	case SYS_accept:
	case SYS_accept4:
		return COPY_FILE_RETURNED;
	case SYS_connect:
	case SYS_bind:
	case SYS_listen:
		return COPY_FILE_GIVEN;
#ifdef SYS_pipe
	case SYS_pipe:
#endif
	case SYS_pipe2:
		return COPY_FILE_PAIR;
	case SYS_socketpair:
		return COPY_FILE_FOURTH_PAIR;
	default:
		return COPY_FILE_NONE;
	}
}

void copy_table_fill(struct copy_row *rows, const struct capture_row *capture, uint32_t string_limit)
{
	for (unsigned nr = 0; nr < RECORD_SYSCALLS; nr++) {
		struct copy_row row = {0};
		memcpy(row.args, capture[nr].args, sizeof(row.args));
		if (nr == SYS_execve)
			set_exec(&row, 1);
		else if (nr == SYS_execveat)
			set_exec(&row, 2);
		set_path(&row, (int32_t)nr);
		row.file = file_of(nr);
		row.child = nr == SYS_clone || nr == SYS_clone3;
#ifdef SYS_fork
		row.child = row.child || nr == SYS_fork || nr == SYS_vfork;
#endif
		fill_row(&row, string_limit);
		rows[nr] = row;
	}
}

void copy_table_fd_places(uint8_t *places)
{
	for (unsigned at = 0; at < CALL_ABIS * CALL_NUMBERS; at++)
		places[at] =
		    (uint8_t)(syscall_fd_argument((uint8_t)(at / CALL_NUMBERS), (int32_t)(at % CALL_NUMBERS)) + 1);
}

const struct copy_row *copy_table_row(const struct copy_row *rows, uint8_t abi, int32_t nr,
				      const uint64_t args[RECORD_ARGS])
{
	(void)args; // the command of calls that have one
	return abi == RECORD_ABI_NATIVE && nr >= 0 && nr < (int32_t)RECORD_SYSCALLS ? &rows[nr] : NULL;
}
