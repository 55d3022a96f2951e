/* SPDX-License-Identifier: GPL-2.0-or-later OR Apache-2.0 */
/*
 * Memory that the programs and detector/trace map together: rings, counters, the scans' configuration and the copy table.
 * Nothing else sees it; what the rest of the detector reads is record.h.
 */
#pragma once

#include "bpf/record.h"

/* --- rings: one a CPU, written by that CPU only, read by the detector --- */

#define RING_HEAD_BYTES 4096u
#define RING_RECORD_MAX \
	32768u /* no record is longer; a record may run this far beyond the ring's end, so nothing wraps */
#define RING_RESERVE        8192u /* bytes that calls leave free, so that signals and ends of tasks still find room */
#define RING_MIN_BYTES      65536u

#define PIECE_MAX           8192u /* bytes of the largest piece: an argument area */
#define VECTOR_MAX          32u   /* iovec elements and argv strings copied */
#define ARGV_STRING_MAX     1024u /* of one string copied from an array of pointers */
#define NAME_MAX_BYTES      128u  /* of a msghdr's address */
#define CONTROL_MAX_BYTES   1024u
#define ENV_POINTERS_MAX    512u

/* What the kernel does not hand on: record types and flags that end in the detector. */
#define RECORD_ENTER        64         /* a call's entry: args, data; goes into the RECORD_SYSCALL of its exit */
#define RECORD_F_AFTER_LOSS (1u << 15) /* the first record that found room on this CPU after some had not */

/* Scratch of one run of a program: what the global copy functions, which take scalars only, work on. */
struct ring_work {
	RECORD_U64 args[RECORD_ARGS];
	RECORD_S64 ret;
	RECORD_U64 base;   /* the record's place in the ring */
	RECORD_U64 off;    /* from the record's start: where the next piece goes */
	RECORD_U64 limit;  /* bytes of a payload */
	RECORD_U64 vector; /* off of the iovec array's bytes */
	RECORD_U64 count;  /* its elements */
	RECORD_U64 left;   /* bytes the call moved through it */
	RECORD_U32 row;    /* index in `rows` */
	RECORD_U32 flags;  /* RECORD_F_* found while copying */
	RECORD_U32 entry;  /* 1 at the call's entry */
	RECORD_U32 pad;
	RECORD_U64 pointers[VECTOR_MAX + 1];
};

struct ring_head {
	/* the kernel's */
	RECORD_U64 head;
	RECORD_U64 tail_seen; /* a copy of tail: refreshed only when the ring looks full */
	RECORD_U64 refused;   /* a program that interrupted another one on this CPU found the ring in use */
	RECORD_U64 drops;     /* records without room, refused ones included */
	RECORD_U64 drop_ts;   /* of the last of them */
	RECORD_U32 busy;      /* set before the clock is read, cleared when head is public: see ring_set_refresh */
	RECORD_U32 lossy;     /* a drop happened since the last record */
	RECORD_U64 pad0[2];
	/* the scope cache: which scans does this cgroup belong to */
	RECORD_U64 place_cgroup;
	RECORD_U64 place_v1;
	RECORD_U32 place_generation;
	RECORD_U32 place;
	RECORD_U64 overflows; /* tasks beyond the marks table: cannot be followed */
	RECORD_U64 pad1[4];
	/* the detector's */
	RECORD_U64 tail;
	RECORD_U32 want; /* ring the doorbell when much is there */
	RECORD_U32 pad2;
	RECORD_U64 pad3[6];
	/* records other than calls that were lost, by scan */
	RECORD_U64 others_lost[RECORD_SCANS];
	struct ring_work work;
};

/* --- counters: one array a scan, index = cpu * COUNTER_SLOTS + abi * RECORD_SYSCALLS + number --- */

#define COUNTER_ABIS    3u
#define COUNTER_SLOTS   (COUNTER_ABIS * RECORD_SYSCALLS)
#define COUNTER_BUCKETS 40u

struct counter {
	RECORD_U64 calls;
	RECORD_U64 errors;
	RECORD_U64 lost;
	RECORD_U64 time_ns;
	RECORD_U64 max_ns;
	RECORD_U64 histogram[COUNTER_BUCKETS];
};

/* --- the tasks --- */

#define MARKS_PER_VALUE 2048u /* u16 of scan bits a task, by tid: one page a value */

struct task_marks {
	RECORD_U16 scans[MARKS_PER_VALUE];
};

struct entry_slot {
	RECORD_U64 start;
	RECORD_U32 tid; /* 0: empty. Two tasks may share a slot: the tag says whose it is */
	RECORD_S32 nr;
};

/* --- what to copy --- */

struct copy_row {
	struct capture_arg args[RECORD_ARGS];
	RECORD_U32 exit_bytes; /* room that the pieces may need, at most */
	RECORD_U32 entry_bytes;
	RECORD_U8 exit_args; /* bits */
	RECORD_U8 entry_args;
	RECORD_U8 exec;  /* 1 execve, 2 execveat: path, argv and envp begin at argument exec - 1 */
	RECORD_U8 child; /* clone, fork, vfork: a return of 0 is the child's */
	RECORD_U32 pad;
};

/* --- the scans --- */

/* Bits are scan slots. The detector writes, then increments generation, which empties the scope caches. */
struct capture_config {
	RECORD_U32 generation;
	RECORD_U32 own_pid; /* never traced */
	RECORD_U32 host;
	RECORD_U32 cgroup;
	RECORD_U32 cgroup_v1;
	RECORD_U32 tree;
	RECORD_U32 needs_mark; /* only tasks whose mark has the bit */
	RECORD_U32 exec_any;   /* cgroup scans: a task without mark gets it by a successful execve */
	RECORD_U32 exec_root;  /* tree scans: only root_pid does */
	RECORD_U32 records;    /* wants records, not counters alone */
	RECORD_U32 latency;
	RECORD_U32 pad;
	RECORD_U64 string_limit;
	RECORD_U64 cgroup_id[RECORD_SCANS];
	RECORD_S32 cgroup_level[RECORD_SCANS];
	RECORD_U32 root_pid[RECORD_SCANS];
	RECORD_U16 wanted[RECORD_SYSCALLS]; /* scans that want records of a native call */
};

#ifndef __bpf__
_Static_assert(sizeof(struct ring_head) <= RING_HEAD_BYTES, "ring_head must fit its page");
_Static_assert(sizeof(struct copy_row) == 64, "copy_row: both sides must agree");
_Static_assert(sizeof(struct counter) == 360, "counter: both sides must agree");
_Static_assert(sizeof(struct task_marks) == 4096, "task_marks is one page");
#endif
