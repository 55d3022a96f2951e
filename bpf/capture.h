/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copying what a call's arguments point to, by the table `rows`. The functions are global ones, which the verifier checks each on
 * its own, with scalars as arguments: everything else they find in ring->work. Lengths are clamped behind an asm barrier and tested
 * again, because clang likes to test one copy of a register and use another.
 */
#pragma once

#include "bpf/ring.h"

#define AF_NETLINK_NR     16
#define FITS(work, bytes) ((work)->off <= RING_RECORD_MAX - sizeof(struct record_data) - 8 - (bytes))

static __always_inline void piece_head(__u8 *place, __u32 arg, __u32 kind, __u32 status, __u32 sub, __u64 len)
{
	*(__u32 *)place = arg | kind << 8 | status << 16 | sub << 24;
	*(__u32 *)(place + 4) = len;
}

static __always_inline void piece_done(struct ring_work *work, __u8 *place, __u32 arg, __u32 kind, __u32 status,
				       __u32 sub, __u64 len)
{
	if (status & RECORD_DATA_FAULT)
		work->flags |= RECORD_F_FAULT;
	if (status & RECORD_DATA_TRUNCATED)
		work->flags |= RECORD_F_TRUNCATED;
	if (work->entry)
		status |= RECORD_DATA_ENTRY;
	asm volatile("" : "+r"(len));
	if (len > PIECE_MAX - 8)
		return;
	if (len & 7) /* the padding never shows what the ring held before */
		*(__u64 *)(place + 8 + (len & ~7ull)) &= ~0ull >> (64 - 8 * (len & 7));
	piece_head(place, arg, kind, status, sub, len);
	work->off += sizeof(struct record_data) + ((len + 7) & ~7ull);
}

/* How much of `n` bytes can be read, up to the end of the last page that can; they go to `off` of the record. For what could not be
 * read in one go: memory that ends with its page, or a page that is not there. */
__noinline int read_partly(__u32 off, __u64 from, __u32 n)
{
	struct ring_head *ring = ring_here();
	__u64 got = 0;

	if (!ring || off > RING_RECORD_MAX - PIECE_MAX)
		return 0;
	__u8 *place = ring_at(ring, ring->work.base) + off;
	for (__u32 i = 0; i < 3; i++) {
		__u64 chunk = PAGE_STEP - ((from + got) & (PAGE_STEP - 1));
		if (got >= n || got > PIECE_MAX - PAGE_STEP)
			break;
		if (chunk > n - got)
			chunk = n - got;
		asm volatile("" : "+r"(chunk));
		asm volatile("" : "+r"(got));
		if (chunk > PAGE_STEP || got > PIECE_MAX - PAGE_STEP)
			break;
		if (bpf_probe_read_user(place + got, chunk, (void *)(from + got)))
			break;
		got += chunk;
	}
	return got;
}

/* `want` bytes of user memory, at most `max` (≤ PIECE_MAX) of them; partly: what is readable of them is worth having. */
static __always_inline void copy_bytes(struct ring_head *ring, __u32 arg, __u32 kind, __u32 sub, __u64 from, __u64 want,
				       __u64 max, bool partly)
{
	struct ring_work *work = &ring->work;
	__u64 off = work->off, n = want > max ? max : want;
	__u32 status = n < want ? RECORD_DATA_TRUNCATED : 0;

	if (off > RING_RECORD_MAX - PIECE_MAX - 2 * sizeof(struct record_data)) {
		work->flags |= RECORD_F_TRUNCATED;
		return;
	}
	__u8 *place = ring_at(ring, work->base) + off;
	asm volatile("" : "+r"(n));
	if (n > PIECE_MAX - 8)
		return;
	if (n && bpf_probe_read_user(place + 8, n, (void *)from)) {
		n = partly ? read_partly(off + 8, from, n) : 0;
		status = RECORD_DATA_FAULT | (n ? RECORD_DATA_TRUNCATED : 0);
	}
	piece_done(work, place, arg, kind, status, sub, n);
}

/* The same, called: where code is long, and seldom run. */
__noinline int copy_piece(__u32 head, __u64 from, __u64 want, __u32 max)
{
	struct ring_head *ring = ring_here();

	if (ring && max <= PIECE_MAX - 8)
		copy_bytes(ring, head & 0xff, head >> 8 & 0xff, head >> 16 & 0xff, from, want, max, head >> 24);
	return 0;
}

