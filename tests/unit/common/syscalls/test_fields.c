// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/fields.h"

#include "tests/unit/common/syscalls/event_builder.h"

#include "common/syscalls/constants_lists.h"

struct sample {
	uint32_t flags;
	int32_t fd;
	uint64_t address;
	int16_t small;
	char name[6];
	uint8_t bytes[2];
	uint8_t resv[6];
	uint32_t words[2];
};

static const struct field rows[] = {
    FIELD(struct sample, flags, FIELD_FLAGS, .list = &constants_xattr_flags),
    FIELD(struct sample, fd, FIELD_FD),
    FIELD(struct sample, address, FIELD_PTR),
    FIELD(struct sample, small, FIELD_D),
    FIELD(struct sample, name, FIELD_TEXT),
    FIELD(struct sample, bytes, FIELD_HEX, .when = FIELD_VERBOSE),
    FIELD(struct sample, resv, FIELD_HEX, .when = FIELD_NONZERO),
    FIELD(struct sample, words, FIELD_INTS, .when = FIELD_VERBOSE),
};
static const struct field_table fields = FIELD_TABLE(rows);

static const struct sample sample = {3, 4, 0, -2, "name", {1, 0xff}, {0}, {0, 16}};

static void reads(const struct decode_options *options, size_t len, const char *expected)
{
	AUTO_VALUE(buffer) struct buffer out;
	struct event event = {0};
	buffer_init(&out, 4096);
	struct printer p = {.event = &event, .options = options, .out = &out};
	print_struct(&p, (const uint8_t *)&sample, len, &fields);
	ck_assert_str_eq(buffer_text(&out), expected);
}

START_TEST(fields_read_as_their_rows_say)
{
	reads(&(struct decode_options){.verbose = true}, sizeof(sample),
	      "{flags=XATTR_CREATE|XATTR_REPLACE, fd=4, address=NULL, small=-2, name=\"name\", bytes=\"\\x01\\xff\", "
	      "words=[0, 0x10]}");
}
END_TEST

START_TEST(what_only_v_shows_becomes_dots)
{
	reads(&(struct decode_options){0}, sizeof(sample),
	      "{flags=XATTR_CREATE|XATTR_REPLACE, fd=4, address=NULL, small=-2, name=\"name\", ...}");
}
END_TEST

START_TEST(a_short_struct_ends_where_its_bytes_do)
{
	reads(&(struct decode_options){0}, 10, "{flags=XATTR_CREATE|XATTR_REPLACE, fd=4}");
}
END_TEST

START_TEST(an_array_is_cut_at_the_string_limit)
{
	AUTO_VALUE(buffer) struct buffer out;
	struct event event = {0};
	struct decode_options options = {.string_limit = 2};
	struct printer p = {.event = &event, .options = &options, .out = &out};
	int32_t numbers[] = {1, -1, 2};
	struct piece piece = {(const uint8_t *)numbers, sizeof(numbers), false};
	buffer_init(&out, 4096);
	print_elements_of(&p, &piece, 0x1000, 3, sizeof(int32_t), print_element_int, NULL);
	options.verbose = true;
	print_elements_of(&p, &piece, 0x1000, 4, sizeof(int32_t), print_element_int, NULL);
	print_elements_of(&p, &(struct piece){0}, 0x1000, 4, sizeof(int32_t), print_element_int, NULL);
	ck_assert_str_eq(buffer_text(&out), "[1, -1, ...][1, -1, 2, ...]0x1000");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, fields_read_as_their_rows_say);
	tcase_add_test(tests, what_only_v_shows_becomes_dots);
	tcase_add_test(tests, a_short_struct_ends_where_its_bytes_do);
	tcase_add_test(tests, an_array_is_cut_at_the_string_limit);
}
