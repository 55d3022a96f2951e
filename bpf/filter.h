/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which scans want a record of this call? First by its number, for all scans in one look; then, for scans that ask for more, by their
 * kernel_filter, before any room is taken; last by the path that was copied, before the record is public. filter_kernel_model in the
 * detector decides the same from an event.
 */
#pragma once

#include "bpf/kernel_fixes.h"
#include "bpf/ring.h"

enum filter_flags {
	FILTER_HAS_FD = 1u << 0,
	FILTER_AT_ENTRY = 1u << 1, /* result and latency are not known yet: they pass */
};

static __always_inline __u32 wanted_by(long nr, __u32 abi)
{
	__u64 number = nr, index = abi * CALL_NUMBERS + number;

	if (number >= CALL_NUMBERS || index >= CALL_ABIS * CALL_NUMBERS)
		return config.wanted_beyond;
	asm volatile("" : "+r"(index));
	if (index >= CALL_ABIS * CALL_NUMBERS)
		return 0;
	return config.wanted[index];
}

static __always_inline __u32 always_by(long nr, __u32 abi)
{
	__u64 number = nr;

	if (abi != RECORD_ABI_NATIVE)
		return 0;
	asm volatile("" : "+r"(number));
	return number < RECORD_SYSCALLS ? config.always[number] : 0;
}

/* The place of a call's descriptor: 0 = it has none. */
static __always_inline __u32 fd_place_of(long nr, __u32 abi)
{
	__u64 number = nr, index = abi * CALL_NUMBERS + number;

	if (number >= CALL_NUMBERS)
		return 0;
	asm volatile("" : "+r"(index));
	return index < CALL_ABIS * CALL_NUMBERS ? config.fd_places[index] : 0;
}

__noinline int number_passes(__u32 scan, __u32 field, __u64 known, __u64 value)
{
	struct kernel_filter *filter = bpf_map_lookup_elem(&filters, &scan);

	if (!filter || field >= KERNEL_NUMBER_FIELDS)
		return 1;
	struct kernel_numbers *numbers = &filter->numbers[field];
	if (!known)
		return numbers->missing;
	for (__u32 i = 0; i < KERNEL_RANGES; i++) {
		if (i >= numbers->n)
			break;
		if ((__s64)value >= numbers->ranges[i].low && (__s64)value <= numbers->ranges[i].high)
			return 1;
	}
	return 0;
}

__noinline int names_pass(__u32 scan)
{
	struct kernel_filter *filter = bpf_map_lookup_elem(&filters, &scan);
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 comm[2];

	if (!filter)
		return 1;
	__builtin_memcpy(comm, task->comm, sizeof(comm));
	for (__u32 i = 0; i < KERNEL_NAMES; i++) {
		struct kernel_name *name = &filter->not_names[i];
		if (i < filter->n_not_names && (comm[0] & name->mask[0]) == name->bytes[0] &&
		    (comm[1] & name->mask[1]) == name->bytes[1])
			return 0;
	}
	for (__u32 i = 0; i < KERNEL_NAMES; i++) {
		struct kernel_name *name = &filter->names[i];
		if (i < filter->n_names && (comm[0] & name->mask[0]) == name->bytes[0] &&
		    (comm[1] & name->mask[1]) == name->bytes[1])
			return 1;
	}
	return !(filter->on & KERNEL_ON_NAMES);
}

__noinline int scan_passes(__u32 scan, __u64 ret, __u64 duration, __u64 fd, __u32 flags)
{
	struct kernel_filter *filter = bpf_map_lookup_elem(&filters, &scan);
	struct task_struct *task = bpf_get_current_task_btf();

	if (!filter)
		return 1;
	__u32 on = filter->on;
	if ((on & (1u << KERNEL_PID)) && !number_passes(scan, KERNEL_PID, 1, (__u32)task->tgid))
		return 0;
	if ((on & (1u << KERNEL_TID)) && !number_passes(scan, KERNEL_TID, 1, (__u32)task->pid))
		return 0;
	if ((on & (1u << KERNEL_FD)) && !number_passes(scan, KERNEL_FD, flags & FILTER_HAS_FD, fd))
		return 0;
	if ((on & (1u << KERNEL_UID)) && !number_passes(scan, KERNEL_UID, 1, task->cred->euid.val))
		return 0;
	if ((on & (KERNEL_ON_NAMES | KERNEL_ON_NOT_NAMES)) && !names_pass(scan))
		return 0;
	if (flags & FILTER_AT_ENTRY)
		return 1;
	if ((on & (1u << KERNEL_RESULT)) && !number_passes(scan, KERNEL_RESULT, 1, ret))
		return 0;
	return !(on & (1u << KERNEL_LATENCY)) ||
	       number_passes(scan, KERNEL_LATENCY, duration != RECORD_NO_DURATION, duration);
}

