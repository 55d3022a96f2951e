// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/copy_table.h"

#include <stdlib.h>
#include <sys/syscall.h>

#include "common/syscalls/syscalls.h"
#include "tests/unit/support/check_main.h"

START_TEST(rows_say_when_to_copy_and_how_much_room_it_needs)
{
	struct copy_row *rows = calloc(RECORD_SYSCALLS, sizeof(*rows));
	struct capture_row *capture = calloc(RECORD_SYSCALLS, sizeof(*capture));
	capture[1].args[1] = (struct capture_arg){CAPTURE_BYTES, CAPTURE_IN | CAPTURE_LIMITED, CAPTURE_SIZE_ARG, 2, 1};
	capture[2].args[0] = (struct capture_arg){CAPTURE_STRING, CAPTURE_IN, CAPTURE_SIZE_FIXED, 0, 0};
	capture[3].args[0] = (struct capture_arg){CAPTURE_BYTES, CAPTURE_ENTRY, CAPTURE_SIZE_FIXED, 0, 16};
	copy_table_fill(rows, capture, 100);
	ck_assert_uint_eq(rows[0].exit_args, 0);
	ck_assert_uint_eq(rows[0].exit_bytes, 0);
	ck_assert_uint_eq(rows[1].exit_args, 2);
	ck_assert_uint_ge(rows[1].exit_bytes, 8 + 104);
	ck_assert_uint_lt(rows[1].exit_bytes, 200);
	ck_assert_uint_ge(rows[2].exit_bytes, 8 + CAPTURE_MAX + 2); // the NUL, and one to see that it was cut
	ck_assert_uint_eq(rows[3].exit_args, 0);
	ck_assert_uint_eq(rows[3].entry_args, 1);
	ck_assert_uint_ge(rows[3].entry_bytes, 24);
	free(capture);
	free(rows);
}
END_TEST

START_TEST(every_row_of_the_spec_fits_a_record)
{
	struct copy_row *rows = calloc(RECORD_SYSCALLS, sizeof(*rows));
	copy_table_fill(rows, syscall_capture_rows(), CAPTURE_MAX);
	for (unsigned nr = 0; nr < RECORD_SYSCALLS; nr++) {
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

void register_tests(TCase *tests)
{
	tcase_add_test(tests, rows_say_when_to_copy_and_how_much_room_it_needs);
	tcase_add_test(tests, every_row_of_the_spec_fits_a_record);
}
