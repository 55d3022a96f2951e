// SPDX-License-Identifier: Apache-2.0
// Chunks of events as the detector made them, beside what a query needs to pass over those without a match; and the sums by second
// and call that are written with them.
#pragma once

#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/chunk/chunk.h"
#include "server/repository/chunk_facts.h"
#include "server/repository/db.h"
#include "server/repository/filter_prune.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// -EEXIST when the scan has a chunk with this first number.
int chunk_repository_insert(struct db *tx, const struct uuid *scan, const struct chunk_summary *summary,
			    const struct chunk_facts *facts, const void *bytes, size_t len, struct error *err);

// Sums of one call in one second, column-wise for the statement.
struct chunk_seconds {
	size_t n;
	const int64_t *seconds, *calls; // call keys
	const int64_t *counts, *errors, *times;
};

// Adds to what is there. No pair of second and call may come twice.
int chunk_repository_add_seconds(struct db *tx, const struct uuid *scan, const struct chunk_seconds *sums,
				 struct error *err);

#define CHUNK_READ_PARAMS 4 // that chunk_repository_read has itself

struct chunk_read {
	bool backward;
	uint64_t seq; // chunks with numbers behind (forward) or before it
	const struct filter_prune
	    *prune; // made with CHUNK_READ_PARAMS + 1: chunks without a possible match are left out; NULL = none are
	unsigned limit; // chunks
};

// Rows in the order of reading: first_seq, last_seq, bytes (see chunk_repository_bytes).
int chunk_repository_read(struct db *db, const struct uuid *scan, const struct chunk_read *read,
			  struct db_result **ret_result, struct error *err);
// Belongs to the result.
const uint8_t *chunk_repository_bytes(const struct db_result *result, int row, size_t *ret_len);
uint64_t chunk_repository_first_seq(const struct db_result *result, int row);
uint64_t chunk_repository_last_seq(const struct db_result *result, int row);
