// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/copy_table.h"

#include <assert.h>
#include <string.h>
#include <sys/syscall.h>

#include "common/syscalls/arguments.h"
#include "common/syscalls/syscalls.h"

#define X32_BIT      0x40000000
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
		return PIECE(56) + PIECE(NAME_MAX_BYTES) + PIECE(CONTROL_MAX_BYTES) + vector_bytes(limit) +
		       PIECE(PIECE_MAX);
	case CAPTURE_MMSGHDR:
		return RING_RECORD_MAX;
	case CAPTURE_POINTERS:
		return PIECE(VECTOR_MAX * 8) + VECTOR_MAX * PIECE(arg->size);
	case CAPTURE_BYTES:
		if (arg->source == CAPTURE_SIZE_IOC || arg->source == CAPTURE_SIZE_FIELD)
			return PIECE(PIECE_MAX);
		if (arg->when & CAPTURE_NETLINK)
			return PIECE(PIECE_MAX);
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

static uint32_t follows_room(const struct capture_row *capture, unsigned arg, uint32_t string_limit)
{
	uint32_t room = 0;
	for (unsigned i = 0; i < CAPTURE_FOLLOWS; i++) {
		const struct capture_follow *follow = &capture->follows[i];
		uint32_t limit =
		    follow->kind == FOLLOW_PAYLOAD && string_limit < CAPTURE_MAX ? string_limit : CAPTURE_MAX;
		if (follow->kind != FOLLOW_NONE && follow->arg == arg)
			room += PIECE(follow->width || follow->size > limit || follow->kind == FOLLOW_STRING
					  ? limit
					  : follow->size) +
				8;
	}
	return room;
}

static void fill_room(struct copy_row *row, const struct capture_row *capture, uint32_t string_limit)
{
	uint32_t exit_bytes = 0, entry_bytes = 0;
	row->exit_args = row->entry_args = 0;
	for (unsigned i = 0; i < RECORD_ARGS; i++) {
		const struct capture_arg *arg = &row->args[i];
		uint32_t room = room_of(arg, string_limit) + (arg->kind == CAPTURE_POINTERS ? VECTOR_MAX : 1) *
								 follows_room(capture, i, string_limit);
		if (arg->kind == CAPTURE_NONE)
			continue;
		if (arg->when & (CAPTURE_ENTRY | CAPTURE_BOTH)) {
			row->entry_args |= (uint8_t)(1u << i);
			entry_bytes += room;
		}
		if (arg->when & (CAPTURE_IN | CAPTURE_OUT)) {
			row->exit_args |= (uint8_t)(1u << i);
			exit_bytes += room;
		}
	}
	if (row->file)
		exit_bytes += 2 * PIECE(sizeof(struct record_file));
	// The copy stops where a record must end.
	const uint32_t most = RING_RECORD_MAX - sizeof(struct record);
	row->exit_bytes = (uint16_t)(exit_bytes < most ? exit_bytes : most);
	row->entry_bytes = (uint16_t)(entry_bytes < most ? entry_bytes : most);
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

static bool makes_child(unsigned nr)
{
	switch (nr) {
	case SYS_clone:
	case SYS_clone3:
#ifdef SYS_fork
	case SYS_fork:
	case SYS_vfork:
#endif
		return true;
	default:
		return false;
	}
}

static struct copy_row row_of(unsigned nr, const struct capture_row *capture, uint32_t string_limit, bool is_32bit)
{
	struct copy_row row = {0};
	memcpy(row.args, capture->args, sizeof(row.args));
	if (nr == SYS_execve)
		set_exec(&row, 1);
	else if (nr == SYS_execveat)
		set_exec(&row, 2);
	if (is_32bit && row.exec) // their pointers are narrower
		row.args[row.exec] = row.args[row.exec + 1] = (struct capture_arg){0};
	set_path(&row, (int32_t)nr);
	row.file = file_of(nr);
	row.child = makes_child(nr);
	row.command = (uint8_t)(capture->command_arg | capture->command_form << 4);
	fill_room(&row, capture, string_limit);
	return row;
}

// Gives the row what it follows a part of the table; parts with the same content are shared.
static void set_follows(struct copy_row *rows, struct copy_row *row, const struct capture_row *capture, unsigned *n)
{
	struct copy_follows part = {0};
	memcpy(part.follows, capture->follows, sizeof(part.follows));
	if (part.follows[0].kind == FOLLOW_NONE)
		return;
	for (unsigned i = 0; i < *n && !row->follow; i++)
		if (memcmp(&rows[ROWS_FOLLOWS + i], &part, sizeof(part)) == 0)
			row->follow = (uint16_t)(ROWS_FOLLOWS + i);
	if (row->follow)
		return;
	assert(ROWS_FOLLOWS + *n < ROWS_BUCKETS);
	row->follow = (uint16_t)(ROWS_FOLLOWS + *n);
	memcpy(&rows[ROWS_FOLLOWS + (*n)++], &part, sizeof(part));
}

static void set_command(struct copy_row *rows, uint16_t call, uint32_t command, uint16_t row)
{
	struct copy_commands *commands = (void *)&rows[command_bucket(call, command)];
	for (unsigned i = 0; i < BUCKET_SLOTS; i++) {
		if (commands->slots[i].row && commands->slots[i].row != row)
			continue;
		commands->slots[i].command = command;
		commands->slots[i].call = call;
		commands->slots[i].row = row;
		return;
	}
	assert(!"a bucket of commands is full");
}

void copy_table_fill(struct copy_row *rows, const struct capture_spec *spec, uint32_t string_limit)
{
	unsigned follows = 0;
	for (unsigned nr = 0; nr < RECORD_SYSCALLS; nr++) {
		struct copy_row row = row_of(nr, &spec->rows[nr], string_limit, false);
		set_follows(rows, &row, &spec->rows[nr], &follows);
		row.self = (uint16_t)nr;
		rows[nr] = row;
	}
	for (unsigned i = 0; i < spec->n_foreign; i++) {
		const struct capture_foreign *foreign = &spec->foreign[i];
		uint32_t at = row_of_call(foreign->abi, foreign->nr);
		if (foreign->abi == RECORD_ABI_NATIVE || at >= COPY_ROWS)
			continue;
		rows[at] = row_of((unsigned)foreign->native, &foreign->row, string_limit, true);
		rows[at].self = (uint16_t)at;
	}
	assert(spec->n_commands <= ROWS_FOLLOWS - ROWS_COMMANDS);
	for (unsigned i = 0; i < spec->n_commands; i++) {
		const struct capture_command *command = &spec->commands[i];
		struct copy_row row = row_of((unsigned)command->nr, &command->row, string_limit, false);
		set_follows(rows, &row, &command->row, &follows);
		row.self = (uint16_t)(ROWS_COMMANDS + i);
		rows[ROWS_COMMANDS + i] = row;
		set_command(rows, (uint16_t)command->nr, command->command, (uint16_t)(ROWS_COMMANDS + i));
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
	uint32_t at = row_of_call(abi, abi == RECORD_ABI_X32 && nr > 0 ? nr & ~X32_BIT : nr);
	if (at >= COPY_ROWS)
		return NULL;
	const struct copy_row *row = &rows[at];
	if (!row->command)
		return row;
	uint32_t command = command_of(row->command >> 4, args[(row->command & 15) - 1]);
	const struct copy_commands *commands = (const void *)&rows[command_bucket(at, command)];
	for (unsigned i = 0; i < BUCKET_SLOTS; i++)
		if (commands->slots[i].command == command && commands->slots[i].call == at)
			return &rows[commands->slots[i].row];
	return row;
}
