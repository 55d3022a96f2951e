/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a record: begin (is there room?), fill, commit. One writer a ring: a program on a hook that interrupts reach finds it busy and
 * puts its record aside, for the one that it interrupted. `busy` is taken before the clock is read, see ring_set_refresh in the detector.
 */
#pragma once

#include "bpf/kernel_fixes.h"
#include "bpf/maps.h"

struct ring_turn {
	__u64 now;
	bool owned;
};

static __always_inline void ring_enter(struct ring_head *ring, struct ring_turn *turn)
{
	turn->owned = !ring->busy;
	if (turn->owned)
		ring->busy = 1;
	else
		ring->refused++;
	barrier();
	turn->now = bpf_ktime_get_boot_ns();
}

static __always_inline bool ring_room(struct ring_head *ring, struct ring_turn *turn, __u64 need)
{
	if (!turn->owned)
		return false;
	if (ring->head + need - ring->tail_seen <= ring_bytes)
		return true;
	ring->tail_seen = *(volatile __u64 *)&ring->tail;
	return ring->head + need - ring->tail_seen <= ring_bytes;
}

/* The bytes of the record at `base`; the caller stays within RING_RECORD_MAX. */
static __always_inline __u8 *ring_at(struct ring_head *ring, __u64 base)
{
	return (__u8 *)ring + RING_HEAD_BYTES + (base & ring_mask);
}

static __always_inline struct record *ring_begin(struct ring_head *ring, struct ring_turn *turn, __u64 need,
						 struct task_struct *task, __u8 type, __u32 scans)
{
	if (!ring_room(ring, turn, need))
		return NULL;
	struct record *record = (struct record *)ring_at(ring, ring->head);
	record->type = type;
	record->abi = 0;
	record->flags = 0;
	record->ts = turn->now;
	record->duration = RECORD_NO_DURATION;
	record->pid = task->tgid;
	record->tid = task->pid;
	record->scans = scans;
	__builtin_memcpy(record->comm, task->comm, sizeof(record->comm));
	ring->work.base = ring->head;
	ring->work.off = sizeof(*record);
	ring->work.path = 0;
	ring->work.flags = 0;
	return record;
}

static __always_inline void ring_commit(struct ring_head *ring, struct record *record)
{
	__u64 size = ring->work.off, head = ring->head + size;

	if (size > RING_RECORD_MAX)
		return;
	record->size = size;
	record->flags |= ring->work.flags;
	if (ring->lossy) {
		record->flags |= RECORD_F_AFTER_LOSS;
		ring->lossy = 0;
	}
	publish(&ring->head, head);
	if (!ring->want || head - ring->tail_seen <= bell_bytes)
		return;
	/* Only a fresh tail counts: against the old copy it would ring after every drain. */
	ring->tail_seen = *(volatile __u64 *)&ring->tail;
	if (head - ring->tail_seen <= bell_bytes)
		return;
	ring->want = 0;
	__u64 *ding = bpf_ringbuf_reserve(&bell, sizeof(*ding), 0);
	if (ding) {
		*ding = 0;
		bpf_ringbuf_submit(ding, BPF_RB_FORCE_WAKEUP);
	}
}

static __always_inline void ring_dropped(struct ring_head *ring, struct ring_turn *turn)
{
	ring->drops++;
	ring->drop_ts = turn->now;
	ring->lossy = 1;
}

__noinline int count_others_lost(__u32 scans)
{
	struct ring_head *ring = ring_here();

	for (__u32 i = 0; ring && i < RECORD_SCANS; i++)
		if (scans >> i & 1)
			ring->others_lost[i]++;
	return 0;
}

static __always_inline void ring_dropped_other(struct ring_head *ring, struct ring_turn *turn, __u32 scans)
{
	count_others_lost(scans);
	ring_dropped(ring, turn);
}

/* Runs with interrupts off, so it is alone with aside_put. */
static __always_inline void ring_put_aside(struct ring_head *ring, struct ring_turn *turn, const struct record *record)
{
	if (ring->aside_put - ring->aside_taken >= RING_ASIDE) {
		ring_dropped_other(ring, turn, record->scans);
		return;
	}
	__builtin_memcpy(&ring->aside[ring->aside_put % RING_ASIDE], record, sizeof(*record));
	barrier();
	ring->aside_put++;
}

/* One a turn: an interrupt between two of them finds the ring free. */
__noinline int ring_take_aside(void)
{
	struct ring_head *ring = ring_here();

	for (int i = 0; ring && i < (int)RING_ASIDE; i++) {
		struct ring_turn turn = {.owned = true};
		if (ring->busy || ring->aside_taken == *(volatile __u32 *)&ring->aside_put)
			break;
		ring->busy = 1;
		barrier();
		turn.now = bpf_ktime_get_boot_ns();
		const struct record *from = &ring->aside[ring->aside_taken % RING_ASIDE];
		if (ring_room(ring, &turn, sizeof(*from))) {
			struct record *record = (struct record *)ring_at(ring, ring->head);
			__builtin_memcpy(record, from, sizeof(*record));
			ring->work.off = sizeof(*record);
			ring->work.flags = 0;
			ring_commit(ring, record);
		} else {
			ring_dropped_other(ring, &turn, from->scans);
		}
		ring->aside_taken++;
		barrier();
		*(volatile __u32 *)&ring->busy = 0;
	}
	return 0;
}

static __always_inline void ring_leave(struct ring_head *ring, struct ring_turn *turn)
{
	barrier();
	if (!turn->owned)
		return;
	*(volatile __u32 *)&ring->busy = 0;
	barrier();
	if (ring->aside_taken != *(volatile __u32 *)&ring->aside_put)
		(void)ring_take_aside();
}
