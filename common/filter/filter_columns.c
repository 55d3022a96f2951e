// SPDX-License-Identifier: Apache-2.0
// A program over the columns of a chunk: each instruction is asked for all events that come by it, as a bitmap, and passes them on
// to those that follow. Functions answer false when a column is unsound.
#include <string.h>

#include "common/filter/filter_internal.h"

#define WORD_BITS    64u
#define DICTIONARIES (FILTER_SOURCE(CALL) | FILTER_SOURCE(TASK) | FILTER_SOURCE(PROCESS) | FILTER_SOURCE(OBJECT))
#define PLAIN        (FILTER_SOURCE(SEQ) | FILTER_SOURCE(TS) | FILTER_SOURCE(DURATION))

struct run {
	const struct filter_program *program;
	const struct filter_columns *columns;
	struct filter_scratch *scratch;
	size_t words;
	uint64_t *masks; // the events that come by an instruction; then those that match, then those that do not
	uint64_t *holds; // the current instruction's answer, in the words where an event asks
};

static uint64_t *mask_of(const struct run *run, uint32_t at)
{
	return run->masks + at * run->words;
}

static const uint64_t *column_of(const struct run *run, enum filter_column id)
{
	return run->columns->column(run->columns->ctx, id);
}

// Events in this word: all but the last one has 64.
static uint32_t word_events(const struct run *run, size_t word)
{
	uint32_t left = run->columns->n - (uint32_t)word * WORD_BITS;
	return left < WORD_BITS ? left : WORD_BITS;
}

static uint32_t count_events(const struct run *run, const uint64_t *mask)
{
	uint32_t n = 0;
	for (size_t word = 0; word < run->words; word++)
		n += (uint32_t)__builtin_popcountll(mask[word]);
	return n;
}

// --- numbers of a plain column ---

// Each event of the word, whether it asks or not: without a branch, this is the fastest.
static uint64_t range_word(const uint64_t *values, uint32_t n, uint64_t low, uint64_t span)
{
	uint64_t bits = 0;
	for (uint32_t i = 0; i < n; i++)
		bits |= (uint64_t)(values[i] - low <= span) << i;
	return bits;
}

// Unsigned columns as the getters see them: beyond INT64_MAX is INT64_MAX, and a duration may be unknown.
static bool unsigned_range(const struct filter_range *range, bool may_be_unknown, uint64_t *ret_low, uint64_t *ret_span)
{
	if (range->high < 0)
		return false;
	uint64_t low = range->low > 0 ? (uint64_t)range->low : 0;
	uint64_t most = may_be_unknown ? EVENT_DURATION_UNKNOWN - 1 : UINT64_MAX;
	uint64_t high = range->high == INT64_MAX ? most : (uint64_t)range->high;
	*ret_low = low;
	*ret_span = high - low;
	return true;
}

static void add_range(struct run *run, const uint64_t *active, const uint64_t *values, uint64_t low, uint64_t span)
{
	for (size_t word = 0; word < run->words; word++)
		if (active[word])
			run->holds[word] |= range_word(values + word * WORD_BITS, word_events(run, word), low, span);
}

static enum filter_column plain_column(unsigned sources)
{
	return sources == FILTER_SOURCE(SEQ)  ? FILTER_COLUMN_SEQ
	       : sources == FILTER_SOURCE(TS) ? FILTER_COLUMN_TS
					      : FILTER_COLUMN_DURATION;
}

static bool ask_plain(struct run *run, const struct filter_test *test, const uint64_t *active)
{
	static const struct filter_range anything = {INT64_MIN, INT64_MAX};
	enum filter_column id = plain_column(test->sources);
	const uint64_t *values = column_of(run, id);
	if (!values)
		return false;
	bool exists = test->kind == FILTER_TEST_EXISTS;
	const struct filter_range *ranges = exists ? &anything : test->numbers->ranges;
	size_t n = exists ? 1 : test->numbers->n;
	uint64_t low, span;
	for (size_t i = 0; i < n; i++)
		if (unsigned_range(&ranges[i], id == FILTER_COLUMN_DURATION, &low, &span))
			add_range(run, active, values, low, span);
	return true;
}

// --- dictionaries ---

static enum filter_column dictionary_column(unsigned source)
{
	return source == FILTER_SOURCE(CALL)      ? FILTER_COLUMN_CALL
	       : source == FILTER_SOURCE(TASK)    ? FILTER_COLUMN_TASK
	       : source == FILTER_SOURCE(PROCESS) ? FILTER_COLUMN_PROCESS
						  : FILTER_COLUMN_OBJECT;
}

typedef bool (*ask_fn)(const struct filter_test *test, const struct event *event, struct filter_scratch *scratch);

