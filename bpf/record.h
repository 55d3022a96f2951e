/* SPDX-License-Identifier: GPL-2.0-or-later OR Apache-2.0 */
/* What crosses the ring from the kernel to the detector. Fixed-width types only; included by both sides. */
#pragma once

#ifndef __bpf__
#include <stdint.h>
#define RECORD_U8  uint8_t
#define RECORD_U16 uint16_t
#define RECORD_U32 uint32_t
#define RECORD_S32 int32_t
#define RECORD_U64 uint64_t
#define RECORD_S64 int64_t
#else
#define RECORD_U8  __u8
#define RECORD_U16 __u16
#define RECORD_U32 __u32
#define RECORD_S32 __s32
#define RECORD_U64 __u64
#define RECORD_S64 __s64
#endif

#define RECORD_ARGS        6
#define RECORD_COMM        16
#define RECORD_SCANS       16 /* scans that may run at once in one trace source: bits of record.scans */
#define RECORD_NO_DURATION (~0ull)
#define RECORD_SYSCALLS    512 /* numbers a table has room for; larger ones are counted under slot 511 */

enum record_type {
	RECORD_SYSCALL = 1, /* args, ret, data */
	RECORD_SIGNAL =
	    2, /* nr = signal; args[0] = si_code, args[1] = si_errno, args[2] = sender's pid or address, args[3] = uid, args[4] = status/value
			    (SIGSYS: si_syscall, and si_arch << 32), args[5] of a SIGCHLD = utime in clock ticks, and stime << 32. Signals that a
			    program ignores or that end it are told like those that it catches, once, behind the call that they came in */
	RECORD_EXIT = 3, /* a task ended: ret = task->exit_code (wait status) */
	RECORD_FORK =
	    4, /* args[0] = child pid, args[1] = child tid; pid/tid = who made it; args[2] = enum record_task_flags, args[3] = the
			    child's effective uid and, << 32, gid; args[4] = pid of its parent */
	RECORD_EXEC =
	    5, /* sched_process_exec: data arg 0 = path, arg 1 = the program that runs it when that is another (a script's);
		  args[0] = old tid, args[2] and args[3] as above. The RECORD_SYSCALL of the execve follows */
};

enum record_task_flags {
	RECORD_TASK_FILES = 1u << 0, /* RECORD_FORK: the child shares the descriptors of who made it (CLONE_FILES) */
	RECORD_TASK_FS = 1u << 1,    /* and its current folder (CLONE_FS) */
	RECORD_TASK_IDS = 1u << 2,   /* args[3] (and of a fork args[4]) are there */
};

enum record_abi { RECORD_ABI_NATIVE = 0, RECORD_ABI_I386 = 1, RECORD_ABI_X32 = 2 };

enum record_flags {
	RECORD_F_LEADER = 1u << 0, /* RECORD_EXIT: the thread group's last task */
	RECORD_F_CHILD_RETURN =
	    1u << 1, /* the child's own return from clone/fork: an exit without an enter, not counted as a call */
	RECORD_F_NO_ENTER =
	    1u << 2, /* the enter hook is on, but saw no enter: seccomp denied it, or it was under way at arming */
	RECORD_F_TRUNCATED = 1u << 3, /* some argument was longer than the limit */
	RECORD_F_FAULT = 1u << 4,     /* some argument could not be read */
	RECORD_F_NO_RETURN = 1u << 5, /* exit, exit_group: made from the task's end, there is no return value */
	RECORD_F_CHANGED = 1u << 6,   /* what was copied at the call's entry was something else at its exit */
	RECORD_F_DENIED = 1u << 7,    /* the call never ran: seccomp answered it (or a debugger skipped it) */
	RECORD_F_STOPPED = 1u << 8,   /* RECORD_SIGNAL: not a signal, but that the task stopped by signal nr; no args */
};

