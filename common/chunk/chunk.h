// SPDX-License-Identifier: Apache-2.0
// A chunk: up to CHUNK_MAX_EVENTS consecutive events of one scan, column by column, each column compressed on its own (zstd),
// checksummed (crc32c). The detector encodes it once; frame, spool record and stored row are the same bytes.
// A reader trusts nothing: chunk_open verifies framing, checksum, counts and expansion limits; columns are decompressed when first asked for.
#pragma once

#include "common/base/buffer.h"
#include "common/base/error.h"
#include "common/event/event.h"

#define CHUNK_MAX_EVENTS 4096u
#define CHUNK_MAX_BYTES  (4u << 20)  // encoded
#define CHUNK_MAX_RAW    (16u << 20) // of one column, expanded
#define CHUNK_TEXT_MAX   4096u       // bytes of one text of a process or an object: longer ones are cut

struct chunk_call {
	uint8_t kind; // enum event_kind
	uint8_t abi;
	int32_t nr;
	uint32_t count;
	uint32_t errors;
	uint64_t time_ns; // known durations, summed
};

// What a query needs to know to skip the chunk. calls are sorted by (kind, abi, nr).
struct chunk_summary {
	uint64_t first_seq;
	uint32_t n_events;
	uint32_t n_calls;
	uint64_t min_ts, max_ts;
	const struct chunk_call *calls; // belongs to the chunk
};

struct chunk_writer;
struct chunk_writer *chunk_writer_new(void);
void chunk_writer_free(struct chunk_writer *writer);
// Copies the event with its process, that one's ancestors and its object. -ENOSPC when the chunk is full (finish it, then add again).
// Sequence numbers must be consecutive: a jump also answers -ENOSPC. -EMSGSIZE when its captured memory is beyond any chunk (2.5 MiB):
// cut data_len, add again.
int chunk_writer_add(struct chunk_writer *writer, const struct event *event);
uint32_t chunk_writer_count(const struct chunk_writer *writer);
size_t chunk_writer_bytes(const struct chunk_writer *writer); // held so far, not compressed
// Appends the encoded chunk to out and starts anew. -EINVAL when empty; on failure the events are still there.
int chunk_writer_finish(struct chunk_writer *writer, struct buffer *out, struct error *err);

struct chunk;
// Copies nothing: bytes must outlive the chunk. -EBADMSG with the reason when it is not a sound chunk.
int chunk_open(const void *bytes, size_t len, struct chunk **ret_chunk, struct error *err);
// The same into a chunk that is done with (or NULL at first), whose memory and zstd context are used again: for a query that
// walks over many. On failure *chunk is freed and NULL.
int chunk_reopen(struct chunk **chunk, const void *bytes, size_t len, struct error *err);
void chunk_free(struct chunk *chunk);
const struct chunk_summary *chunk_summary(const struct chunk *chunk);
// Decompresses and checks every column; -EBADMSG names the first that is unsound. A server does this before it stores one.
int chunk_verify(struct chunk *chunk, struct error *err);
// Event i (0 … n_events-1); points into the chunk. -EBADMSG when a column is unsound.
int chunk_event(struct chunk *chunk, uint32_t i, struct event *ret_event, struct error *err);
// The same without arguments, captured memory, process and object (0 and NULL), whose columns stay packed: for looking through many.
int chunk_event_head(struct chunk *chunk, uint32_t i, struct event *ret_event, struct error *err);

enum chunk_values {
	CHUNK_VALUES_TS,
	CHUNK_VALUES_DURATION, // EVENT_DURATION_UNKNOWN as it is
	CHUNK_VALUES_CALL,     // these four: entries of a dictionary
	CHUNK_VALUES_TASK,
	CHUNK_VALUES_RET, // int64_t
	CHUNK_VALUES_PROCESS,
	CHUNK_VALUES_OBJECT,
};
// One column, unpacked when first asked for: n_events values that belong to the chunk. NULL and err when it is unsound.
const uint64_t *chunk_values(struct chunk *chunk, enum chunk_values id, struct error *err);
// How many entries the dictionary has that the values of CALL, TASK, PROCESS or OBJECT index: each value is smaller. Of processes and
// objects entry 0 stands for none, and not every entry has an event (ancestors). 0 and err when it is unsound or there is no dictionary.
uint32_t chunk_entries(struct chunk *chunk, enum chunk_values id, struct error *err);
// Entry i as an event with only that part filled in (kind, abi and nr; pid, tid and comm; process; object); points into the chunk.
int chunk_entry(struct chunk *chunk, enum chunk_values id, uint32_t i, struct event *ret_event, struct error *err);
DEFINE_AUTO(chunk, chunk_free);
DEFINE_AUTO(chunk_writer, chunk_writer_free);
