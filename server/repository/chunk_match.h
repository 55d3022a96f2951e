// SPDX-License-Identifier: Apache-2.0
// Which events of a stored chunk a filter takes: column by column, so that what the filter does not ask for stays packed.
#pragma once

#include "common/base/error.h"
#include "common/chunk/chunk.h"
#include "common/filter/filter_program.h"

#define CHUNK_MATCH_WORDS (CHUNK_MAX_EVENTS / 64)

// Sets bit i of bits (CHUNK_MATCH_WORDS words, overwritten) for each event i of the chunk that matches: the answer of filter_match to
// chunk_event. -EBADMSG when a column that it needs is unsound.
int chunk_match(const struct filter_program *program, struct chunk *chunk, uint64_t *bits,
		struct filter_scratch *scratch, struct error *err);
