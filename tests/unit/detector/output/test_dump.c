// SPDX-License-Identifier: Apache-2.0
#include "detector/output/dump.h"

#include "common/syscalls/syscalls.h"
#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>

static uint8_t memory[256];

static void add_piece(struct event *event, uint8_t kind, uint8_t sub, const char *bytes, uint32_t len)
{
	struct record_data head = {.arg = 1, .kind = kind, .sub = sub, .len = len};
	memcpy(memory + event->data_len, &head, sizeof(head));
	memcpy(memory + event->data_len + sizeof(head), bytes, len);
	event->data_len += (uint32_t)sizeof(head) + (len + 7) / 8 * 8;
	event->data = memory;
}

static struct event call_of(const char *name, uint64_t fd, int64_t ret)
{
	memset(memory, 0, sizeof(memory));
	return (struct event){
	    .kind = EVENT_SYSCALL, .nr = syscall_number(RECORD_ABI_NATIVE, name), .args = {fd}, .ret = ret};
}

static const char *dumped(const struct event *event, const struct dump_options *options)
{
	static char text[1024];
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, sizeof(text));
	dump_append(event, options, &out);
	(void)snprintf(text, sizeof(text), "%s", out.len ? buffer_text(&out) : "");
	return text;
}

static struct dump_options options_of(const char *read, const char *write)
{
	struct dump_options options = {.any = true};
	struct error err;
	ck_assert_int_eq(fd_choice_parse(read, &options.read, &err), 0);
	ck_assert_int_eq(fd_choice_parse(write, &options.write, &err), 0);
	return options;
}

// As strace 6.1 prints: write(1, "0123456789abcdef0123\n\1", 22)
START_TEST(rows_have_sixteen_bytes_and_their_characters)
{
	struct dump_options options = options_of("none", "1");
	struct event event = call_of("write", 1, 22);
	add_piece(&event, RECORD_DATA_BYTES, 0, "0123456789abcdef0123\n\1", 22);
	ck_assert_str_eq(dumped(&event, &options),
			 "\n | 00000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef |"
			 "\n | 00010  30 31 32 33 0a 01                                 0123..           |");
}
END_TEST

START_TEST(only_chosen_descriptors_and_directions_are_dumped)
{
	struct dump_options options = options_of("!3", "none");
	struct event event = call_of("write", 1, 1);
	add_piece(&event, RECORD_DATA_BYTES, 0, "x", 1);
	ck_assert_str_eq(dumped(&event, &options), "");
	event.nr = syscall_number(RECORD_ABI_NATIVE, "read");
	ck_assert_str_ne(dumped(&event, &options), "");
	event.args[0] = 3;
	ck_assert_str_eq(dumped(&event, &options), "");
	event.args[0] = 1 << 20;
	ck_assert_str_ne(dumped(&event, &options), "");
	event.ret = -11;
	ck_assert_str_eq(dumped(&event, &options), "");
}
END_TEST

START_TEST(elements_are_named_and_end_with_what_was_moved)
{
	struct dump_options options = options_of("all", "all");
	struct event event = call_of("writev", 1, 3);
	add_piece(&event, RECORD_DATA_IOVEC, 0, "0123456789abcdef", 16);
	add_piece(&event, RECORD_DATA_ELEMENT, 0, "ab", 2);
	add_piece(&event, RECORD_DATA_ELEMENT, 1, "cd", 2);
	ck_assert_str_eq(dumped(&event, &options),
			 "\n * 2 bytes in buffer 0"
			 "\n | 00000  61 62                                             ab               |"
			 "\n * 1 bytes in buffer 1"
			 "\n | 00000  63                                                c                |");
}
END_TEST

START_TEST(what_was_not_captured_is_told)
{
	struct dump_options options = options_of("all", "all");
	struct event event = call_of("read", 1, 5000);
	add_piece(&event, RECORD_DATA_BYTES, 0, "ab", 2);
	ck_assert_ptr_nonnull(strstr(dumped(&event, &options), "\n | ... the rest was not captured"));
}
END_TEST

START_TEST(what_is_no_descriptor_is_refused)
{
	struct fd_choice choice;
	struct error err;
	static const char *const wrong[] = {"x", "1,-1", "1024", "1,,2"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(fd_choice_parse(wrong[i], &choice, &err) == -EINVAL, "%s", wrong[i]);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, rows_have_sixteen_bytes_and_their_characters);
	tcase_add_test(tests, only_chosen_descriptors_and_directions_are_dumped);
	tcase_add_test(tests, elements_are_named_and_end_with_what_was_moved);
	tcase_add_test(tests, what_was_not_captured_is_told);
	tcase_add_test(tests, what_is_no_descriptor_is_refused);
}
