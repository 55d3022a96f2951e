// SPDX-License-Identifier: Apache-2.0
// A scan's stream as a detector would make it, from a seed: events in chunks of all sizes, output, sizes, counters, states. The
// same seed gives the same events, so that a test can say what must be in the store.
#pragma once

#include "common/base/buffer.h"
#include "common/base/uuid.h"
#include "common/event/event.h"
#include "common/wire/wire.h"

#include <stddef.h>
#include <stdint.h>

struct stream_frame {
	uint8_t *bytes;
	size_t len;
};

struct stream_maker {
	struct uuid scan;
	uint64_t random;
	struct stream_frame *frames; // frames[i] is number i + 1
	size_t n, cap;
	uint64_t next_seq, events, syscalls, gap_events;
	uint64_t terminal_end;
};

uint64_t next_random(uint64_t *state);

void stream_maker_init(struct stream_maker *maker, const struct uuid *scan, uint64_t seed);
void stream_maker_done(struct stream_maker *maker);
// The event with this number; data lives in the static part of the caller: `room` has STREAM_EVENT_ROOM bytes, 8-aligned.
#define STREAM_EVENT_ROOM 128
void stream_event(uint64_t seq, uint64_t *room, struct event *ret_event);
void stream_add_chunk(struct stream_maker *maker, unsigned n_events);
void stream_add_gap(struct stream_maker *maker, uint64_t count);
void stream_add_output(struct stream_maker *maker, uint32_t len);
void stream_add_resize(struct stream_maker *maker, uint16_t columns, uint16_t rows);
void stream_add_counters(struct stream_maker *maker);
void stream_add_payload(struct stream_maker *maker, enum wire_type type, const void *bytes, size_t len);
// "running", or the final "finished" with the totals of what was made so far.
void stream_add_state(struct stream_maker *maker, const char *state);
// All kinds mixed, n_events of them, without states.
void stream_add_mixture(struct stream_maker *maker, uint64_t n_events);
uint8_t stream_output_byte(uint64_t offset);
