// SPDX-License-Identifier: Apache-2.0
// A chunk from a detector that cannot be trusted. With its checksum put right, so that what stands behind it is reached.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/crc32c.h"
#include "common/base/le.h"
#include "common/chunk/chunk_format.h"
#include "tests/unit/support/chunk_forge.h"

static void read_text(const char *text)
{
	if (strlen(text) > CHUNK_TEXT_MAX)
		abort();
}

// Every byte that a reader may look at.
static void read_subjects(const struct event *event)
{
	unsigned generations = 0;
	for (const struct event_process *process = event->process; process; process = process->parent) {
		const char *const texts[] = {process->user,           process->exe,
					     process->args,           process->cwd,
					     process->container_id,   process->container_name,
					     process->container_image};
		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
			read_text(texts[i]);
		if (++generations > EVENT_ANCESTORS_MAX + 1)
			abort();
	}
	if (!event->object)
		return;
	if (event->object->type >= EVENT_OBJECT_END || event->object->role > EVENT_ROLE_SERVER)
		abort();
	read_text(event->object->name);
	read_text(event->object->path);
	read_text(event->object->path2);
}

// The way of a filter: columns and dictionaries, each without the others. Returns 0 when all are sound.
static int walk_columns(const uint8_t *bytes, size_t len)
{
	struct error err;
	AUTO(chunk) struct chunk *chunk = NULL;
	if (chunk_open(bytes, len, &chunk, &err) < 0)
		return -1;
	int r = 0;
	for (enum chunk_values id = CHUNK_VALUES_TS; id <= CHUNK_VALUES_OBJECT; id++) {
		const uint64_t *values = chunk_values(chunk, id, &err);
		bool indexes = id != CHUNK_VALUES_TS && id != CHUNK_VALUES_DURATION && id != CHUNK_VALUES_RET;
		uint32_t n = indexes ? chunk_entries(chunk, id, &err) : 0;
		if (!values || (indexes && n == 0)) {
			r = -1;
			continue;
		}
		for (uint32_t i = 0; indexes && i < chunk_summary(chunk)->n_events; i++) {
			if (values[i] >= n)
				abort();
		}
		for (uint32_t i = 0; i < n; i++) {
			struct event event;
			if (chunk_entry(chunk, id, i, &event, &err) < 0)
				abort(); // the dictionary was sound
			read_subjects(&event);
		}
	}
	return r;
}

static void walk(const uint8_t *bytes, size_t len)
{
	struct error err;
	AUTO(chunk) struct chunk *chunk = NULL;
	if (chunk_open(bytes, len, &chunk, &err) < 0)
		return;
	int verified = chunk_verify(chunk, &err);
	if (walk_columns(bytes, len) < 0 && verified == 0)
		abort();
	for (uint32_t i = 0; i < chunk_summary(chunk)->n_events; i++) {
		struct event event;
		int r = chunk_event(chunk, i, &event, &err);
		if (r < 0 && verified == 0)
			abort(); // what was verified must be readable
		size_t cursor = 0;
		struct event_data data;
		while (r == 0 && event_next_data(&event, &cursor, &data))
			;
		if (r == 0)
			read_subjects(&event);
		(void)chunk_event_head(chunk, i, &event, &err);
	}
}

// The input as one column of an otherwise sound chunk: which one, how many entries it claims to have, and its bytes as they are before
// they are compressed.
static void walk_forged(const uint8_t *bytes, size_t len)
{
	static const uint8_t ids[] = {COLUMN_PROCESSES, COLUMN_OBJECTS, COLUMN_PROCESS, COLUMN_OBJECT};
	struct error err;
	struct event_process process = {.user = "",
					.exe = "",
					.args = "",
					.cwd = "",
					.container_id = "",
					.container_name = "",
					.container_image = ""};
	struct event_object object = {.name = "", .path = "", .path2 = ""};
	struct event event = {.kind = EVENT_SYSCALL, .process = &process, .object = &object};
	static struct chunk_writer *writer;
	AUTO_VALUE(buffer) struct buffer sound = {.max = CHUNK_MAX_BYTES};
	AUTO_VALUE(buffer) struct buffer forged = {.max = CHUNK_MAX_BYTES};
	if (!writer)
		writer = chunk_writer_new();
	for (event.seq = 1; event.seq <= 4; event.seq++)
		(void)chunk_writer_add(writer, &event);
	if (chunk_writer_finish(writer, &sound, &err) < 0)
		abort();
	struct forged_column column = {ids[bytes[0] % 4], bytes[1], bytes + 2, len - 2};
	chunk_forge(&sound, &column, &forged);
	walk(forged.data, forged.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	walk(bytes, len);
	if (len >= 2 && len < CHUNK_MAX_BYTES / 2)
		walk_forged(bytes, len);
	if (len < 48)
		return 0;
	uint8_t *copy = malloc(len);
	if (!copy)
		return 0;
	memcpy(copy, bytes, len);
	le_put32(copy + 40, (uint32_t)len);
	le_put32(copy + 44, 0);
	le_put32(copy + 44, crc32c(0, copy, len));
	walk(copy, len);
	free(copy);
	return 0;
}