static __always_inline void copy_inner(__u32 arg, __u32 kind, __u32 sub, __u64 from, __u64 want, __u32 max, bool partly)
{
	copy_piece((arg & 7) | kind << 8 | (sub & 0xff) << 16 | (__u32)partly << 24, from, want, max);
}

/* Text up to its NUL, at most `max` (≤ CAPTURE_MAX) characters. */
static __always_inline void copy_string(struct ring_head *ring, __u32 arg, __u32 kind, __u32 sub, __u64 from, __u64 max)
{
	struct ring_work *work = &ring->work;
	__u64 off = work->off, room = max + 2; /* one more than shown, so that a cut is seen; and the NUL */
	__u32 status = 0;

	if (off > RING_RECORD_MAX - PIECE_MAX - 2 * sizeof(struct record_data)) {
		work->flags |= RECORD_F_TRUNCATED;
		return;
	}
	__u8 *place = ring_at(ring, work->base) + off;
	asm volatile("" : "+r"(room));
	if (room > CAPTURE_MAX + 2)
		return;
	long got = bpf_probe_read_user_str(place + 8, room, (void *)from);
	__u64 len = got < 1 ? 0 : got - 1;
	if (got < 1) {
		len = read_partly(off + 8, from, room - 1);
		status = RECORD_DATA_FAULT | (len ? RECORD_DATA_TRUNCATED : 0);
	}
	if (len > max) {
		len = max;
		status |= RECORD_DATA_TRUNCATED;
	}
	asm volatile("" : "+r"(len));
	if (len > CAPTURE_MAX)
		return;
	piece_done(work, place, arg, kind, status, sub, len);
}

/* The same, called. */
__noinline int copy_text(__u32 head, __u64 from, __u32 max)
{
	struct ring_head *ring = ring_here();

	if (ring && max <= CAPTURE_MAX)
		copy_string(ring, head & 0xff, head >> 8 & 0xff, head >> 16 & 0xff, from, max);
	return 0;
}

/* An index of a row's arguments that the verifier can follow: clang tests one copy of `arg` and uses another. A row has room for eight. */
static __always_inline __u64 place_of_arg(__u32 arg)
{
	__u64 place = arg;

	asm volatile("" : "+r"(place));
	return place & 7;
}

static __always_inline struct copy_row *row_of_work(struct ring_head *ring)
{
	__u32 row = ring->work.row;
	return bpf_map_lookup_elem(&rows, &row);
}

static __always_inline __u64 arg_value(struct ring_work *work, __u32 arg)
{
	return arg < RECORD_ARGS ? work->args[arg] : 0;
}

/* Small enough to be multiplied by any size. */
static __always_inline __u64 count_in(struct ring_work *work, __u32 arg)
{
	__u64 count = arg_value(work, arg);
	return count < COUNT_MAX ? count : COUNT_MAX;
}

/* A u32 of the caller's memory, 0 when it cannot be read. */
static __always_inline __u64 field_in(__u64 from)
{
	__u32 value = 0;

	if (bpf_probe_read_user(&value, sizeof(value), (void *)from))
		value = 0;
	return value;
}

static __always_inline __u64 size_of(struct ring_work *work, struct capture_arg *what, __u64 from)
{
	__u64 size = what->size;

	switch (what->source) {
	case CAPTURE_SIZE_ARG:
		return count_in(work, what->len_arg) * size;
	case CAPTURE_SIZE_RET:
		return work->ret > 0 ? work->ret * size : 0;
	case CAPTURE_SIZE_IOC:
		return IOC_BYTES((__u32)arg_value(work, what->len_arg));
	case CAPTURE_SIZE_FIELD:
		return size + field_in(from + what->len_arg);
	case CAPTURE_SIZE_BITS:
		return (count_in(work, what->len_arg) + 63) / 64 * 8;
	default:
		return size;
	}
}

static __always_inline __u64 limit_of(struct ring_work *work, struct capture_arg *what)
{
	__u64 limit = what->when & CAPTURE_LIMITED ? work->limit : CAPTURE_MAX;
	return limit > CAPTURE_MAX ? CAPTURE_MAX : limit;
}

