// SPDX-License-Identifier: Apache-2.0
#include "common/wire/wire.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

#include "common/base/le.h"
#include "tests/unit/common/wire/hex.h"
#include "tests/unit/common/wire/vectors.h"

static void from_hex(struct buffer *out, const char *hex)
{
	buffer_init(out, 1u << 20);
	append_hex(out, hex);
}

START_TEST(a_frame_is_read)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	from_hex(&bytes, VECTOR_FRAME);
	struct wire_frame frame;
	struct error err;
	char scan[UUID_TEXT_SIZE];
	ck_assert_int_eq(wire_decode_frame(bytes.data, bytes.len, &frame, &err), 0);
	uuid_format(&frame.scan, scan);
	ck_assert_str_eq(scan, "00112233-4455-6677-8899-aabbccddeeff");
	ck_assert_uint_eq(frame.type, WIRE_STATE);
	ck_assert_uint_eq(frame.number, 5);
	ck_assert_uint_eq(frame.payload_len, 19);
	ck_assert_mem_eq(frame.payload, "{\"state\":\"running\"}", 19);
}
END_TEST

START_TEST(every_flipped_bit_and_every_cut_of_a_frame_is_noticed)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	from_hex(&bytes, VECTOR_FRAME);
	struct wire_frame frame;
	struct error err;
	for (size_t i = 0; i < bytes.len * 8; i++) {
		bytes.data[i / 8] ^= (uint8_t)(1u << i % 8);
		int r = wire_decode_frame(bytes.data, bytes.len, &frame, &err);
		ck_assert_int_eq(r, i / 8 == 4 ? -EPROTONOSUPPORT : -EBADMSG);
		ck_assert_str_ne(err.text, "");
		bytes.data[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	for (size_t len = 0; len < bytes.len; len++)
		ck_assert_int_eq(wire_decode_frame(bytes.data, len, &frame, &err), -EBADMSG);
}
END_TEST

START_TEST(a_gap_is_read)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	from_hex(&bytes, VECTOR_GAP);
	AUTO_VALUE(wire_gap) struct wire_gap gap = {0};
	struct error err;
	ck_assert_int_eq(wire_decode_gap(bytes.data, bytes.len, &gap, &err), 0);
	ck_assert_uint_eq(gap.first_seq, 1000);
	ck_assert_uint_eq(gap.count, 3);
	ck_assert_uint_eq(gap.from_ts, 1);
	ck_assert_uint_eq(gap.to_ts, 2);
	ck_assert_uint_eq(gap.stage, WIRE_STAGE_KERNEL);
	ck_assert_uint_eq(gap.n_calls, 2);
	ck_assert_int_eq(gap.calls[0].nr, 257);
	ck_assert_uint_eq(gap.calls[0].count, 2);
}
END_TEST

// A place in the message, what is written there (8 bytes).
struct spoil {
	size_t at;
	uint64_t value;
};

START_TEST(a_gap_that_cannot_be_is_refused)
{
	static const struct spoil spoils[] = {
	    {0, 0},         {0, UINT64_MAX}, {8, 0},  {8, 2}, // fewer than its calls
	    {8, INT64_MAX}, {16, 3},         {32, 0}, {32, 5}, {32, 0x3000001}, {36, 0x10100000100}, {44, UINT64_MAX},
	};
	for (size_t i = 0; i < sizeof(spoils) / sizeof(spoils[0]); i++) {
		AUTO_VALUE(buffer) struct buffer bytes;
		from_hex(&bytes, VECTOR_GAP);
		if (spoils[i].at == 32)
			le_put32(bytes.data + 32, (uint32_t)spoils[i].value);
		else
			le_put64(bytes.data + spoils[i].at, spoils[i].value);
		struct wire_gap gap = {.count = 42};
		struct error err;
		ck_assert_int_eq(wire_decode_gap(bytes.data, bytes.len, &gap, &err), -EBADMSG);
		ck_assert_uint_eq(gap.count, 42); // the output is left alone
	}
}
END_TEST

START_TEST(counters_are_read)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	from_hex(&bytes, VECTOR_COUNTERS);
	AUTO_VALUE(wire_counters) struct wire_counters counters = {0};
	struct error err;
	ck_assert_int_eq(wire_decode_counters(bytes.data, bytes.len, &counters, &err), 0);
	ck_assert_uint_eq(counters.ts, 3);
	ck_assert_uint_eq(counters.missed_runs, 1);
	ck_assert_uint_eq(counters.n, 1);
	ck_assert_uint_eq(counters.counters[0].calls, 10);
	ck_assert_uint_eq(counters.counters[0].max_ns, 900);
	ck_assert_uint_eq(counters.counters[0].histogram[8], 7);
	ck_assert_uint_eq(counters.counters[0].histogram[9], 3);
	ck_assert_uint_eq(counters.counters[0].histogram[10], 0);
}
END_TEST

START_TEST(counters_come_back_as_they_were)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	buffer_init(&bytes, 4u << 20);
	static struct wire_counter list[1536];
	for (unsigned i = 0; i < 1536; i++) {
		list[i] = (struct wire_counter){.abi = (uint8_t)(i / 512),
						.nr = (int32_t)(i % 512) - 1,
						.calls = i,
						.errors = i / 2,
						.lost = i / 3,
						.time_ns = (uint64_t)i << 40,
						.filtered = i % 3 ? 0 : i};
		for (unsigned b = 0; b < WIRE_HISTOGRAM; b++)
			list[i].histogram[b] = (i + b) % 5 ? 0 : i + b;
	}
	struct wire_counters in = {.ts = 77, .n = 1536, .counters = list};
	AUTO_VALUE(wire_counters) struct wire_counters out = {0};
	struct error err;
	ck_assert_int_eq(wire_encode_counters(&in, &bytes), 0);
	ck_assert_int_eq(wire_decode_counters(bytes.data, bytes.len, &out, &err), 0);
	ck_assert_uint_eq(out.n, 1536);
	ck_assert_mem_eq(out.counters, list, sizeof(list));
}
END_TEST

