// SPDX-License-Identifier: Apache-2.0
// Time order over several CPUs: a program sets `busy`, then reads the clock, writes, publishes head and clears `busy`. So whoever
// reads a time, then sees busy == 0, and then reads head, has all records of that CPU up to that time. SETTLE_NS covers a store of
// `busy` that is still on its way to us when the clock was read.
#include "detector/trace/ring_set.h"

#include <stdlib.h>

#include "common/base/alloc.h"
#include "common/base/clock.h"

#define SETTLE_NS     50000u
#define BUSY_SPINS    4000
#define RELEASE_BYTES (256u * 1024)

struct ring {
	struct ring_head *head;
	uint8_t *data;
	uint64_t position; // of the next record
	uint64_t limit;    // head as we last saw it
	uint64_t next_ts;  // of the record at position; UINT64_MAX when there is none
	uint64_t last_ts;
	uint64_t released;
};

struct ring_set {
	uint64_t mask;
	uint64_t release_bytes;
	uint64_t horizon;
	uint64_t last_ts;
	uint64_t damaged;
	uint64_t run_until; // the current CPU may go on up to this ts before another one's turn comes
	unsigned current;
	unsigned cpus;
	struct ring rings[];
};

uint64_t ring_set_stride(uint64_t ring_bytes)
{
	return RING_HEAD_BYTES + ring_bytes + RING_RECORD_MAX;
}

struct ring_set *ring_set_new(void *memory, unsigned cpus, uint64_t ring_bytes)
{
	struct ring_set *set = xcalloc(1, sizeof(*set) + cpus * sizeof(set->rings[0]));
	set->mask = ring_bytes - 1;
	set->release_bytes = ring_bytes / 8 < RELEASE_BYTES ? ring_bytes / 8 : RELEASE_BYTES;
	set->cpus = cpus;
	for (unsigned i = 0; i < cpus; i++) {
		uint8_t *value = (uint8_t *)memory + i * ring_set_stride(ring_bytes);
		set->rings[i].head = (struct ring_head *)(void *)value;
		set->rings[i].data = value + RING_HEAD_BYTES;
		set->rings[i].next_ts = UINT64_MAX;
	}
	return set;
}

void ring_set_free(struct ring_set *set)
{
	free(set);
}

static struct record *record_at(const struct ring_set *set, const struct ring *ring, uint64_t position)
{
	return (struct record *)(void *)(ring->data + (position & set->mask));
}

// What stands at `position` is trusted no further than that: a size that cannot be empties the ring.
static void look(struct ring_set *set, struct ring *ring)
{
	ring->next_ts = UINT64_MAX;
	if (ring->position == ring->limit)
		return;
	const struct record *record = record_at(set, ring, ring->position);
	uint64_t left = ring->limit - ring->position;
	if (record->size < sizeof(*record) || record->size > RING_RECORD_MAX || record->size % 8 ||
	    record->size > left) {
		set->damaged += left;
		ring->position = ring->limit;
		return;
	}
	ring->next_ts = record->ts > ring->last_ts ? record->ts : ring->last_ts;
}

static void relax(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#else
	__asm__ volatile("yield" ::: "memory");
#endif
}

static bool settled(struct ring *ring)
{
	for (int i = 0; i < BUSY_SPINS; i++) {
		if (!__atomic_load_n(&ring->head->busy, __ATOMIC_ACQUIRE))
			return true;
		relax();
	}
	return false; // its CPU was taken away in the middle of it
}

uint64_t ring_set_refresh(struct ring_set *set)
{
	uint64_t horizon = clock_boot_ns() - SETTLE_NS;
	for (unsigned i = 0; i < set->cpus; i++) {
		struct ring *ring = &set->rings[i];
		if (!settled(ring))
			horizon = set->horizon;
		ring->limit = __atomic_load_n(&ring->head->head, __ATOMIC_ACQUIRE);
		if (ring->next_ts == UINT64_MAX)
			look(set, ring);
	}
	if (horizon > set->horizon)
		set->horizon = horizon;
	set->run_until = 0;
	return set->horizon;
}

// The CPU with the oldest record, and how far it may go on alone.
static void choose(struct ring_set *set)
{
	uint64_t first = UINT64_MAX, second = UINT64_MAX;
	for (unsigned i = 0; i < set->cpus; i++) {
		uint64_t ts = set->rings[i].next_ts;
		if (ts < first) {
			second = first;
			first = ts;
			set->current = i;
		} else if (ts < second) {
			second = ts;
		}
	}
	set->run_until = second < set->horizon ? second : set->horizon;
}

struct record *ring_set_next(struct ring_set *set, unsigned *ret_cpu)
{
	struct ring *ring = &set->rings[set->current];
	if (ring->next_ts >= set->run_until) {
		choose(set);
		ring = &set->rings[set->current];
		if (ring->next_ts >= set->horizon)
			return NULL;
	}
	struct record *record = record_at(set, ring, ring->position);
	ring->position += record->size;
	ring->last_ts = ring->next_ts;
	if (ring->last_ts > set->last_ts)
		set->last_ts = ring->last_ts;
	record->ts = set->last_ts;
	look(set, ring);
	*ret_cpu = set->current;
	return record;
}

void ring_set_release(struct ring_set *set, bool all)
{
	for (unsigned i = 0; i < set->cpus; i++) {
		struct ring *ring = &set->rings[i];
		if (ring->position - ring->released < (all ? 1 : set->release_bytes))
			continue;
		__atomic_store_n(&ring->head->tail, ring->position, __ATOMIC_RELEASE);
		ring->released = ring->position;
	}
}

void ring_set_want_bell(struct ring_set *set)
{
	for (unsigned i = 0; i < set->cpus; i++)
		__atomic_store_n(&set->rings[i].head->want, 1, __ATOMIC_SEQ_CST);
}

struct ring_head *ring_set_head(struct ring_set *set, unsigned cpu)
{
	return set->rings[cpu].head;
}

uint64_t ring_set_last_ts(const struct ring_set *set, unsigned cpu)
{
	return set->rings[cpu].last_ts;
}

bool ring_set_is_empty(const struct ring_set *set)
{
	for (unsigned i = 0; i < set->cpus; i++)
		if (set->rings[i].position != __atomic_load_n(&set->rings[i].head->head, __ATOMIC_ACQUIRE))
			return false;
	return true;
}

uint64_t ring_set_damaged(const struct ring_set *set)
{
	return set->damaged;
}