/* A string, or bytes whose length is known. */
__noinline int copy_flat(__u32 arg)
{
	struct ring_head *ring = ring_here();
	struct copy_row *row = ring ? row_of_work(ring) : NULL;
	if (!row || arg >= RECORD_ARGS)
		return 0;
	struct capture_arg *what = &row->args[place_of_arg(arg)];
	__u64 from = ring->work.args[place_of_arg(arg)], limit = limit_of(&ring->work, what);
	if (what->kind == CAPTURE_STRING) {
		if (arg + 1 == row->path)
			ring->work.path = ring->work.off;
		copy_string(ring, arg, RECORD_DATA_STRING, 0, from, limit);
		return 0;
	}
	__u64 want = size_of(&ring->work, what, from);
	if (what->kind == CAPTURE_SOCKADDR_OUT)
		want = field_in(arg_value(&ring->work, what->len_arg));
	if (what->kind == CAPTURE_BYTES && !(what->when & CAPTURE_LIMITED))
		limit = PIECE_MAX - 8; /* directory entries, arrays: what is cut off cannot be counted */
	if ((what->when & CAPTURE_NETLINK) && netlink_length(field_in(from), want))
		limit = PIECE_MAX - 8;
	copy_bytes(ring, arg, RECORD_DATA_BYTES, 0, from, want, limit, worth_partly(what));
	return 0;
}

/* An iovec array and its elements' bytes. Its address and count are in work.vector and work.count when we are called. */
__noinline int copy_vector(__u32 arg, __u32 limited)
{
	struct ring_head *ring = ring_here();
	if (!ring)
		return 0;
	struct ring_work *work = &ring->work;
	__u64 limit = limited ? work->limit : CAPTURE_MAX, from = work->vector, off = work->off;

	if (limit > CAPTURE_MAX)
		limit = CAPTURE_MAX;
	copy_bytes(ring, arg, RECORD_DATA_IOVEC, 0, from, work->count * 16, VECTOR_MAX * 16, true);
	if (work->off <= off + sizeof(struct record_data))
		return 0;
	work->vector = off + sizeof(struct record_data);
	if (work->count > (work->off - work->vector) / 16)
		work->count = (work->off - work->vector) / 16;
	for (__u32 i = 0; i < VECTOR_MAX; i++) {
		__u64 at = work->vector;
		if (i >= work->count || at > RING_RECORD_MAX - VECTOR_MAX * 16)
			break;
		__u64 *element = (__u64 *)(ring_at(ring, work->base) + at) + i * 2;
		__u64 base = element[0], len = element[1];
		if (len > work->left)
			len = work->left;
		work->left -= len;
		copy_inner(arg, RECORD_DATA_ELEMENT, i, base, len, !i && work->whole ? PIECE_MAX - 8 : limit, true);
	}
	return 0;
}

/* struct msghdr: a call's own, or a message of several. What it points to before its iovec, which is left to copy_vector. */
__noinline int copy_msghdr(__u32 arg, __u64 from, __u32 kind, __u32 sub)
{
	struct ring_head *ring = ring_here();
	if (!ring || arg >= RECORD_ARGS)
		return 0;
	struct ring_work *work = &ring->work;
	__u64 header[7] = {};

	copy_inner(arg, kind, sub, from, sizeof(header), sizeof(header), false);
	work->count = 0;
	work->whole = 0;
	if (bpf_probe_read_user(header, sizeof(header), (void *)from))
		return 0;
	if (header[0])
		copy_inner(arg, RECORD_DATA_NAME, 0, header[0], (__u32)header[1], NAME_MAX_BYTES, false);
	if (header[4])
		copy_inner(arg, RECORD_DATA_CONTROL, 0, header[4], header[5], CONTROL_MAX_BYTES, false);
	__u16 family = 0;
	if (header[0] && (__u32)header[1] >= sizeof(family))
		bpf_probe_read_user(&family, sizeof(family), (void *)header[0]);
	work->whole = family == AF_NETLINK_NR;
	work->vector = header[2];
	work->count = header[3] < COUNT_MAX ? header[3] : COUNT_MAX;
	return 0;
}

#define MESSAGE_BYTES 64u /* struct mmsghdr: msg_hdr, msg_len */

