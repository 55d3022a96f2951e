// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/copy_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/syscalls/syscalls.h"
#include "detector/trace/copy_table.h"
#include "tests/unit/support/check_main.h"

#define BASE  0x10000ull // where the fake memory begins; it ends, as a page does, BYTES further
#define BYTES 16384u

static uint8_t memory[BYTES];
static struct memory_layout new_program;
static uint64_t buffer[RING_RECORD_MAX / 8 + 16];
static struct record *const record = (void *)buffer;
static struct copy_row row;

static ssize_t fake_read(void *ctx, uint64_t from, void *to, size_t len)
{
	(void)ctx;
	if (from < BASE || from >= BASE + BYTES)
		return -EFAULT;
	uint64_t left = BASE + BYTES - from;
	size_t n = len < left ? len : (size_t)left;
	memcpy(to, memory + (from - BASE), n);
	return (ssize_t)n;
}

static bool fake_layout(void *ctx, struct memory_layout *ret_layout)
{
	(void)ctx;
	*ret_layout = new_program;
	return true;
}

static const struct memory_reader reader = {.read = fake_read, .layout = fake_layout};

static void begin(struct capture_arg first)
{
	memset(buffer, 0xee, sizeof(buffer));
	memset(record, 0, sizeof(*record));
	record->size = sizeof(*record);
	row = (struct copy_row){.args = {first}};
	record->args[0] = BASE;
}

static const struct record_data *piece(unsigned n)
{
	uint32_t at = sizeof(*record);
	while (at < record->size) {
		const struct record_data *data = (const void *)((uint8_t *)record + at);
		if (!n--)
			return data;
		at += (uint32_t)sizeof(*data) + ((data->len + 7) & ~7u);
	}
	ck_assert_uint_eq(at, record->size);
	return NULL;
}

static void expect(unsigned n, uint8_t kind, unsigned status, unsigned sub, const void *bytes, size_t len)
{
	const struct record_data *data = piece(n);
	ck_assert_ptr_nonnull(data);
	ck_assert_uint_eq(data->kind, kind);
	ck_assert_uint_eq(data->status, status);
	ck_assert_uint_eq(data->sub, sub);
	ck_assert_uint_eq(data->len, len);
	if (bytes)
		ck_assert_mem_eq(data + 1, bytes, len);
	for (size_t i = len; i & 7; i++)
		ck_assert_uint_eq(((const uint8_t *)(data + 1))[i], 0);
}

static void copy_exit(uint64_t limit)
{
	copy_memory_exit(&row, limit, false, &reader, record, sizeof(buffer));
}

static void put_words(uint64_t at, const uint64_t *words, size_t n)
{
	memcpy(memory + (at - BASE), words, n * 8);
}

START_TEST(copies_strings_up_to_their_end_or_the_limit)
{
	begin((struct capture_arg){.kind = CAPTURE_STRING, .when = CAPTURE_IN});
	strcpy((char *)memory, "/etc/passwd");
	copy_exit(32);
	expect(0, RECORD_DATA_STRING, 0, 0, "/etc/passwd", 11);
	ck_assert_uint_eq(record->flags, 0);

	begin((struct capture_arg){.kind = CAPTURE_STRING, .when = CAPTURE_IN | CAPTURE_LIMITED});
	copy_exit(4);
	expect(0, RECORD_DATA_STRING, RECORD_DATA_TRUNCATED, 0, "/etc", 4);
	ck_assert_uint_eq(record->flags, RECORD_F_TRUNCATED);

	begin((struct capture_arg){.kind = CAPTURE_STRING, .when = CAPTURE_IN});
	memory[BYTES - 1] = 'x';
	record->args[0] = BASE + BYTES - 1;
	copy_exit(32);
	expect(0, RECORD_DATA_STRING, RECORD_DATA_FAULT | RECORD_DATA_TRUNCATED, 0, "x", 1);
	ck_assert_uint_eq(record->flags, RECORD_F_FAULT | RECORD_F_TRUNCATED);

	begin((struct capture_arg){.kind = CAPTURE_STRING, .when = CAPTURE_IN});
	memory[BYTES - 1] = 0;
	record->args[0] = BASE + BYTES - 1;
	copy_exit(32);
	expect(0, RECORD_DATA_STRING, 0, 0, "", 0);
}
END_TEST

