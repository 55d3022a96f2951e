/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The maps and globals. All but `counters` and `bell` are mapped by the detector, which makes no bpf() call while a scan runs. */
#pragma once

#include "bpf/kernel_types.h"
#include "bpf/shared.h"

#define barrier() asm volatile("" ::: "memory")

/* Set before loading: the verifier sees them as constants. */
const volatile __u64 ring_bytes = RING_MIN_BYTES;
const volatile __u64 ring_mask = RING_MIN_BYTES - 1;
const volatile __u64 bell_bytes = RING_MIN_BYTES / 4; /* ring the doorbell when this much waits */
const volatile __u32 slot_mask = 1023;
const volatile __u32 marks_tids = MARKS_PER_VALUE;

struct capture_config config = {};

/* Entries = CPUs; value = ring_head, then ring_bytes, then RING_RECORD_MAX of slack. Sizes are set before loading. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, RING_HEAD_BYTES + RING_MIN_BYTES + RING_RECORD_MAX);
} rings SEC(".maps");

/* By scan: an array of struct counter, CPUs * COUNTER_SLOTS. Made when the scan starts, so it begins with zeroes. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, RECORD_SCANS);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct task_marks);
} marks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct entry_slot);
} entries SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, COPY_ROWS);
	__type(key, __u32);
	__type(value, struct copy_row);
} rows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, RECORD_SCANS);
	__type(key, __u32);
	__type(value, struct kernel_filter);
} filters SEC(".maps");

/* Carries no data: an epoll-able doorbell. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} bell SEC(".maps");

static __always_inline struct ring_head *ring_here(void)
{
	__u32 cpu = bpf_get_smp_processor_id();
	return bpf_map_lookup_elem(&rings, &cpu);
}

static __always_inline struct entry_slot *entry_of(__u32 tid)
{
	__u32 key = tid & slot_mask;
	return bpf_map_lookup_elem(&entries, &key);
}

/* The slot of a call in a scan's counters. */
static __always_inline __u32 counter_slot(long nr, __u32 abi)
{
	__u32 slot = nr < 0 || nr >= RECORD_SYSCALLS ? RECORD_SYSCALLS - 1 : (__u32)nr;
	return bpf_get_smp_processor_id() * COUNTER_SLOTS + abi * RECORD_SYSCALLS + slot;
}

static __always_inline struct counter *counter_of(__u32 scan, __u32 index)
{
	void *array = bpf_map_lookup_elem(&counters, &scan);
	return array ? bpf_map_lookup_elem(array, &index) : NULL;
}
