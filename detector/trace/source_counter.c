// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/source_counter.h"

static void add_errno(struct source_counter *sum, uint16_t code, uint64_t calls)
{
	for (unsigned i = 0; i < SOURCE_ERRNOS; i++) {
		if (!sum->errnos[i].code)
			sum->errnos[i].code = code;
		if (sum->errnos[i].code != code)
			continue;
		sum->errnos[i].calls += calls;
		return;
	}
}

static uint64_t read_one(const uint64_t *value)
{
	return __atomic_load_n(value, __ATOMIC_RELAXED);
}

void source_counter_add(struct source_counter *sum, const struct counter *counter)
{
	// A program counts the call first: what is read before that is never more than the calls.
	sum->filtered += __atomic_load_n(&counter->filtered, __ATOMIC_ACQUIRE);
	for (unsigned i = 0; i < COUNTER_ERRNOS && counter->errnos[i]; i++)
		add_errno(sum, counter->errnos[i], read_one(&counter->errno_calls[i]));
	sum->errors += read_one(&counter->errors);
	sum->denied += read_one(&counter->denied);
	uint64_t before = sum->calls, min = ~read_one(&counter->min_ones), max = read_one(&counter->max_ns);
	sum->calls += read_one(&counter->calls);
	sum->lost += read_one(&counter->lost);
	sum->time_ns += read_one(&counter->time_ns);
	if (max > sum->max_ns)
		sum->max_ns = max;
	if (min != UINT64_MAX && (!before || !sum->min_ns || min < sum->min_ns))
		sum->min_ns = min;
	for (unsigned i = 0; i < COUNTER_BUCKETS; i++)
		sum->histogram[i] += read_one(&counter->histogram[i]);
}

void counter_add_error(struct counter *counter, uint32_t error)
{
	for (unsigned i = 0; i < COUNTER_ERRNOS; i++) {
		if (!counter->errnos[i])
			counter->errnos[i] = (uint16_t)error;
		if (counter->errnos[i] != error)
			continue;
		__atomic_store_n(&counter->errno_calls[i], counter->errno_calls[i] + 1, __ATOMIC_RELAXED);
		return;
	}
}
