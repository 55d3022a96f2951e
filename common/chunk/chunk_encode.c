// SPDX-License-Identifier: Apache-2.0
// Each event goes straight into the columns as it is added; finish only sorts the table of calls and compresses.
#include "common/chunk/chunk.h"

#include <assert.h>
#include <string.h>
#include <zstd.h>

#include "common/base/alloc.h"
#include "common/base/crc32c.h"
#include "common/base/le.h"
#include "common/chunk/chunk_subjects.h"

// With all other columns at their largest this still fits CHUNK_MAX_BYTES when nothing compresses.
#define MAX_DATA      (5u << 19)
#define HASH_SIZE     8192u // twice CHUNK_MAX_EVENTS: there is always a free place
#define CALL_MAX_SIZE (2u + 4u * CHUNK_VARINT_MAX)

struct column {
	uint8_t *bytes;
	size_t len;
	size_t cap;
	uint64_t any; // all values or-ed: 0 = the column is left out
};

struct chunk_writer {
	ZSTD_CCtx *zstd;
	struct chunk_subjects *subjects;
	uint32_t n_events, n_calls, n_tasks;
	uint64_t first_seq, last_ts, min_ts, max_ts;
	uint32_t last_task;
	struct column columns[COLUMN_END];
	struct chunk_call calls[CHUNK_MAX_EVENTS]; // in the order of their first event
	uint16_t call_of[CHUNK_MAX_EVENTS];        // of each event
	uint16_t call_hash[HASH_SIZE];             // index + 1, 0 = free
	uint16_t task_hash[HASH_SIZE];
	uint64_t last_args[CHUNK_SLOTS][RECORD_ARGS];
	struct buffer packed;
};

static void start_anew(struct chunk_writer *writer)
{
	writer->n_events = writer->n_calls = writer->n_tasks = writer->last_task = 0;
	writer->last_ts = 0;
	chunk_subjects_clear(writer->subjects);
	for (unsigned id = 1; id < COLUMN_END; id++) {
		writer->columns[id].len = 0;
		writer->columns[id].any = 0;
	}
	memset(writer->call_hash, 0, sizeof(writer->call_hash));
	memset(writer->task_hash, 0, sizeof(writer->task_hash));
	memset(writer->last_args, 0, sizeof(writer->last_args));
}

struct chunk_writer *chunk_writer_new(void)
{
	struct chunk_writer *writer = xcalloc(1, sizeof(*writer));
	writer->zstd = ZSTD_createCCtx();
	if (!writer->zstd)
		abort(); // as xcalloc does
	(void)ZSTD_CCtx_setParameter(writer->zstd, ZSTD_c_compressionLevel, 1);
	writer->subjects = chunk_subjects_new();
	for (unsigned id = COLUMN_TS; id <= COLUMN_OBJECT; id++) {
		if (id == COLUMN_DATA || id == COLUMN_TASKS)
			continue;
		writer->columns[id].cap = (size_t)CHUNK_MAX_EVENTS * CHUNK_VARINT_MAX;
		writer->columns[id].bytes = xcalloc(1, writer->columns[id].cap);
	}
	writer->columns[COLUMN_TASKS].cap = (size_t)CHUNK_MAX_EVENTS * CHUNK_TASK_SIZE;
	writer->columns[COLUMN_TASKS].bytes = xcalloc(1, writer->columns[COLUMN_TASKS].cap);
	buffer_init(&writer->packed, CHUNK_MAX_BYTES);
	start_anew(writer);
	return writer;
}

void chunk_writer_free(struct chunk_writer *writer)
{
	if (!writer)
		return;
	for (unsigned id = 1; id < COLUMN_END; id++)
		free(writer->columns[id].bytes);
	buffer_done(&writer->packed);
	chunk_subjects_free(writer->subjects);
	(void)ZSTD_freeCCtx(writer->zstd);
	free(writer);
}

static void put(struct chunk_writer *writer, unsigned id, uint64_t value)
{
	struct column *column = &writer->columns[id];
	column->len = (size_t)(varint_put(column->bytes + column->len, value) - column->bytes);
	column->any |= value;
}

static uint32_t hash32(uint32_t a, uint32_t b)
{
	uint64_t mixed = (((uint64_t)a << 32) | b) * 0x9e3779b97f4a7c15ull;
	return (uint32_t)(mixed >> 40);
}

