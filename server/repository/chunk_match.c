// SPDX-License-Identifier: Apache-2.0
#include "server/repository/chunk_match.h"

#include <errno.h>
#include <string.h>

struct reader {
	struct chunk *chunk;
	struct error *err;
	uint64_t seq[CHUNK_MAX_EVENTS];
};

static const enum chunk_values values_of[FILTER_COLUMNS] = {
    [FILTER_COLUMN_TS] = CHUNK_VALUES_TS,         [FILTER_COLUMN_DURATION] = CHUNK_VALUES_DURATION,
    [FILTER_COLUMN_CALL] = CHUNK_VALUES_CALL,     [FILTER_COLUMN_TASK] = CHUNK_VALUES_TASK,
    [FILTER_COLUMN_RET] = CHUNK_VALUES_RET,       [FILTER_COLUMN_PROCESS] = CHUNK_VALUES_PROCESS,
    [FILTER_COLUMN_OBJECT] = CHUNK_VALUES_OBJECT,
};

// The one column that a chunk does not store.
static const uint64_t *number_events(struct reader *reader)
{
	const struct chunk_summary *summary = chunk_summary(reader->chunk);
	for (uint32_t i = 0; i < summary->n_events; i++)
		reader->seq[i] = summary->first_seq + i;
	return reader->seq;
}

static const uint64_t *read_column(void *ctx, enum filter_column id)
{
	struct reader *reader = ctx;
	return id == FILTER_COLUMN_SEQ ? number_events(reader)
				       : chunk_values(reader->chunk, values_of[id], reader->err);
}

static uint32_t read_entries(void *ctx, enum filter_column id)
{
	struct reader *reader = ctx;
	return chunk_entries(reader->chunk, values_of[id], reader->err);
}

static bool read_entry(void *ctx, enum filter_column id, uint32_t i, struct event *ret_event)
{
	struct reader *reader = ctx;
	return chunk_entry(reader->chunk, values_of[id], i, ret_event, reader->err) == 0;
}

static bool read_event(void *ctx, uint32_t i, struct event *ret_event)
{
	struct reader *reader = ctx;
	return chunk_event(reader->chunk, i, ret_event, reader->err) == 0;
}

int chunk_match(const struct filter_program *program, struct chunk *chunk, uint64_t *bits,
		struct filter_scratch *scratch, struct error *err)
{
	struct reader reader;
	reader.chunk = chunk;
	reader.err = err;
	err->code = 0;
	struct filter_columns columns = {
	    .n = chunk_summary(chunk)->n_events,
	    .column = read_column,
	    .entries = read_entries,
	    .entry = read_entry,
	    .event = read_event,
	    .ctx = &reader,
	};
	memset(bits, 0, CHUNK_MATCH_WORDS * sizeof(*bits));
	if (filter_match_columns(program, &columns, bits, scratch))
		return 0;
	return err->code ? -err->code : error_set(err, ENOMEM, "no room to look through %u events", columns.n);
}
