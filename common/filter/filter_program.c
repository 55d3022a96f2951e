// SPDX-License-Identifier: Apache-2.0
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/filter/filter_internal.h"

#define LINE_MAX_BYTES    (1u << 20)  // of a formatted event
#define MASKS_MAX_BYTES   (64u << 20) // one bit an event and instruction
#define ENTRIES_MAX_BYTES (16u << 20) // one byte an entry of a dictionary

struct filter_program *filter_program_new(const struct filter *filter)
{
	struct filter_program *program = xcalloc(1, sizeof(*program));
	atomic_init(&program->refs, 1);
	filter_compile(program, filter);
	return program;
}

struct filter_program *filter_program_ref(struct filter_program *program)
{
	assert(program);
	atomic_fetch_add_explicit(&program->refs, 1, memory_order_relaxed);
	return program;
}

void filter_program_free(struct filter_program *program)
{
	if (!program || atomic_fetch_sub_explicit(&program->refs, 1, memory_order_acq_rel) != 1)
		return;
	for (struct filter_texts *texts = program->regexes; texts; texts = texts->next)
		regfree(&texts->regex);
	filter_arena_done(&program->arena);
	free(program);
}

bool filter_program_is_all(const struct filter_program *program)
{
	return program->start == program->n;
}

unsigned filter_program_needs(const struct filter_program *program)
{
	return program->needs;
}

void filter_scratch_init(struct filter_scratch *scratch)
{
	buffer_init(&scratch->line, LINE_MAX_BYTES);
	buffer_init(&scratch->masks, MASKS_MAX_BYTES);
	buffer_init(&scratch->entries, ENTRIES_MAX_BYTES);
}

void filter_scratch_done(struct filter_scratch *scratch)
{
	buffer_done(&scratch->line);
	buffer_done(&scratch->masks);
	buffer_done(&scratch->entries);
}

bool filter_run(const struct filter_program *program, uint32_t at, const struct event *event,
		struct filter_scratch *scratch)
{
	while (at < program->n) {
		const struct filter_instruction *instruction = &program->code[at];
		at = filter_test_event(instruction->test, event, scratch) ? instruction->yes : instruction->no;
	}
	return at == program->n;
}

bool filter_match(const struct filter_program *program, const struct event *event, struct filter_scratch *scratch)
{
	return filter_run(program, program->start, event, scratch);
}

// Can the test be decided now? One whose call cannot have the value can.
static bool is_decided(const struct filter_test *test, const struct event *event, unsigned have)
{
	return !(test->needs & ~have) || (test->calls && !filter_of_call(test, event));
}

static void reach(uint64_t *reached, uint32_t at)
{
	reached[at / 64] |= 1ull << at % 64;
}

static bool is_reached(const uint64_t *reached, uint32_t at)
{
	return (reached[at / 64] >> at % 64) & 1;
}

// Jumps go forward only: one pass marks what can still be reached.
enum filter_verdict filter_match_part(const struct filter_program *program, const struct event *event, unsigned have,
				      struct filter_scratch *scratch)
{
	uint32_t n = program->n;
	size_t size = (n + 2 + 63) / 64 * sizeof(uint64_t);
	buffer_clear(&scratch->masks);
	uint64_t *reached = buffer_reserve(&scratch->masks, size);
	if (!reached)
		return FILTER_MAYBE;
	memset(reached, 0, size);
	reach(reached, program->start);
	for (uint32_t at = 0; at < n; at++) {
		if (!is_reached(reached, at))
			continue;
		const struct filter_instruction *instruction = &program->code[at];
		bool decided = is_decided(instruction->test, event, have);
		bool holds = decided && filter_test_event(instruction->test, event, scratch);
		if (!decided || holds)
			reach(reached, instruction->yes);
		if (!decided || !holds)
			reach(reached, instruction->no);
	}
	if (!is_reached(reached, n + 1))
		return FILTER_YES;
	return is_reached(reached, n) ? FILTER_MAYBE : FILTER_NO;
}
