// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/copy_table.h"

#include <stdlib.h>
#include <sys/syscall.h>

#include "common/syscalls/syscalls.h"
#include "tests/unit/support/check_main.h"

static struct capture_row capture[RECORD_SYSCALLS];

static struct copy_row *filled(const struct capture_command *commands, size_t n, uint32_t limit)
{
	struct copy_row *rows = calloc(COPY_ROWS, sizeof(*rows));
	const struct capture_spec spec = {.rows = capture, .commands = commands, .n_commands = n};
	copy_table_fill(rows, &spec, limit);
	return rows;
}

START_TEST(rows_say_when_to_copy_and_how_much_room_it_needs)
{
	capture[1].args[1] = (struct capture_arg){CAPTURE_BYTES, CAPTURE_IN | CAPTURE_LIMITED, CAPTURE_SIZE_ARG, 2, 1};
	capture[2].args[0] = (struct capture_arg){CAPTURE_STRING, CAPTURE_IN, CAPTURE_SIZE_FIXED, 0, 0};
	capture[3].args[0] = (struct capture_arg){CAPTURE_BYTES, CAPTURE_ENTRY, CAPTURE_SIZE_FIXED, 0, 16};
	struct copy_row *rows = filled(NULL, 0, 100);
	ck_assert_uint_eq(rows[0].exit_args, 0);
	ck_assert_uint_eq(rows[0].exit_bytes, 0);
	ck_assert_uint_eq(rows[1].exit_args, 2);
	ck_assert_uint_ge(rows[1].exit_bytes, 8 + 104);
	ck_assert_uint_lt(rows[1].exit_bytes, 200);
	ck_assert_uint_ge(rows[2].exit_bytes, 8 + CAPTURE_MAX + 2); // the NUL, and one to see that it was cut
	ck_assert_uint_eq(rows[3].exit_args, 0);
	ck_assert_uint_eq(rows[3].entry_args, 1);
	ck_assert_uint_ge(rows[3].entry_bytes, 24);
	free(rows);
}
END_TEST

START_TEST(a_command_has_a_row_of_its_own)
{
	static struct capture_command commands[1500];
	const size_t n = sizeof(commands) / sizeof(commands[0]);
	capture[5] = (struct capture_row){.command_arg = 2, .command_form = COMMAND_QUOTA};
	for (size_t i = 0; i < n; i++)
		commands[i] = (struct capture_command){
		    5, (uint32_t)i, {.args = {[2] = {CAPTURE_BYTES, CAPTURE_IN, CAPTURE_SIZE_FIXED, 0, (uint32_t)i}}}};
	struct copy_row *rows = filled(commands, n, 32);
	uint64_t args[RECORD_ARGS] = {0};
	for (size_t i = 0; i < n; i++) {
		args[1] = i << 8 | 3;
		const struct copy_row *row = copy_table_row(rows, RECORD_ABI_NATIVE, 5, args);
		ck_assert_uint_eq(row->args[2].size, i);
	}
	args[1] = n << 8;
	ck_assert_ptr_eq(copy_table_row(rows, RECORD_ABI_NATIVE, 5, args), &rows[5]);
	ck_assert_ptr_eq(copy_table_row(rows, RECORD_ABI_NATIVE, 4, args), &rows[4]);
	ck_assert_ptr_null(copy_table_row(rows, RECORD_ABI_NATIVE, -1, args));
	ck_assert_ptr_null(copy_table_row(rows, RECORD_ABI_NATIVE, RECORD_SYSCALLS, args));
	free(rows);
}
END_TEST

