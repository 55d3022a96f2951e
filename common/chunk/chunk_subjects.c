// SPDX-License-Identifier: Apache-2.0
// Most events have the process of their task's last event, and the object that their descriptor had before: both are recognised without
// making an entry. What is not recognised is made into an entry, which the dictionary has already or takes.
#include "common/chunk/chunk_subjects.h"

#include <assert.h>
#include <string.h>

#include "common/base/alloc.h"

#define SEEN_OBJECTS     256u
#define PROCESS_TEXTS    7u
#define OBJECT_TEXTS     3u
#define TEXT_MAX_SIZE    (CHUNK_TEXT_MAX + 3u) // its length before, its NUL behind
#define PROCESS_MAX_SIZE (6u * CHUNK_VARINT_MAX + PROCESS_TEXTS * TEXT_MAX_SIZE + RECORD_COMM + 1u)
#define OBJECT_MAX_SIZE  (3u + 3u * CHUNK_VARINT_MAX + 2u * 17u + OBJECT_TEXTS * TEXT_MAX_SIZE)

_Static_assert((EVENT_ANCESTORS_MAX + 1) * PROCESS_MAX_SIZE + OBJECT_MAX_SIZE < SUBJECTS_MAX_BYTES,
	       "an empty chunk must take any event");

// The last object of a descriptor, or of one that shares its place; the texts stand in the dictionary.
struct seen_object {
	struct event_object object;
	uint32_t texts[OBJECT_TEXTS]; // where in the dictionary
	uint32_t index;               // 0 = none
};

struct chunk_subjects {
	struct dictionary processes, objects;
	uint64_t versions[CHUNK_MAX_ENTRIES + 1]; // of each process
	uint16_t parents[CHUNK_MAX_ENTRIES + 1];
	uint16_t of_task[CHUNK_MAX_EVENTS]; // the process of each task's last event
	uint16_t of_slot[CHUNK_SLOTS];      // the object of each slot's last event
	struct seen_object seen[SEEN_OBJECTS];
	uint32_t newest_object;
	uint8_t scratch[PROCESS_MAX_SIZE];
};

struct chunk_subjects *chunk_subjects_new(void)
{
	struct chunk_subjects *subjects = xcalloc(1, sizeof(*subjects));
	dictionary_init(&subjects->processes, SUBJECTS_MAX_BYTES);
	dictionary_init(&subjects->objects, SUBJECTS_MAX_BYTES);
	return subjects;
}

void chunk_subjects_free(struct chunk_subjects *subjects)
{
	if (!subjects)
		return;
	dictionary_done(&subjects->processes);
	dictionary_done(&subjects->objects);
	free(subjects);
}

void chunk_subjects_clear(struct chunk_subjects *subjects)
{
	if (subjects->processes.n)
		memset(subjects->of_task, 0, sizeof(subjects->of_task));
	if (subjects->objects.n)
		memset(subjects->of_slot, 0, sizeof(subjects->of_slot));
	for (unsigned i = 0; subjects->objects.n && i < SEEN_OBJECTS; i++)
		subjects->seen[i].index = 0;
	subjects->newest_object = 0;
	dictionary_clear(&subjects->processes);
	dictionary_clear(&subjects->objects);
}

const struct dictionary *chunk_subjects_processes(const struct chunk_subjects *subjects)
{
	return &subjects->processes;
}

const struct dictionary *chunk_subjects_objects(const struct chunk_subjects *subjects)
{
	return &subjects->objects;
}

static size_t room(const struct chunk_subjects *subjects)
{
	return SUBJECTS_MAX_BYTES - subjects->processes.bytes.len - subjects->objects.bytes.len;
}

// Longer texts are cut, but not inside a UTF-8 character.
static size_t text_len(const char *text)
{
	size_t len = strnlen(text, CHUNK_TEXT_MAX + 1);
	if (len <= CHUNK_TEXT_MAX)
		return len;
	len = CHUNK_TEXT_MAX;
	for (unsigned i = 0; i < 3 && ((uint8_t)text[len] & 0xc0) == 0x80; i++)
		len--;
	return len;
}

static uint8_t *put_text(uint8_t *to, const char *text)
{
	size_t len = text ? text_len(text) : 0;
	to = varint_put(to, len);
	if (len == 0)
		return to; // the length is its NUL
	memcpy(to, text, len);
	to[len] = '\0';
	return to + len + 1;
}

// --- processes ---

static bool is_seen_process(const struct chunk_subjects *subjects, uint32_t index, const struct event_process *process)
{
	for (unsigned depth = 0; index && process && depth <= EVENT_ANCESTORS_MAX; depth++) {
		if (process->version == 0 || process->version != subjects->versions[index])
			return false;
		index = subjects->parents[index];
		process = process->parent;
	}
	return !index;
}

static uint8_t *put_comm(uint8_t *to, const char comm[static RECORD_COMM])
{
	char text[RECORD_COMM] = "";
	memcpy(text, comm, strnlen(comm, RECORD_COMM - 1));
	return put_text(to, text);
}