START_TEST(copies_bytes_by_each_source_of_their_size)
{
	for (unsigned i = 0; i < 64; i++)
		memory[i] = (uint8_t)i;
	begin((struct capture_arg){.kind = CAPTURE_BYTES, .when = CAPTURE_IN, .size = 12});
	copy_exit(0);
	expect(0, RECORD_DATA_BYTES, 0, 0, memory, 12);
	begin((struct capture_arg){CAPTURE_BYTES, CAPTURE_IN, CAPTURE_SIZE_ARG, 2, 4});
	record->args[2] = 3;
	copy_exit(0);
	expect(0, RECORD_DATA_BYTES, 0, 0, memory, 12);
	begin((struct capture_arg){CAPTURE_BYTES, CAPTURE_OUT | CAPTURE_LIMITED, CAPTURE_SIZE_RET, 0, 1});
	record->ret = 9;
	copy_exit(5);
	expect(0, RECORD_DATA_BYTES, RECORD_DATA_TRUNCATED, 0, memory, 5);
	begin((struct capture_arg){CAPTURE_BYTES, CAPTURE_IN, CAPTURE_SIZE_BITS, 1, 1});
	record->args[1] = 65;
	copy_exit(0);
	expect(0, RECORD_DATA_BYTES, 0, 0, memory, 16);
}
END_TEST

START_TEST(copies_what_an_ioctl_request_says)
{
	static const struct {
		uint64_t request;
		int ret;
		bool at_entry, at_exit;
	} cases[] = {
	    {0x00005401, 0, false, false},      {0x40087601, -EBADF, false, true}, {0x80087601, 0, false, true},
	    {0x80087601, -EBADF, false, false}, {0xc0087601, 0, true, true},
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin((struct capture_arg){CAPTURE_BYTES, CAPTURE_IN | CAPTURE_BOTH, CAPTURE_SIZE_IOC, 1, 0});
		record->args[1] = cases[i].request;
		record->ret = cases[i].ret;
		copy_memory_entry(&row, 0, &reader, record, sizeof(buffer));
		ck_assert_int_eq(piece(0) != NULL, cases[i].at_entry);
		record->size = sizeof(*record);
		copy_memory_exit(&row, 0, true, &reader, record, sizeof(buffer));
		ck_assert_int_eq(piece(0) != NULL, cases[i].at_exit);
		if (cases[i].at_exit)
			expect(0, RECORD_DATA_BYTES, 0, 0, memory, 8);
	}
	begin((struct capture_arg){CAPTURE_BYTES, CAPTURE_IN | CAPTURE_BOTH, CAPTURE_SIZE_IOC, 1, 0});
	record->args[1] = 0x7fff7601;
	copy_exit(0);
	expect(0, RECORD_DATA_BYTES, RECORD_DATA_TRUNCATED, 0, NULL, PIECE_MAX - 8);
}
END_TEST

START_TEST(copies_what_the_kernel_filled_after_success_only)
{
	begin((struct capture_arg){.kind = CAPTURE_BYTES, .when = CAPTURE_OUT, .size = 8});
	record->ret = -ENOENT;
	copy_exit(0);
	ck_assert_ptr_null(piece(0));

	begin((struct capture_arg){.kind = CAPTURE_BYTES, .when = CAPTURE_IN | CAPTURE_ENTRY, .size = 8});
	copy_memory_entry(&row, 0, &reader, record, sizeof(buffer));
	expect(0, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, memory, 8);
	copy_memory_exit(&row, 0, true, &reader, record, sizeof(buffer));
	ck_assert_ptr_null(piece(1));
	copy_memory_exit(&row, 0, false, &reader, record, sizeof(buffer));
	expect(1, RECORD_DATA_BYTES, 0, 0, memory, 8);

	begin((struct capture_arg){.kind = CAPTURE_BYTES, .when = CAPTURE_IN, .size = 8});
	record->args[0] = 0;
	copy_exit(0);
	ck_assert_ptr_null(piece(0));
	copy_memory_exit(NULL, 0, false, &reader, record, sizeof(buffer));
	ck_assert_uint_eq(record->size, sizeof(*record));
}
END_TEST

START_TEST(shows_a_struct_across_an_unreadable_page_as_a_fault)
{
	begin((struct capture_arg){.kind = CAPTURE_BYTES, .when = CAPTURE_IN, .size = 16});
	record->args[0] = BASE + BYTES - 8;
	copy_exit(0);
	expect(0, RECORD_DATA_BYTES, RECORD_DATA_FAULT, 0, NULL, 0);
	ck_assert_uint_eq(record->flags, RECORD_F_FAULT);
}
END_TEST