/* An array of struct mmsghdr; of received ones as much as was received. */
__noinline int copy_messages(__u32 arg, __u32 limited)
{
	struct ring_head *ring = ring_here();
	struct copy_row *row = ring ? row_of_work(ring) : NULL;
	if (!row || arg >= RECORD_ARGS)
		return 0;
	struct ring_work *work = &ring->work;
	struct capture_arg *what = &row->args[place_of_arg(arg)];
	__u64 from = work->args[place_of_arg(arg)], want = size_of(work, what, from);
	bool received = (what->when & CAPTURE_OUT) && !work->entry;

	copy_inner(arg, RECORD_DATA_BYTES, 0, from, want, PIECE_MAX - 8, true);
	for (__u32 i = 0; i < VECTOR_MAX; i++) {
		if (want < MESSAGE_BYTES || work->off > RING_RECORD_MAX - PIECE_MAX - 2 * sizeof(struct record_data))
			break;
		work->left = received ? field_in(from + 56) : ~0ull;
		copy_msghdr(arg, from, RECORD_DATA_MESSAGE, i);
		copy_vector(arg, limited);
		from += MESSAGE_BYTES;
		want -= MESSAGE_BYTES;
	}
	return 0;
}

static __always_inline __u64 field_of_piece(__u8 *bytes, __u32 offset, __u32 width)
{
	__u8 *at = bytes + (offset & 255);

	switch (width) {
	case 1:
		return *at;
	case 2:
		return *(__u16 *)at;
	case 4:
		return *(__u32 *)at;
	default:
		return *(__u64 *)at;
	}
}

/* What the struct in the piece at `off` points to. Pieces of kind `kind`; sub 0, 1, … by follow, or `sub` for all when it is an element's. */
__noinline int copy_follows(__u32 arg, __u32 off, __u32 kind, __u32 sub)
{
	struct ring_head *ring = ring_here();
	struct copy_row *row = ring ? row_of_work(ring) : NULL;
	if (!row || arg >= RECORD_ARGS || off > RING_RECORD_MAX - PIECE_MAX)
		return 0;
	struct ring_work *work = &ring->work;
	__u32 part = row->follow;
	struct copy_follows *follows = bpf_map_lookup_elem(&rows, &part);
	__u8 *place = ring_at(ring, work->base) + off;
	__u64 len = *(__u32 *)(place + 4);
	for (__u32 i = 0; follows && i < CAPTURE_FOLLOWS; i++) {
		struct capture_follow *follow = &follows->follows[i];
		if (follow->kind == FOLLOW_NONE)
			break;
		if (follow->arg != arg)
			continue;
		__u32 number = kind == RECORD_DATA_NESTED ? sub++ : sub;
		if (follow->pointer + 8 > len || follow->length + follow->width > len)
			continue;
		__u64 from = field_of_piece(place + 8, follow->pointer, 8), count = 1;
		__u64 limit = follow->kind == FOLLOW_PAYLOAD ? work->limit : CAPTURE_MAX;
		if (!from)
			continue;
		if (limit > CAPTURE_MAX)
			limit = CAPTURE_MAX;
		if (follow->width)
			count = field_of_piece(place + 8, follow->length, follow->width);
		if (count > COUNT_MAX)
			count = COUNT_MAX;
		if (follow->kind == FOLLOW_STRING)
			copy_text((arg & 7) | kind << 8 | (number & 0xff) << 16, from, limit);
		else
			copy_inner(arg, kind, number, from, count * follow->size, limit,
				   follow->kind == FOLLOW_PAYLOAD);
	}
	return 0;
}

/* An array of pointers, and what each points to. */
__noinline int copy_pointers(__u32 arg)
{
	struct ring_head *ring = ring_here();
	struct copy_row *row = ring ? row_of_work(ring) : NULL;
	if (!row || arg >= RECORD_ARGS)
		return 0;
	struct ring_work *work = &ring->work;
	struct capture_arg *what = &row->args[place_of_arg(arg)];
	__u64 from = work->args[place_of_arg(arg)], count = count_in(work, what->len_arg), size = what->size;

	copy_inner(arg, RECORD_DATA_BYTES, 0, from, count * 8, VECTOR_MAX * 8, true);
	for (__u32 i = 0; i < VECTOR_MAX && i < count; i++) {
		__u64 off = work->off, pointer = 0;
		if (bpf_probe_read_user(&pointer, sizeof(pointer), (void *)(from + i * 8)))
			break;
		copy_inner(arg, RECORD_DATA_NESTED, i, pointer, size, CAPTURE_MAX, false);
		if (row->follow && work->off > off)
			copy_follows(arg, off, RECORD_DATA_ELEMENT, i);
	}
	return 0;
}

