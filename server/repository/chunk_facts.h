// SPDX-License-Identifier: Apache-2.0
// What a chunk says of its events' values without being opened: column scan_chunk.facts has a hash of each value of the fields below,
// so that "field = value" needs only the chunks that have its hash. A hash that two values share costs a look, never a miss.
// The hashes are stored: changing how they are made needs a migration that makes the old ones null.
#pragma once

#include "common/base/cleanup.h"
#include "common/chunk/chunk.h"
#include "common/filter/filter_value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Calls with a greater number, or of an unknown abi, are not in the lists that filters are turned into: the fact CHUNK_FACT_ODD_CALL
// says that the chunk has one.
#define CHUNK_CALLS_MAX   576
#define CHUNK_ABIS        3
#define CHUNK_SIGNALS_MAX 128

struct chunk_facts {
	int32_t *items; // sorted, once each
	size_t n;
	int64_t max_duration; // -1 = none is known
};

// Of a verified chunk.
void chunk_facts_of(struct chunk *chunk, struct chunk_facts *ret_facts);
void chunk_facts_done(struct chunk_facts *facts);
DEFINE_AUTO_VALUE(chunk_facts, chunk_facts_done);

// Is it a field with facts? Several fields can share the facts of one (fd.rip those of fd.ip): ret_field is that one.
bool chunk_facts_has(enum filter_field_id field, enum filter_field_id *ret_field);
// The hash of a value of a field with facts of its own.
int32_t chunk_fact(enum filter_field_id field, const struct filter_field_value *value);
// The fact that says: the field has so many values in this chunk that they are not all listed.
int32_t chunk_fact_many(enum filter_field_id field);
int32_t chunk_fact_odd_call(void);