START_TEST(shows_what_is_readable_of_payloads_and_arrays)
{
	begin((struct capture_arg){CAPTURE_BYTES, CAPTURE_IN | CAPTURE_LIMITED, CAPTURE_SIZE_ARG, 1, 1});
	record->args[0] = BASE + BYTES - 5;
	record->args[1] = 100;
	copy_exit(32);
	expect(0, RECORD_DATA_BYTES, RECORD_DATA_FAULT | RECORD_DATA_TRUNCATED, 0, memory + BYTES - 5, 5);

	begin((struct capture_arg){CAPTURE_IOVEC, CAPTURE_IN | CAPTURE_LIMITED, CAPTURE_SIZE_ARG, 1, 16});
	record->args[0] = BASE + BYTES - 16;
	record->args[1] = 2;
	put_words(BASE + BYTES - 16, (const uint64_t[]){BASE, 3}, 2);
	copy_exit(32);
	expect(0, RECORD_DATA_IOVEC, RECORD_DATA_FAULT | RECORD_DATA_TRUNCATED, 0, memory + BYTES - 16, 16);
	expect(1, RECORD_DATA_ELEMENT, 0, 0, memory, 3);
	ck_assert_ptr_null(piece(2));
}
END_TEST

START_TEST(follows_pointers_inside_structs)
{
	static struct capture_row capture[RECORD_SYSCALLS];
	capture[0] = (struct capture_row){.args = {{CAPTURE_BYTES, CAPTURE_IN, CAPTURE_SIZE_FIXED, 0, 32}},
					  .follows = {{0, FOLLOW_BYTES, 2, 0, 8, 0, 8},
						      {0, FOLLOW_STRING, 0, 0, 16, 0, 1},
						      {0, FOLLOW_PAYLOAD, 0, 0, 24, 0, 40}}};
	capture[1] = (struct capture_row){.args = {{CAPTURE_POINTERS, CAPTURE_IN, CAPTURE_SIZE_ARG, 1, 16}},
					  .follows = {{0, FOLLOW_BYTES, 4, 0, 8, 0, 1}}};
	const struct capture_spec spec = {.rows = capture};
	struct copy_row *rows = calloc(COPY_ROWS, sizeof(*rows));
	copy_table_fill(rows, &spec, 32);
	begin((struct capture_arg){0});
	put_words(BASE, (const uint64_t[]){2, BASE + 100, BASE + 200, BASE + 300}, 4);
	strcpy((char *)memory + 200, "license");
	copy_memory_exit(&rows[0], 32, false, &reader, record, sizeof(buffer));
	expect(0, RECORD_DATA_BYTES, 0, 0, memory, 32);
	expect(1, RECORD_DATA_NESTED, 0, 0, memory + 100, 16);
	expect(2, RECORD_DATA_NESTED, 0, 1, "license", 7);
	expect(3, RECORD_DATA_NESTED, RECORD_DATA_TRUNCATED, 2, memory + 300, 32);

	begin((struct capture_arg){0});
	put_words(BASE, (const uint64_t[]){BASE + 32, BASE + 48}, 2);
	put_words(BASE + 32, (const uint64_t[]){3, BASE + 100, 0, 0}, 4);
	record->args[1] = 2;
	copy_memory_exit(&rows[1], 32, false, &reader, record, sizeof(buffer));
	expect(0, RECORD_DATA_BYTES, 0, 0, memory, 16);
	expect(1, RECORD_DATA_NESTED, 0, 0, memory + 32, 16);
	expect(2, RECORD_DATA_ELEMENT, 0, 0, memory + 100, 3);
	expect(3, RECORD_DATA_NESTED, 0, 1, memory + 48, 16);
	ck_assert_ptr_null(piece(4));
	free(rows);
}
END_TEST

START_TEST(copies_several_messages_one_after_the_other)
{
	begin((struct capture_arg){CAPTURE_MMSGHDR, CAPTURE_OUT | CAPTURE_LIMITED, CAPTURE_SIZE_RET, 0, 64});
	const uint64_t message[] = {BASE + 400, 8, BASE + 200, 1, 0, 0, 0, 4};
	put_words(BASE, message, 8);
	put_words(BASE + 64, message, 8);
	memory[64 + 56] = 2;
	put_words(BASE + 200, (const uint64_t[]){BASE + 300, 9}, 2);
	record->ret = 2;
	copy_exit(32);
	expect(0, RECORD_DATA_BYTES, 0, 0, memory, 128);
	expect(1, RECORD_DATA_MESSAGE, 0, 0, memory, 56);
	expect(2, RECORD_DATA_NAME, 0, 0, memory + 400, 8);
	expect(3, RECORD_DATA_IOVEC, 0, 0, memory + 200, 16);
	expect(4, RECORD_DATA_ELEMENT, 0, 0, memory + 300, 4);
	expect(5, RECORD_DATA_MESSAGE, 0, 1, memory + 64, 56);
	expect(8, RECORD_DATA_ELEMENT, 0, 0, memory + 300, 2);

	// A handle says itself how long it is.
	begin((struct capture_arg){CAPTURE_BYTES, CAPTURE_IN, CAPTURE_SIZE_FIELD, 0, 8});
	memory[0] = 12;
	memory[1] = memory[2] = memory[3] = 0;
	copy_exit(32);
	expect(0, RECORD_DATA_BYTES, 0, 0, memory, 20);
}
END_TEST