static uint32_t find_call(struct chunk_writer *writer, const struct event *event)
{
	uint32_t at = hash32((uint32_t)event->kind << 8 | event->abi, (uint32_t)event->nr);
	for (;; at++) {
		uint16_t *slot = &writer->call_hash[at % HASH_SIZE];
		if (*slot == 0) {
			*slot = (uint16_t)(writer->n_calls + 1);
			writer->calls[writer->n_calls] =
			    (struct chunk_call){.kind = event->kind, .abi = event->abi, .nr = event->nr};
			return writer->n_calls++;
		}
		const struct chunk_call *call = &writer->calls[*slot - 1];
		if (call->nr == event->nr && call->kind == event->kind && call->abi == event->abi)
			return *slot - 1u;
	}
}

static void make_task(const struct event *event, uint8_t task[static CHUNK_TASK_SIZE])
{
	memset(task, 0, CHUNK_TASK_SIZE);
	le_put32(task, event->pid);
	le_put32(task + 4, event->tid);
	memcpy(task + 8, event->comm,
	       strnlen(event->comm, RECORD_COMM - 1)); // what is behind the NUL is nobody's business
}

// The task's index; n_tasks and a free place in the hash table when it is new.
static uint32_t find_task(struct chunk_writer *writer, const struct event *event,
			  const uint8_t task[static CHUNK_TASK_SIZE], uint16_t **ret_place)
{
	const uint8_t *tasks = writer->columns[COLUMN_TASKS].bytes;
	if (writer->n_tasks && memcmp(tasks + writer->last_task * CHUNK_TASK_SIZE, task, CHUNK_TASK_SIZE) == 0)
		return writer->last_task;
	for (uint32_t at = hash32(event->tid, event->pid);; at++) {
		uint16_t *slot = &writer->task_hash[at % HASH_SIZE];
		if (*slot == 0) {
			*ret_place = slot;
			return writer->n_tasks;
		}
		if (memcmp(tasks + (*slot - 1u) * CHUNK_TASK_SIZE, task, CHUNK_TASK_SIZE) == 0)
			return *slot - 1u;
	}
}

static void add_task(struct chunk_writer *writer, const uint8_t task[static CHUNK_TASK_SIZE], uint16_t *place)
{
	struct column *tasks = &writer->columns[COLUMN_TASKS];
	memcpy(tasks->bytes + tasks->len, task, CHUNK_TASK_SIZE);
	tasks->len += CHUNK_TASK_SIZE;
	tasks->any = 1;
	*place = (uint16_t)++writer->n_tasks;
}

static int make_room(struct column *data, size_t len)
{
	size_t cap = data->cap ? data->cap : 65536;
	while (cap < data->len + len)
		cap *= 2;
	if (cap == data->cap)
		return 0;
	uint8_t *bytes = realloc(data->bytes, cap);
	if (!bytes)
		return -ENOMEM;
	data->bytes = bytes;
	data->cap = cap;
	return 0;
}

static void put_data(struct chunk_writer *writer, const struct event *event)
{
	struct column *data = &writer->columns[COLUMN_DATA];
	size_t padded = pad8(event->data_len);
	memcpy(data->bytes + data->len, event->data, event->data_len);
	memset(data->bytes + data->len + event->data_len, 0, padded - event->data_len);
	data->len += padded;
	data->any = 1;
}

static void put_args(struct chunk_writer *writer, const struct event *event)
{
	uint64_t *last = writer->last_args[chunk_slot(event->nr, event->tid)];
	for (unsigned i = 0; i < RECORD_ARGS; i++) {
		put(writer, COLUMN_ARG0 + i, zigzag(event->args[i] - last[i]));
		last[i] = event->args[i];
	}
}

static void put_rest(struct chunk_writer *writer, const struct event *event)
{
	if (writer->n_events == 0) {
		writer->first_seq = event->seq;
		writer->min_ts = writer->max_ts = event->ts;
	}
	writer->min_ts = event->ts < writer->min_ts ? event->ts : writer->min_ts;
	writer->max_ts = event->ts > writer->max_ts ? event->ts : writer->max_ts;
	put(writer, COLUMN_TS, zigzag(event->ts - writer->last_ts));
	writer->last_ts = event->ts;
	put(writer, COLUMN_DURATION, event->duration + 1);
	put(writer, COLUMN_RET, zigzag((uint64_t)event->ret));
	put(writer, COLUMN_FLAGS, event->flags);
	put_args(writer, event);
	put(writer, COLUMN_DATA_LEN, event->data_len);
	if (event->data_len)
		put_data(writer, event);
	uint32_t call = find_call(writer, event);
	chunk_count(&writer->calls[call], event);
	writer->call_of[writer->n_events++] = (uint16_t)call;
}

