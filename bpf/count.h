/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting: exact, by scan and call, whatever becomes of the record. */
#pragma once

#include "bpf/maps.h"

static __always_inline __u32 log2_of(__u64 value)
{
	__u32 high = value >> 32, v = high ? high : (__u32)value, r = high ? 32 : 0, s;

	s = (v > 0xffff) << 4;
	v >>= s;
	r |= s;
	s = (v > 0xff) << 3;
	v >>= s;
	r |= s;
	s = (v > 0xf) << 2;
	v >>= s;
	r |= s;
	s = (v > 0x3) << 1;
	v >>= s;
	r |= s;
	return r | (v >> 1);
}

static __always_inline void count_one(struct counter *counter, bool failed, __u64 duration)
{
	counter->calls++;
	if (failed)
		counter->errors++;
	if (duration == RECORD_NO_DURATION)
		return;
	__u64 bucket = log2_of(duration);
	asm volatile("" : "+r"(bucket)); /* else 6.1's verifier sees the bound of its lower half only */
	if (bucket >= COUNTER_BUCKETS)
		bucket = COUNTER_BUCKETS - 1;
	counter->histogram[bucket]++;
	counter->time_ns += duration;
	if (duration > counter->max_ns)
		counter->max_ns = duration;
	if (~duration > counter->min_ones)
		counter->min_ones = ~duration;
}

/* Global functions: the verifier looks at each once, not once for each path to it. */
__noinline int count_call(__u32 scans, __u32 slot, __u64 duration, bool failed, __u32 filtered)
{
	__u32 timed = config.latency;

	for (__u32 i = 0; i < RECORD_SCANS; i++) {
		if (!(scans >> i))
			break;
		if (!(scans >> i & 1))
			continue;
		struct counter *counter = counter_of(i, slot);
		if (!counter)
			continue;
		count_one(counter, failed, timed >> i & 1 ? duration : RECORD_NO_DURATION);
		counter->filtered += filtered >> i & 1;
	}
	return 0;
}

/* Behind count_call, for a call that failed: which error it was. */
__noinline int count_error(__u32 scans, __u32 slot, __u32 error)
{
	for (__u32 i = 0; i < RECORD_SCANS; i++) {
		struct counter *counter = scans >> i & 1 ? counter_of(i, slot) : NULL;
		if (!counter)
			continue;
		for (__u32 at = 0; at < COUNTER_ERRNOS; at++) {
			if (!counter->errnos[at])
				counter->errnos[at] = error;
			if (counter->errnos[at] != (__u16)error)
				continue;
			counter->errno_calls[at]++;
			break;
		}
	}
	return 0;
}

__noinline int count_lost(__u32 scans, __u32 slot)
{
	for (__u32 i = 0; i < RECORD_SCANS; i++) {
		struct counter *counter = scans >> i & 1 ? counter_of(i, slot) : NULL;
		if (counter)
			counter->lost++;
	}
	return 0;
}

__noinline int count_denied(__u32 scans, __u32 slot)
{
	for (__u32 i = 0; i < RECORD_SCANS; i++) {
		struct counter *counter = scans >> i & 1 ? counter_of(i, slot) : NULL;
		if (counter)
			counter->denied++;
	}
	return 0;
}

__noinline int count_filtered(__u32 scans, __u32 slot)
{
	for (__u32 i = 0; i < RECORD_SCANS; i++) {
		struct counter *counter = scans >> i & 1 ? counter_of(i, slot) : NULL;
		if (counter)
			counter->filtered++;
	}
	return 0;
}
