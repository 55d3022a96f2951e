// SPDX-License-Identifier: Apache-2.0
// A column is decompressed and checked when it is first asked for.
#include "common/chunk/chunk.h"

#include <string.h>

#include "common/base/alloc.h"
#include "common/base/le.h"
#include "common/chunk/chunk_internal.h"

const struct chunk_summary *chunk_summary(const struct chunk *chunk)
{
	return &chunk->summary;
}

// Appends the column's bytes, expanded, to raw, which is empty.
static int unpack(struct chunk *chunk, unsigned id, struct buffer *raw, struct error *err)
{
	const struct column *column = &chunk->columns[id];
	uint8_t *to = buffer_reserve(raw, column->raw_len); // bounded by raw_len_fits
	if (!to || (!chunk->zstd && !(chunk->zstd = ZSTD_createDCtx())))
		return error_set(err, ENOMEM, "no memory for column %s", chunk_column_name(id));
	if (column->coding == CODING_PLAIN) {
		memcpy(to, column->packed, column->raw_len);
		return 0;
	}
	size_t size = ZSTD_decompressDCtx(chunk->zstd, to, column->raw_len, column->packed, column->packed_len);
	if (ZSTD_isError(size) || size != column->raw_len)
		return error_set(err, EBADMSG, "column %s: %s", chunk_column_name(id),
				 ZSTD_isError(size) ? ZSTD_getErrorName(size) : "too short");
	return 0;
}

static int read_varints(const uint8_t *raw, size_t len, uint32_t n, uint64_t *values)
{
	const uint8_t *end = raw + len;
	for (uint32_t i = 0; i < n; i++) {
		if (raw < end && *raw < 0x80) {
			values[i] = *raw++;
			continue;
		}
		raw = varint_get(raw, end, &values[i]);
		if (!raw)
			return -EBADMSG;
	}
	return raw == end ? 0 : -EBADMSG;
}

static int check_range(const struct column *column, unsigned id, uint32_t n, uint64_t limit, struct error *err)
{
	for (uint32_t i = 0; i < n; i++) {
		if (column->values[i] >= limit)
			return error_set(err, EBADMSG, "column %s: %llu is out of range", chunk_column_name(id),
					 (unsigned long long)column->values[i]);
	}
	return 0;
}

// From what is stored to what it means, for the columns that stand on their own.
static int finish_values(struct chunk *chunk, unsigned id, struct error *err)
{
	struct column *column = &chunk->columns[id];
	uint32_t n = chunk->summary.n_events;
	uint64_t sum = 0;
	switch (id) {
	case COLUMN_TS:
		for (uint32_t i = 0; i < n; i++)
			column->values[i] = sum += unzigzag(column->values[i]);
		return 0;
	case COLUMN_DURATION:
		for (uint32_t i = 0; i < n; i++)
			column->values[i] -= 1;
		return 0;
	case COLUMN_RET:
		for (uint32_t i = 0; i < n; i++)
			column->values[i] = unzigzag(column->values[i]);
		return 0;
	case COLUMN_CALL:
		return check_range(column, id, n, chunk->summary.n_calls, err);
	case COLUMN_TASK:
		return check_range(column, id, n, chunk->n_tasks, err);
	case COLUMN_FLAGS:
		return check_range(column, id, n, UINT16_MAX + 1u, err);
	case COLUMN_DATA_LEN:
		return check_range(column, id, n, CHUNK_MAX_RAW + 1u, err);
	default:
		return 0; // arguments are finished together, see load_args
	}
}

static int load_values(struct chunk *chunk, unsigned id, struct error *err)
{
	struct column *column = &chunk->columns[id];
	if (column->loaded)
		return 0;
	if (!column->values)
		column->values = xcalloc(chunk->room, sizeof(*column->values));
	else
		memset(column->values, 0, chunk->summary.n_events * sizeof(*column->values));
	if (column->packed) {
		AUTO_VALUE(buffer) struct buffer raw;
		buffer_init(&raw, CHUNK_MAX_RAW);
		int r = unpack(chunk, id, &raw, err);
		if (r < 0)
			return r;
		if (read_varints(raw.data, raw.len, chunk->summary.n_events, column->values) < 0)
			return error_set(err, EBADMSG, "column %s: not a row of %u numbers", chunk_column_name(id),
					 chunk->summary.n_events);
	}
	int r = finish_values(chunk, id, err);
	column->loaded = r == 0;
	return r;
}