int chunk_writer_add(struct chunk_writer *writer, const struct event *event)
{
	assert(event->kind >= EVENT_SYSCALL && event->kind <= EVENT_EXIT && event->abi <= RECORD_ABI_X32);
	assert(event->seq > 0 && event->seq < INT64_MAX - CHUNK_MAX_EVENTS && event->ts <= INT64_MAX);
	if (event->data_len > MAX_DATA)
		return -EMSGSIZE;
	if (writer->n_events == CHUNK_MAX_EVENTS || writer->columns[COLUMN_DATA].len + pad8(event->data_len) > MAX_DATA)
		return -ENOSPC;
	if (writer->n_events && event->seq != writer->first_seq + writer->n_events)
		return -ENOSPC;
	if (event->data_len && make_room(&writer->columns[COLUMN_DATA], pad8(event->data_len)) < 0)
		return -ENOMEM;
	uint8_t task_bytes[CHUNK_TASK_SIZE];
	uint16_t *place = NULL;
	uint32_t process = 0, object = 0;
	make_task(event, task_bytes);
	uint32_t task = find_task(writer, event, task_bytes, &place);
	if (chunk_subjects_add(writer->subjects, event, task, chunk_slot(event->nr, event->tid), &process, &object) < 0)
		return -ENOSPC;
	if (place) // from here on nothing fails
		add_task(writer, task_bytes, place);
	writer->last_task = task;
	put(writer, COLUMN_TASK, task);
	put(writer, COLUMN_PROCESS, process);
	put(writer, COLUMN_OBJECT, object);
	put_rest(writer, event);
	return 0;
}

uint32_t chunk_writer_count(const struct chunk_writer *writer)
{
	return writer->n_events;
}

size_t chunk_writer_bytes(const struct chunk_writer *writer)
{
	size_t sum = writer->n_events; // the column of calls is made at the end
	for (unsigned id = 1; id < COLUMN_END; id++)
		sum += writer->columns[id].len;
	return sum + chunk_subjects_processes(writer->subjects)->bytes.len +
	       chunk_subjects_objects(writer->subjects)->bytes.len;
}

static int compare_calls(const void *left, const void *right, void *ctx)
{
	const struct chunk_call *calls = ctx;
	const struct chunk_call *a = &calls[*(const uint16_t *)left];
	const struct chunk_call *b = &calls[*(const uint16_t *)right];
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->abi != b->abi)
		return a->abi < b->abi ? -1 : 1;
	return a->nr < b->nr ? -1 : a->nr > b->nr;
}

// Appends the sorted table of calls to out and fills COLUMN_CALL with the places in it.
static int put_calls(struct chunk_writer *writer, struct buffer *out)
{
	AUTO_FREE uint16_t *sorted = xcalloc(writer->n_calls, sizeof(*sorted));
	AUTO_FREE uint16_t *place = xcalloc(writer->n_calls, sizeof(*place));
	for (uint32_t i = 0; i < writer->n_calls; i++)
		sorted[i] = (uint16_t)i;
	qsort_r(sorted, writer->n_calls, sizeof(*sorted), compare_calls, writer->calls);
	for (uint32_t i = 0; i < writer->n_calls; i++) {
		const struct chunk_call *call = &writer->calls[sorted[i]];
		uint8_t bytes[CALL_MAX_SIZE] = {call->kind, call->abi};
		uint8_t *end = varint_put(bytes + 2, zigzag((uint64_t)(int64_t)call->nr));
		end = varint_put(end, call->count);
		end = varint_put(end, call->errors);
		end = varint_put(end, call->time_ns);
		place[sorted[i]] = (uint16_t)i;
		(void)buffer_append(out, bytes, (size_t)(end - bytes));
	}
	writer->columns[COLUMN_CALL].len = writer->columns[COLUMN_CALL].any = 0;
	for (uint32_t i = 0; i < writer->n_events; i++)
		put(writer, COLUMN_CALL, place[writer->call_of[i]]);
	return out->failed ? -ENOBUFS : 0;
}

