// SPDX-License-Identifier: Apache-2.0
// What a filter is compiled into, shared by the files of filter_program: tests (one condition each, constants pre-typed), the flat
// code that jumps between them, and the getters that take a field's value out of an event. Internal to common/filter.
#pragma once

#include "common/filter/filter_program.h"

#include <regex.h>
#include <stdatomic.h>

// --- values ---

enum filter_form { FILTER_FORM_NUMBER, FILTER_FORM_TEXT, FILTER_FORM_ADDRESS, FILTER_FORM_ARGUMENT };

struct filter_datum {
	const char *text; // len bytes, no NUL promised
	size_t len;
	int64_t number;
	bool end;               // set with false: there are no later values, either
	const uint8_t *address; // 16 bytes, of which `family` says how many count
	uint8_t family;         // 4 or 6
};

// What a value is made of: the columns of filter_program.h, and what is in none of them.
#define FILTER_SOURCE(column) (1u << FILTER_COLUMN_##column)
#define FILTER_SOURCE_ROW     (1u << FILTER_COLUMNS) // args and data

// Values beside the table of fields: fd.num is the object's when there is an object, else the call's plain argument.
enum {
	FILTER_GET_OBJECT_KNOWN = FILTER_FIELDS,
	FILTER_GET_OBJECT_FD,
	FILTER_GET_PLAIN_FD,
	FILTER_GETTERS,
};

struct filter_test;

struct filter_subject {
	const struct event *event;
	struct filter_scratch *scratch;
	const struct filter_test *test;
	unsigned of_call; // what `of_call` below said of the event's call
};

struct filter_getter {
	enum filter_form form;
	unsigned sources;
	unsigned values; // how many an event can have
	bool always;     // never missing
	// Value i of the event; false when it has no such one (a later one may exist).
	bool (*get)(const struct filter_subject *subject, unsigned i, struct filter_datum *ret_datum);
	// Only calls with an answer above 0 have the value; get finds the answer in subject->of_call. NULL = all events.
	unsigned (*of_call)(const struct filter_test *test, uint8_t abi, int32_t nr);
};

extern const struct filter_getter filter_getters[FILTER_GETTERS];

// --- calls ---

#define FILTER_ABIS    3u
#define FILTER_NUMBERS 576u // more than any call has; others are asked one by one
#define FILTER_SIGNALS 128u

// The answer for each call, signal and end of task.
struct filter_call_set {
	uint64_t calls[FILTER_ABIS][FILTER_NUMBERS / 64];
	uint64_t signals[FILTER_SIGNALS / 64];
	bool exit;
	const struct filter_part *origin; // decides for everything else
};

struct filter_calls {
	uint32_t answers[FILTER_ABIS][FILTER_NUMBERS]; // of filter_getter.of_call
};

// --- tests ---

enum filter_test_kind {
	FILTER_TEST_CALLS,
	FILTER_TEST_NUMBER,
	FILTER_TEST_TEXT,
	FILTER_TEST_ADDRESS,
	FILTER_TEST_ARGUMENT,
	FILTER_TEST_EXISTS,
};

struct filter_range {
	int64_t low, high; // both in it
};

struct filter_numbers {
	size_t n;
	struct filter_range *ranges; // sorted, apart from each other
};

struct filter_text {
	const char *bytes; // NUL-terminated
	size_t len;
};

struct filter_texts {
	enum filter_op op;
	size_t n;
	struct filter_text *values;
	uint32_t
	    *slots; // of a hash table of more than a few values for =: 0 = free, else value + 1; NULL = look at each
	uint32_t mask;
	size_t shortest, longest;  // with slots
	regex_t regex;             // REGEX
	struct filter_texts *next; // with one
};

struct filter_net {
	uint8_t family, prefix;
	uint8_t address[16];
};

struct filter_nets {
	size_t n;
	struct filter_net *nets;
};

// A value of evt.arg.NAME.
struct filter_argument_value {
	bool number_known;
	int64_t number;
	bool names; // of capitals, digits, _ and |: parts of flags are compared as whole words
};

// The bits of a value by one list of flags.
struct filter_flag_mask {
	const struct constants *flags;
	bool known;
	uint64_t bits;
};

#define FILTER_FLAG_LISTS 127u

