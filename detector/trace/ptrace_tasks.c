// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/ptrace_tasks.h"

#include <assert.h>
#include <stdlib.h>

#include "common/base/alloc.h"

#define FIRST_BUCKETS 256u // a power of two, as all that follow

static struct ptrace_task **bucket_of(const struct ptrace_tasks *tasks, pid_t tid)
{
	return &tasks->buckets[(uint32_t)tid & (tasks->n_buckets - 1)];
}

void ptrace_tasks_init(struct ptrace_tasks *tasks)
{
	*tasks = (struct ptrace_tasks){.n_buckets = FIRST_BUCKETS};
	tasks->buckets = xcalloc(tasks->n_buckets, sizeof(*tasks->buckets));
}

void ptrace_tasks_done(struct ptrace_tasks *tasks)
{
	struct ptrace_task **all = ptrace_tasks_all(tasks);
	for (size_t i = 0, n = tasks->n; i < n; i++)
		ptrace_tasks_remove(tasks, all[i]);
	free(all);
	free(tasks->buckets);
}

struct ptrace_task *ptrace_tasks_find(const struct ptrace_tasks *tasks, pid_t tid)
{
	struct ptrace_task *task = *bucket_of(tasks, tid);
	while (task && task->tid != tid)
		task = task->next;
	return task;
}

struct ptrace_task *ptrace_tasks_of_process(const struct ptrace_tasks *tasks, pid_t pid)
{
	struct ptrace_task *leader = ptrace_tasks_find(tasks, pid);
	if (leader && leader->process->pid == pid)
		return leader;
	for (size_t i = 0; i < tasks->n_buckets; i++)
		for (struct ptrace_task *task = tasks->buckets[i]; task; task = task->next)
			if (task->process->pid == pid)
				return task;
	return NULL;
}

static void put(struct ptrace_tasks *tasks, struct ptrace_task *task)
{
	struct ptrace_task **bucket = bucket_of(tasks, task->tid);
	task->next = *bucket;
	*bucket = task;
}

static void take(struct ptrace_tasks *tasks, struct ptrace_task *task)
{
	struct ptrace_task **place = bucket_of(tasks, task->tid);
	while (*place != task)
		place = &(*place)->next;
	*place = task->next;
}

static void grow(struct ptrace_tasks *tasks)
{
	struct ptrace_task **all = ptrace_tasks_all(tasks);
	free(tasks->buckets);
	tasks->n_buckets *= 4;
	tasks->buckets = xcalloc(tasks->n_buckets, sizeof(*tasks->buckets));
	for (size_t i = 0; i < tasks->n; i++)
		put(tasks, all[i]);
	free(all);
}

static void leave_process(struct ptrace_task *task)
{
	if (--task->process->threads == 0)
		free(task->process);
	task->process = NULL;
}

static void enter_process(struct ptrace_tasks *tasks, struct ptrace_task *task, pid_t pid)
{
	struct ptrace_task *other = pid == task->tid ? NULL : ptrace_tasks_of_process(tasks, pid);
	if (other) {
		task->process = other->process;
	} else {
		task->process = xcalloc(1, sizeof(*task->process));
		task->process->pid = pid;
	}
	task->process->threads++;
}

struct ptrace_task *ptrace_tasks_add(struct ptrace_tasks *tasks, pid_t tid, pid_t pid)
{
	assert(!ptrace_tasks_find(tasks, tid));
	if (tasks->n >= 2 * tasks->n_buckets)
		grow(tasks);
	struct ptrace_task *task = xcalloc(1, sizeof(*task));
	task->tid = tid;
	enter_process(tasks, task, pid);
	put(tasks, task);
	tasks->n++;
	return task;
}

void ptrace_tasks_join(struct ptrace_tasks *tasks, struct ptrace_task *task, pid_t pid)
{
	if (task->process->pid == pid)
		return;
	leave_process(task);
	enter_process(tasks, task, pid);
}

void ptrace_tasks_remove(struct ptrace_tasks *tasks, struct ptrace_task *task)
{
	take(tasks, task);
	tasks->n--;
	leave_process(task);
	free(task);
}

void ptrace_tasks_rename(struct ptrace_tasks *tasks, struct ptrace_task *task, pid_t tid)
{
	struct ptrace_task *before = ptrace_tasks_find(tasks, tid);
	if (before == task)
		return;
	if (before)
		ptrace_tasks_remove(tasks, before);
	take(tasks, task);
	task->tid = tid;
	put(tasks, task);
}

struct ptrace_task **ptrace_tasks_all(const struct ptrace_tasks *tasks)
{
	struct ptrace_task **all = xcalloc(tasks->n + 1, sizeof(*all));
	size_t n = 0;
	for (size_t i = 0; i < tasks->n_buckets; i++)
		for (struct ptrace_task *task = tasks->buckets[i]; task; task = task->next)
			all[n++] = task;
	return all;
}
