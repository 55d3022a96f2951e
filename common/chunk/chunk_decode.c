// SPDX-License-Identifier: Apache-2.0
// Opening checks the frame of a chunk; a column is decompressed and checked when it is first asked for.
#include "common/chunk/chunk.h"

#include <string.h>
#include <zstd.h>

#include "common/base/alloc.h"
#include "common/base/crc32c.h"
#include "common/base/le.h"
#include "common/chunk/chunk_format.h"

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

static const char *const column_names[COLUMN_END] = {
    [COLUMN_TS] = "ts",         [COLUMN_DURATION] = "duration", [COLUMN_CALL] = "call",     [COLUMN_TASK] = "task",
    [COLUMN_RET] = "ret",       [COLUMN_FLAGS] = "flags",       [COLUMN_ARG0] = "arg0",     [COLUMN_ARG0 + 1] = "arg1",
    [COLUMN_ARG0 + 2] = "arg2", [COLUMN_ARG0 + 3] = "arg3",     [COLUMN_ARG0 + 4] = "arg4", [COLUMN_ARG5] = "arg5",
    [COLUMN_DATA_LEN] = "lens", [COLUMN_DATA] = "data",         [COLUMN_TASKS] = "tasks",
};

void chunk_free(struct chunk *chunk)
{
	if (!chunk)
		return;
	for (unsigned id = 1; id < COLUMN_END; id++) {
		free(chunk->columns[id].values);
		free(chunk->columns[id].raw);
	}
	(void)ZSTD_freeDCtx(chunk->zstd);
	free(chunk->data_at);
	free(chunk->calls);
	free(chunk);
}

static uint32_t checksum(const uint8_t *bytes, size_t len)
{
	static const uint8_t zeros[4];
	uint32_t crc = crc32c(0, bytes, CHUNK_AT_CRC);
	crc = crc32c(crc, zeros, sizeof(zeros)); // the checksum counts itself as 0
	return crc32c(crc, bytes + CHUNK_HEADER_SIZE, len - CHUNK_HEADER_SIZE);
}

static int check_frame(const uint8_t *bytes, size_t len, struct error *err)
{
	if (len < CHUNK_HEADER_SIZE || len > CHUNK_MAX_BYTES)
		return error_set(err, EBADMSG, "a chunk cannot have %zu bytes", len);
	if (le_get32(bytes + CHUNK_AT_MAGIC) != CHUNK_MAGIC)
		return error_set(err, EBADMSG, "not a chunk: wrong magic number");
	if (le_get16(bytes + CHUNK_AT_VERSION) != CHUNK_VERSION)
		return error_set(err, EBADMSG, "chunk version %u, known is %u", le_get16(bytes + CHUNK_AT_VERSION),
				 CHUNK_VERSION);
	if (le_get32(bytes + CHUNK_AT_SIZE) != len)
		return error_set(err, EBADMSG, "chunk of %u bytes in %zu", le_get32(bytes + CHUNK_AT_SIZE), len);
	if (le_get32(bytes + CHUNK_AT_CRC) != checksum(bytes, len))
		return error_set(err, EBADMSG, "the chunk's checksum is wrong");
	return 0;
}

static int read_summary(struct chunk *chunk, struct error *err)
{
	struct chunk_summary *summary = &chunk->summary;
	summary->first_seq = le_get64(chunk->bytes + CHUNK_AT_FIRST_SEQ);
	summary->n_events = le_get32(chunk->bytes + CHUNK_AT_EVENTS);
	summary->n_calls = le_get32(chunk->bytes + CHUNK_AT_CALLS);
	summary->min_ts = le_get64(chunk->bytes + CHUNK_AT_MIN_TS);
	summary->max_ts = le_get64(chunk->bytes + CHUNK_AT_MAX_TS);
	if (summary->n_events == 0 || summary->n_events > CHUNK_MAX_EVENTS)
		return error_set(err, EBADMSG, "a chunk cannot have %u events", summary->n_events);
	if (summary->n_calls == 0 || summary->n_calls > summary->n_events)
		return error_set(err, EBADMSG, "%u calls for %u events", summary->n_calls, summary->n_events);
	if (summary->first_seq == 0 || summary->first_seq > INT64_MAX - CHUNK_MAX_EVENTS)
		return error_set(err, EBADMSG, "the first sequence number is out of range");
	if (summary->min_ts > summary->max_ts || summary->max_ts > INT64_MAX)
		return error_set(err, EBADMSG, "the time range is not sound");
	return 0;
}

