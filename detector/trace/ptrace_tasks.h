// SPDX-License-Identifier: Apache-2.0
// The tasks that the tracer holds, by tid, and the processes they belong to. A plain table: it makes no call of the kernel.
// Owned by the tracer, lives on its thread.
#pragma once

#include "bpf/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct ptrace_process {
	pid_t pid;
	pid_t ppid;       // 0 = not read yet
	unsigned threads; // that the table knows
};

// The call that a task is in, as its entry said.
struct ptrace_call {
	uint64_t args[RECORD_ARGS];
	uint64_t start; // CLOCK_BOOTTIME ns, just before it went on
	int32_t nr;     // in its abi
	uint8_t abi;
	bool told;     // its record is out already: it does not return
	bool untraced; // CLONE_UNTRACED was taken from its flags at its entry
};

struct ptrace_task {
	struct ptrace_task *next; // the tracer's table
	pid_t tid;
	struct ptrace_process *process;
	uint32_t scans;    // whose scope it is in
	uint32_t waiting;  // of scans that begin with its execve
	uint32_t uid, gid; // effective
	char comm[RECORD_COMM];
	struct ptrace_call call;
	bool in_call;
	bool filtered; // has our seccomp filter: it stops where that says
	bool arming;   // an add_scan waits for its first stop
	bool leaving;  // to be let go at its next stop
	bool held;     // its first stop came before its parent told of it
	int held_status;
};

struct ptrace_tasks {
	struct ptrace_task **buckets;
	size_t n, n_buckets;
};

void ptrace_tasks_init(struct ptrace_tasks *tasks);
void ptrace_tasks_done(struct ptrace_tasks *tasks);
struct ptrace_task *ptrace_tasks_find(const struct ptrace_tasks *tasks, pid_t tid);
// Any task of a process; NULL when it has none.
struct ptrace_task *ptrace_tasks_of_process(const struct ptrace_tasks *tasks, pid_t pid);
// tid must be new. Joins the process `pid` if a task of it is there.
struct ptrace_task *ptrace_tasks_add(struct ptrace_tasks *tasks, pid_t tid, pid_t pid);
// A task of unknown process is found to belong to pid.
void ptrace_tasks_join(struct ptrace_tasks *tasks, struct ptrace_task *task, pid_t pid);
void ptrace_tasks_remove(struct ptrace_tasks *tasks, struct ptrace_task *task);
// An execve by a thread that is not the leader: it takes over the leader's tid; what was known under that is removed.
void ptrace_tasks_rename(struct ptrace_tasks *tasks, struct ptrace_task *task, pid_t tid);
// All tasks, in no order: tasks->n pointers, freed by the caller.
struct ptrace_task **ptrace_tasks_all(const struct ptrace_tasks *tasks);