START_TEST(survives_hostile_counts_and_lengths)
{
	begin((struct capture_arg){CAPTURE_BYTES, CAPTURE_IN, CAPTURE_SIZE_ARG, 1, 8});
	record->args[1] = UINT64_MAX;
	copy_exit(0);
	expect(0, RECORD_DATA_BYTES, RECORD_DATA_TRUNCATED, 0, NULL, PIECE_MAX - 8);

	begin((struct capture_arg){CAPTURE_IOVEC, CAPTURE_IN | CAPTURE_LIMITED, CAPTURE_SIZE_ARG, 1, 16});
	for (unsigned i = 0; i < VECTOR_MAX; i++)
		put_words(BASE + 16 * i, (const uint64_t[]){BASE, UINT64_MAX}, 2);
	record->args[1] = 1ull << 60;
	copy_exit(UINT64_MAX);
	ck_assert_uint_le(record->size, RING_RECORD_MAX);
	ck_assert_uint_eq(record->flags, RECORD_F_TRUNCATED);

	begin((struct capture_arg){CAPTURE_IOVEC, CAPTURE_IN | CAPTURE_LIMITED, CAPTURE_SIZE_ARG, 1, 16});
	record->args[1] = 32;
	copy_memory_exit(&row, 4096, false, &reader, record, sizeof(*record) + PIECE_MAX + 600);
	ck_assert_uint_le(record->size, sizeof(*record) + PIECE_MAX + 600);
	ck_assert_uint_eq(record->flags, RECORD_F_TRUNCATED);
}
END_TEST

START_TEST(shares_what_was_read_among_the_elements)
{
	begin((struct capture_arg){CAPTURE_IOVEC, CAPTURE_OUT | CAPTURE_LIMITED, CAPTURE_SIZE_ARG, 1, 16});
	const uint64_t vector[] = {BASE + 100, 6, BASE + 200, 10, 0, 0};
	put_words(BASE, vector, 6);
	memcpy(memory + 100, "abcdef", 6);
	memcpy(memory + 200, "ghijklmnop", 10);
	record->args[1] = 3;
	record->ret = 9;
	copy_exit(32);
	expect(0, RECORD_DATA_IOVEC, 0, 0, vector, 48);
	expect(1, RECORD_DATA_ELEMENT, 0, 0, "abcdef", 6);
	expect(2, RECORD_DATA_ELEMENT, 0, 1, "ghi", 3);
	expect(3, RECORD_DATA_ELEMENT, 0, 2, "", 0);
}
END_TEST

START_TEST(copies_a_message_with_all_its_parts)
{
	begin((struct capture_arg){.kind = CAPTURE_MSGHDR, .when = CAPTURE_IN | CAPTURE_LIMITED, .size = 56});
	const uint64_t header[] = {BASE + 400, 16, BASE + 100, 1, BASE + 300, 24, 0};
	put_words(BASE, header, 7);
	put_words(BASE + 100, (const uint64_t[]){BASE + 200, 4}, 2);
	memcpy(memory + 200, "data", 4);
	copy_exit(32);
	expect(0, RECORD_DATA_BYTES, 0, 0, header, 56);
	expect(1, RECORD_DATA_NAME, 0, 0, memory + 400, 16);
	expect(2, RECORD_DATA_CONTROL, 0, 0, memory + 300, 24);
	expect(3, RECORD_DATA_IOVEC, 0, 0, memory + 100, 16);
	expect(4, RECORD_DATA_ELEMENT, 0, 0, "data", 4);
}
END_TEST

START_TEST(takes_an_address_as_long_as_the_kernel_said)
{
	begin((struct capture_arg){CAPTURE_SOCKADDR_OUT, CAPTURE_OUT, CAPTURE_SIZE_FIXED, 1, 1});
	memory[64] = 16;
	memory[65] = memory[66] = memory[67] = 0;
	record->args[1] = BASE + 64;
	copy_exit(0);
	expect(0, RECORD_DATA_BYTES, 0, 0, memory, 16);
	begin((struct capture_arg){CAPTURE_SOCKADDR_OUT, CAPTURE_OUT, CAPTURE_SIZE_FIXED, 1, 1});
	record->args[1] = 4;
	copy_exit(0);
	expect(0, RECORD_DATA_BYTES, 0, 0, NULL, 0);
}
END_TEST

