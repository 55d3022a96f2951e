// SPDX-License-Identifier: Apache-2.0
// Where events of a scan were lost.
#pragma once

#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/wire/wire.h"
#include "server/repository/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int gap_repository_insert(struct db *tx, const struct uuid *scan, const struct wire_gap *gap, struct error *err);
// Is any number of this range in a gap, or in a chunk?
int gap_repository_overlaps_gap(struct db *tx, const struct uuid *scan, uint64_t first_seq, uint64_t last_seq,
				bool *ret_overlaps, struct error *err);
int gap_repository_overlaps_chunk(struct db *tx, const struct uuid *scan, uint64_t first_seq, uint64_t last_seq,
				  bool *ret_overlaps, struct error *err);

struct gap_list {
	struct wire_gap *items;
	size_t n;
};

// Gaps that have a number in first_seq … last_seq, in order, at most `limit` (the first ones, or the last ones when `backward`).
int gap_repository_list(struct db *db, const struct uuid *scan, uint64_t first_seq, uint64_t last_seq, unsigned limit,
			bool backward, struct gap_list *ret_list, struct error *err);
void gap_list_done(struct gap_list *list);
DEFINE_AUTO_VALUE(gap_list, gap_list_done);