static int load_tasks(struct chunk *chunk, struct error *err)
{
	struct column *column = &chunk->columns[COLUMN_TASKS];
	if (column->loaded)
		return 0;
	AUTO_VALUE(buffer) struct buffer raw;
	buffer_init(&raw, CHUNK_MAX_RAW);
	int r = unpack(chunk, COLUMN_TASKS, &raw, err);
	if (r < 0)
		return r;
	for (uint32_t i = 0; i < chunk->n_tasks; i++) {
		if (raw.data[i * CHUNK_TASK_SIZE + CHUNK_TASK_SIZE - 1] != '\0')
			return error_set(err, EBADMSG, "task %u: the name has no end", i);
	}
	column->raw = buffer_take(&raw, NULL);
	column->loaded = true;
	return 0;
}

// What fits in a glance: all but arguments and captured memory.
static int load_head(struct chunk *chunk, struct error *err)
{
	if (chunk->columns[COLUMN_TASKS].loaded && chunk->columns[COLUMN_FLAGS].loaded)
		return 0;
	for (unsigned id = COLUMN_TS; id <= COLUMN_FLAGS; id++) {
		int r = load_values(chunk, id, err);
		if (r < 0)
			return r;
	}
	return load_tasks(chunk, err);
}

static uint32_t task_id(const struct chunk *chunk, uint32_t i, unsigned offset)
{
	return le_get32(chunk->columns[COLUMN_TASKS].raw + chunk->columns[COLUMN_TASK].values[i] * CHUNK_TASK_SIZE +
			offset);
}

static int load_args(struct chunk *chunk, struct error *err)
{
	if (chunk->columns[COLUMN_ARG5].loaded)
		return 0;
	uint64_t *values[RECORD_ARGS];
	for (unsigned k = 0; k < RECORD_ARGS; k++) {
		chunk->columns[COLUMN_ARG0 + k].loaded =
		    false; // a part of them may have been loaded before another failed
		int r = load_values(chunk, COLUMN_ARG0 + k, err);
		if (r < 0)
			return r;
		values[k] = chunk->columns[COLUMN_ARG0 + k].values;
		chunk->columns[COLUMN_ARG0 + k].loaded = false;
	}
	uint64_t last[CHUNK_SLOTS][RECORD_ARGS] = {{0}};
	for (uint32_t i = 0; i < chunk->summary.n_events; i++) {
		int32_t nr = chunk->calls[chunk->columns[COLUMN_CALL].values[i]].nr;
		uint64_t *slot = last[chunk_slot(nr, task_id(chunk, i, 4))];
		for (unsigned k = 0; k < RECORD_ARGS; k++)
			values[k][i] = slot[k] += unzigzag(values[k][i]);
	}
	chunk->columns[COLUMN_ARG5].loaded = true;
	return 0;
}

static int load_data(struct chunk *chunk, struct error *err)
{
	struct column *data = &chunk->columns[COLUMN_DATA];
	if (data->loaded)
		return 0;
	int r = load_values(chunk, COLUMN_DATA_LEN, err);
	if (r < 0)
		return r;
	AUTO_FREE uint32_t *data_at = xcalloc(chunk->summary.n_events, sizeof(*data_at));
	uint64_t sum = 0;
	for (uint32_t i = 0; i < chunk->summary.n_events; i++) {
		data_at[i] = (uint32_t)sum;
		sum += pad8((uint32_t)chunk->columns[COLUMN_DATA_LEN].values[i]);
		if (sum > data->raw_len)
			break;
	}
	if (sum != data->raw_len)
		return error_set(err, EBADMSG, "column data: the lengths do not add up to %u bytes", data->raw_len);
	AUTO_VALUE(buffer) struct buffer raw;
	buffer_init(&raw, CHUNK_MAX_RAW);
	if (data->raw_len) {
		r = unpack(chunk, COLUMN_DATA, &raw, err);
		if (r < 0)
			return r;
	}
	data->raw = buffer_take(&raw, NULL);
	chunk->data_at = take_ptr(&data_at);
	data->loaded = true;
	return 0;
}

