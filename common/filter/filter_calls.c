// SPDX-License-Identifier: Apache-2.0
// What depends on the call alone is asked once for each call, not for each event.
#include <string.h>

#include "common/filter/filter_internal.h"

static struct event call_event(uint8_t kind, uint8_t abi, int32_t nr)
{
	return (struct event){.kind = kind, .abi = abi, .nr = nr};
}

static void set_bit(uint64_t *words, uint32_t at, bool value)
{
	words[at / 64] |= (uint64_t)value << at % 64;
}

static bool has_bit(const uint64_t *words, uint32_t at)
{
	return (words[at / 64] >> at % 64) & 1;
}

static bool origin_holds(const struct filter_part *origin, uint8_t kind, uint8_t abi, int32_t nr)
{
	struct event event = call_event(kind, abi, nr);
	return filter_part_holds(origin, &event, NULL); // what looks at the call alone formats nothing
}

static struct filter_part *new_set(struct filter_program *program, const struct filter_part *origin,
				   struct filter_call_set **ret_set)
{
	struct filter_part *part = filter_part_new(program, FILTER_PART_TEST, 0);
	struct filter_test *test = filter_arena_alloc(&program->arena, 1, sizeof(*test));
	struct filter_call_set *set = filter_arena_alloc(&program->arena, 1, sizeof(*set));
	set->origin = origin;
	test->kind = FILTER_TEST_CALLS;
	test->sources = FILTER_SOURCE(CALL);
	test->set = set;
	part->test = test;
	*ret_set = set;
	return part;
}

struct filter_part *filter_calls_part(struct filter_program *program, const struct filter_part *origin)
{
	struct filter_call_set *set;
	struct filter_part *part = new_set(program, origin, &set);
	for (uint8_t abi = 0; abi < FILTER_ABIS; abi++)
		for (uint32_t nr = 0; nr < FILTER_NUMBERS; nr++)
			set_bit(set->calls[abi], nr, origin_holds(origin, EVENT_SYSCALL, abi, (int32_t)nr));
	for (uint32_t nr = 0; nr < FILTER_SIGNALS; nr++)
		set_bit(set->signals, nr, origin_holds(origin, EVENT_SIGNAL, 0, (int32_t)nr));
	set->exit = origin_holds(origin, EVENT_EXIT, 0, 0);
	return part;
}

bool filter_part_is_calls(const struct filter_part *part)
{
	return part->kind == FILTER_PART_TEST && part->test->kind == FILTER_TEST_CALLS;
}

static void merge_words(enum filter_part_kind kind, uint64_t *into, const uint64_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		into[i] = kind == FILTER_PART_NOT   ? ~from[i]
			  : kind == FILTER_PART_AND ? into[i] & from[i]
						    : into[i] | from[i];
}

struct filter_part *filter_calls_merge(struct filter_program *program, enum filter_part_kind kind,
				       struct filter_part **parts, size_t n)
{
	struct filter_part *origin = filter_part_new(program, kind, n);
	struct filter_call_set *set;
	struct filter_part *part = new_set(program, origin, &set);
	for (size_t i = 0; i < n; i++) {
		const struct filter_call_set *from = parts[i]->test->set;
		origin->parts[i] = parts[i];
		if (i == 0 && kind != FILTER_PART_NOT) {
			*set = *from;
			set->origin = origin;
			continue;
		}
		merge_words(kind, set->calls[0], from->calls[0], sizeof(set->calls) / sizeof(uint64_t));
		merge_words(kind, set->signals, from->signals, FILTER_SIGNALS / 64);
		uint64_t exits[2] = {set->exit, from->exit};
		merge_words(kind, &exits[0], &exits[1], 1);
		set->exit = exits[0] & 1;
	}
	return part;
}

bool filter_call_set_has(const struct filter_call_set *set, const struct event *event, struct filter_scratch *scratch)
{
	uint32_t nr = (uint32_t)event->nr;
	if (event->kind == EVENT_SYSCALL && event->abi < FILTER_ABIS && nr < FILTER_NUMBERS)
		return has_bit(set->calls[event->abi], nr);
	if (event->kind == EVENT_SIGNAL && nr < FILTER_SIGNALS)
		return has_bit(set->signals, nr);
	if (event->kind == EVENT_EXIT)
		return set->exit;
	return filter_part_holds(set->origin, event, scratch);
}

const struct filter_calls *filter_calls_of(struct filter_program *program, const struct filter_test *test)
{
	// What does not depend on the test's constants is the same for all tests of the field.
	const struct filter_calls **same =
	    test->getter->of_call == filter_argument_of_call ? NULL : &program->calls[test->getter - filter_getters];
	if (same && *same)
		return *same;
	struct filter_calls *calls = filter_arena_alloc(&program->arena, 1, sizeof(*calls));
	for (uint8_t abi = 0; abi < FILTER_ABIS; abi++)
		for (uint32_t nr = 0; nr < FILTER_NUMBERS; nr++)
			calls->answers[abi][nr] = test->getter->of_call(test, abi, (int32_t)nr);
	if (same)
		*same = calls;
	return calls;
}

unsigned filter_of_call(const struct filter_test *test, const struct event *event)
{
	if (event->kind != EVENT_SYSCALL)
		return 0;
	if (event->abi < FILTER_ABIS && (uint32_t)event->nr < FILTER_NUMBERS)
		return test->calls->answers[event->abi][event->nr];
	return test->getter->of_call(test, event->abi, event->nr);
}
