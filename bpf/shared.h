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
#define RING_RESERVE      8192u /* bytes that calls leave free, so that signals and ends of tasks still find room */
#define RING_MIN_BYTES    65536u

#define RING_ASIDE        8u /* records put aside; a power of two */

#define PIECE_MAX         8192u /* bytes of the largest piece: an argument area */
#define VECTOR_MAX        32u   /* iovec elements and argv strings copied */
#define ARGV_STRING_MAX   1024u /* of one string copied from an array of pointers */
#define NAME_MAX_BYTES    128u  /* of a msghdr's address */
#define CONTROL_MAX_BYTES 1024u
#define ENV_POINTERS_MAX  512u
#define PAGE_STEP         4096u        /* no page is smaller */
#define COUNT_MAX         (1ull << 32) /* counts are taken for no more: their products with sizes fit */

/* What the kernel does not hand on: record types and flags that end in the detector. */
#define RECORD_ENTER      64 /* a call's entry: args, data; goes into the RECORD_SYSCALL of its exit */
#define RECORD_SENT \
	65 /* a signal that no signal_deliver will tell: a RECORD_SIGNAL, at its place in its task's order */
#define RECORD_F_FATAL      (1u << 14) /* RECORD_SENT: it ends the process */
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
	RECORD_U32 path;   /* from the record's start: the piece with the path that the call names; 0 = none */
	RECORD_U32 passed; /* scans whose filters let the call pass, so far */
	RECORD_U32 whole;  /* the message's name is netlink's: its first element is copied whole */
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
	RECORD_U32 aside_put, aside_taken;
	RECORD_U64 pad0;
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
	/* Records of an interrupt that found the ring busy, written to it by whom it interrupted: aside_put and aside_taken count up. */
	struct record aside[RING_ASIDE];
};

/* --- counters: one array a scan, index = cpu * COUNTER_SLOTS + abi * RECORD_SYSCALLS + number --- */

#define COUNTER_ABIS    3u
#define COUNTER_SLOTS   (COUNTER_ABIS * RECORD_SYSCALLS)
#define COUNTER_BUCKETS 40u
#define COUNTER_ERRNOS  8u /* kinds of errors told apart, of a call on a CPU; the rest is errors less these */

struct counter {
	RECORD_U64 calls;
	RECORD_U64 errors;
	RECORD_U64 lost;     /* of the calls: records without room */
	RECORD_U64 filtered; /* of the calls: refused by the scan's kernel_filter */
	RECORD_U64 time_ns;
	RECORD_U64 max_ns;
	RECORD_U64 histogram[COUNTER_BUCKETS];
	RECORD_U64 denied;   /* of the calls: RECORD_F_DENIED */
	RECORD_U64 min_ones; /* ~ of the shortest time; 0 = nothing was timed */
	RECORD_U64 errno_calls[COUNTER_ERRNOS];
	RECORD_U16 errnos[COUNTER_ERRNOS]; /* 0 = free, and so are those behind it */
};

/* --- the tasks --- */

#define MARKS_PER_VALUE 2048u /* u16 of scan bits a task, by tid: one page a value */

struct task_marks {
	RECORD_U16 scans[MARKS_PER_VALUE];
};

/* entry_slot.start between calls: what the task's next end of a call is, if its entry was not seen. The low half is config.epoch: scans
 * that were armed since may have found the task inside a call. */
#define ENTRY_BETWEEN (1ull << 63) /* of a call that seccomp denied */
#define ENTRY_BORN    (1ull << 62) /* perhaps the child's return from the fork that made it */

struct entry_slot {
	RECORD_U64 start;
	RECORD_U32 tid; /* 0: empty. Two tasks may share a slot: the tag says whose it is */
	RECORD_S32 nr;
};

/* --- what to copy --- */

/* Whose socket or pipe is told behind the arguments (struct record_file): the descriptor that the call returned, or was given, or the
 * two that it wrote to its first or fourth argument. */
enum copy_file {
	COPY_FILE_NONE = 0,
	COPY_FILE_RETURNED,
	COPY_FILE_GIVEN,
	COPY_FILE_PAIR,
	COPY_FILE_FOURTH_PAIR,
};

