// SPDX-License-Identifier: Apache-2.0
#include "detector/output/tally.h"

#include "common/base/alloc.h"

#include <stdlib.h>

#define ABIS      3u
#define CALLS_MAX (ABIS * RECORD_SYSCALLS)

struct tally {
	size_t n;
	struct summary_row rows[CALLS_MAX];
	uint16_t places[ABIS][RECORD_SYSCALLS]; // in rows + 1
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
static struct summary_row *row_of(struct tally *tally, uint8_t abi, int32_t nr)
{
	uint32_t slot = nr < 0 || nr >= RECORD_SYSCALLS ? RECORD_SYSCALLS - 1 : (uint32_t)nr;
	if (abi >= ABIS)
		return NULL;
	if (!tally->places[abi][slot]) {
		tally->rows[tally->n] = (struct summary_row){.abi = abi, .nr = (int32_t)slot};
		tally->places[abi][slot] = (uint16_t)++tally->n;
	}
	return &tally->rows[tally->places[abi][slot] - 1];
}

static unsigned bucket_of(uint64_t ns)
{
	unsigned bucket = ns ? 63u - (unsigned)__builtin_clzll(ns) : 0;
	return bucket < SUMMARY_BUCKETS ? bucket : SUMMARY_BUCKETS - 1;
}

static void add_error(struct summary_row *row, uint16_t code)
{
	row->errors++;
	for (unsigned i = 0; i < SUMMARY_ERRNOS; i++) {
		if (!row->errnos[i].code)
			row->errnos[i].code = code;
		if (row->errnos[i].code != code)
			continue;
		row->errnos[i].calls++;
		return;
	}
}

void tally_event(void *ctx, const struct event *event, unsigned tasks)
{
	(void)tasks;
	struct summary_row *row = event->kind == EVENT_SYSCALL ? row_of(ctx, event->abi, event->nr) : NULL;
	if (!row)
		return;
	row->calls++;
	if (event_failed(event))
		add_error(row, (uint16_t)-event->ret);
	if (event->duration == EVENT_DURATION_UNKNOWN)
		return;
	if (!row->time_ns || event->duration < row->min_ns)
		row->min_ns = event->duration;
	row->time_ns += event->duration;
	row->max_ns = event->duration > row->max_ns ? event->duration : row->max_ns;
	row->histogram[bucket_of(event->duration)]++;
}

void tally_gap(void *ctx, const struct wire_gap *gap)
{
	struct tally *tally = ctx;
	for (unsigned i = 0; i < gap->n_calls; i++) {
		struct summary_row *row = row_of(tally, gap->calls[i].abi, gap->calls[i].nr);
		if (row)
			row->lost += gap->calls[i].count;
	}
}

const struct summary_row *tally_rows(const struct tally *tally, size_t *ret_n)
{
	*ret_n = tally->n;
	return tally->rows;
}