struct record {
	RECORD_U32 size;     /* of the whole record, a multiple of 8 */
	RECORD_U8 type;      /* enum record_type */
	RECORD_U8 abi;       /* enum record_abi */
	RECORD_U16 flags;    /* enum record_flags */
	RECORD_U64 ts;       /* CLOCK_BOOTTIME, ns, at the call's end */
	RECORD_U64 duration; /* ns or RECORD_NO_DURATION */
	RECORD_U32 pid;
	RECORD_U32 tid;
	RECORD_S32 nr;
	RECORD_U32 scans; /* the scans this belongs to, by slot */
	RECORD_S64 ret;
	RECORD_U64 args[RECORD_ARGS];
	char comm[RECORD_COMM];
	/* then record_data rows up to size */
};

/*
 * One copied piece of the caller's memory. Several may carry the same arg: first the argument itself, then what it points to
 * in order (iovec: the array, then each element's bytes with sub = 0, 1, …; msghdr: the struct, then name, iovec array, elements, control).
 */
enum record_data_kind {
	RECORD_DATA_BYTES = 1,   /* buffers, structs, integers: len bytes as they were */
	RECORD_DATA_STRING = 2,  /* NUL-terminated text; len without the NUL; TRUNCATED when the NUL was not reached */
	RECORD_DATA_STRINGS = 3, /* argv, envp: NUL-terminated strings one after the other */
	RECORD_DATA_IOVEC = 4,   /* the array of struct iovec itself */
	RECORD_DATA_ELEMENT = 5, /* bytes of iovec element `sub` */
	RECORD_DATA_NAME = 6,    /* msghdr: the address */
	RECORD_DATA_CONTROL = 7, /* msghdr: control messages */
	RECORD_DATA_ENV = 8,     /* execve: environment count as a u64, then the envp pointer as a u64 */
	RECORD_DATA_FILE =
	    9, /* a struct record_file of a socket or pipe that the call made or named; behind all others, arg = 0.
				    Two of them when the call made two: sub = 0, 1. The detector's state takes it away */
	RECORD_DATA_NESTED =
	    10, /* bytes that a pointer inside the argument's struct points to; sub = which of its followed pointers (or, of an
				    array of pointers, which element) */
	RECORD_DATA_MESSAGE =
	    11, /* sendmmsg, recvmmsg: struct msghdr of message `sub`, before that message's NAME, CONTROL, IOVEC, ELEMENTs */
};

/* A socket or pipe as the kernel has it after the call. Zeros are not known. */
struct record_file {
	RECORD_U64 inode;
	RECORD_U16 family; /* AF_*; 0 = not a socket */
	RECORD_U16 type;   /* SOCK_* */
	RECORD_U16 protocol;
	RECORD_U16 local_port, remote_port;
	RECORD_U16 pad[3];
	RECORD_U8 local[16], remote[16]; /* IPv4 in the first four bytes */
};

enum record_data_status {
	RECORD_DATA_FAULT = 1u << 0,     /* not readable: len is 0 */
	RECORD_DATA_TRUNCATED = 1u << 1, /* the caller had more */
	RECORD_DATA_ENTRY = 1u << 2,     /* copied at the call's entry, not at its exit */
};

struct record_data {
	RECORD_U8 arg;
	RECORD_U8 kind;   /* enum record_data_kind */
	RECORD_U8 status; /* enum record_data_status */
	RECORD_U8 sub;
	RECORD_U32 len; /* bytes that follow, without the padding to 8 */
};

/*
 * What to copy for each call: generated from the spec as syscalls_capture.h, one row a number, filled into a map at load.
 */
enum capture_kind {
	CAPTURE_NONE = 0,
	CAPTURE_STRING,       /* NUL-terminated */
	CAPTURE_BYTES,        /* length by `source` */
	CAPTURE_STRINGS,      /* NULL-terminated array of strings */
	CAPTURE_IOVEC,        /* array of struct iovec, count by `source`, then the elements */
	CAPTURE_MSGHDR,       /* struct msghdr, its name, iovec, elements and control */
	CAPTURE_SOCKADDR_OUT, /* bytes whose length is in an int that argument `len_arg` points to */
	CAPTURE_MMSGHDR,      /* array of struct mmsghdr, then each message as above */
	CAPTURE_POINTERS,     /* array of pointers, then `size` bytes behind each */
};

