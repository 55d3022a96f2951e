// SPDX-License-Identifier: Apache-2.0
// The part of a filter that only asks which call an event is and whether it failed: it has an answer for each call and outcome, whatever
// else is in the event.
#pragma once

#include "common/filter/filter_program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// True when the whole subtree asks nothing else.
bool filter_cells_fit(const struct filter_node *node);
// The answer of such a filter's program.
bool filter_cell_match(const struct filter_program *program, int64_t call, bool failed, struct filter_scratch *scratch);

// All calls, signals and ends that the lists know (chunk_facts.h), in order.
size_t filter_cells_count(void);
int64_t filter_cells_call(size_t i); // a call key

// The answers for each of them.
struct filter_cells {
	bool *failed, *passed; // signals and ends are in passed
};
void filter_cells_of(const struct filter_node *const *parts, size_t n,
		     struct filter_cells *ret_cells); // AND of the parts
void filter_cells_done(struct filter_cells *cells);
