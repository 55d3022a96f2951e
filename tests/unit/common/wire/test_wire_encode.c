// SPDX-License-Identifier: Apache-2.0
#include "common/wire/wire.h"

#include "tests/unit/support/check_main.h"

#include "tests/unit/common/wire/hex.h"
#include "tests/unit/common/wire/vectors.h"

static void assert_bytes(const struct buffer *made, const char *hex)
{
	AUTO_VALUE(buffer) struct buffer want;
	buffer_init(&want, 4096);
	append_hex(&want, hex);
	ck_assert_uint_eq(made->len, want.len);
	ck_assert_mem_eq(made->data, want.data, want.len);
}

START_TEST(a_frame_has_the_documented_bytes)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 4096);
	static const char state[] = "{\"state\":\"running\"}";
	struct wire_frame frame = {
	    .type = WIRE_STATE, .number = 5, .payload = (const uint8_t *)state, .payload_len = sizeof(state) - 1};
	ck_assert_int_eq(uuid_parse("00112233-4455-6677-8899-aabbccddeeff", &frame.scan), 0);
	ck_assert_int_eq(wire_encode_frame(&frame, &out), 0);
	assert_bytes(&out, VECTOR_FRAME);
}
END_TEST

START_TEST(a_gap_has_the_documented_bytes)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 4096);
	struct wire_gap_call calls[] = {{.nr = 257, .count = 2}, {.nr = 3, .count = 1}};
	struct wire_gap gap = {.first_seq = 1000,
			       .count = 3,
			       .from_ts = 1,
			       .to_ts = 2,
			       .stage = WIRE_STAGE_KERNEL,
			       .n_calls = 2,
			       .calls = calls};
	ck_assert_int_eq(wire_encode_gap(&gap, &out), 0);
	assert_bytes(&out, VECTOR_GAP);
}
END_TEST

START_TEST(counters_have_the_documented_bytes)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 4096);
	struct wire_counter counter = {.nr = 0,
				       .calls = 10,
				       .errors = 2,
				       .lost = 1,
				       .time_ns = 5000,
				       .max_ns = 900,
				       .histogram = {[8] = 7, [9] = 3}};
	struct wire_counters counters = {.ts = 3, .missed_runs = 1, .n = 1, .counters = &counter};
	ck_assert_int_eq(wire_encode_counters(&counters, &out), 0);
	assert_bytes(&out, VECTOR_COUNTERS);
}
END_TEST

START_TEST(terminal_pieces_have_the_documented_bytes)
{
	AUTO_VALUE(buffer) struct buffer out;
	AUTO_VALUE(buffer) struct buffer resize;
	buffer_init(&out, 4096);
	buffer_init(&resize, 4096);
	struct wire_terminal terminal = {.offset = 6, .ts = 9, .bytes = (const uint8_t *)"hi\r\n", .len = 4};
	ck_assert_int_eq(wire_encode_terminal(&terminal, &out), 0);
	assert_bytes(&out, VECTOR_TERMINAL);
	terminal = (struct wire_terminal){
	    .offset = 10, .ts = 9, .kind = WIRE_TERMINAL_RESIZE, .bytes = (const uint8_t *)"\x50\0\x18\0", .len = 4};
	ck_assert_int_eq(wire_encode_terminal(&terminal, &resize), 0);
	assert_bytes(&resize, VECTOR_RESIZE);
}
END_TEST

START_TEST(what_breaks_a_rule_is_not_encoded)
{
	AUTO_VALUE(buffer) struct buffer out;
	AUTO_VALUE(buffer) struct buffer small;
	buffer_init(&out, 1u << 20);
	buffer_init(&small, 60);
	uint8_t byte = 0;
	struct wire_frame frame = {.type = WIRE_CHUNK, .number = 0};
	ck_assert_int_eq(wire_encode_frame(&frame, &out), -EINVAL);
	frame = (struct wire_frame){.type = WIRE_CHUNK, .number = 1, .payload_len = WIRE_MAX_FRAME};
	ck_assert_int_eq(wire_encode_frame(&frame, &out), -EINVAL);
	struct wire_terminal terminal = {.kind = WIRE_TERMINAL_RESIZE, .bytes = &byte, .len = 1};
	ck_assert_int_eq(wire_encode_terminal(&terminal, &out), -EINVAL);
	terminal = (struct wire_terminal){.len = WIRE_MAX_TERMINAL + 1};
	ck_assert_int_eq(wire_encode_terminal(&terminal, &out), -EINVAL);
	ck_assert_uint_eq(out.len, 0);
	struct wire_counter counter = {.calls = 1, .histogram = {1}};
	struct wire_counters counters = {.n = 1, .counters = &counter};
	ck_assert_int_eq(wire_encode_counters(&counters, &small), -ENOBUFS);
	ck_assert_uint_eq(small.len, 0);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_frame_has_the_documented_bytes);
	tcase_add_test(tests, a_gap_has_the_documented_bytes);
	tcase_add_test(tests, counters_have_the_documented_bytes);
	tcase_add_test(tests, terminal_pieces_have_the_documented_bytes);
	tcase_add_test(tests, what_breaks_a_rule_is_not_encoded);
}