enum capture_source {
	CAPTURE_SIZE_FIXED = 0, /* `size` bytes */
	CAPTURE_SIZE_ARG,       /* args[len_arg] * size */
	CAPTURE_SIZE_RET,       /* ret * size */
	CAPTURE_SIZE_BITS,      /* (args[len_arg] + 63) / 64 * 8: fd_set */
	CAPTURE_SIZE_FIELD,     /* `size` bytes, and as many as the u32 at offset len_arg of the struct says */
	CAPTURE_SIZE_IOC,       /* what the ioctl request in args[len_arg] says of itself; its direction counts, too */
};

enum capture_when {
	CAPTURE_IN = 1u << 0,      /* the caller filled it */
	CAPTURE_OUT = 1u << 1,     /* the kernel filled it: only when the call succeeded */
	CAPTURE_ENTRY = 1u << 2,   /* the call overwrites it: copy at entry (as well when IN|OUT) */
	CAPTURE_LIMITED = 1u << 3, /* a payload: at most the scan's string limit, else up to CAPTURE_MAX */
	CAPTURE_BOTH = 1u << 4,    /* at entry as well, which changes nothing about the exit */
	CAPTURE_NETLINK =
	    1u << 5, /* a payload that begins like a netlink message is copied whole: its text needs all of it */
};

#define CAPTURE_MAX 4096u /* bytes of one string or payload; arrays that are shown whole may be twice as long */

struct capture_arg {
	RECORD_U8 kind;    /* enum capture_kind */
	RECORD_U8 when;    /* enum capture_when */
	RECORD_U8 source;  /* enum capture_source */
	RECORD_U8 len_arg; /* number of the argument with the length */
	RECORD_U32 size;
};

/* Where an rt_sigreturn finds the mask that it restores, from the stack pointer of its entry. */
#if defined(__x86_64__) || defined(__TARGET_ARCH_x86)
#define SIGFRAME_MASK 296u
#else
#define SIGFRAME_MASK 168u
#endif

/* A pointer inside a struct that was copied: what it points to is copied as RECORD_DATA_NESTED. */
enum follow_kind { FOLLOW_NONE = 0, FOLLOW_BYTES, FOLLOW_PAYLOAD /* at most the string limit */, FOLLOW_STRING };

#define CAPTURE_FOLLOWS 5

struct capture_follow {
	RECORD_U8 arg;
	RECORD_U8 kind;  /* enum follow_kind */
	RECORD_U8 width; /* bytes of the field with the length; 0: none, `size` is the length */
	RECORD_U8 pad;
	RECORD_U16 pointer; /* offset of the pointer in the struct */
	RECORD_U16 length;  /* offset of the field */
	RECORD_U32 size;    /* the field counts pieces of this */
};

/* Calls that are many, by the value of one argument: which of its bits name the command. */
enum command_form {
	COMMAND_WORD = 0, /* the lower 32 */
	COMMAND_FUTEX,    /* without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME */
	COMMAND_QUOTA,    /* above SUBCMDSHIFT */
	COMMAND_IPC,      /* without IPC_64 */
};

struct capture_row {
	struct capture_arg args[RECORD_ARGS];
	struct capture_follow follows[CAPTURE_FOLLOWS];
	RECORD_U8 command_arg;  /* number of the argument with the command + 1; 0 = none */
	RECORD_U8 command_form; /* enum command_form */
};

#ifndef __bpf__
_Static_assert(sizeof(struct record) == 112, "record: both sides must agree");
_Static_assert(sizeof(struct record_data) == 8, "record_data: both sides must agree");
_Static_assert(sizeof(struct record_file) == 56, "record_file: both sides must agree");
_Static_assert(sizeof(struct capture_arg) == 8, "capture_arg: both sides must agree");
_Static_assert(sizeof(struct capture_follow) == 12, "capture_follow: both sides must agree");
#endif
