// SPDX-License-Identifier: Apache-2.0
// A chunk that is being read, shared by chunk_open.c (its frame) and chunk_decode.c (its columns).
#pragma once

#include "common/chunk/chunk_format.h"

#include <zstd.h>

struct column {
	const uint8_t *packed; // NULL: not in the chunk, zeros only
	uint32_t packed_len;
	uint32_t raw_len;
	uint8_t coding;
	bool loaded;
	uint64_t *values; // one an event; NULL for COLUMN_DATA and COLUMN_TASKS
	uint8_t *raw;     // COLUMN_DATA and COLUMN_TASKS
};

struct chunk {
	const uint8_t *bytes;
	size_t len;
	struct chunk_summary summary;
	struct chunk_call *calls;
	struct column columns[COLUMN_END];
	uint32_t n_tasks;
	uint32_t room;     // events that values have room for
	uint32_t *data_at; // of each event in COLUMN_DATA
	ZSTD_DCtx *zstd;
};

const char *chunk_column_name(unsigned id);
