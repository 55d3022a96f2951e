// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/entry_join.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "common/syscalls/syscalls.h"
#include "detector/trace/copy_table.h"
#include "tests/unit/support/check_main.h"

static uint64_t room[2][512];

static struct record *begin(int which, int type, int nr, int64_t ret)
{
	struct record *record = (void *)room[which];
	memset(room[which], 0, sizeof(room[which]));
	*record = (struct record){.size = sizeof(*record), .type = (uint8_t)type, .nr = nr, .tid = 7, .ret = ret};
	return record;
}

static void piece(struct record *record, unsigned arg, unsigned kind, unsigned status, const void *bytes, uint32_t len)
{
	struct record_data *data = (void *)((uint8_t *)record + record->size);
	*data = (struct record_data){.arg = (uint8_t)arg, .kind = (uint8_t)kind, .status = (uint8_t)status, .len = len};
	memcpy(data + 1, bytes, len);
	record->size += (uint32_t)sizeof(*data) + ((len + 7) & ~7u);
}

static const struct record_data *piece_at(const struct record *record, unsigned n)
{
	uint32_t at = sizeof(*record);
	for (;;) {
		const struct record_data *data = (const void *)((const uint8_t *)record + at);
		if (at >= record->size)
			return NULL;
		if (n-- == 0)
			return data;
		at += (uint32_t)sizeof(*data) + ((data->len + 7) & ~7u);
	}
}

static struct copy_row *rows_new(void)
{
	struct copy_row *rows = calloc(COPY_ROWS, sizeof(*rows));
	struct capture_row *capture = calloc(RECORD_SYSCALLS, sizeof(*capture));
	capture[SYS_ppoll].args[0] = (struct capture_arg){.kind = CAPTURE_BYTES,
							  .when = CAPTURE_IN | CAPTURE_OUT | CAPTURE_ENTRY,
							  .source = CAPTURE_SIZE_ARG,
							  .len_arg = 1,
							  .size = 8};
	const struct capture_spec spec = {.rows = capture};
	copy_table_fill(rows, &spec, 32);
	free(capture);
	return rows;
}

START_TEST(entry_and_exit_become_one_call)
{
	struct copy_row *rows = rows_new();
	struct entry_join *join = entry_join_new(rows);
	struct record *enter = begin(0, RECORD_ENTER, SYS_ppoll, 0);
	piece(enter, 0, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, "asked...", 8);
	entry_join_enter(join, enter);
	struct record *exit = begin(1, RECORD_SYSCALL, SYS_ppoll, 1);
	piece(exit, 0, RECORD_DATA_BYTES, 0, "answered", 8);
	const struct record *whole = entry_join_exit(join, exit);
	ck_assert_int_eq(whole->type, RECORD_SYSCALL);
	ck_assert_int_eq((int)whole->ret, 1);
	ck_assert_mem_eq(piece_at(whole, 0) + 1, "answered", 8);
	ck_assert_mem_eq(piece_at(whole, 1) + 1, "asked...", 8);
	ck_assert_uint_eq(piece_at(whole, 1)->status, RECORD_DATA_ENTRY);
	ck_assert_ptr_null(piece_at(whole, 2));
	ck_assert_ptr_eq(entry_join_exit(join, exit), exit); // it was used up
	entry_join_free(join);
	free(rows);
}
END_TEST

START_TEST(an_entry_of_another_call_or_of_a_dead_task_is_forgotten)
{
	struct copy_row *rows = rows_new();
	struct entry_join *join = entry_join_new(rows);
	struct record *enter = begin(0, RECORD_ENTER, SYS_execve, 0);
	entry_join_enter(join, enter);
	struct record *exit = begin(1, RECORD_SYSCALL, SYS_ppoll, 1);
	ck_assert_ptr_eq(entry_join_exit(join, exit), exit);
	enter = begin(0, RECORD_ENTER, SYS_ppoll, 0);
	piece(enter, 0, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, "asked...", 8);
	entry_join_enter(join, enter);
	entry_join_forget(join, 7);
	ck_assert_ptr_eq(entry_join_exit(join, exit), exit);
	entry_join_free(join);
	free(rows);
}
END_TEST

// Linux's view after an execve of a script: argv begins with the interpreter, the pointers are gone.
static struct record *script_exit(void)
{
	uint64_t env[2] = {23, 0};
	struct record *exit = begin(1, RECORD_SYSCALL, SYS_execve, 0);
	piece(exit, 0, RECORD_DATA_STRING, 0, "./x", 3);
	piece(exit, 1, RECORD_DATA_STRINGS, 0, "/bin/sh\0./x", 12);
	piece(exit, 2, RECORD_DATA_ENV, 0, env, 16);
	return exit;
}

START_TEST(an_execve_takes_what_its_caller_gave)
{
	struct copy_row *rows = rows_new();
	struct entry_join *join = entry_join_new(rows);
	struct record *enter = begin(0, RECORD_ENTER, SYS_execve, 0);
	enter->args[0] = 0x10;
	enter->args[2] = 0x30;
	piece(enter, 0, RECORD_DATA_STRING, RECORD_DATA_ENTRY | RECORD_DATA_FAULT, "", 0);
	piece(enter, 1, RECORD_DATA_STRINGS, RECORD_DATA_ENTRY, "x\0y", 4);
	entry_join_enter(join, enter);
	const struct record *whole = entry_join_exit(join, script_exit());
	uint64_t env[2];
	ck_assert_uint_eq(whole->args[0], 0x10);
	ck_assert_mem_eq(piece_at(whole, 0) + 1, "./x", 3); // its copy at entry failed
	ck_assert_uint_eq(piece_at(whole, 0)->status, 0);
	ck_assert_mem_eq(piece_at(whole, 1) + 1, "x\0y", 4);
	ck_assert_uint_eq(piece_at(whole, 1)->status, 0);
	memcpy(env, piece_at(whole, 2) + 1, 16);
	ck_assert_uint_eq(env[0], 23);
	ck_assert_uint_eq(env[1], 0x30);
	ck_assert_ptr_null(piece_at(whole, 3));
	entry_join_free(join);
	free(rows);
}
END_TEST

START_TEST(what_is_kept_is_bounded)
{
	struct copy_row *rows = rows_new();
	struct entry_join *join = entry_join_new(rows);
	struct record *enter = calloc(1, RING_RECORD_MAX);
	*enter = (struct record){.size = RING_RECORD_MAX, .type = RECORD_ENTER, .nr = SYS_ppoll};
	for (uint32_t tid = 1; tid <= 2000; tid++) {
		enter->tid = tid;
		entry_join_enter(join, enter);
	}
	ck_assert_uint_gt(entry_join_dropped(join), 0);
	ck_assert_uint_lt(entry_join_dropped(join), 2000);
	entry_join_free(join);
	free(enter);
	free(rows);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, entry_and_exit_become_one_call);
	tcase_add_test(tests, an_entry_of_another_call_or_of_a_dead_task_is_forgotten);
	tcase_add_test(tests, an_execve_takes_what_its_caller_gave);
	tcase_add_test(tests, what_is_kept_is_bounded);
}