// Appends the column's bytes, compressed where that pays, to packed and its line to directory.
static int pack_column(struct chunk_writer *writer, unsigned id, const struct dictionary *dictionary,
		       struct buffer *directory, struct error *err)
{
	const uint8_t *bytes = dictionary ? dictionary->bytes.data : writer->columns[id].bytes;
	size_t len = dictionary ? dictionary->bytes.len : writer->columns[id].len;
	struct buffer *packed = &writer->packed;
	uint8_t entry[CHUNK_ENTRY_SIZE] = {(uint8_t)id, CODING_PLAIN};
	size_t size = len;
	size_t start = packed->len;
	if (len >= CHUNK_PACK_FROM) {
		size_t bound = ZSTD_compressBound(len);
		uint8_t *to = buffer_reserve(packed, bound);
		if (!to)
			return error_set(err, ENOBUFS, "the chunk is larger than %u bytes", CHUNK_MAX_BYTES);
		size = ZSTD_compress2(writer->zstd, to, bound, bytes, len);
		packed->len = start;
		if (ZSTD_isError(size))
			return error_set(err, ENOMEM, "zstd: %s", ZSTD_getErrorName(size));
		entry[1] = size < len ? CODING_ZSTD : CODING_PLAIN;
	}
	if (entry[1] == CODING_ZSTD)
		packed->len = start + size;
	else if (buffer_append(packed, bytes, size = len) < 0)
		return error_set(err, ENOBUFS, "the chunk is larger than %u bytes", CHUNK_MAX_BYTES);
	le_put16(entry + 2, dictionary ? (uint16_t)dictionary->n : 0);
	le_put32(entry + 4, (uint32_t)len);
	le_put32(entry + 8, (uint32_t)size);
	(void)buffer_append(directory, entry, sizeof(entry));
	return 0;
}

static int pack_columns(struct chunk_writer *writer, struct buffer *directory, struct error *err)
{
	for (unsigned id = 1; id < COLUMN_END; id++) {
		const struct dictionary *dictionary = id == COLUMN_PROCESSES
							  ? chunk_subjects_processes(writer->subjects)
						      : id == COLUMN_OBJECTS ? chunk_subjects_objects(writer->subjects)
									     : NULL;
		if (dictionary ? dictionary->n == 0 : writer->columns[id].any == 0 && id != COLUMN_TASKS)
			continue;
		int r = pack_column(writer, id, dictionary, directory, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static void put_header(const struct chunk_writer *writer, size_t n_columns, size_t size, uint8_t *to)
{
	le_put32(to + CHUNK_AT_MAGIC, CHUNK_MAGIC);
	le_put16(to + CHUNK_AT_VERSION, CHUNK_VERSION);
	le_put16(to + CHUNK_AT_COLUMNS, (uint16_t)n_columns);
	le_put64(to + CHUNK_AT_FIRST_SEQ, writer->first_seq);
	le_put32(to + CHUNK_AT_EVENTS, writer->n_events);
	le_put32(to + CHUNK_AT_CALLS, writer->n_calls);
	le_put64(to + CHUNK_AT_MIN_TS, writer->min_ts);
	le_put64(to + CHUNK_AT_MAX_TS, writer->max_ts);
	le_put32(to + CHUNK_AT_SIZE, (uint32_t)size);
	le_put32(to + CHUNK_AT_CRC, 0);
}

int chunk_writer_finish(struct chunk_writer *writer, struct buffer *out, struct error *err)
{
	if (writer->n_events == 0)
		return error_set(err, EINVAL, "a chunk needs at least one event");
	AUTO_VALUE(buffer) struct buffer calls;
	AUTO_VALUE(buffer) struct buffer directory;
	buffer_init(&calls, (size_t)CHUNK_MAX_EVENTS * CALL_MAX_SIZE);
	buffer_init(&directory, (size_t)COLUMN_END * CHUNK_ENTRY_SIZE);
	buffer_clear(&writer->packed);
	if (put_calls(writer, &calls) < 0)
		return error_set(err, ENOMEM, "no memory for the chunk's table of calls");
	int r = pack_columns(writer, &directory, err);
	if (r < 0)
		return r;
	size_t size = CHUNK_HEADER_SIZE + directory.len + calls.len + writer->packed.len;
	uint8_t *to = size <= CHUNK_MAX_BYTES ? buffer_reserve(out, size) : NULL;
	if (!to)
		return error_set(err, ENOBUFS, "no room for a chunk of %zu bytes", size);
	put_header(writer, directory.len / CHUNK_ENTRY_SIZE, size, to);
	memcpy(to + CHUNK_HEADER_SIZE, directory.data, directory.len);
	memcpy(to + CHUNK_HEADER_SIZE + directory.len, calls.data, calls.len);
	memcpy(to + size - writer->packed.len, writer->packed.data, writer->packed.len);
	le_put32(to + CHUNK_AT_CRC, crc32c(0, to, size)); // over itself as 0
	start_anew(writer);
	return 0;
}