struct copy_row {
	struct capture_arg args[RECORD_ARGS];
	RECORD_U16 exit_bytes; /* room that the pieces may need, at most */
	RECORD_U16 entry_bytes;
	RECORD_U8 exit_args; /* bits */
	RECORD_U8 entry_args;
	RECORD_U8 exec;  /* 1 execve, 2 execveat: path, argv and envp begin at argument exec - 1 */
	RECORD_U8 child; /* clone, fork, vfork: a return of 0 is the child's */
	RECORD_U8 path;  /* the argument with the path that the call names + 1; 0 = none */
	RECORD_U8 two_paths;
	RECORD_U8 file;    /* enum copy_file */
	RECORD_U8 command; /* the argument with the command + 1, and << 4 the enum command_form; 0 = none */
	RECORD_U16 follow; /* the row that holds its copy_follows; 0 = none */
	RECORD_U16 self;   /* its place in the table */
};

/* Whether `want` bytes may be netlink's: the first message's length stands at their start. */
#define NETLINK_HEAD 16u
static inline int netlink_length(RECORD_U32 first, RECORD_U64 want)
{
	return first >= NETLINK_HEAD && first <= want;
}

/* Rows of the table are not only rows of calls. Behind them stand the rows of commands, then the table's other parts, as large each. */
#define ROWS_I386       RECORD_SYSCALLS
#define ROWS_X32        1024u /* of its numbers from 512 on; it shares the others */
#define ROWS_COMMANDS   1088u
#define ROWS_FOLLOWS    2688u
#define ROWS_BUCKETS    3200u
#define COMMAND_BUCKETS 1024u
#define COPY_ROWS       (ROWS_BUCKETS + COMMAND_BUCKETS)
#define BUCKET_SLOTS    8u

struct copy_follows {
	struct capture_follow follows[CAPTURE_FOLLOWS];
	RECORD_U32 pad;
};

/* Which row a call's command has. The bucket of a pair is command_bucket(), empty slots have row 0. */
struct copy_commands {
	struct {
		RECORD_U32 command;
		RECORD_U16 call; /* its own row */
		RECORD_U16 row;
	} slots[BUCKET_SLOTS];
};

/* The place of a call's row; COPY_ROWS: it has none. */
static inline RECORD_U32 row_of_call(RECORD_U32 abi, RECORD_S64 nr)
{
	if (nr < 0)
		return COPY_ROWS;
	if (abi == RECORD_ABI_X32 && nr >= RECORD_SYSCALLS)
		return nr < RECORD_SYSCALLS + ROWS_COMMANDS - ROWS_X32 ? ROWS_X32 - RECORD_SYSCALLS + nr : COPY_ROWS;
	if (nr >= RECORD_SYSCALLS)
		return COPY_ROWS;
	return abi == RECORD_ABI_I386 ? ROWS_I386 + nr : nr;
}

/* Payloads and arrays are worth showing as far as they can be read; a struct is not. */
static inline RECORD_U32 worth_partly(const struct capture_arg *what)
{
	if (what->when & CAPTURE_LIMITED)
		return 1;
	return what->size > 1 && (what->source == CAPTURE_SIZE_ARG || what->source == CAPTURE_SIZE_RET);
}

/* An ioctl request's own word on its argument: the caller fills it, the kernel does, how long it is. */
#define IOC_WRITES(request) ((request) >> 30 & 1)
#define IOC_READS(request)  ((request) >> 31 & 1)
#define IOC_BYTES(request)  ((request) >> 16 & 0x3fff)

static inline RECORD_U32 command_bucket(RECORD_U32 call, RECORD_U32 command)
{
	return ROWS_BUCKETS + ((command * 0x9e3779b1u ^ call * 0x85ebca6bu) >> 22);
}

static inline RECORD_U32 command_of(RECORD_U32 form, RECORD_U64 value)
{
	RECORD_U32 word = value;

	switch (form) {
	case COMMAND_FUTEX:
		return word & ~0x180u;
	case COMMAND_QUOTA:
		return word >> 8;
	case COMMAND_IPC:
		return word & ~0x100u;
	default:
		return word;
	}
}

/* --- what a scan does not want to see --- */

/* Sets of calls know these numbers; what is above is "beyond". */
#define CALL_ABIS         3u
#define CALL_NUMBERS      1024u

#define KERNEL_RANGES     8u
#define KERNEL_NAMES      8u
#define KERNEL_PATHS      8u
#define KERNEL_PATH_BYTES 256u /* a path of at most one less */