static void fill_head(const struct chunk *chunk, uint32_t i, struct event *event)
{
	const struct chunk_call *call = &chunk->calls[chunk->columns[COLUMN_CALL].values[i]];
	*event = (struct event){
	    .seq = chunk->summary.first_seq + i,
	    .ts = chunk->columns[COLUMN_TS].values[i],
	    .duration = chunk->columns[COLUMN_DURATION].values[i],
	    .ret = (int64_t)chunk->columns[COLUMN_RET].values[i],
	    .pid = task_id(chunk, i, 0),
	    .tid = task_id(chunk, i, 4),
	    .nr = call->nr,
	    .kind = call->kind,
	    .abi = call->abi,
	    .flags = (uint16_t)chunk->columns[COLUMN_FLAGS].values[i],
	};
	const uint8_t *task =
	    chunk->columns[COLUMN_TASKS].raw + chunk->columns[COLUMN_TASK].values[i] * CHUNK_TASK_SIZE;
	memcpy(event->comm, task + 8, RECORD_COMM);
}

int chunk_event_head(struct chunk *chunk, uint32_t i, struct event *ret_event, struct error *err)
{
	if (i >= chunk->summary.n_events)
		return error_set(err, EINVAL, "event %u of a chunk of %u", i, chunk->summary.n_events);
	int r = load_head(chunk, err);
	if (r < 0)
		return r;
	fill_head(chunk, i, ret_event);
	return 0;
}

int chunk_event(struct chunk *chunk, uint32_t i, struct event *ret_event, struct error *err)
{
	int r = load_head(chunk, err);
	if (r >= 0)
		r = load_args(chunk, err);
	if (r >= 0)
		r = load_data(chunk, err);
	if (r >= 0)
		r = chunk_event_head(chunk, i, ret_event, err);
	if (r < 0)
		return r;
	for (unsigned k = 0; k < RECORD_ARGS; k++)
		ret_event->args[k] = chunk->columns[COLUMN_ARG0 + k].values[i];
	ret_event->data_len = (uint32_t)chunk->columns[COLUMN_DATA_LEN].values[i];
	if (ret_event->data_len)
		ret_event->data = chunk->columns[COLUMN_DATA].raw + chunk->data_at[i];
	return 0;
}

static int check_calls(const struct chunk *chunk, const struct chunk_call *seen, struct error *err)
{
	for (uint32_t c = 0; c < chunk->summary.n_calls; c++) {
		const struct chunk_call *told = &chunk->calls[c];
		if (told->count != seen[c].count || told->errors != seen[c].errors || told->time_ns != seen[c].time_ns)
			return error_set(err, EBADMSG, "the summary of call %d does not fit its events", told->nr);
	}
	return 0;
}

int chunk_verify(struct chunk *chunk, struct error *err)
{
	struct event event;
	int r = chunk_event(chunk, 0, &event, err);
	if (r < 0)
		return r;
	AUTO_FREE struct chunk_call *seen = xcalloc(chunk->summary.n_calls, sizeof(*seen));
	uint64_t min_ts = UINT64_MAX, max_ts = 0;
	for (uint32_t i = 0; i < chunk->summary.n_events; i++) {
		fill_head(chunk, i, &event);
		chunk_count(&seen[chunk->columns[COLUMN_CALL].values[i]], &event);
		min_ts = event.ts < min_ts ? event.ts : min_ts;
		max_ts = event.ts > max_ts ? event.ts : max_ts;
	}
	if (min_ts != chunk->summary.min_ts || max_ts != chunk->summary.max_ts)
		return error_set(err, EBADMSG, "the summary's time range is not that of the events");
	return check_calls(chunk, seen, err);
}
