// SPDX-License-Identifier: Apache-2.0
// What can stand at a place of a filter's text: shared by the command line, the API and the client.
#pragma once

#include "common/filter/filter_ast.h"

#define FILTER_CANDIDATES_MAX 100u

enum filter_candidate_kind {
	FILTER_CANDIDATE_FIELD,
	FILTER_CANDIDATE_OPERATOR,
	FILTER_CANDIDATE_VALUE,
	FILTER_CANDIDATE_MACRO,
	FILTER_CANDIDATE_WORD, // and, or, not, (
};

struct filter_candidate {
	enum filter_candidate_kind kind;
	char text[96]; // what goes in
	char help[160];
};

struct filter_completion {
	uint32_t from, to; // bytes of the text that a candidate replaces
	size_t n;
	struct filter_candidate *candidates; // at most FILTER_CANDIDATES_MAX, best first
	size_t left_out;                     // that were too many
};

// Names of macros are given by the caller; NULL = there are none. cursor: bytes; beyond the end means the end. Never fails: where nothing
// fits, n is 0. The text may be wrong elsewhere.
void filter_complete(const char *text, size_t len, size_t cursor, const char *const *macros, size_t n_macros,
		     struct filter_completion *ret_completion);
void filter_completion_done(struct filter_completion *completion);
DEFINE_AUTO_VALUE(filter_completion, filter_completion_done);