START_TEST(every_row_of_the_spec_fits_a_record)
{
	struct copy_row *rows = calloc(COPY_ROWS, sizeof(*rows));
	copy_table_fill(rows, &syscall_capture, CAPTURE_MAX);
	for (unsigned nr = 0; nr < ROWS_FOLLOWS; nr++) {
		ck_assert_uint_le(rows[nr].exit_bytes + sizeof(struct record), RING_RECORD_MAX);
		ck_assert_uint_le(rows[nr].entry_bytes + sizeof(struct record), RING_RECORD_MAX);
	}
	ck_assert_uint_eq(rows[SYS_execve].exec, 1);
	ck_assert_uint_eq(rows[SYS_execveat].exec, 2);
	ck_assert_uint_eq(rows[SYS_clone].child, 1);
	ck_assert_uint_eq(rows[SYS_clone3].child, 1);
	free(rows);
}
END_TEST

START_TEST(every_command_of_the_spec_is_found)
{
	struct copy_row *rows = calloc(COPY_ROWS, sizeof(*rows));
	copy_table_fill(rows, &syscall_capture, CAPTURE_MAX);
	for (size_t i = 0; i < syscall_capture.n_commands; i++) {
		const struct capture_command *command = &syscall_capture.commands[i];
		uint64_t args[RECORD_ARGS] = {0};
		uint8_t at = syscall_capture.rows[command->nr].command_arg;
		ck_assert_uint_gt(at, 0);
		args[at - 1] = syscall_capture.rows[command->nr].command_form == COMMAND_QUOTA ? command->command << 8
											       : command->command;
		// A command that stands there twice, under two names, would be found under the first.
		ck_assert_ptr_eq(copy_table_row(rows, RECORD_ABI_NATIVE, command->nr, args), &rows[ROWS_COMMANDS + i]);
	}
	free(rows);
}
END_TEST

#if defined(__x86_64__)
START_TEST(calls_of_other_abis_have_what_lies_in_memory_in_the_same_way)
{
	struct copy_row *rows = calloc(COPY_ROWS, sizeof(*rows));
	const uint64_t args[RECORD_ARGS] = {0};
	copy_table_fill(rows, &syscall_capture, CAPTURE_MAX);
	const struct copy_row *row = copy_table_row(rows, RECORD_ABI_I386, 5, args); // open
	ck_assert_int_eq(row->args[0].kind, CAPTURE_STRING);
	ck_assert_int_eq(row->path, 1);
	row = copy_table_row(rows, RECORD_ABI_I386, 4, args); // write
	ck_assert_int_eq(row->args[1].kind, CAPTURE_BYTES);
	row = copy_table_row(rows, RECORD_ABI_I386, 146, args); // writev: its vector is narrower
	ck_assert_uint_eq(row->exit_args, 0);
	row = copy_table_row(rows, RECORD_ABI_I386, 11, args); // execve
	ck_assert_uint_eq(row->exec, 1);
	ck_assert_int_eq(row->args[1].kind, CAPTURE_NONE);
	row = copy_table_row(rows, RECORD_ABI_X32, 0x40000000 | 2, args); // open
	ck_assert_ptr_eq(row, &rows[2]);
	row = copy_table_row(rows, RECORD_ABI_X32, 0x40000000 | 517, args); // recvfrom
	ck_assert_int_eq(row->args[1].kind, CAPTURE_BYTES);
	row = copy_table_row(rows, RECORD_ABI_X32, 0x40000000 | 516, args); // writev
	ck_assert_uint_eq(row->exit_args, 0);
	ck_assert_ptr_null(copy_table_row(rows, RECORD_ABI_X32, 0x40000000 | 600, args));
	free(rows);
}
END_TEST
#endif

void register_tests(TCase *tests)
{
	tcase_add_test(tests, rows_say_when_to_copy_and_how_much_room_it_needs);
	tcase_add_test(tests, a_command_has_a_row_of_its_own);
	tcase_add_test(tests, every_row_of_the_spec_fits_a_record);
	tcase_add_test(tests, every_command_of_the_spec_is_found);
#if defined(__x86_64__)
	tcase_add_test(tests, calls_of_other_abis_have_what_lies_in_memory_in_the_same_way);
#endif
}