START_TEST(copies_argv_and_counts_the_environment)
{
	begin((struct capture_arg){.kind = CAPTURE_STRING, .when = CAPTURE_IN | CAPTURE_ENTRY});
	row.args[1] = row.args[2] = (struct capture_arg){.kind = CAPTURE_STRINGS, .when = CAPTURE_IN | CAPTURE_ENTRY};
	row.exec = 1;
	strcpy((char *)memory, "/bin/sh");
	put_words(BASE + 64, (const uint64_t[]){BASE, BASE + 5, 0}, 3);
	put_words(BASE + 128, (const uint64_t[]){1, 2, 3, 0}, 4);
	record->args[1] = BASE + 64;
	record->args[2] = BASE + 128;
	copy_memory_entry(&row, 32, &reader, record, sizeof(buffer));
	expect(0, RECORD_DATA_STRING, RECORD_DATA_ENTRY, 0, "/bin/sh", 7);
	expect(1, RECORD_DATA_STRINGS, RECORD_DATA_ENTRY, 0, "/bin/sh\0sh", 11);
	expect(2, RECORD_DATA_ENV, RECORD_DATA_ENTRY, 0, (const uint64_t[]){3, BASE + 128}, 16);

	// The exit's come from the new program's stack, and need its layout.
	new_program = (struct memory_layout){
	    .stack = BASE + 512, .arg_start = BASE + 600, .arg_end = BASE + 604, .env_end = BASE + 700};
	put_words(BASE + 512, (const uint64_t[]){1, BASE + 600, 0, 5, 6, 0}, 6);
	memcpy(memory + 600, "new", 4);
	memcpy(memory + 700, "/bin/new", 9);
	record->size = sizeof(*record);
	copy_exit(32);
	expect(0, RECORD_DATA_STRING, 0, 0, "/bin/new", 8);
	expect(1, RECORD_DATA_STRINGS, 0, 0, "new", 4);
	expect(2, RECORD_DATA_ENV, 0, 0, (const uint64_t[]){2, 0}, 16);
}
END_TEST

START_TEST(argv_has_its_limits)
{
	begin((struct capture_arg){.kind = CAPTURE_STRINGS, .when = CAPTURE_IN});
	uint64_t pointers[VECTOR_MAX + 8];
	for (unsigned i = 0; i < VECTOR_MAX + 8; i++)
		pointers[i] = BASE + 1024;
	put_words(BASE, pointers, VECTOR_MAX + 8);
	strcpy((char *)memory + 1024, "a");
	copy_exit(32);
	expect(0, RECORD_DATA_STRINGS, RECORD_DATA_TRUNCATED, 0, NULL, VECTOR_MAX * 2);

	memset(memory + 1024, 'b', 4096);
	record->size = sizeof(*record);
	copy_exit(32);
	expect(0, RECORD_DATA_STRINGS, RECORD_DATA_TRUNCATED, 0, NULL, 7 * ARGV_STRING_MAX);

	begin((struct capture_arg){.kind = CAPTURE_STRINGS, .when = CAPTURE_IN});
	record->args[0] = BASE + BYTES;
	copy_exit(32);
	expect(0, RECORD_DATA_STRINGS, RECORD_DATA_FAULT, 0, NULL, 0);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, copies_strings_up_to_their_end_or_the_limit);
	tcase_add_test(tests, copies_bytes_by_each_source_of_their_size);
	tcase_add_test(tests, copies_what_an_ioctl_request_says);
	tcase_add_test(tests, copies_what_the_kernel_filled_after_success_only);
	tcase_add_test(tests, shows_a_struct_across_an_unreadable_page_as_a_fault);
	tcase_add_test(tests, shows_what_is_readable_of_payloads_and_arrays);
	tcase_add_test(tests, follows_pointers_inside_structs);
	tcase_add_test(tests, copies_several_messages_one_after_the_other);
	tcase_add_test(tests, survives_hostile_counts_and_lengths);
	tcase_add_test(tests, shares_what_was_read_among_the_elements);
	tcase_add_test(tests, copies_a_message_with_all_its_parts);
	tcase_add_test(tests, takes_an_address_as_long_as_the_kernel_said);
	tcase_add_test(tests, copies_argv_and_counts_the_environment);
	tcase_add_test(tests, argv_has_its_limits);
}