static uint32_t put_process(struct chunk_subjects *subjects, const struct event_process *process, uint32_t parent)
{
	uint8_t *to = varint_put(subjects->scratch, parent);
	to = varint_put(to, process->pid);
	to = varint_put(to, process->ppid);
	to = varint_put(to, process->uid + 1u);
	to = varint_put(to, process->gid + 1u);
	to = varint_put(to, process->start_ts);
	to = put_text(to, process->user);
	to = put_text(to, process->exe);
	to = put_text(to, process->args);
	to = put_text(to, process->cwd);
	to = put_text(to, process->container_id);
	to = put_text(to, process->container_name);
	to = put_text(to, process->container_image);
	to = put_comm(to, process->comm);
	uint32_t index =
	    dictionary_put(&subjects->processes, subjects->scratch, (size_t)(to - subjects->scratch), room(subjects));
	subjects->versions[index] = process->version;
	subjects->parents[index] = (uint16_t)parent;
	return index;
}

// The oldest ancestor first: an entry's parent stands before it. 0 = full.
static uint32_t put_family(struct chunk_subjects *subjects, const struct event_process *process)
{
	const struct event_process *family[EVENT_ANCESTORS_MAX + 1];
	unsigned n = 0;
	for (; process && n <= EVENT_ANCESTORS_MAX; process = process->parent)
		family[n++] = process;
	uint32_t index = 0;
	while (n) {
		index = put_process(subjects, family[--n], index);
		if (index == 0)
			return 0;
	}
	return index;
}

// --- objects ---

static bool is_seen_object(const struct chunk_subjects *subjects, const struct seen_object *seen,
			   const struct event_object *object)
{
	const struct event_object *old = &seen->object;
	const char *texts = (const char *)subjects->objects.bytes.data;
	return seen->index && object->fd == old->fd && object->type == old->type && object->protocol == old->protocol &&
	       object->role == old->role && object->local_port == old->local_port &&
	       object->remote_port == old->remote_port && memcmp(object->local, old->local, sizeof(old->local)) == 0 &&
	       memcmp(object->remote, old->remote, sizeof(old->remote)) == 0 &&
	       strcmp(object->name ? object->name : "", texts + seen->texts[0]) == 0 &&
	       strcmp(object->path ? object->path : "", texts + seen->texts[1]) == 0 &&
	       strcmp(object->path2 ? object->path2 : "", texts + seen->texts[2]) == 0;
}

// Without the zeros at the end: 0, 4 or 16 bytes.
static uint8_t *put_address(uint8_t *to, const uint8_t address[static 16])
{
	static const uint8_t zeros[16];
	uint8_t len = memcmp(address + 4, zeros, 12) != 0 ? 16 : memcmp(address, zeros, 4) != 0 ? 4 : 0;
	*to = len;
	memcpy(to + 1, address, len);
	return to + 1 + len;
}

// Where the text begins, or a NUL when it is empty, relative to the entry.
static uint32_t text_at(const struct chunk_subjects *subjects, const uint8_t *length)
{
	const uint8_t *at = length;
	while (*at & 0x80)
		at++;
	return (uint32_t)(at + (*length != 0) - subjects->scratch);
}

static uint32_t put_object(struct chunk_subjects *subjects, const struct event_object *object, struct seen_object *seen)
{
	assert(object->type < EVENT_OBJECT_END && object->role <= EVENT_ROLE_SERVER);
	uint8_t *to = subjects->scratch;
	*to++ = object->type;
	*to++ = object->role;
	*to++ = object->protocol;
	to = varint_put(to, zigzag((uint64_t)(int64_t)object->fd));
	to = varint_put(to, object->local_port);
	to = varint_put(to, object->remote_port);
	to = put_address(to, object->local);
	to = put_address(to, object->remote);
	const char *const texts[OBJECT_TEXTS] = {object->name, object->path, object->path2};
	uint32_t at[OBJECT_TEXTS];
	for (unsigned i = 0; i < OBJECT_TEXTS; i++) {
		const uint8_t *length = to;
		to = put_text(to, texts[i]);
		at[i] = text_at(subjects, length);
	}
	uint32_t index =
	    dictionary_put(&subjects->objects, subjects->scratch, (size_t)(to - subjects->scratch), room(subjects));
	if (index == 0)
		return 0;
	*seen = (struct seen_object){.object = *object, .index = index};
	for (unsigned i = 0; i < OBJECT_TEXTS; i++)
		seen->texts[i] = subjects->objects.at[index] + at[i];
	return index;
}

static uint32_t find_object(struct chunk_subjects *subjects, const struct event *event)
{
	struct seen_object *seen = &subjects->seen[((uint32_t)event->object->fd * 31u + event->pid) % SEEN_OBJECTS];
	return is_seen_object(subjects, seen, event->object) ? seen->index : put_object(subjects, event->object, seen);
}

// --- both ---

int chunk_subjects_add(struct chunk_subjects *subjects, const struct event *event, uint32_t task, uint32_t slot,
		       uint32_t *ret_process, uint32_t *ret_object)
{
	uint32_t last_process = subjects->of_task[task], process = 0;
	if (event->process) {
		process = last_process && is_seen_process(subjects, last_process, event->process)
			      ? last_process
			      : put_family(subjects, event->process);
		if (process == 0)
			return -ENOSPC;
	}
	uint32_t last_object = subjects->of_slot[slot], object = 0;
	if (event->object) {
		object = find_object(subjects, event);
		if (object == 0)
			return -ENOSPC;
	}
	subjects->of_slot[slot] = (uint16_t)object;
	subjects->of_task[task] = (uint16_t)process;
	*ret_process = process == last_process ? 0 : process + 1;
	*ret_object = object == last_object ? 0 : object == subjects->newest_object + 1 ? 1 : object + 2;
	if (object > subjects->newest_object)
		subjects->newest_object = object;
	return 0;
}
