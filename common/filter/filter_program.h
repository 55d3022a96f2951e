// SPDX-License-Identifier: Apache-2.0
// filter_eval: a filter compiled once into a flat program, then run on events without allocating. A comparison with a value that is not
// there is false, but != is then true: evt.arg.flags != 0 of a call without flags holds.
#pragma once

#include "common/base/buffer.h"
#include "common/event/event.h"
#include "common/filter/filter_ast.h"

struct filter_program;

// The program copies what it needs: the filter may go. Never fails: the tree is sound.
struct filter_program *filter_program_new(const struct filter *filter);
// Counted: for one that several share. Atomic.
struct filter_program *filter_program_ref(struct filter_program *program);
void filter_program_free(struct filter_program *program); // drops one reference
DEFINE_AUTO(filter_program, filter_program_free);
bool filter_program_is_all(const struct filter_program *program);
unsigned filter_program_needs(const struct filter_program *program); // FILTER_NEEDS_*

// For texts that must be formatted; one for each thread, reused.
struct filter_scratch {
	struct buffer line;
	struct buffer masks; // of events, by instruction
	struct buffer entries;
};
void filter_scratch_init(struct filter_scratch *scratch);
void filter_scratch_done(struct filter_scratch *scratch);
DEFINE_AUTO_VALUE(filter_scratch, filter_scratch_done);

bool filter_match(const struct filter_program *program, const struct event *event, struct filter_scratch *scratch);

enum filter_verdict { FILTER_NO, FILTER_YES, FILTER_MAYBE };
// With only the parts of the event that `have` names (FILTER_NEEDS_*) unpacked: MAYBE = the rest decides.
enum filter_verdict filter_match_part(const struct filter_program *program, const struct event *event, unsigned have,
				      struct filter_scratch *scratch);

// --- column by column, over a chunk ---

enum filter_column { // one u64 (or i64) an event
	FILTER_COLUMN_SEQ,
	FILTER_COLUMN_TS,
	FILTER_COLUMN_DURATION, // EVENT_DURATION_UNKNOWN as it is
	FILTER_COLUMN_CALL,     // index into calls
	FILTER_COLUMN_TASK,     // index into tasks
	FILTER_COLUMN_RET,
	FILTER_COLUMN_PROCESS, // index into processes
	FILTER_COLUMN_OBJECT,  // index into objects
	FILTER_COLUMNS,
};

// What a chunk gives: each column is unpacked when first asked for. Dictionary conditions (calls, tasks, processes, objects) are
// decided once an entry, then looked up for each event.
struct filter_columns {
	uint32_t n; // events
	// n values; NULL when the column is unsound.
	const uint64_t *(*column)(void *ctx, enum filter_column id);
	// The size of a dictionary and entry i of it as an event with only that part filled in: calls kind, abi and nr; tasks pid, tid and
	// comm; processes .process; objects .object (NULL for entry "none").
	uint32_t (*entries)(void *ctx, enum filter_column id);
	bool (*entry)(void *ctx, enum filter_column id, uint32_t i, struct event *ret_event);
	// Event i whole, for what no column can tell.
	bool (*event)(void *ctx, uint32_t i, struct event *ret_event);
	void *ctx;
};

// Sets bit i of bits ((n + 63) / 64 words, overwritten) for each event that matches; false when a column is unsound. Same answer as
// filter_match for each event.
bool filter_match_columns(const struct filter_program *program, const struct filter_columns *columns, uint64_t *bits,
			  struct filter_scratch *scratch);
