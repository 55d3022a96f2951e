// SPDX-License-Identifier: Apache-2.0
// The rings of all CPUs, read as one row of records in time order.
#pragma once

#include "bpf/shared.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring_set;

// memory: `cpus` values, each a ring_head page, ring_bytes (a power of two) and RING_RECORD_MAX of slack. Stays the caller's.
struct ring_set *ring_set_new(void *memory, unsigned cpus, uint64_t ring_bytes);
void ring_set_free(struct ring_set *set);
// Bytes of one value.
uint64_t ring_set_stride(uint64_t ring_bytes);

// Looks at the rings anew and answers up to which time everything is there: no record with a ts below it can come any more.
uint64_t ring_set_refresh(struct ring_set *set);
// The next record below that time, in time order, or NULL. Valid until the next ring_set_release. Its ts never goes back.
struct record *ring_set_next(struct ring_set *set, unsigned *ret_cpu);
// Gives back the room of what ring_set_next returned; lazy: only when there is much, unless `all`.
void ring_set_release(struct ring_set *set, bool all);
// Asks the programs to ring the doorbell.
void ring_set_want_bell(struct ring_set *set);

struct ring_head *ring_set_head(struct ring_set *set, unsigned cpu);
uint64_t ring_set_last_ts(const struct ring_set *set, unsigned cpu); // of the last record returned from that CPU
bool ring_set_is_empty(const struct ring_set *set);                  // nothing behind what ring_set_next returned
uint64_t ring_set_damaged(const struct ring_set *set);               // bytes skipped because they were no record