static bool has_value(const struct filter_test *test, const struct event *event, struct filter_scratch *scratch)
{
	(void)scratch;
	return filter_of_call(test, event) != 0;
}

static bool is_call(const struct filter_test *test, const struct event *event, struct filter_scratch *scratch)
{
	(void)test;
	(void)scratch;
	return event->kind == EVENT_SYSCALL;
}

// Few events and many entries: only the events' own are asked for.
static bool ask_few(struct run *run, enum filter_column id, const uint64_t *values, ask_fn ask,
		    const struct filter_test *test, const uint64_t *active)
{
	const struct filter_columns *columns = run->columns;
	for (size_t word = 0; word < run->words; word++) {
		for (uint64_t left = active[word]; left; left &= left - 1) {
			uint32_t bit = (uint32_t)__builtin_ctzll(left);
			uint64_t value = values[word * WORD_BITS + bit];
			struct event event;
			if (value > UINT32_MAX || !columns->entry(columns->ctx, id, (uint32_t)value, &event))
				return false;
			run->holds[word] |= (uint64_t)ask(test, &event, run->scratch) << bit;
		}
	}
	return true;
}

static bool look_up_word(const uint64_t *values, uint32_t n, const uint8_t *answers, uint64_t entries,
			 uint64_t *ret_bits)
{
	uint64_t bits = 0, beyond = 0;
	for (uint32_t i = 0; i < n; i++) {
		bool sound = values[i] < entries;
		beyond |= !sound;
		bits |= (uint64_t)answers[sound ? values[i] : 0] << i;
	}
	*ret_bits = bits;
	return !beyond;
}

static bool ask_dictionary(struct run *run, unsigned source, ask_fn ask, const struct filter_test *test,
			   const uint64_t *active)
{
	const struct filter_columns *columns = run->columns;
	enum filter_column id = dictionary_column(source);
	const uint64_t *values = column_of(run, id);
	uint32_t entries = values ? columns->entries(columns->ctx, id) : 0;
	if (entries == 0)
		return false;
	if (count_events(run, active) < entries / 2)
		return ask_few(run, id, values, ask, test, active);
	struct buffer *room = &run->scratch->entries;
	buffer_clear(room);
	uint8_t *answers = buffer_reserve(room, entries);
	if (!answers)
		return false;
	for (uint32_t i = 0; i < entries; i++) {
		struct event event;
		if (!columns->entry(columns->ctx, id, i, &event))
			return false;
		answers[i] = ask(test, &event, run->scratch);
	}
	for (size_t word = 0; word < run->words; word++)
		if (active[word] && !look_up_word(values + word * WORD_BITS, word_events(run, word), answers, entries,
						  &run->holds[word]))
			return false;
	return true;
}

// --- return values: of calls only ---

static bool ask_result(struct run *run, const struct filter_test *test, const uint64_t *active)
{
	const uint64_t *values = column_of(run, FILTER_COLUMN_RET);
	if (!values || !ask_dictionary(run, FILTER_SOURCE(CALL), is_call, test, active))
		return false;
	if (test->kind == FILTER_TEST_EXISTS)
		return true;
	const struct filter_numbers *numbers = test->numbers;
	for (size_t word = 0; word < run->words; word++) {
		uint64_t calls = run->holds[word] & active[word];
		if (!calls)
			continue;
		run->holds[word] = 0;
		for (size_t i = 0; i < numbers->n; i++) {
			uint64_t low = (uint64_t)numbers->ranges[i].low;
			run->holds[word] |= range_word(values + word * WORD_BITS, word_events(run, word), low,
						       (uint64_t)numbers->ranges[i].high - low);
		}
		run->holds[word] &= calls;
	}
	return true;
}

// --- several columns, one event after the other ---

static bool put_column(const struct run *run, enum filter_column id, uint64_t value, struct event *event)
{
	const struct filter_columns *columns = run->columns;
	struct event entry;
	switch (id) {
	case FILTER_COLUMN_SEQ:
		event->seq = value;
		return true;
	case FILTER_COLUMN_TS:
		event->ts = value;
		return true;
	case FILTER_COLUMN_DURATION:
		event->duration = value;
		return true;
	case FILTER_COLUMN_RET:
		event->ret = (int64_t)value;
		return true;
	default:
		break;
	}
	if (value > UINT32_MAX || !columns->entry(columns->ctx, id, (uint32_t)value, &entry))
		return false;
	if (id == FILTER_COLUMN_CALL) {
		event->kind = entry.kind;
		event->abi = entry.abi;
		event->nr = entry.nr;
	} else if (id == FILTER_COLUMN_TASK) {
		event->pid = entry.pid;
		event->tid = entry.tid;
		memcpy(event->comm, entry.comm, sizeof(event->comm));
	} else if (id == FILTER_COLUMN_PROCESS) {
		event->process = entry.process;
	} else {
		event->object = entry.object;
	}
	return true;
}

