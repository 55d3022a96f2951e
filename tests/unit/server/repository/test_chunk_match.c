// SPDX-License-Identifier: Apache-2.0
#include "server/repository/chunk_match.h"

#include "tests/unit/support/check_main.h"
#include "tests/unit/support/filter_maker.h"

#include <errno.h>

#define FILTERS 60u

static struct chunk *encode(const struct filter_maker *maker, struct buffer *bytes)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	struct chunk *chunk = NULL;
	struct error err;
	for (uint32_t i = 0; i < FILTER_MAKER_EVENTS; i++)
		ck_assert_int_eq(chunk_writer_add(writer, &maker->events[i]), 0);
	ck_assert_int_eq(chunk_writer_finish(writer, bytes, &err), 0);
	ck_assert_int_eq(chunk_open(bytes->data, bytes->len, &chunk, &err), 0);
	return chunk;
}

static struct filter_program *compile(const char *text)
{
	AUTO(filter) struct filter *filter = NULL;
	struct error err;
	ck_assert_int_eq(filter_parse(text, strlen(text), NULL, &filter, NULL, &err), 0);
	return filter_program_new(filter);
}

static bool bit(const uint64_t *bits, uint32_t i)
{
	return (bits[i / 64] >> i % 64) & 1;
}

static void expect_same(const struct filter_maker *maker, struct chunk *chunk, const char *text)
{
	AUTO(filter_program) struct filter_program *program = compile(text);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	struct error err;
	struct event event;
	uint64_t bits[CHUNK_MATCH_WORDS];
	ck_assert_int_eq(chunk_match(program, chunk, bits, &scratch, &err), 0);
	for (uint32_t i = 0; i < FILTER_MAKER_EVENTS; i++) {
		ck_assert_int_eq(chunk_event(chunk, i, &event, &err), 0);
		bool stored = filter_match(program, &event, &scratch);
		ck_assert_msg(bit(bits, i) == stored, "%s: event %u: the chunk says %d", text, i, !stored);
		ck_assert_msg(filter_match(program, &maker->events[i], &scratch) == stored,
			      "%s: event %u before it was stored", text, i);
	}
	for (uint32_t i = FILTER_MAKER_EVENTS; i < CHUNK_MAX_EVENTS; i++)
		ck_assert(!bit(bits, i));
}

START_TEST(a_chunk_answers_as_its_events_do)
{
	AUTO_FREE struct filter_maker *maker = calloc(1, sizeof(*maker));
	AUTO_VALUE(buffer) struct buffer bytes, text;
	buffer_init(&bytes, CHUNK_MAX_BYTES);
	buffer_init(&text, FILTER_TEXT_MAX);
	filter_maker_init(maker, (uint64_t)_i + 100);
	AUTO(chunk) struct chunk *chunk = encode(maker, &bytes);
	for (unsigned i = 0; i < FILTERS; i++) {
		buffer_clear(&text);
		filter_maker_filter(maker, 1 + i % 5, &text);
		expect_same(maker, chunk, buffer_text(&text));
	}
}
END_TEST

// Bytes all over a chunk are changed, one at a time: the answer is an error or one of a sound column, and never a crash.
START_TEST(a_damaged_chunk_is_refused_or_sound)
{
	AUTO_FREE struct filter_maker *maker = calloc(1, sizeof(*maker));
	AUTO_VALUE(buffer) struct buffer bytes;
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	buffer_init(&bytes, CHUNK_MAX_BYTES);
	filter_maker_init(maker, 5);
	chunk_free(encode(maker, &bytes));
	AUTO(filter_program)
	struct filter_program *program = compile("proc.duration > 1s or fd.name = x or evt.buflen = 7 or proc.name = y "
						 "or evt.latency > 1h or evt.text contains zzz");
	unsigned refused = 0;
	for (size_t at = 0; at < bytes.len; at += 67) {
		struct chunk *chunk = NULL;
		struct error err;
		uint64_t bits[CHUNK_MATCH_WORDS];
		bytes.data[at] ^= 0x40;
		if (chunk_open(bytes.data, bytes.len, &chunk, &err) < 0)
			refused++;
		else if (chunk_match(program, chunk, bits, &scratch, &err) < 0)
			refused += err.code == EBADMSG;
		chunk_free(chunk);
		bytes.data[at] ^= 0x40;
	}
	ck_assert_uint_gt(refused, 0);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_chunk_answers_as_its_events_do, 0, 4);
	tcase_add_test(tests, a_damaged_chunk_is_refused_or_sound);
}
