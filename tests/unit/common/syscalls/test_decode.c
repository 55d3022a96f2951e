// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <stdlib.h>

START_TEST(an_event_is_a_view_of_the_record)
{
	struct built built;
	built_call(&built, "openat", 3);
	built_args(&built, (uint64_t)-100, 0x1000, 0, 0, 0, 0);
	built_string(&built, 1, "/etc/passwd");
	built.record.ts = 1000;
	built.record.pid = 7;
	built.record.tid = 8;
	memcpy(built.record.comm, "cat", 4);
	built.record.size = (uint32_t)(sizeof(built.record) + built.len);
	struct event event;
	ck_assert_int_eq(syscall_decode(&built.record, 500, &event), 0);
	ck_assert_uint_eq(event.ts, 1500);
	ck_assert_uint_eq(event.duration, EVENT_DURATION_UNKNOWN);
	ck_assert_uint_eq(event.pid, 7);
	ck_assert_uint_eq(event.tid, 8);
	ck_assert_str_eq(event.comm, "cat");
	ck_assert_ptr_eq(event.data, built.data);
	ck_assert_uint_eq(event.data_len, built.len);
}
END_TEST

START_TEST(a_damaged_record_is_refused)
{
	struct built built;
	struct event event;
	built_call(&built, "openat", 3);
	built_string(&built, 1, "/etc/passwd");
	uint32_t size = (uint32_t)(sizeof(built.record) + built.len);
	built.record.size = 104;
	ck_assert_int_eq(syscall_decode(&built.record, 0, &event), -EBADMSG);
	built.record.size = size - 4;
	ck_assert_int_eq(syscall_decode(&built.record, 0, &event), -EBADMSG);
	built.record.size = size - 8; // the piece now claims more than is there
	ck_assert_int_eq(syscall_decode(&built.record, 0, &event), -EBADMSG);
	built.record.size = size;
	built.data[0] = 6; // no such argument
	ck_assert_int_eq(syscall_decode(&built.record, 0, &event), -EBADMSG);
	built.data[0] = 1;
	built.record.abi = 3;
	ck_assert_int_eq(syscall_decode(&built.record, 0, &event), -EBADMSG);
	built.record.abi = 0;
	built.record.type = 99;
	ck_assert_int_eq(syscall_decode(&built.record, 0, &event), -EBADMSG);
	built.record.type = RECORD_FORK;
	ck_assert_int_eq(syscall_decode(&built.record, 0, &event), -ENODATA);
}
END_TEST

// Every call with pieces of any kind, length and content: text comes out, nothing else happens (under the sanitizers).
START_TEST(no_event_makes_the_formatters_stumble)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 1 << 20);
	srandom(4711);
	for (int round = 0; round < 20480; round++) {
		struct built built = {0};
		built.record.type = RECORD_SYSCALL;
		built.record.nr = round % RECORD_SYSCALLS;
		built.record.abi = (uint8_t)(random() % 3);
		built.record.flags = (uint16_t)(random() & 0x3f);
		built.record.ret = random() % 3 ? random() % 64 : -(random() % 600);
		for (int i = 0; i < RECORD_ARGS; i++)
			built.record.args[i] =
			    random() % 2 ? (uint64_t)random() % 600 : (uint64_t)random() << (random() % 40);
		for (int pieces = (int)(random() % 6); pieces > 0; pieces--) {
			uint8_t bytes[300];
			for (size_t i = 0; i < sizeof(bytes); i++)
				bytes[i] = random() % 2 ? 0 : (uint8_t)random();
			built_piece(&built, (uint8_t)(random() % RECORD_ARGS), (uint8_t)(random() % 10),
				    (uint8_t)(random() % 8), (uint8_t)(random() % 3), bytes,
				    (size_t)(random() % (long)sizeof(bytes)));
		}
		struct event event = built_event(&built);
		struct decode_options options = {.verbose = random() % 2, .hex_strings = random() % 2};
		buffer_clear(&out);
		syscall_format(&event, &options, &out);
		ck_assert_uint_gt(out.len, 4);
		for (unsigned i = 0; i < syscall_arg_count(&event); i++) {
			buffer_clear(&out);
			syscall_format_arg(&event, i, &options, &out);
			ck_assert_str_ne(syscall_arg_name(&event, i), "");
		}
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, an_event_is_a_view_of_the_record);
	tcase_add_test(tests, a_damaged_record_is_refused);
	tcase_add_test(tests, no_event_makes_the_formatters_stumble);
}
