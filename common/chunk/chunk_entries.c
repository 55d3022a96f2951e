// SPDX-License-Identifier: Apache-2.0
// The dictionaries, and columns one by one: what a filter reads that is decided once an entry.
#include "common/chunk/chunk.h"

#include <string.h>

#include "common/base/alloc.h"
#include "common/base/le.h"
#include "common/chunk/chunk_internal.h"

// A dictionary being read: at becomes NULL with the first thing that is not sound.
struct reading {
	const uint8_t *at, *end;
};

static uint64_t read_number(struct reading *reading, uint64_t max)
{
	uint64_t value = 0;
	if (reading->at)
		reading->at = varint_get(reading->at, reading->end, &value);
	if (value > max)
		reading->at = NULL;
	return reading->at ? value : 0;
}

static const uint8_t *read_bytes(struct reading *reading, size_t len)
{
	const uint8_t *bytes = reading->at;
	if (!bytes || (size_t)(reading->end - bytes) < len) {
		reading->at = NULL;
		return NULL;
	}
	reading->at += len;
	return bytes;
}

static uint8_t read_byte(struct reading *reading, uint8_t max)
{
	const uint8_t *byte = read_bytes(reading, 1);
	if (byte && *byte > max)
		reading->at = NULL;
	return byte ? *byte : 0;
}

// A NUL behind and none inside.
static const char *read_text(struct reading *reading)
{
	size_t len = read_number(reading, CHUNK_TEXT_MAX);
	if (len == 0)
		return "";
	const uint8_t *text = read_bytes(reading, len + 1);
	if (!text)
		return "";
	if (memchr(text, '\0', len + 1) != text + len)
		reading->at = NULL;
	return (const char *)text;
}

static void read_address(struct reading *reading, uint8_t address[static 16])
{
	uint8_t len = read_byte(reading, 16);
	const uint8_t *bytes = read_bytes(reading, len);
	if (len != 0 && len != 4 && len != 16)
		reading->at = NULL;
	else if (bytes)
		memcpy(address, bytes, len);
}

static void read_process(struct reading *reading, struct event_process *process)
{
	process->pid = (uint32_t)read_number(reading, UINT32_MAX);
	process->ppid = (uint32_t)read_number(reading, UINT32_MAX);
	process->uid = (uint32_t)read_number(reading, UINT32_MAX) - 1u; // 0 = EVENT_NO_ID
	process->gid = (uint32_t)read_number(reading, UINT32_MAX) - 1u;
	process->start_ts = read_number(reading, UINT64_MAX);
	process->user = read_text(reading);
	process->exe = read_text(reading);
	process->args = read_text(reading);
	process->cwd = read_text(reading);
	process->container_id = read_text(reading);
	process->container_name = read_text(reading);
	process->container_image = read_text(reading);
	const char *comm = read_text(reading);
	size_t len = strlen(comm);
	if (len >= RECORD_COMM)
		reading->at = NULL;
	else
		memcpy(process->comm, comm, len);
}

static int read_processes(struct chunk *chunk, uint32_t n, uint8_t *depths, struct error *err)
{
	const struct column *column = &chunk->columns[COLUMN_PROCESSES];
	struct reading reading = {column->raw, column->raw + column->raw_len};
	for (uint32_t i = 0; i < n; i++) {
		struct event_process *process = &chunk->processes[i];
		*process = (struct event_process){0};
		uint64_t parent = read_number(&reading, i); // entries count from 1: i of them stand before this one
		if (parent) {
			process->parent = &chunk->processes[parent - 1];
			depths[i] = (uint8_t)(depths[parent - 1] + 1);
		}
		read_process(&reading, process);
		if (!reading.at || depths[i] > EVENT_ANCESTORS_MAX)
			return error_set(err, EBADMSG, "process %u is not sound", i + 1);
	}
	if (reading.at != reading.end)
		return error_set(err, EBADMSG, "column processes: bytes behind the last entry");
	return 0;
}

int chunk_load_processes(struct chunk *chunk, struct error *err)
{
	struct column *column = &chunk->columns[COLUMN_PROCESSES];
	uint32_t n = column->n_entries;
	if (column->loaded || n == 0)
		return 0;
	int r = chunk_load_raw(chunk, COLUMN_PROCESSES, err);
	if (r < 0)
		return r;
	if (n > chunk->process_room) {
		free(chunk->processes);
		chunk->processes = xcalloc(n, sizeof(*chunk->processes));
		chunk->process_room = n;
	}
	AUTO_FREE uint8_t *depths = xcalloc(n, 1);
	r = read_processes(chunk, n, depths, err);
	column->loaded = r == 0;
	return r;
}