START_TEST(no_more_calls_are_filtered_than_were_made)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	buffer_init(&bytes, 4096);
	struct wire_counter counter = {.calls = 5, .filtered = 5, .histogram = {[39] = 2}};
	struct wire_counters in = {.ts = 77, .n = 1, .counters = &counter};
	AUTO_VALUE(wire_counters) struct wire_counters out = {0};
	struct wire_counters none = {0};
	struct error err;
	ck_assert_int_eq(wire_encode_counters(&in, &bytes), 0);
	ck_assert_int_eq(wire_decode_counters(bytes.data, bytes.len, &out, &err), 0);
	ck_assert_uint_eq(out.counters[0].filtered, 5);
	ck_assert_uint_eq(out.counters[0].histogram[39], 2);
	counter.filtered = 6;
	buffer_clear(&bytes);
	ck_assert_int_eq(wire_encode_counters(&in, &bytes), 0);
	ck_assert_int_eq(wire_decode_counters(bytes.data, bytes.len, &none, &err), -EBADMSG);
}
END_TEST

START_TEST(counters_that_cannot_be_are_refused)
{
	static const struct spoil spoils[] = {
	    {16, 0}, {16, 2}, {16, 0x10001},    {16, 2049},       {20, 0x100}, {28, UINT64_MAX},
	    {68, 0}, {68, 1}, {68, 1ull << 40}, {68, UINT64_MAX}, {76, 0},     {68, 1ull << 63},
	};
	for (size_t i = 0; i < sizeof(spoils) / sizeof(spoils[0]); i++) {
		AUTO_VALUE(buffer) struct buffer bytes;
		from_hex(&bytes, VECTOR_COUNTERS);
		if (spoils[i].at == 16)
			le_put32(bytes.data + 16, (uint32_t)spoils[i].value);
		else
			le_put64(bytes.data + spoils[i].at, spoils[i].value);
		struct wire_counters counters = {0};
		struct error err;
		ck_assert_int_eq(wire_decode_counters(bytes.data, bytes.len, &counters, &err), -EBADMSG);
		ck_assert_ptr_null(counters.counters);
	}
}
END_TEST

START_TEST(terminal_pieces_are_read)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	from_hex(&bytes, VECTOR_TERMINAL);
	struct wire_terminal terminal;
	struct error err;
	ck_assert_int_eq(wire_decode_terminal(bytes.data, bytes.len, &terminal, &err), 0);
	ck_assert_uint_eq(terminal.offset, 6);
	ck_assert_uint_eq(terminal.ts, 9);
	ck_assert_uint_eq(terminal.kind, WIRE_TERMINAL_TTY);
	ck_assert_uint_eq(terminal.len, 4);
	ck_assert_mem_eq(terminal.bytes, "hi\r\n", 4);
	bytes.data[16] = WIRE_TERMINAL_RESIZE + 1;
	ck_assert_int_eq(wire_decode_terminal(bytes.data, bytes.len, &terminal, &err), -EBADMSG);
	bytes.data[16] = WIRE_TERMINAL_RESIZE;
	ck_assert_int_eq(wire_decode_terminal(bytes.data, bytes.len - 1, &terminal, &err), -EBADMSG);
	bytes.data[16] = WIRE_TERMINAL_STDERR;
	le_put64(bytes.data, INT64_MAX - 3);
	ck_assert_int_eq(wire_decode_terminal(bytes.data, bytes.len, &terminal, &err), -EBADMSG);
}
END_TEST

START_TEST(every_cut_is_noticed)
{
	static const char *const vectors[] = {VECTOR_GAP, VECTOR_COUNTERS};
	for (unsigned v = 0; v < 2; v++) {
		AUTO_VALUE(buffer) struct buffer bytes;
		from_hex(&bytes, vectors[v]);
		(void)buffer_append_byte(&bytes, 0);
		for (size_t len = 0; len <= bytes.len; len++) {
			AUTO_VALUE(wire_gap) struct wire_gap gap = {0};
			AUTO_VALUE(wire_counters) struct wire_counters counters = {0};
			struct error err;
			int r = v ? wire_decode_counters(bytes.data, len, &counters, &err)
				  : wire_decode_gap(bytes.data, len, &gap, &err);
			ck_assert_int_eq(r, len == bytes.len - 1 ? 0 : -EBADMSG);
		}
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_frame_is_read);
	tcase_add_test(tests, every_flipped_bit_and_every_cut_of_a_frame_is_noticed);
	tcase_add_test(tests, a_gap_is_read);
	tcase_add_test(tests, a_gap_that_cannot_be_is_refused);
	tcase_add_test(tests, counters_are_read);
	tcase_add_test(tests, counters_come_back_as_they_were);
	tcase_add_test(tests, no_more_calls_are_filtered_than_were_made);
	tcase_add_test(tests, counters_that_cannot_be_are_refused);
	tcase_add_test(tests, terminal_pieces_are_read);
	tcase_add_test(tests, every_cut_is_noticed);
}
