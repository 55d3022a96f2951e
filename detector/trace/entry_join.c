// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/entry_join.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "detector/trace/copy_table.h"

#define BUCKETS   1024u
#define BYTES_MAX (32u << 20) // kept for calls under way; more is given up and counted

struct entry {
	struct entry *next;
	struct record record; // its data follow
};

struct entry_join {
	const struct copy_row *rows;
	size_t bytes;
	uint64_t dropped;
	struct entry *buckets[BUCKETS];
	uint64_t whole[(2 * RING_RECORD_MAX + sizeof(struct record)) / 8];
};

struct entry_join *entry_join_new(const struct copy_row *rows)
{
	struct entry_join *join = xcalloc(1, sizeof(*join));
	join->rows = rows;
	return join;
}

static void drop(struct entry_join *join, struct entry **place)
{
	struct entry *entry = *place;
	*place = entry->next;
	join->bytes -= entry->record.size;
	free(entry);
}

void entry_join_free(struct entry_join *join)
{
	if (!join)
		return;
	for (unsigned i = 0; i < BUCKETS; i++)
		while (join->buckets[i])
			drop(join, &join->buckets[i]);
	free(join);
}

static struct entry **find(struct entry_join *join, uint32_t tid)
{
	struct entry **place = &join->buckets[tid % BUCKETS];
	while (*place && (*place)->record.tid != tid)
		place = &(*place)->next;
	return place;
}

void entry_join_forget(struct entry_join *join, uint32_t tid)
{
	struct entry **place = find(join, tid);
	if (*place)
		drop(join, place);
}

void entry_join_rename(struct entry_join *join, uint32_t from, uint32_t to)
{
	if (from == to)
		return;
	entry_join_forget(join, to);
	struct entry **place = find(join, from), *entry = *place;
	if (!entry)
		return;
	*place = entry->next;
	entry->record.tid = to;
	entry->next = join->buckets[to % BUCKETS];
	join->buckets[to % BUCKETS] = entry;
}

void entry_join_enter(struct entry_join *join, const struct record *record)
{
	entry_join_forget(join, record->tid);
	if (join->bytes + record->size > BYTES_MAX) {
		join->dropped++;
		return;
	}
	struct entry *entry = xcalloc(1, offsetof(struct entry, record) + record->size);
	memcpy(&entry->record, record, record->size);
	entry->next = join->buckets[record->tid % BUCKETS];
	join->buckets[record->tid % BUCKETS] = entry;
	join->bytes += record->size;
}

static const struct record_data *next_piece(const struct record *record, uint32_t *cursor)
{
	if (*cursor + sizeof(struct record_data) > record->size)
		return NULL;
	const struct record_data *piece = (const void *)((const uint8_t *)record + *cursor);
	uint64_t size = sizeof(*piece) + (((uint64_t)piece->len + 7) & ~7ull);
	if (*cursor + size > record->size)
		return NULL;
	*cursor += (uint32_t)size;
	return piece;
}

static const struct record_data *piece_of(const struct record *record, uint8_t arg)
{
	uint32_t cursor = sizeof(*record);
	const struct record_data *piece;
	while ((piece = next_piece(record, &cursor)))
		if (piece->arg == arg)
			return piece;
	return NULL;
}

static struct record_data *append(struct record *whole, const struct record_data *piece)
{
	size_t size = sizeof(*piece) + ((piece->len + 7) & ~(size_t)7);
	struct record_data *copy = (void *)((uint8_t *)whole + whole->size);
	memcpy(copy, piece, size);
	whole->size += (uint32_t)size;
	return copy;
}

// The caller's text is better than what became of it (a script's argv begins with its interpreter), if it is all there.
static void append_better(struct record *whole, const struct record *entry, const struct record_data *piece)
{
	const struct record_data *given = piece_of(entry, piece->arg);
	if (piece->kind == RECORD_DATA_ENV) {
		uint64_t pointer = entry->args[piece->arg];
		memcpy((uint8_t *)append(whole, piece) + sizeof(*piece) + 8, &pointer, sizeof(pointer));
	} else if (given && !(given->status & (RECORD_DATA_FAULT | RECORD_DATA_TRUNCATED))) {
		append(whole, given)->status &= (uint8_t)~RECORD_DATA_ENTRY;
	} else {
		append(whole, piece);
	}
}

static void join_exec(struct record *whole, const struct record *entry, const struct record *exit)
{
	uint32_t cursor = sizeof(*exit);
	const struct record_data *piece;
	memcpy(whole->args, entry->args, sizeof(whole->args));
	whole->size = sizeof(*whole);
	while ((piece = next_piece(exit, &cursor)))
		append_better(whole, entry, piece);
}

static void join_other(struct record *whole, const struct record *entry)
{
	uint32_t cursor = sizeof(*entry);
	const struct record_data *piece;
	while ((piece = next_piece(entry, &cursor)))
		append(whole, piece);
	whole->flags |= entry->flags & (RECORD_F_TRUNCATED | RECORD_F_FAULT);
}

// An entry whose call's end never came here (filtered out, lost) may not join a later call.
// A program of another abi has its own number for the execve that began it.
static bool belong_together(const struct record *entry, const struct record *exit, bool new_program)
{
	return (entry->nr == exit->nr || new_program) &&
	       (exit->duration == RECORD_NO_DURATION || entry->ts == exit->ts - exit->duration);
}

const struct record *entry_join_exit(struct entry_join *join, const struct record *record)
{
	const struct copy_row *row =
	    join->bytes ? copy_table_row(join->rows, record->abi, record->nr, record->args) : NULL;
	if (!row || !row->entry_args)
		return record;
	struct entry **place = find(join, record->tid);
	struct record *whole = (void *)join->whole;
	if (!*place)
		return record;
	if (!belong_together(&(*place)->record, record, row->exec && !record->ret)) {
		drop(join, place);
		return record;
	}
	bool exec = row->exec;
	if (!exec || !record->ret) {
		memcpy(whole, record, record->size);
		if (exec)
			join_exec(whole, &(*place)->record, record);
		else
			join_other(whole, &(*place)->record);
		record = whole;
	}
	drop(join, place);
	return record;
}

uint64_t entry_join_dropped(const struct entry_join *join)
{
	return join->dropped;
}