/* An array of string pointers ending with NULL: argv of an execve that failed, or at its entry. */
__noinline int copy_strings(__u32 arg)
{
	struct ring_head *ring = ring_here();
	if (!ring || arg >= RECORD_ARGS)
		return 0;
	struct ring_work *work = &ring->work;
	__u64 from = work->args[arg], off = work->off;
	__u32 status = 0;

	if (off > RING_RECORD_MAX - PIECE_MAX - 2 * sizeof(struct record_data)) {
		work->flags |= RECORD_F_TRUNCATED;
		return 0;
	}
	__u8 *place = ring_at(ring, work->base) + off;
	work->pointers[0] = 0;
	if (bpf_probe_read_user(work->pointers, sizeof(work->pointers), (void *)from))
		for (__u32 i = 0; i <= VECTOR_MAX; i++)
			if (bpf_probe_read_user(&work->pointers[i], 8, (void *)(from + i * 8)) || !work->pointers[i])
				break;
	if (!work->pointers[0] && from)
		status = RECORD_DATA_FAULT * !!bpf_probe_read_user(&work->count, 8, (void *)from);
	work->left = 0; /* bytes so far */
	for (__u32 i = 0; i <= VECTOR_MAX; i++) {
		__u64 used = work->left, string = work->pointers[i];
		if (!string)
			break;
		asm volatile("" : "+r"(used));
		if (used > PIECE_MAX - ARGV_STRING_MAX - 8 || i == VECTOR_MAX) {
			status |= RECORD_DATA_TRUNCATED;
			break;
		}
		long got = bpf_probe_read_user_str(place + 8 + used, ARGV_STRING_MAX, (void *)string);
		if (got < 1) {
			status |= RECORD_DATA_FAULT;
			break;
		}
		if (got == ARGV_STRING_MAX)
			status |= RECORD_DATA_TRUNCATED;
		work->left = used + got;
	}
	__u64 len = work->left;
	asm volatile("" : "+r"(len));
	if (len > PIECE_MAX - 8)
		return 0;
	piece_done(work, place, arg, RECORD_DATA_STRINGS, status, 0, len);
	return 0;
}

/* How many pointers stand at `from` before a NULL or the end of what is readable; VECTOR_MAX at most. -1: not one can be read. */
__noinline int count_pointers_singly(__u64 from)
{
	__u32 count = 0;

	for (; count < VECTOR_MAX; count++) {
		__u64 pointer = 0;
		if (bpf_probe_read_user(&pointer, sizeof(pointer), (void *)(from + count * 8)))
			return count ? count : -1;
		if (!pointer)
			break;
	}
	return count;
}

/* How many pointers stand at `from` before a NULL; -1 when not even the first can be read. */
__noinline int count_pointers(__u64 from)
{
	struct ring_head *ring = ring_here();
	__u32 count = 0;

	if (!ring)
		return 0;
	for (__u32 chunk = 0; chunk < ENV_POINTERS_MAX / VECTOR_MAX; chunk++) {
		__u64 at = from + chunk * VECTOR_MAX * 8;
		if (bpf_probe_read_user(ring->work.pointers, VECTOR_MAX * 8, (void *)at)) {
			int more = count_pointers_singly(at);
			return more < 0 && count ? count : count + more;
		}
		for (__u32 i = 0; i < VECTOR_MAX; i++, count++)
			if (!ring->work.pointers[i])
				return count;
	}
	return count;
}

/* The same, of a 32-bit program's. */
__noinline int count_narrow_pointers(__u64 from)
{
	__u32 count = 0;

	for (; count < ENV_POINTERS_MAX; count++)
		if (!field_in(from + count * 4))
			break;
	return count;
}

static __always_inline void put_env_count(struct ring_head *ring, __u32 arg, __s64 count, __u64 pointer)
{
	struct ring_work *work = &ring->work;

	if (work->off > RING_RECORD_MAX - 64)
		return;
	__u8 *place = ring_at(ring, work->base) + work->off;
	*(__u64 *)(place + 8) = count;
	*(__u64 *)(place + 16) = pointer;
	if (count < 0)
		piece_done(work, place, arg, RECORD_DATA_ENV, RECORD_DATA_FAULT, 0, 0);
	else
		piece_done(work, place, arg, RECORD_DATA_ENV, 0, 0, 16);
}

static __always_inline void put_env(struct ring_head *ring, __u32 arg, __u64 from, __u64 pointer)
{
	put_env_count(ring, arg, from ? count_pointers(from) : 0, pointer);
}

