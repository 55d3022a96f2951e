// SPDX-License-Identifier: Apache-2.0
#include "server/service/ingest_internal.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "server/repository/call_key.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS    (2 * CHUNK_MAX_EVENTS) // of the hash table: a power of two, never more than half full
#define TIME_MAX (1ll << 61)            // sums of time stay there: no overflow, whatever a detector says

static int64_t add_time(int64_t sum, uint64_t more)
{
	return more < (uint64_t)(TIME_MAX - sum) ? sum + (int64_t)more : TIME_MAX;
}

static struct second_sum *append(struct second_sums *sums, int64_t second, int64_t call)
{
	if (sums->n == sums->cap) {
		size_t cap = sums->cap ? 2 * sums->cap : 64;
		struct second_sum *items = xcalloc(cap, sizeof(*items));
		if (sums->n > 0)
			memcpy(items, sums->items, sums->n * sizeof(*items));
		free(sums->items);
		sums->items = items;
		sums->cap = cap;
	}
	struct second_sum *sum = &sums->items[sums->n++];
	*sum = (struct second_sum){.second = second, .call = call};
	return sum;
}

static struct second_sum *find(struct second_sums *sums, uint16_t *slots, int64_t second, int64_t call)
{
	uint64_t hash = ((uint64_t)second * 0x9e3779b97f4a7c15u) ^ ((uint64_t)call * 0xff51afd7ed558ccdu);
	for (size_t slot = hash >> 40 & (SLOTS - 1);; slot = (slot + 1) & (SLOTS - 1)) {
		if (slots[slot] == 0) {
			struct second_sum *sum = append(sums, second, call);
			slots[slot] = (uint16_t)sums->n;
			return sum;
		}
		struct second_sum *sum = &sums->items[slots[slot] - 1];
		if (sum->second == second && sum->call == call)
			return sum;
	}
}

void second_sums_of_chunk(struct chunk *chunk, struct second_sums *ret_sums)
{
	AUTO_FREE uint16_t *slots = xcalloc(SLOTS, sizeof(*slots)); // index + 1 into the sums
	struct second_sums sums = {0};
	struct event event;
	struct error ignored; // the chunk was verified
	for (uint32_t i = 0; chunk_event_head(chunk, i, &event, &ignored) == 0; i++) {
		struct second_sum *sum =
		    find(&sums, slots, (int64_t)(event.ts / NS_PER_S), call_key(event.kind, event.abi, event.nr));
		sum->count++;
		sum->errors += event_failed(&event);
		if (event.duration != EVENT_DURATION_UNKNOWN)
			sum->time_ns = add_time(sum->time_ns, event.duration);
	}
	*ret_sums = sums;
}

void second_sums_append(struct second_sums *sums, const struct second_sums *more)
{
	for (size_t i = 0; i < more->n; i++)
		*append(sums, 0, 0) = more->items[i];
}

static int compare(const void *a, const void *b)
{
	const struct second_sum *x = a, *y = b;
	if (x->second != y->second)
		return x->second < y->second ? -1 : 1;
	return x->call < y->call ? -1 : x->call > y->call;
}

void second_sums_merge(struct second_sums *sums)
{
	if (sums->n == 0)
		return;
	qsort(sums->items, sums->n, sizeof(*sums->items), compare);
	size_t last = 0;
	for (size_t i = 1; i < sums->n; i++) {
		struct second_sum *into = &sums->items[last];
		const struct second_sum *sum = &sums->items[i];
		if (compare(into, sum) != 0) {
			sums->items[++last] = *sum;
			continue;
		}
		into->count += sum->count;
		into->errors += sum->errors;
		into->time_ns = add_time(into->time_ns, (uint64_t)sum->time_ns);
	}
	sums->n = last + 1;
}

void second_sums_done(struct second_sums *sums)
{
	free(sums->items);
	*sums = (struct second_sums){0};
}
