// SPDX-License-Identifier: Apache-2.0
// The tracer: one thread from which every ptrace call comes, because the kernel answers only the thread that attached. It sleeps in
// waitpid, works off each stop, and lets the task go on. The loop hands it commands and takes records from its queue.
// Between ptrace_*.c files only; owned by the source.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <sys/ptrace.h>

#include "bpf/shared.h"
#include "common/base/error.h"
#include "detector/trace/copy_memory.h"
#include "detector/trace/entry_join.h"
#include "detector/trace/ptrace_queue.h"
#include "detector/trace/ptrace_tasks.h"
#include "detector/trace/source.h"

struct source_scan;

enum ptrace_order { PTRACE_ORDER_ARM, PTRACE_ORDER_DISARM, PTRACE_ORDER_LOOK, PTRACE_ORDER_QUIT };

struct ptrace_command {
	enum ptrace_order order;
	struct source_scan *scan;
	int result;
	struct error err;
	bool done;
};

// What the tracer keeps of a scan: its own copy, so that no lock is needed. The counters are read by the loop while we count.
struct ptrace_scan {
	struct scope scope;
	struct source_plan plan; // points into the source_scan
	char *cgroup;            // its folder; NULL = none
	struct counter counters[COUNTER_SLOTS];
};

#define PTRACE_PAGES 2u // of a stopped task's memory, kept for the length of one stop

struct ptrace_memory {
	pid_t tid;
	unsigned next;
	struct {
		uint64_t page;
		bool there;
		uint8_t bytes[4096];
	} pages[PTRACE_PAGES];
};

struct ptrace_tracer {
	pthread_t thread;
	struct ptrace_queue *queue;
	// Between the threads.
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct ptrace_command *command; // posted, not taken yet or under way
	atomic_bool posted;
	atomic_size_t living; // tasks held when the last record of an end was made, that one not counted
	// The tracer's thread alone from here on.
	struct ptrace_command *under_way; // waits until no task is arming or leaving
	struct ptrace_tasks tasks;
	struct ptrace_scan *scans[RECORD_SCANS];
	uint32_t timed, recording,
	    filtering; // bits of scans: want durations; want records; counters are of chosen calls only
	uint64_t string_limit;
	unsigned arming, leaving, held;
	bool quit, looking;
	struct entry_join *join;
	struct ptrace_memory memory;
	struct copy_row rows[COPY_ROWS];
	uint64_t work[(RING_RECORD_MAX + sizeof(struct record)) / 8];
};

// --- ptrace_tracer.c ---
int ptrace_tracer_start(struct ptrace_tracer *tracer, struct error *err);
// From the loop's thread: waits until it is done. Records that come meanwhile are kept.
int ptrace_tracer_do(struct ptrace_tracer *tracer, enum ptrace_order order, struct source_scan *scan,
		     struct error *err);

// --- ptrace_stops.c: what each stop means, and how the task goes on ---
void ptrace_stops_take(struct ptrace_tracer *tracer, pid_t tid, int status);

// --- ptrace_family.c: forks, and tasks whose first stop comes before their parent's word of them ---
void ptrace_family_fork(struct ptrace_tracer *tracer, struct ptrace_task *task, unsigned event);
void ptrace_family_hold(struct ptrace_tracer *tracer, pid_t tid, int status);
// Those that a task, which ended now, could not tell of.
void ptrace_family_adopt(struct ptrace_tracer *tracer, const struct ptrace_task *parent);

// --- ptrace_scope.c: which tasks belong to a scan; seizing them and letting them go ---
int ptrace_scope_arm(struct ptrace_tracer *tracer, unsigned slot, struct error *err);
void ptrace_scope_disarm(struct ptrace_tracer *tracer, unsigned slot);
// Tasks that came into the scan's cgroup other than by a fork.
void ptrace_scope_look(struct ptrace_tracer *tracer, unsigned slot);

// --- ptrace_calls.c: entries and ends of calls ---
void ptrace_calls_enter(struct ptrace_tracer *tracer, struct ptrace_task *task, uint32_t arch, uint64_t nr,
			const uint64_t *args);
void ptrace_calls_exit(struct ptrace_tracer *tracer, struct ptrace_task *task, int64_t ret);
// The task ends within the call. memory: can its memory still be read?
void ptrace_calls_cut(struct ptrace_tracer *tracer, struct ptrace_task *task, bool memory);

// --- ptrace_records.c: records of everything else, and what all records have in common ---
struct record *ptrace_record_begin(struct ptrace_tracer *tracer, const struct ptrace_task *task, uint8_t type,
				   uint32_t scans);
// A piece of data behind record->size; len 0 with status FAULT = not readable.
void ptrace_record_piece(struct record *record, unsigned arg, unsigned kind, unsigned status, const void *bytes,
			 size_t len);
void ptrace_record_signal(struct ptrace_tracer *tracer, const struct ptrace_task *task);
void ptrace_record_stopped(struct ptrace_tracer *tracer, const struct ptrace_task *task, int sig);
void ptrace_record_exit(struct ptrace_tracer *tracer, const struct ptrace_task *task, int status);
void ptrace_record_fork(struct ptrace_tracer *tracer, const struct ptrace_task *task, const struct ptrace_task *child,
			uint64_t clone_flags);

// --- ptrace_exec.c: the new program ---
void ptrace_record_exec(struct ptrace_tracer *tracer, const struct ptrace_task *task, pid_t old_tid);
// memory_reader.layout of the task that stopped.
bool ptrace_exec_layout(void *ctx, struct memory_layout *ret_layout);

// --- ptrace_untraced.c: a clone that would hide its child from us (CLONE_UNTRACED) ---
void ptrace_untraced_take(struct ptrace_tracer *tracer, struct ptrace_task *task); // at its entry
void ptrace_untraced_restore(struct ptrace_task *task);                            // at its end

// --- ptrace_files.c: sockets and pipes ---
void ptrace_file_pieces(struct ptrace_tracer *tracer, const struct ptrace_task *task, unsigned which,
			struct record *record);

// --- ptrace_memory.c ---
// Bytes read, or -errno; fewer when what follows cannot be read. ctx: the tracer.
ssize_t ptrace_memory_read(void *ctx, uint64_t from, void *to, size_t len);
void ptrace_memory_of(struct ptrace_tracer *tracer, pid_t tid); // before the first read of each stop

// --- ptrace_proc.c: /proc, read at the beginning of a task and of a program only ---
void ptrace_proc_name(const struct ptrace_task *task, char ret_comm[static RECORD_COMM]);
// Of /proc/TID/status; false when it is gone.
struct ptrace_status {
	pid_t tgid, ppid, tracer;
	uint32_t uid, gid; // effective
	bool over;         // a zombie
};
bool ptrace_proc_status(pid_t tid, struct ptrace_status *ret_status);
