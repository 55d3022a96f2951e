// SPDX-License-Identifier: Apache-2.0
// A chunk that is being read, shared by chunk_open.c (its frame), chunk_decode.c (its columns) and chunk_entries.c (its dictionaries).
#pragma once

#include "common/chunk/chunk_format.h"

#include <zstd.h>

struct column {
	const uint8_t *packed; // NULL: not in the chunk, zeros only
	uint32_t packed_len;
	uint32_t raw_len;
	uint16_t n_entries; // of COLUMN_PROCESSES and COLUMN_OBJECTS
	uint8_t coding;
	bool loaded;
	uint64_t *values; // one an event; NULL where raw is used
	uint8_t *raw;     // COLUMN_DATA and the dictionaries
	uint32_t raw_room;
};

struct chunk {
	const uint8_t *bytes;
	size_t len;
	struct chunk_summary summary;
	struct chunk_call *calls;
	struct column columns[COLUMN_END];
	uint32_t n_tasks;
	uint32_t room;                   // events that values have room for
	uint32_t *data_at;               // of each event in COLUMN_DATA
	uint8_t *varints;                // scratch: a column of numbers, expanded
	struct event_process *processes; // entry i stands at i - 1; they point into the raw column
	struct event_object *objects;
	uint32_t process_room, object_room;
	ZSTD_DCtx *zstd;
};

const char *chunk_column_name(unsigned id);
// These unpack and check when it was not done before.
int chunk_load_values(struct chunk *chunk, unsigned id, struct error *err);
int chunk_load_raw(struct chunk *chunk, unsigned id, struct error *err); // not yet checked, not marked as loaded
int chunk_load_tasks(struct chunk *chunk, struct error *err);
int chunk_load_processes(struct chunk *chunk, struct error *err);
int chunk_load_objects(struct chunk *chunk, struct error *err);

static inline const uint8_t *chunk_task(const struct chunk *chunk, uint64_t index)
{
	return chunk->columns[COLUMN_TASKS].raw + index * CHUNK_TASK_SIZE;
}

// Entry 0 is none.
static inline const struct event_process *chunk_process(const struct chunk *chunk, uint64_t index)
{
	return index ? &chunk->processes[index - 1] : NULL;
}

static inline const struct event_object *chunk_object(const struct chunk *chunk, uint64_t index)
{
	return index ? &chunk->objects[index - 1] : NULL;
}