enum kernel_number {
	KERNEL_PID,
	KERNEL_TID,
	KERNEL_UID, /* effective, of the calling task */
	KERNEL_FD,  /* by capture_config.fd_places */
	KERNEL_RESULT,
	KERNEL_LATENCY,
	KERNEL_NUMBER_FIELDS,
};

/* The number lies in one of the ranges. */
struct kernel_numbers {
	RECORD_U32 n;
	RECORD_U32 missing; /* 1: calls that have no such number pass */
	struct {
		RECORD_S64 low, high; /* both in it */
	} ranges[KERNEL_RANGES];
};

/* comm, as far as the mask says: up to its NUL, or the beginning only. */
struct kernel_name {
	RECORD_U64 bytes[2], mask[2];
};

enum kernel_path_kind { KERNEL_PATH_WHOLE, KERNEL_PATH_PREFIX, KERNEL_PATH_FOLDER /* it, or what lies below */ };

struct kernel_path {
	RECORD_U32 kind; /* enum kernel_path_kind */
	RECORD_U32 len;
	RECORD_U64 words[KERNEL_PATH_BYTES / 8];
};

enum kernel_filter_on {
	/* 1u << enum kernel_number */
	KERNEL_ON_CALLS = 1u << 16,
	KERNEL_ON_NAMES = 1u << 17,     /* one of `names` */
	KERNEL_ON_NOT_NAMES = 1u << 18, /* none of `not_names` */
	KERNEL_ON_PATHS = 1u << 19,
};

/* One a scan, about calls alone: all that is `on` must hold. The programs find the calls in capture_config.wanted. */
struct kernel_filter {
	RECORD_U32 on;
	RECORD_U32 calls_beyond; /* 1: numbers beyond the set pass */
	RECORD_U32 n_names, n_not_names;
	RECORD_U32 n_paths;
	RECORD_U32 paths_negate;  /* none of `paths`, instead of one of them */
	RECORD_U32 paths_missing; /* 1: calls that name no path pass */
	RECORD_U32 paths_plain;   /* paths that are not in their normal form, and of calls with two, pass */
	RECORD_U64 calls[CALL_ABIS * CALL_NUMBERS / 64]; /* bit abi * CALL_NUMBERS + number */
	struct kernel_numbers numbers[KERNEL_NUMBER_FIELDS];
	struct kernel_name names[KERNEL_NAMES], not_names[KERNEL_NAMES];
	struct kernel_path paths[KERNEL_PATHS];
};

/* --- the scans --- */

#define FD_PLACE_RESULT (RECORD_ARGS + 1) /* the descriptor is what the call returns */

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
	RECORD_U32 epoch; /* counts up with each scan that is armed */
	RECORD_U64 string_limit;
	RECORD_U64 cgroup_id[RECORD_SCANS];
	RECORD_S32 cgroup_level[RECORD_SCANS];
	RECORD_U32 root_pid[RECORD_SCANS];
	/* Scans whose kernel_filter asks for more than the call's number, in general, of a descriptor, of a path. */
	RECORD_U32 filters;
	RECORD_U32 filters_fd;
	RECORD_U32 filters_path;
	RECORD_U32 filters_path_plain;
	RECORD_U32 pad2;
	RECORD_U32 wanted_beyond;
	RECORD_U16 wanted[CALL_ABIS * CALL_NUMBERS];   /* scans that want records of a call */
	RECORD_U16 always[RECORD_SYSCALLS];            /* of a native one, whatever else their kernel_filter asks */
	RECORD_U8 fd_places[CALL_ABIS * CALL_NUMBERS]; /* where a call's descriptor is: 0 = none, else argument + 1 */
};

#ifndef __bpf__
_Static_assert(sizeof(struct ring_head) <= RING_HEAD_BYTES, "ring_head must fit its page");
_Static_assert(sizeof(struct copy_row) == 64, "copy_row: both sides must agree");
_Static_assert(sizeof(struct copy_follows) == 64 && sizeof(struct copy_commands) == 64, "parts of a table of rows");
_Static_assert(sizeof(struct counter) == 464, "counter: both sides must agree");
_Static_assert(sizeof(struct kernel_filter) == 32 + 384 + 6 * 136 + 16 * 32 + 8 * 264,
	       "kernel_filter: both sides must agree");
_Static_assert(sizeof(struct task_marks) == 4096, "task_marks is one page");
#endif