/* A successful execve: the caller's memory is gone, the new program's stack tells. Under its top lie the path, then the
 * environment's strings, then argv's, each filled by the kernel a moment ago. `first` = the path's argument. */
__noinline int copy_new_program(__u32 first)
{
	struct ring_head *ring = ring_here();
	struct task_struct *task = bpf_get_current_task_btf();
	if (!ring || first > 1)
		return 0;
	__u64 from = task->mm->arg_start, to = task->mm->arg_end, stack = task->mm->start_stack, argc = 0;

	copy_string(ring, first, RECORD_DATA_STRING, 0, task->mm->env_end, CAPTURE_MAX);
	copy_bytes(ring, first + 1, RECORD_DATA_STRINGS, 0, from, to - from, PIECE_MAX - 8, true);
	if (task_is_32bit(task)) {
		argc = field_in(stack);
		put_env_count(ring, first + 2, count_narrow_pointers(stack + 4 * (argc + 2)), 0);
		return 0;
	}
	if (bpf_probe_read_user(&argc, sizeof(argc), (void *)stack))
		return 0;
	put_env(ring, first + 2, stack + 8 * (argc + 2), 0);
	return 0;
}

/* At entry only what the request gives and gets back; at exit nothing that a failed call should have filled. */
static __always_inline bool ioc_wanted(struct ring_work *work, struct capture_arg *what)
{
	__u32 request = arg_value(work, what->len_arg);

	if (!IOC_BYTES(request))
		return false;
	if (work->entry)
		return IOC_WRITES(request) && IOC_READS(request);
	return IOC_WRITES(request) || (IOC_READS(request) && work->ret >= 0);
}

/* One argument of ring->work's call. */
__noinline int copy_arg(__u32 arg)
{
	struct ring_head *ring = ring_here();
	struct copy_row *row = ring ? row_of_work(ring) : NULL;
	if (!row || arg >= RECORD_ARGS)
		return 0;
	struct ring_work *work = &ring->work;
	struct capture_arg *what = &row->args[place_of_arg(arg)];
	__u32 limited = what->when & CAPTURE_LIMITED;
	__u64 off = work->off;

	if (!work->args[place_of_arg(arg)] || (what->source == CAPTURE_SIZE_IOC && !ioc_wanted(work, what)))
		return 0;
	switch (what->kind) {
	case CAPTURE_STRINGS:
		/* envp is counted, never read: environments hold secrets */
		if (row->exec && arg + 1 == row->exec + 2u)
			put_env(ring, arg, work->args[place_of_arg(arg)], work->args[place_of_arg(arg)]);
		else
			copy_strings(arg);
		break;
	case CAPTURE_IOVEC:
	case CAPTURE_MSGHDR:
		work->left = (what->when & CAPTURE_OUT) && !work->entry ? (work->ret > 0 ? work->ret : 0) : ~0ull;
		if (what->kind == CAPTURE_MSGHDR) {
			copy_msghdr(arg, work->args[place_of_arg(arg)], RECORD_DATA_BYTES, 0);
		} else {
			work->whole = 0;
			work->vector = work->args[place_of_arg(arg)];
			work->count = what->source == CAPTURE_SIZE_ARG ? count_in(work, what->len_arg) : what->size;
		}
		copy_vector(arg, limited);
		break;
	case CAPTURE_MMSGHDR:
		copy_messages(arg, limited);
		break;
	case CAPTURE_POINTERS:
		copy_pointers(arg);
		break;
	case CAPTURE_NONE:
		break;
	default:
		copy_flat(arg);
		if (row->follow && work->off > off)
			copy_follows(arg, off, RECORD_DATA_NESTED, 0);
	}
	return 0;
}

/* What the kernel fills is worth reading only after success; what the call overwrites may have been copied at its entry. */
static __always_inline void copy_at_exit(struct copy_row *row, bool failed, bool entry_seen)
{
	for (__u32 i = 0; i < RECORD_ARGS; i++) {
		__u32 when = row->args[i].when;
		bool copied = (when & CAPTURE_ENTRY) && entry_seen && !row->exec;

		if ((when & CAPTURE_OUT && !failed) || (when & CAPTURE_IN && !copied))
			copy_arg(i);
	}
}

static __always_inline void copy_at_entry(struct copy_row *row)
{
	for (__u32 i = 0; i < RECORD_ARGS; i++)
		if (row->args[i].when & (CAPTURE_ENTRY | CAPTURE_BOTH))
			copy_arg(i);
}
