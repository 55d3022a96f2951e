// SPDX-License-Identifier: Apache-2.0
#include "detector/output/tally.h"

#include "common/base/alloc.h"

#include <stdlib.h>

#define ABIS      3u
#define CALLS_MAX (ABIS * RECORD_SYSCALLS)

struct tally {
	size_t n;
	struct wire_counter counters[CALLS_MAX];
	uint16_t places[ABIS][RECORD_SYSCALLS]; // in counters + 1
};

struct tally *tally_new(void)
{
	return xcalloc(1, sizeof(struct tally));
}

void tally_free(struct tally *tally)
{
	free(tally);
}

// Numbers that have no slot of their own share the last one, as in the kernel's counters.
static struct wire_counter *counter_of(struct tally *tally, uint8_t abi, int32_t nr)
{
	uint32_t slot = nr < 0 || nr >= RECORD_SYSCALLS ? RECORD_SYSCALLS - 1 : (uint32_t)nr;
	if (abi >= ABIS)
		return NULL;
	if (!tally->places[abi][slot]) {
		tally->counters[tally->n] = (struct wire_counter){.abi = abi, .nr = (int32_t)slot};
		tally->places[abi][slot] = (uint16_t)++tally->n;
	}
	return &tally->counters[tally->places[abi][slot] - 1];
}

static unsigned bucket_of(uint64_t ns)
{
	unsigned bucket = ns ? 63u - (unsigned)__builtin_clzll(ns) : 0;
	return bucket < WIRE_HISTOGRAM ? bucket : WIRE_HISTOGRAM - 1;
}

void tally_event(void *ctx, const struct event *event, unsigned tasks)
{
	(void)tasks;
	struct wire_counter *counter = event->kind == EVENT_SYSCALL ? counter_of(ctx, event->abi, event->nr) : NULL;
	if (!counter)
		return;
	counter->calls++;
	counter->errors += event_failed(event);
	if (event->duration == EVENT_DURATION_UNKNOWN)
		return;
	counter->time_ns += event->duration;
	counter->max_ns = event->duration > counter->max_ns ? event->duration : counter->max_ns;
	counter->histogram[bucket_of(event->duration)]++;
}

void tally_gap(void *ctx, const struct wire_gap *gap)
{
	struct tally *tally = ctx;
	for (unsigned i = 0; i < gap->n_calls; i++) {
		struct wire_counter *counter = counter_of(tally, gap->calls[i].abi, gap->calls[i].nr);
		if (counter)
			counter->lost += gap->calls[i].count;
	}
}

const struct wire_counter *tally_counters(const struct tally *tally, size_t *ret_n)
{
	*ret_n = tally->n;
	return tally->counters;
}