// Can n events expand to this many bytes?
static bool raw_len_fits(unsigned id, uint32_t raw_len, uint32_t n)
{
	if (id == COLUMN_DATA)
		return raw_len > 0 && raw_len % 8 == 0 && raw_len <= CHUNK_MAX_RAW;
	if (id == COLUMN_TASKS)
		return raw_len > 0 && raw_len % CHUNK_TASK_SIZE == 0 && raw_len / CHUNK_TASK_SIZE <= n;
	return raw_len >= n && raw_len <= n * CHUNK_VARINT_MAX;
}

static int read_entry(struct chunk *chunk, const uint8_t *entry, unsigned last_id, struct error *err)
{
	unsigned id = entry[0];
	if (id <= last_id || id >= COLUMN_END || entry[1] > CODING_ZSTD || le_get16(entry + 2) != 0)
		return error_set(err, EBADMSG, "directory: column %u after %u, coding %u", id, last_id, entry[1]);
	struct column *column = &chunk->columns[id];
	column->coding = entry[1];
	column->raw_len = le_get32(entry + 4);
	column->packed_len = le_get32(entry + 8);
	if (!raw_len_fits(id, column->raw_len, chunk->summary.n_events) || column->packed_len > chunk->len ||
	    (column->coding == CODING_PLAIN && column->packed_len != column->raw_len))
		return error_set(err, EBADMSG, "column %s: %u bytes in %u", column_names[id], column->raw_len,
				 column->packed_len);
	return 0;
}

static const uint8_t *read_directory(struct chunk *chunk, struct error *err)
{
	unsigned n_columns = le_get16(chunk->bytes + CHUNK_AT_COLUMNS);
	const uint8_t *at = chunk->bytes + CHUNK_HEADER_SIZE;
	if (n_columns >= COLUMN_END || n_columns * CHUNK_ENTRY_SIZE > chunk->len - CHUNK_HEADER_SIZE) {
		(void)error_set(err, EBADMSG, "a chunk cannot have %u columns", n_columns);
		return NULL;
	}
	uint64_t raw_sum = 0;
	unsigned last_id = 0;
	for (unsigned i = 0; i < n_columns; i++, at += CHUNK_ENTRY_SIZE) {
		if (read_entry(chunk, at, last_id, err) < 0)
			return NULL;
		last_id = at[0];
		raw_sum += chunk->columns[last_id].raw_len;
	}
	if (raw_sum > CHUNK_MAX_RAW || chunk->columns[COLUMN_TASKS].raw_len == 0) {
		(void)error_set(err, EBADMSG, raw_sum > CHUNK_MAX_RAW ? "the chunk expands too far" : "no tasks");
		return NULL;
	}
	chunk->n_tasks = chunk->columns[COLUMN_TASKS].raw_len / CHUNK_TASK_SIZE;
	return at;
}

static bool call_before(const struct chunk_call *a, const struct chunk_call *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind;
	return a->abi != b->abi ? a->abi < b->abi : a->nr < b->nr;
}

// Returns the position behind the call, NULL when it is not sound.
static const uint8_t *read_call(const uint8_t *at, const uint8_t *end, struct chunk_call *call)
{
	uint64_t nr = 0, count = 0, errors = 0;
	if (end - at < 2)
		return NULL;
	call->kind = *at++;
	call->abi = *at++;
	if (!(at = varint_get(at, end, &nr)) || !(at = varint_get(at, end, &count)) ||
	    !(at = varint_get(at, end, &errors)) || !(at = varint_get(at, end, &call->time_ns)))
		return NULL;
	int64_t number = (int64_t)unzigzag(nr);
	if (call->kind < EVENT_SYSCALL || call->kind > EVENT_EXIT || call->abi > RECORD_ABI_X32 || number < INT32_MIN ||
	    number > INT32_MAX || count == 0 || count > CHUNK_MAX_EVENTS || errors > count || call->time_ns > INT64_MAX)
		return NULL;
	call->nr = (int32_t)number;
	call->count = (uint32_t)count;
	call->errors = (uint32_t)errors;
	return at;
}