struct filter_argument_test {
	struct filter_texts texts; // the values as text
	struct filter_argument_value *values;
	struct filter_numbers numbers; // of the values that are numbers: what = and the orders hold for
	bool some_text;                // one is not
	size_t n_lists;
	struct filter_flag_mask *masks; // CONTAINS: n for each list of flags that a call has there
};

struct filter_test {
	enum filter_test_kind kind;
	unsigned sources;
	unsigned needs;
	unsigned cost;
	unsigned values; // at most
	const struct filter_getter *getter;
	const char *argument;             // by name, or NULL
	int32_t index;                    // -1 = none
	const struct filter_calls *calls; // with getter->of_call
	union {
		const struct filter_call_set *set;
		const struct filter_numbers *numbers;
		struct filter_texts *texts;
		const struct filter_nets *nets;
		struct filter_argument_test *argument_test;
	};
};

bool filter_test_event(const struct filter_test *test, const struct event *event, struct filter_scratch *scratch);
// What getter->of_call says of the event's call; 0 = the event cannot have the value.
unsigned filter_of_call(const struct filter_test *test, const struct event *event);
bool filter_call_set_has(const struct filter_call_set *set, const struct event *event, struct filter_scratch *scratch);
bool filter_numbers_have(const struct filter_numbers *numbers, int64_t number);
uint32_t filter_text_hash(const char *text, size_t len);
static inline char filter_lower(char c) // ASCII, whatever the locale
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}
bool filter_texts_match(const struct filter_texts *texts, const char *text, size_t len);
bool filter_nets_have(const struct filter_nets *nets, const struct filter_datum *datum);
bool filter_argument_matches(const struct filter_subject *subject);
// fnmatch(3) without flags, in the C locale, in at most pattern × text steps.
bool filter_glob(const char *pattern, const char *text, size_t len);

// of_call of evt.arg: the place + 1, class, width, whether it is not always shown, and its list of flags + 1 in the test.
unsigned filter_argument_of_call(const struct filter_test *test, uint8_t abi, int32_t nr);
#define FILTER_ANSWER_CLASS    3u
#define FILTER_ANSWER_WIDTH    6u
#define FILTER_ANSWER_OPTIONAL 9u
#define FILTER_ANSWER_LIST     10u

// --- the tree before it is flat ---

enum filter_part_kind { FILTER_PART_TRUE, FILTER_PART_TEST, FILTER_PART_AND, FILTER_PART_OR, FILTER_PART_NOT };

struct filter_part {
	enum filter_part_kind kind;
	unsigned cost;
	struct filter_test *test;
	size_t n;
	struct filter_part **parts;
};

// Memory that goes with the program.
struct filter_arena {
	struct filter_arena_block *blocks;
};
void *filter_arena_alloc(struct filter_arena *arena, size_t count, size_t size); // zeroed, never NULL
char *filter_arena_text(struct filter_arena *arena, const char *text, size_t len);
void filter_arena_done(struct filter_arena *arena);

struct filter_part *filter_compile_check(struct filter_program *program, const struct filter_node *node);
struct filter_part *filter_part_new(struct filter_program *program, enum filter_part_kind kind, size_t n);
struct filter_part *filter_part_negate(struct filter_program *program, struct filter_part *of);
// TEST of a set, answered by the part for each call.
struct filter_part *filter_calls_part(struct filter_program *program, const struct filter_part *origin);
// Merges: the sets of `n` parts by and/or, one set the other way round.
struct filter_part *filter_calls_merge(struct filter_program *program, enum filter_part_kind kind,
				       struct filter_part **parts, size_t n);
bool filter_part_is_calls(const struct filter_part *part);
const struct filter_calls *filter_calls_of(struct filter_program *program, const struct filter_test *test);
bool filter_part_holds(const struct filter_part *part, const struct event *event, struct filter_scratch *scratch);

// --- the program ---

struct filter_instruction {
	const struct filter_test *test;
	uint32_t yes, no; // the next instruction, always a later one; n = the event matches, n + 1 = it does not
};

struct filter_program {
	_Atomic unsigned refs;
	unsigned needs;
	uint32_t start; // 0, or already the answer
	uint32_t n;
	struct filter_instruction *code;
	struct filter_texts *regexes;                     // to be freed
	const struct filter_calls *calls[FILTER_GETTERS]; // made so far
	struct filter_arena arena;
};

void filter_compile(struct filter_program *program, const struct filter *filter);
bool filter_run(const struct filter_program *program, uint32_t at, const struct event *event,
		struct filter_scratch *scratch);