static bool ask_mixed(struct run *run, const struct filter_test *test, const uint64_t *active)
{
	const uint64_t *values[FILTER_COLUMNS] = {NULL};
	for (unsigned id = 0; id < FILTER_COLUMNS; id++)
		if (test->sources & 1u << id && !(values[id] = column_of(run, (enum filter_column)id)))
			return false;
	for (size_t word = 0; word < run->words; word++) {
		for (uint64_t left = active[word]; left; left &= left - 1) {
			uint32_t bit = (uint32_t)__builtin_ctzll(left);
			struct event event = {0};
			for (unsigned id = 0; id < FILTER_COLUMNS; id++)
				if (values[id] && !put_column(run, (enum filter_column)id,
							      values[id][word * WORD_BITS + bit], &event))
					return false;
			run->holds[word] |= (uint64_t)filter_test_event(test, &event, run->scratch) << bit;
		}
	}
	return true;
}

// --- what needs the event whole ---

// Such an event is decided to the end, so that it is unpacked once only. Those whose call cannot have the value go on.
static bool finish_rows(struct run *run, uint32_t at, uint64_t *active)
{
	const struct filter_test *test = run->program->code[at].test;
	const struct filter_columns *columns = run->columns;
	if (test->calls && !ask_dictionary(run, FILTER_SOURCE(CALL), has_value, test, active))
		return false;
	uint64_t *matched = mask_of(run, run->program->n);
	for (size_t word = 0; word < run->words; word++) {
		uint64_t rows = test->calls ? active[word] & run->holds[word] : active[word];
		active[word] &= ~rows;
		run->holds[word] = 0;
		for (uint64_t left = rows; left; left &= left - 1) {
			uint32_t bit = (uint32_t)__builtin_ctzll(left);
			struct event event;
			if (!columns->event(columns->ctx, (uint32_t)word * WORD_BITS + bit, &event))
				return false;
			matched[word] |= (uint64_t)filter_run(run->program, at, &event, run->scratch) << bit;
		}
	}
	return true;
}

// --- the program ---

static bool ask(struct run *run, uint32_t at, uint64_t *active)
{
	const struct filter_test *test = run->program->code[at].test;
	unsigned sources = test->sources;
	bool one_source = (sources & (sources - 1)) == 0;
	memset(run->holds, 0, run->words * sizeof(*run->holds));
	if (sources & FILTER_SOURCE_ROW)
		return finish_rows(run, at, active);
	if (one_source && sources & PLAIN)
		return ask_plain(run, test, active);
	if (one_source && sources & DICTIONARIES)
		return ask_dictionary(run, sources, filter_test_event, test, active);
	if (test->getter == &filter_getters[FIELD_EVT_RES] || test->getter == &filter_getters[FIELD_EVT_RAWRES])
		return ask_result(run, test, active);
	return ask_mixed(run, test, active);
}

static bool pass_on(struct run *run, uint32_t at)
{
	const struct filter_instruction *instruction = &run->program->code[at];
	uint64_t *active = mask_of(run, at);
	bool any = false;
	for (size_t word = 0; word < run->words && !any; word++)
		any = active[word] != 0;
	if (!any)
		return true;
	if (!ask(run, at, active))
		return false;
	uint64_t *yes = mask_of(run, instruction->yes), *no = mask_of(run, instruction->no);
	for (size_t word = 0; word < run->words; word++) {
		yes[word] |= active[word] & run->holds[word];
		no[word] |= active[word] & ~run->holds[word];
	}
	return true;
}

bool filter_match_columns(const struct filter_program *program, const struct filter_columns *columns, uint64_t *bits,
			  struct filter_scratch *scratch)
{
	struct run run = {.program = program, .columns = columns, .scratch = scratch};
	run.words = ((size_t)columns->n + WORD_BITS - 1) / WORD_BITS;
	size_t size = run.words * sizeof(uint64_t);
	size_t all = size * ((size_t)program->n + 3);
	buffer_clear(&scratch->masks);
	run.masks = buffer_reserve(&scratch->masks, all);
	if (!run.masks)
		return columns->n == 0;
	memset(run.masks, 0, all);
	run.holds = mask_of(&run, program->n + 2);
	uint64_t *start = mask_of(&run, program->start);
	for (size_t word = 0; word < run.words; word++)
		start[word] = word_events(&run, word) < WORD_BITS ? (1ull << word_events(&run, word)) - 1 : UINT64_MAX;
	for (uint32_t at = 0; at < program->n; at++)
		if (!pass_on(&run, at))
			return false;
	memcpy(bits, mask_of(&run, program->n), size);
	return true;
}