/* Of these scans, those whose filters let the call pass. */
__noinline int scans_passed(__u32 scans, __u64 ret, __u64 duration, __u64 fd, __u32 flags)
{
	struct ring_head *ring = ring_here();

	if (!ring)
		return scans;
	/* In memory: in a register, 6.1's verifier would follow each set of scans on its own. */
	volatile __u32 *passed = &ring->work.passed;
	*passed = 0;
	for (__u32 i = 0; i < RECORD_SCANS; i++) {
		if (!(scans >> i))
			break;
		if ((scans >> i & 1) && scan_passes(i, ret, duration, fd, flags))
			*passed |= 1u << i;
	}
	return *passed;
}

/* What the call's filter can be asked before it is recorded; takes from `wanted` the scans that do not want it. */
static __always_inline __u32 filter_call(struct ring_head *ring, struct pt_regs *regs, long nr, __u32 abi, __u32 wanted,
					 __s64 ret, __u64 duration, __u32 flags)
{
	__u32 asked = wanted & config.filters & ~always_by(nr, abi);
	__s64 fd = 0;

	if (!asked)
		return wanted;
	if (asked & config.filters_fd) {
		__u64 place = fd_place_of(nr, abi);
		bool has = place != 0;

		regs_args(regs, abi, ring->work.args);
		if (place == FD_PLACE_RESULT) {
			fd = ret;
		} else if (place) {
			place--;
			asm volatile("" : "+r"(place));
			fd = place < RECORD_ARGS ? (__s64)(__s32)ring->work.args[place] : -1;
		}
		if (has && fd >= 0)
			flags |= FILTER_HAS_FD;
	}
	return wanted & ~(asked & ~scans_passed(asked, ret, duration, fd, flags));
}

/* --- by path --- */

/* The piece with the call's path; NULL when it names none, or it could not be read. */
static __always_inline __u8 *path_piece(struct ring_head *ring, __u64 *ret_len)
{
	__u64 off = ring->work.path;

	asm volatile("" : "+r"(off));
	if (!off || off > RING_RECORD_MAX - 2 * KERNEL_PATH_BYTES)
		return NULL;
	__u8 *piece = ring_at(ring, ring->work.base) + off;
	if (*(__u32 *)piece >> 16 & RECORD_DATA_FAULT)
		return NULL;
	*ret_len = *(__u32 *)(piece + 4);
	return piece;
}

/* Absolute, and nothing in it that its normal form would not have. More careful than it must be: "/.x" is not plain. */
__noinline int path_plain(void)
{
	struct ring_head *ring = ring_here();
	__u64 len = 0;
	__u8 *piece = ring ? path_piece(ring, &len) : NULL, last = 0;

	if (!piece || !len || len >= KERNEL_PATH_BYTES || piece[8] != '/')
		return 0;
	for (__u32 i = 0; i < KERNEL_PATH_BYTES; i++) {
		if (i >= len)
			break;
		__u8 byte = piece[8 + i];
		if (last == '/' && (byte == '/' || byte == '.'))
			return 0;
		last = byte;
	}
	return len == 1 || last != '/';
}

__noinline int path_is(__u32 scan, __u32 index)
{
	struct kernel_filter *filter = bpf_map_lookup_elem(&filters, &scan);
	struct ring_head *ring = ring_here();
	__u64 len = 0;
	__u8 *piece = ring ? path_piece(ring, &len) : NULL;

	if (!filter || !piece || index >= KERNEL_PATHS)
		return 0;
	struct kernel_path *path = &filter->paths[index];
	__u64 left = path->len;
	if (len < left || left >= KERNEL_PATH_BYTES || (path->kind == KERNEL_PATH_WHOLE && len != left))
		return 0;
	if (path->kind == KERNEL_PATH_FOLDER && (!len || (len > left && piece[8 + left] != '/')))
		return 0;
	for (__u32 i = 0; i < KERNEL_PATH_BYTES / 8; i++) {
		if (!left)
			break;
		__u64 differs = ((__u64 *)(piece + 8))[i] ^ path->words[i];
		if (left < 8)
			differs &= ~0ull >> (64 - 8 * left);
		if (differs)
			return 0;
		left = left < 8 ? 0 : left - 8;
	}
	return 1;
}

__noinline int path_passes(__u32 scan)
{
	struct kernel_filter *filter = bpf_map_lookup_elem(&filters, &scan);
	struct ring_head *ring = ring_here();
	__u64 len = 0;
	bool found = false;

	if (!filter || !ring || !(filter->on & KERNEL_ON_PATHS))
		return 1;
	if (!path_piece(ring, &len))
		return filter->paths_missing;
	if (filter->paths_plain && !path_plain())
		return 1;
	for (__u32 i = 0; i < KERNEL_PATHS && !found; i++)
		found = i < filter->n_paths && path_is(scan, i);
	return found != !!filter->paths_negate;
}

/* Of these scans, those whose filters let the path in ring->work pass. */
__noinline int paths_passed(__u32 scans)
{
	struct ring_head *ring = ring_here();

	if (!ring)
		return scans;
	/* In memory: in a register, 6.1's verifier would follow each set of scans on its own. */
	volatile __u32 *passed = &ring->work.passed;
	*passed = 0;
	for (__u32 i = 0; i < RECORD_SCANS; i++) {
		if (!(scans >> i))
			break;
		if ((scans >> i & 1) && path_passes(i))
			*passed |= 1u << i;
	}
	return *passed;
}