static void read_object(struct reading *reading, struct event_object *object)
{
	object->type = read_byte(reading, EVENT_OBJECT_END - 1);
	object->role = read_byte(reading, EVENT_ROLE_SERVER);
	object->protocol = read_byte(reading, UINT8_MAX);
	int64_t fd = (int64_t)unzigzag(read_number(reading, UINT32_MAX)); // what zigzag makes of 32 bits
	object->fd = (int32_t)fd;
	object->local_port = (uint16_t)read_number(reading, UINT16_MAX);
	object->remote_port = (uint16_t)read_number(reading, UINT16_MAX);
	read_address(reading, object->local);
	read_address(reading, object->remote);
	object->name = read_text(reading);
	object->path = read_text(reading);
	object->path2 = read_text(reading);
}

int chunk_load_objects(struct chunk *chunk, struct error *err)
{
	struct column *column = &chunk->columns[COLUMN_OBJECTS];
	uint32_t n = column->n_entries;
	if (column->loaded || n == 0)
		return 0;
	int r = chunk_load_raw(chunk, COLUMN_OBJECTS, err);
	if (r < 0)
		return r;
	if (n > chunk->object_room) {
		free(chunk->objects);
		chunk->objects = xcalloc(n, sizeof(*chunk->objects));
		chunk->object_room = n;
	}
	struct reading reading = {column->raw, column->raw + column->raw_len};
	for (uint32_t i = 0; i < n; i++) {
		chunk->objects[i] = (struct event_object){0};
		read_object(&reading, &chunk->objects[i]);
		if (!reading.at)
			return error_set(err, EBADMSG, "object %u is not sound", i + 1);
	}
	if (reading.at != reading.end)
		return error_set(err, EBADMSG, "column objects: bytes behind the last entry");
	column->loaded = true;
	return 0;
}

static const uint8_t value_columns[] = {
    [CHUNK_VALUES_TS] = COLUMN_TS,         [CHUNK_VALUES_DURATION] = COLUMN_DURATION,
    [CHUNK_VALUES_CALL] = COLUMN_CALL,     [CHUNK_VALUES_TASK] = COLUMN_TASK,
    [CHUNK_VALUES_RET] = COLUMN_RET,       [CHUNK_VALUES_PROCESS] = COLUMN_PROCESS,
    [CHUNK_VALUES_OBJECT] = COLUMN_OBJECT,
};

const uint64_t *chunk_values(struct chunk *chunk, enum chunk_values id, struct error *err)
{
	unsigned column = value_columns[id];
	return chunk_load_values(chunk, column, err) < 0 ? NULL : chunk->columns[column].values;
}

uint32_t chunk_entries(struct chunk *chunk, enum chunk_values id, struct error *err)
{
	switch (id) {
	case CHUNK_VALUES_CALL:
		return chunk->summary.n_calls;
	case CHUNK_VALUES_TASK:
		return chunk_load_tasks(chunk, err) < 0 ? 0 : chunk->n_tasks;
	case CHUNK_VALUES_PROCESS:
		return chunk_load_processes(chunk, err) < 0 ? 0 : chunk->columns[COLUMN_PROCESSES].n_entries + 1u;
	case CHUNK_VALUES_OBJECT:
		return chunk_load_objects(chunk, err) < 0 ? 0 : chunk->columns[COLUMN_OBJECTS].n_entries + 1u;
	default:
		(void)error_set(err, EINVAL, "column %s has no dictionary", chunk_column_name(value_columns[id]));
		return 0;
	}
}

static void fill_task(const struct chunk *chunk, uint32_t i, struct event *event)
{
	const uint8_t *task = chunk_task(chunk, i);
	event->pid = le_get32(task);
	event->tid = le_get32(task + 4);
	memcpy(event->comm, task + 8, RECORD_COMM);
}

int chunk_entry(struct chunk *chunk, enum chunk_values id, uint32_t i, struct event *ret_event, struct error *err)
{
	uint32_t n = chunk_entries(chunk, id, err);
	if (n == 0)
		return -err->code;
	if (i >= n)
		return error_set(err, EINVAL, "entry %u of %u", i, n);
	*ret_event = (struct event){0};
	if (id == CHUNK_VALUES_CALL) {
		ret_event->kind = chunk->calls[i].kind;
		ret_event->abi = chunk->calls[i].abi;
		ret_event->nr = chunk->calls[i].nr;
	} else if (id == CHUNK_VALUES_TASK) {
		fill_task(chunk, i, ret_event);
	} else if (id == CHUNK_VALUES_PROCESS) {
		ret_event->process = chunk_process(chunk, i);
	} else {
		ret_event->object = chunk_object(chunk, i);
	}
	return 0;
}
