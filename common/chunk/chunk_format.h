// SPDX-License-Identifier: Apache-2.0
// The bytes of a chunk, for the encoder and the decoder only. docs/protocol.md describes them.
#pragma once

#include "common/chunk/chunk.h"

#include <stdint.h>

#define CHUNK_MAGIC       0x48435953u // "SYCH"
#define CHUNK_VERSION     2u          // 1 is still read: it has no processes and no objects
#define CHUNK_HEADER_SIZE 48u
#define CHUNK_ENTRY_SIZE  12u // of the directory
#define CHUNK_TASK_SIZE   24u // pid u32, tid u32, comm 16
#define CHUNK_VARINT_MAX  10u
#define CHUNK_PACK_FROM   64u   // shorter columns stay as they are: a zstd frame would not pay
#define CHUNK_MAX_ENTRIES 8192u // of one dictionary; twice CHUNK_MAX_EVENTS, as ancestors are entries too
#define CHUNK_PROCESS_MIN 14u   // bytes of the least entry
#define CHUNK_OBJECT_MIN  11u

// Offsets in the header.
enum chunk_header {
	CHUNK_AT_MAGIC = 0,
	CHUNK_AT_VERSION = 4,
	CHUNK_AT_COLUMNS = 6,
	CHUNK_AT_FIRST_SEQ = 8,
	CHUNK_AT_EVENTS = 16,
	CHUNK_AT_CALLS = 20,
	CHUNK_AT_MIN_TS = 24,
	CHUNK_AT_MAX_TS = 32,
	CHUNK_AT_SIZE = 40,
	CHUNK_AT_CRC = 44,
};

// A column that is not in the directory holds zeros only.
enum chunk_column {
	COLUMN_TS = 1,   // difference to the event before (0 before the first), zigzag
	COLUMN_DURATION, // + 1, so that "unknown" is 0
	COLUMN_CALL,     // index into the table of calls
	COLUMN_TASK,     // index into COLUMN_TASKS
	COLUMN_RET,      // zigzag
	COLUMN_FLAGS,
	COLUMN_ARG0, // difference to the same argument in the last event of the same slot, zigzag
	COLUMN_ARG5 = COLUMN_ARG0 + RECORD_ARGS - 1,
	COLUMN_DATA_LEN, // bytes of captured memory
	COLUMN_DATA,     // the bytes, each event's padded with zeros to 8
	COLUMN_TASKS,    // the dictionary: CHUNK_TASK_SIZE each, in the order of their first event
	COLUMN_PROCESS, // 0 = that of the last event of the same task (none for the first), else index into COLUMN_PROCESSES + 1
	COLUMN_OBJECT, // 0 = that of the last event in the same slot, 1 = the one behind the highest so far, else index + 2
	COLUMN_PROCESSES, // the dictionaries, whose entries count from 1: index 0 = none
	COLUMN_OBJECTS,
	COLUMN_END,
	COLUMN_END_V1 = COLUMN_PROCESS,
};

enum chunk_coding { CODING_PLAIN = 0, CODING_ZSTD = 1 };

#define CHUNK_SLOTS 256u

// Which earlier event's arguments predict those of this one: the last with this call in this task, or one that shares the slot.
static inline uint32_t chunk_slot(int32_t nr, uint32_t tid)
{
	return ((uint32_t)nr * 31u + tid) % CHUNK_SLOTS;
}

static inline uint64_t zigzag(uint64_t value)
{
	return (value << 1) ^ (0 - (value >> 63));
}

static inline uint64_t unzigzag(uint64_t value)
{
	return (value >> 1) ^ (0 - (value & 1));
}

// LEB128: seven bits a byte, the lowest first. Returns the end.
static inline uint8_t *varint_put(uint8_t *to, uint64_t value)
{
	while (value >= 0x80) {
		*to++ = (uint8_t)(value | 0x80);
		value >>= 7;
	}
	*to++ = (uint8_t)value;
	return to;
}

// Returns the position behind the number, NULL when it does not end before `end` or does not fit 64 bits.
static inline const uint8_t *varint_get(const uint8_t *from, const uint8_t *end, uint64_t *ret_value)
{
	uint64_t value = 0;
	for (unsigned shift = 0; from < end && shift < 64; shift += 7) {
		uint8_t byte = *from++;
		if (shift == 63 && byte > 1)
			return NULL;
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80)) {
			*ret_value = value;
			return from;
		}
	}
	return NULL;
}

static inline uint32_t pad8(uint32_t len)
{
	return (len + 7u) & ~7u;
}

// Adds the event to the summary of its call. The time stays at INT64_MAX rather than going over.
static inline void chunk_count(struct chunk_call *call, const struct event *event)
{
	call->count++;
	call->errors += event_failed(event);
	if (event->duration == EVENT_DURATION_UNKNOWN)
		return;
	uint64_t room = INT64_MAX - call->time_ns;
	call->time_ns += event->duration < room ? event->duration : room;
}
