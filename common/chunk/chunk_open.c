// SPDX-License-Identifier: Apache-2.0
// Opening checks the frame of a chunk: header, checksum, directory, table of calls. No column is touched.
#include "common/chunk/chunk.h"

#include "common/base/alloc.h"
#include "common/base/crc32c.h"
#include "common/base/le.h"
#include "common/chunk/chunk_internal.h"

#define RAW_KEPT (1u << 20) // bytes of one column that a chunk which reads many keeps for the next

static const char *const column_names[COLUMN_END] = {
    [COLUMN_TS] = "ts",           [COLUMN_DURATION] = "duration", [COLUMN_CALL] = "call",
    [COLUMN_TASK] = "task",       [COLUMN_RET] = "ret",           [COLUMN_FLAGS] = "flags",
    [COLUMN_ARG0] = "arg0",       [COLUMN_ARG0 + 1] = "arg1",     [COLUMN_ARG0 + 2] = "arg2",
    [COLUMN_ARG0 + 3] = "arg3",   [COLUMN_ARG0 + 4] = "arg4",     [COLUMN_ARG5] = "arg5",
    [COLUMN_DATA_LEN] = "lens",   [COLUMN_DATA] = "data",         [COLUMN_TASKS] = "tasks",
    [COLUMN_PROCESS] = "process", [COLUMN_OBJECT] = "object",     [COLUMN_PROCESSES] = "processes",
    [COLUMN_OBJECTS] = "objects",
};

const char *chunk_column_name(unsigned id)
{
	return column_names[id];
}

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
	free(chunk->varints);
	free(chunk->processes);
	free(chunk->objects);
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
	unsigned version = le_get16(bytes + CHUNK_AT_VERSION);
	if (version == 0 || version > CHUNK_VERSION)
		return error_set(err, EBADMSG, "chunk version %u, known are 1 to %u", version, CHUNK_VERSION);
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
	if (id == COLUMN_PROCESSES || id == COLUMN_OBJECTS)
		return raw_len <= CHUNK_MAX_RAW;
	return raw_len >= n && raw_len <= n * CHUNK_VARINT_MAX;
}

// Can so many entries stand in this many bytes?
static bool entries_fit(unsigned id, uint32_t n_entries, uint32_t raw_len)
{
	uint32_t least = id == COLUMN_PROCESSES ? CHUNK_PROCESS_MIN : id == COLUMN_OBJECTS ? CHUNK_OBJECT_MIN : 0;
	if (least == 0)
		return n_entries == 0;
	return n_entries > 0 && n_entries <= CHUNK_MAX_ENTRIES && n_entries <= raw_len / least;
}

static int read_entry(struct chunk *chunk, const uint8_t *entry, unsigned last_id, struct error *err)
{
	unsigned id = entry[0];
	unsigned end = le_get16(chunk->bytes + CHUNK_AT_VERSION) == 1 ? COLUMN_END_V1 : COLUMN_END;
	if (id <= last_id || id >= end || entry[1] > CODING_ZSTD)
		return error_set(err, EBADMSG, "directory: column %u after %u, coding %u", id, last_id, entry[1]);
	struct column *column = &chunk->columns[id];
	column->coding = entry[1];
	column->n_entries = le_get16(entry + 2);
	column->raw_len = le_get32(entry + 4);
	column->packed_len = le_get32(entry + 8);
	if (!raw_len_fits(id, column->raw_len, chunk->summary.n_events) || column->packed_len > chunk->len ||
	    !entries_fit(id, column->n_entries, column->raw_len) ||
	    (column->coding == CODING_PLAIN && column->packed_len != column->raw_len))
		return error_set(err, EBADMSG, "column %s: %u bytes in %u", chunk_column_name(id), column->raw_len,
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
			return error_set(err, EBADMSG, "column %s ends behind the chunk", chunk_column_name(id));
		if (column->raw_len)
			column->packed = at;
		at += column->packed_len;
		left -= column->packed_len;
	}
	if (left)
		return error_set(err, EBADMSG, "%zu bytes behind the last column", left);
	return 0;
}

// Forgets what was decoded; keeps the zstd context, the values where they have room for the new number of events, and moderate
// memory of the rest.
static void forget(struct chunk *chunk)
{
	bool grows = chunk->summary.n_events > chunk->room;
	if (grows) {
		chunk->room = chunk->summary.n_events;
		free(chunk->varints);
		chunk->varints = NULL;
		free(chunk->data_at);
		chunk->data_at = NULL;
	}
	for (unsigned id = 1; id < COLUMN_END; id++) {
		struct column *column = &chunk->columns[id];
		if (grows)
			free(column->values);
		if (column->raw_room > RAW_KEPT)
			free(column->raw);
		bool keeps_raw = column->raw_room <= RAW_KEPT;
		*column = (struct column){
		    .values = grows ? NULL : column->values,
		    .raw = keeps_raw ? column->raw : NULL,
		    .raw_room = keeps_raw ? column->raw_room : 0,
		};
	}
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