static const uint8_t *read_calls(struct chunk *chunk, const uint8_t *at, struct error *err)
{
	const uint8_t *end = chunk->bytes + chunk->len;
	uint64_t sum = 0;
	chunk->calls = xcalloc(chunk->summary.n_calls, sizeof(*chunk->calls));
	chunk->summary.calls = chunk->calls;
	for (uint32_t i = 0; i < chunk->summary.n_calls; i++) {
		at = read_call(at, end, &chunk->calls[i]);
		if (!at || (i && !call_before(&chunk->calls[i - 1], &chunk->calls[i]))) {
			(void)error_set(err, EBADMSG, "call %u of the table is not sound or not in order", i);
			return NULL;
		}
		sum += chunk->calls[i].count;
	}
	if (sum != chunk->summary.n_events) {
		(void)error_set(err, EBADMSG, "the calls count %llu events of %u", (unsigned long long)sum,
				chunk->summary.n_events);
		return NULL;
	}
	return at;
}

static int place_columns(struct chunk *chunk, const uint8_t *at, struct error *err)
{
	size_t left = (size_t)(chunk->bytes + chunk->len - at);
	for (unsigned id = 1; id < COLUMN_END; id++) {
		struct column *column = &chunk->columns[id];
		if (column->packed_len > left)
			return error_set(err, EBADMSG, "column %s ends behind the chunk", column_names[id]);
		if (column->raw_len)
			column->packed = at;
		at += column->packed_len;
		left -= column->packed_len;
	}
	if (left)
		return error_set(err, EBADMSG, "%zu bytes behind the last column", left);
	return 0;
}

// Forgets what was decoded; keeps the zstd context, and the values where they have room for the new number of events.
static void forget(struct chunk *chunk)
{
	bool grows = chunk->summary.n_events > chunk->room;
	if (grows)
		chunk->room = chunk->summary.n_events;
	for (unsigned id = 1; id < COLUMN_END; id++) {
		struct column *column = &chunk->columns[id];
		free(column->raw);
		if (grows)
			free(column->values);
		*column = (struct column){.values = grows ? NULL : column->values};
	}
	free(chunk->data_at);
	chunk->data_at = NULL;
	free(chunk->calls);
	chunk->calls = NULL;
}

static int read_frame(struct chunk *chunk, const void *bytes, size_t len, struct error *err)
{
	int r = check_frame(bytes, len, err);
	if (r < 0)
		return r;
	chunk->bytes = bytes;
	chunk->len = len;
	r = read_summary(chunk, err);
	if (r < 0)
		return r;
	forget(chunk);
	const uint8_t *at = read_directory(chunk, err);
	if (at)
		at = read_calls(chunk, at, err);
	return at ? place_columns(chunk, at, err) : -err->code;
}

int chunk_open(const void *bytes, size_t len, struct chunk **ret_chunk, struct error *err)
{
	AUTO(chunk) struct chunk *chunk = NULL;
	int r = chunk_reopen(&chunk, bytes, len, err);
	if (r == 0)
		*ret_chunk = take_ptr(&chunk);
	return r;
}

int chunk_reopen(struct chunk **chunk, const void *bytes, size_t len, struct error *err)
{
	if (!*chunk)
		*chunk = xcalloc(1, sizeof(**chunk));
	int r = read_frame(*chunk, bytes, len, err);
	if (r < 0) {
		chunk_free(*chunk);
		*chunk = NULL;
	}
	return r;
}

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
		return error_set(err, ENOMEM, "no memory for column %s", column_names[id]);
	if (column->coding == CODING_PLAIN) {
		memcpy(to, column->packed, column->raw_len);
		return 0;
	}
	size_t size = ZSTD_decompressDCtx(chunk->zstd, to, column->raw_len, column->packed, column->packed_len);
	if (ZSTD_isError(size) || size != column->raw_len)
		return error_set(err, EBADMSG, "column %s: %s", column_names[id],
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
			return error_set(err, EBADMSG, "column %s: %llu is out of range", column_names[id],
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
			return error_set(err, EBADMSG, "column %s: not a row of %u numbers", column_names[id],
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
