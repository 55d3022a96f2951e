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

// Writes the column's raw_len bytes, expanded, to `to`.
static int unpack(struct chunk *chunk, unsigned id, uint8_t *to, struct error *err)
{
	const struct column *column = &chunk->columns[id];
	if (column->coding == CODING_PLAIN) {
		memcpy(to, column->packed, column->raw_len);
		return 0;
	}
	if (!chunk->zstd && !(chunk->zstd = ZSTD_createDCtx()))
		return error_set(err, ENOMEM, "no memory for column %s", chunk_column_name(id));
	size_t size = ZSTD_decompressDCtx(chunk->zstd, to, column->raw_len, column->packed, column->packed_len);
	if (ZSTD_isError(size) || size != column->raw_len)
		return error_set(err, EBADMSG, "column %s: %s", chunk_column_name(id),
				 ZSTD_isError(size) ? ZSTD_getErrorName(size) : "too short");
	return 0;
}

int chunk_load_raw(struct chunk *chunk, unsigned id, struct error *err)
{
	struct column *column = &chunk->columns[id];
	if (column->raw_len == 0)
		return 0;
	if (column->raw_len > column->raw_room) {
		free(column->raw);
		// At most CHUNK_MAX_RAW, see raw_len_fits. A zero behind it: ASan's regexec looks for the text's end itself.
		column->raw = calloc(1, column->raw_len + 1);
		column->raw_room = column->raw ? column->raw_len : 0;
		if (!column->raw)
			return error_set(err, ENOMEM, "no memory for column %s", chunk_column_name(id));
	}
	return unpack(chunk, id, column->raw, err);
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

static const uint8_t *task_of(const struct chunk *chunk, uint32_t i)
{
	return chunk_task(chunk, chunk->columns[COLUMN_TASK].values[i]);
}

static uint32_t event_slot(const struct chunk *chunk, uint32_t i)
{
	return chunk_slot(chunk->calls[chunk->columns[COLUMN_CALL].values[i]].nr, le_get32(task_of(chunk, i) + 4));
}

// 0 = the process of the last event of the same task.
static int finish_processes(struct chunk *chunk, struct error *err)
{
	uint64_t *values = chunk->columns[COLUMN_PROCESS].values;
	uint64_t end = chunk->columns[COLUMN_PROCESSES].n_entries + 1u;
	uint16_t last[CHUNK_MAX_EVENTS];
	int r = chunk_load_values(chunk, COLUMN_TASK, err);
	if (r < 0 || !chunk->columns[COLUMN_PROCESS].packed)
		return r;
	const uint64_t *tasks = chunk->columns[COLUMN_TASK].values;
	memset(last, 0, chunk->n_tasks * sizeof(*last));
	for (uint32_t i = 0; i < chunk->summary.n_events; i++) {
		if (values[i] > end)
			return error_set(err, EBADMSG, "column process: %llu is out of range",
					 (unsigned long long)values[i]);
		if (values[i])
			last[tasks[i]] = (uint16_t)(values[i] - 1);
		values[i] = last[tasks[i]];
	}
	return 0;
}

// 0 = the object of the last event in the same slot, 1 = the one behind the highest so far.
static int finish_objects(struct chunk *chunk, struct error *err)
{
	uint64_t *values = chunk->columns[COLUMN_OBJECT].values;
	uint64_t n = chunk->columns[COLUMN_OBJECTS].n_entries, highest = 0;
	uint16_t last[CHUNK_SLOTS] = {0};
	int r = chunk_load_values(chunk, COLUMN_TASK, err);
	if (r == 0)
		r = chunk_load_values(chunk, COLUMN_CALL, err);
	if (r == 0)
		r = chunk_load_tasks(chunk, err);
	if (r < 0 || !chunk->columns[COLUMN_OBJECT].packed)
		return r;
	for (uint32_t i = 0; i < chunk->summary.n_events; i++) {
		uint16_t *slot = &last[event_slot(chunk, i)];
		if (values[i] > n + 2 || (values[i] == 1 && highest == n))
			return error_set(err, EBADMSG, "column object: %llu is out of range",
					 (unsigned long long)values[i]);
		if (values[i])
			*slot = (uint16_t)(values[i] == 1 ? highest + 1 : values[i] - 2);
		highest = *slot > highest ? *slot : highest;
		values[i] = *slot;
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
	case COLUMN_PROCESS:
		return finish_processes(chunk, err);
	case COLUMN_OBJECT:
		return finish_objects(chunk, err);
	default:
		return 0; // arguments are finished together, see load_args
	}
}

int chunk_load_values(struct chunk *chunk, unsigned id, struct error *err)
{
	struct column *column = &chunk->columns[id];
	if (column->loaded)
		return 0;
	if (!column->values)
		column->values = xcalloc(chunk->room, sizeof(*column->values));
	else
		memset(column->values, 0, chunk->summary.n_events * sizeof(*column->values));
	if (column->packed) {
		if (!chunk->varints)
			chunk->varints = xcalloc(chunk->room, CHUNK_VARINT_MAX);
		int r = unpack(chunk, id, chunk->varints, err);
		if (r < 0)
			return r;
		if (read_varints(chunk->varints, column->raw_len, chunk->summary.n_events, column->values) < 0)
			return error_set(err, EBADMSG, "column %s: not a row of %u numbers", chunk_column_name(id),
					 chunk->summary.n_events);
	}
	int r = finish_values(chunk, id, err);
	column->loaded = r == 0;
	return r;
}

int chunk_load_tasks(struct chunk *chunk, struct error *err)
{
	struct column *column = &chunk->columns[COLUMN_TASKS];
	if (column->loaded)
		return 0;
	int r = chunk_load_raw(chunk, COLUMN_TASKS, err);
	if (r < 0)
		return r;
	for (uint32_t i = 0; i < chunk->n_tasks; i++) {
		if (chunk_task(chunk, i)[CHUNK_TASK_SIZE - 1] != '\0')
			return error_set(err, EBADMSG, "task %u: the name has no end", i);
	}
	column->loaded = true;
	return 0;
}

// What fits in a glance: all but arguments and captured memory.
static int load_head(struct chunk *chunk, struct error *err)
{
	if (chunk->columns[COLUMN_TASKS].loaded && chunk->columns[COLUMN_FLAGS].loaded)
		return 0;
	for (unsigned id = COLUMN_TS; id <= COLUMN_FLAGS; id++) {
		int r = chunk_load_values(chunk, id, err);
		if (r < 0)
			return r;
	}
	return chunk_load_tasks(chunk, err);
}

static int load_args(struct chunk *chunk, struct error *err)
{
	if (chunk->columns[COLUMN_ARG5].loaded)
		return 0;
	uint64_t *values[RECORD_ARGS];
	for (unsigned k = 0; k < RECORD_ARGS; k++) {
		chunk->columns[COLUMN_ARG0 + k].loaded =
		    false; // a part of them may have been loaded before another failed
		int r = chunk_load_values(chunk, COLUMN_ARG0 + k, err);
		if (r < 0)
			return r;
		values[k] = chunk->columns[COLUMN_ARG0 + k].values;
		chunk->columns[COLUMN_ARG0 + k].loaded = false;
	}
	uint64_t last[CHUNK_SLOTS][RECORD_ARGS] = {{0}};
	for (uint32_t i = 0; i < chunk->summary.n_events; i++) {
		uint64_t *slot = last[event_slot(chunk, i)];
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
	int r = chunk_load_values(chunk, COLUMN_DATA_LEN, err);
	if (r < 0)
		return r;
	if (!chunk->data_at)
		chunk->data_at = xcalloc(chunk->room, sizeof(*chunk->data_at));
	uint64_t sum = 0;
	for (uint32_t i = 0; i < chunk->summary.n_events; i++) {
		chunk->data_at[i] = (uint32_t)sum;
		sum += pad8((uint32_t)chunk->columns[COLUMN_DATA_LEN].values[i]);
		if (sum > data->raw_len)
			break;
	}
	if (sum != data->raw_len)
		return error_set(err, EBADMSG, "column data: the lengths do not add up to %u bytes", data->raw_len);
	r = chunk_load_raw(chunk, COLUMN_DATA, err);
	if (r < 0)
		return r;
	data->loaded = true;
	return 0;
}

static void fill_head(const struct chunk *chunk, uint32_t i, struct event *event)
{
	const struct chunk_call *call = &chunk->calls[chunk->columns[COLUMN_CALL].values[i]];
	const uint8_t *task = task_of(chunk, i);
	*event = (struct event){
	    .seq = chunk->summary.first_seq + i,
	    .ts = chunk->columns[COLUMN_TS].values[i],
	    .duration = chunk->columns[COLUMN_DURATION].values[i],
	    .ret = (int64_t)chunk->columns[COLUMN_RET].values[i],
	    .pid = le_get32(task),
	    .tid = le_get32(task + 4),
	    .nr = call->nr,
	    .kind = call->kind,
	    .abi = call->abi,
	    .flags = (uint16_t)chunk->columns[COLUMN_FLAGS].values[i],
	};
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

static int load_subjects(struct chunk *chunk, struct error *err)
{
	int r = chunk_load_values(chunk, COLUMN_PROCESS, err);
	if (r == 0)
		r = chunk_load_values(chunk, COLUMN_OBJECT, err);
	if (r == 0)
		r = chunk_load_processes(chunk, err);
	return r == 0 ? chunk_load_objects(chunk, err) : r;
}

int chunk_event(struct chunk *chunk, uint32_t i, struct event *ret_event, struct error *err)
{
	int r = load_head(chunk, err);
	if (r >= 0)
		r = load_args(chunk, err);
	if (r >= 0)
		r = load_data(chunk, err);
	if (r >= 0)
		r = load_subjects(chunk, err);
	if (r >= 0)
		r = chunk_event_head(chunk, i, ret_event, err);
	if (r < 0)
		return r;
	for (unsigned k = 0; k < RECORD_ARGS; k++)
		ret_event->args[k] = chunk->columns[COLUMN_ARG0 + k].values[i];
	ret_event->data_len = (uint32_t)chunk->columns[COLUMN_DATA_LEN].values[i];
	if (ret_event->data_len)
		ret_event->data = chunk->columns[COLUMN_DATA].raw + chunk->data_at[i];
	ret_event->process = chunk_process(chunk, chunk->columns[COLUMN_PROCESS].values[i]);
	ret_event->object = chunk_object(chunk, chunk->columns[COLUMN_OBJECT].values[i]);
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
