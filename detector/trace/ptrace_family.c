// SPDX-License-Identifier: Apache-2.0
// How tasks come to be known. A child's first stop and its parent's word of it come in either order: who comes first is held until the other is
// there, so that the record of the fork stands before those of the child.
#include <linux/sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "detector/trace/ptrace_tracer.h"

static uint64_t clone_flags_of(struct ptrace_tracer *tracer, const struct ptrace_task *task, unsigned event)
{
	struct ptrace_call call = task->call;
	uint64_t flags = 0;
	if (event == PTRACE_EVENT_FORK)
		return 0;
	if (!task->in_call)
		return event == PTRACE_EVENT_VFORK ? CLONE_VM | CLONE_VFORK : 0;
	bool native = call.abi != RECORD_ABI_I386;
	if (call.nr == (native ? SYS_clone : 120))
		return call.args[0];
	if (call.nr == SYS_clone3)
		(void)ptrace_memory_read(tracer, call.args[0], &flags, sizeof(flags));
	return call.nr == SYS_clone3 ? flags : CLONE_VM | CLONE_VFORK;
}

static pid_t parent_of(struct ptrace_process *process)
{
	struct ptrace_status status;
	if (!process->ppid && ptrace_proc_status(process->pid, &status))
		process->ppid = status.ppid;
	return process->ppid;
}

static void inherit(struct ptrace_tracer *tracer, struct ptrace_task *child, const struct ptrace_task *parent,
		    bool thread)
{
	child->scans = parent->scans;
	child->uid = parent->uid;
	child->gid = parent->gid;
	child->filtered = parent->filtered;
	memcpy(child->comm, parent->comm, sizeof(child->comm));
	// A tree begins with the execve of its root, the one of a cgroup with anyone's.
	for (uint32_t left = parent->waiting; left; left &= left - 1) {
		const struct ptrace_scan *scan = tracer->scans[__builtin_ctz(left)];
		if (thread || (scan && scan->scope.kind == SCOPE_CGROUP))
			child->waiting |= left & -left;
	}
	if (!child->scans && !child->waiting && !child->leaving) {
		child->leaving = true;
		tracer->leaving++;
	}
}

static void release_held(struct ptrace_tracer *tracer, struct ptrace_task *child)
{
	if (!child->held)
		return;
	child->held = false;
	tracer->held--;
	ptrace_stops_take(tracer, child->tid, child->held_status);
}

void ptrace_family_fork(struct ptrace_tracer *tracer, struct ptrace_task *task, unsigned event)
{
	unsigned long message;
	if (ptrace(PTRACE_GETEVENTMSG, task->tid, 0, &message) < 0)
		return;
	pid_t tid = (pid_t)message;
	uint64_t flags = clone_flags_of(tracer, task, event);
	bool thread = flags & CLONE_THREAD;
	pid_t pid = thread ? task->process->pid : tid;
	struct ptrace_task *child = ptrace_tasks_find(&tracer->tasks, tid);
	if (child)
		ptrace_tasks_join(&tracer->tasks, child, pid);
	else
		child = ptrace_tasks_add(&tracer->tasks, tid, pid);
	if (flags & (CLONE_PARENT | CLONE_THREAD))
		child->process->ppid = parent_of(task->process);
	else
		child->process->ppid = task->process->pid;
	inherit(tracer, child, task, thread);
	ptrace_record_fork(tracer, task, child, flags);
	release_held(tracer, child);
}

// Tasks whose parent ended before it could tell of them.
void ptrace_family_adopt(struct ptrace_tracer *tracer, const struct ptrace_task *parent)
{
	struct ptrace_task **all = ptrace_tasks_all(&tracer->tasks);
	for (size_t i = 0, n = tracer->tasks.n; i < n; i++) {
		struct ptrace_task *task = all[i];
		struct ptrace_status status;
		if (!task->held || !ptrace_proc_status(task->tid, &status))
			continue;
		bool thread = status.tgid == parent->process->pid;
		if (!thread && ptrace_tasks_find(&tracer->tasks, status.ppid) && status.ppid != parent->tid)
			continue;
		ptrace_tasks_join(&tracer->tasks, task, status.tgid);
		inherit(tracer, task, parent, thread);
		release_held(tracer, task);
	}
	free(all);
}

void ptrace_family_hold(struct ptrace_tracer *tracer, pid_t tid, int status)
{
	struct ptrace_task *task = ptrace_tasks_add(&tracer->tasks, tid, tid);
	task->held = true;
	task->held_status = status;
	tracer->held++;
}
