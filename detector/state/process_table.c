// SPDX-License-Identifier: Apache-2.0
#include "detector/state/process_table.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/cleanup.h"

#define BUCKETS      8192u
#define TASK_BUCKETS 256u
#define TASKS_MAX    4096u
#define SWEEP        64 // living processes looked at for one that has gone unseen

struct process_table {
	struct text_pool *texts;
	struct fd_pool *fds;
	size_t count, max;
	uint64_t version;
	uint64_t refused;
	struct process *last; // found
	struct list living, ended;
	size_t n_tasks;
	struct process *buckets[BUCKETS];
	struct task *tasks[TASK_BUCKETS];
};

struct process_table *process_table_new(struct text_pool *texts, struct fd_pool *fds, size_t max)
{
	struct process_table *table = xcalloc(1, sizeof(*table));
	table->texts = texts;
	table->fds = fds;
	table->max = max;
	list_init(&table->living);
	list_init(&table->ended);
	return table;
}

static struct process **bucket_of(struct process_table *table, uint32_t pid)
{
	return &table->buckets[pid % BUCKETS];
}

struct process *process_table_find(struct process_table *table, uint32_t pid)
{
	if (table->last && table->last->event.pid == pid)
		return table->last;
	struct process *process = *bucket_of(table, pid);
	while (process && process->event.pid != pid)
		process = process->next;
	if (process)
		table->last = process;
	return process;
}

static void drop_tables(struct process_table *table, struct process *process)
{
	fd_table_drop(table->fds, take_ptr(&process->files));
	place_drop(table->texts, take_ptr(&process->place));
}

static void drop_texts(struct process_table *table, struct event_process *event)
{
	const char *texts[] = {
	    event->user,           event->exe, event->args, event->cwd, event->container_id, event->container_name,
	    event->container_image};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		text_pool_drop(table->texts, texts[i]);
}

static void orphan(struct process *process)
{
	list_remove(&process->sibling);
	process->parent = NULL;
	process->event.parent = NULL;
}

static void forget(struct process_table *table, struct process *process)
{
	list_for_each (child, &process->children, struct process, sibling)
		orphan(child);
	orphan(process);
	list_remove(&process->order);
	drop_tables(table, process);
	drop_texts(table, &process->event);
	table->count--;
	free(process);
}

// With it go those of its ancestors that were only kept for it.
static void forget_upwards(struct process_table *table, struct process *process)
{
	while (process && process->ended && list_empty(&process->children)) {
		struct process *parent = process->parent;
		forget(table, process);
		process = parent;
	}
}

void process_table_end(struct process_table *table, struct process *process)
{
	if (process->ended)
		return;
	struct process **place = bucket_of(table, process->event.pid);
	while (*place != process)
		place = &(*place)->next;
	*place = process->next;
	if (table->last == process)
		table->last = NULL;
	process->ended = true;
	process_table_end_tasks(table, process);
	drop_tables(table, process);
	list_remove(&process->order);
	list_append(&table->ended, &process->order);
	forget_upwards(table, process);
}

// The one that ended first; else one of the oldest living whose end was not seen.
static bool make_room(struct process_table *table)
{
	if (!list_empty(&table->ended)) {
		forget(table, list_first(&table->ended, struct process, order));
		return true;
	}
	for (int i = 0; i < SWEEP && !list_empty(&table->living); i++) {
		struct process *process = list_first(&table->living, struct process, order);
		list_remove(&process->order);
		list_append(&table->living, &process->order);
		if (kill((pid_t)process->event.pid, 0) == 0 || errno != ESRCH)
			continue;
		process_table_end(table, process);
		return table->count < table->max || make_room(table);
	}
	return false;
}

struct process *process_table_add(struct process_table *table, uint32_t pid)
{
	struct process *old = process_table_find(table, pid);
	if (old)
		process_table_end(table, old);
	if (table->count >= table->max && !make_room(table)) {
		table->refused++;
		return NULL;
	}
	struct process *process = xcalloc(1, sizeof(*process));
	process->event = (struct event_process){.pid = pid,
						.uid = EVENT_NO_ID,
						.gid = EVENT_NO_ID,
						.user = "",
						.exe = "",
						.args = "",
						.cwd = "",
						.container_id = "",
						.container_name = "",
						.container_image = ""};
	process_changed(table, process);
	list_init(&process->children);
	list_init(&process->sibling);
	list_append(&table->living, &process->order);
	process->next = *bucket_of(table, pid);
	*bucket_of(table, pid) = process;
	table->count++;
	table->last = process;
	return process;
}

void process_table_adopt(struct process *parent, struct process *child)
{
	if (parent == child)
		return;
	for (const struct process *ancestor = parent->parent; ancestor; ancestor = ancestor->parent)
		if (ancestor == child)
			return;
	orphan(child);
	list_append(&parent->children, &child->sibling);
	child->parent = parent;
	child->event.parent = &parent->event;
	child->depth = parent->depth + 1;
}

void process_table_free(struct process_table *table)
{
	if (!table)
		return;
	for (unsigned i = 0; i < TASK_BUCKETS; i++)
		while (table->tasks[i])
			process_table_end_task(table, table->tasks[i]->tid);
	list_for_each (process, &table->living, struct process, order)
		forget(table, process);
	list_for_each (process, &table->ended, struct process, order)
		forget(table, process);
	free(table);
}

size_t process_table_count(const struct process_table *table)
{
	return table->count;
}

uint64_t process_table_refused(const struct process_table *table)
{
	return table->refused;
}

void process_changed(struct process_table *table, struct process *process)
{
	process->event.version = ++table->version;
}

void process_set_text(struct process_table *table, struct process *process, const char **field, const char *text,
		      size_t len)
{
	len = strnlen(text, len);
	if (strncmp(*field, text, len) == 0 && !(*field)[len])
		return;
	const char *kept = text_pool_keep(table->texts, text, len);
	text_pool_drop(table->texts, *field);
	*field = kept;
	process_changed(table, process);
}

void process_set_ids(struct process_table *table, struct process *process, uint32_t uid, uint32_t gid)
{
	if (process->event.uid == uid && process->event.gid == gid)
		return;
	process->event.uid = uid;
	process->event.gid = gid;
	process_changed(table, process);
}

void process_set_comm(struct process_table *table, struct process *process, const char *comm, size_t len)
{
	char name[RECORD_COMM] = "";
	memcpy(name, comm, strnlen(comm, len < RECORD_COMM ? len : RECORD_COMM - 1));
	if (memcmp(name, process->event.comm, sizeof(name)) == 0)
		return;
	memcpy(process->event.comm, name, sizeof(name));
	process_changed(table, process);
}

struct place *place_new(void)
{
	struct place *place = xcalloc(1, sizeof(*place));
	place->refs = 1;
	place->cwd = "";
	return place;
}

struct place *place_share(struct place *place)
{
	place->refs++;
	return place;
}

struct place *place_copy(const struct place *place)
{
	struct place *copy = place_new();
	copy->cwd = text_pool_share(place->cwd);
	return copy;
}

void place_drop(struct text_pool *texts, struct place *place)
{
	if (!place || --place->refs)
		return;
	text_pool_drop(texts, place->cwd);
	free(place);
}

void place_set(struct text_pool *texts, struct place *place, const char *cwd, size_t len)
{
	const char *kept = text_pool_keep(texts, cwd, len);
	text_pool_drop(texts, place->cwd);
	place->cwd = kept;
}

static struct task **task_place(struct process_table *table, uint32_t tid)
{
	struct task **place = &table->tasks[tid % TASK_BUCKETS];
	while (*place && (*place)->tid != tid)
		place = &(*place)->next;
	return place;
}

struct task *process_table_task(struct process_table *table, uint32_t tid)
{
	return table->n_tasks ? *task_place(table, tid) : NULL;
}

void process_table_add_task(struct process_table *table, struct process *process, uint32_t tid, struct fd_table *files,
			    struct place *place)
{
	process_table_end_task(table, tid);
	if (table->n_tasks >= TASKS_MAX) {
		table->refused++;
		fd_table_drop(table->fds, files);
		place_drop(table->texts, place);
		return;
	}
	struct task *task = xcalloc(1, sizeof(*task));
	*task = (struct task){
	    .next = table->tasks[tid % TASK_BUCKETS], .tid = tid, .process = process, .files = files, .place = place};
	table->tasks[tid % TASK_BUCKETS] = task;
	table->n_tasks++;
}

static void drop_task(struct process_table *table, struct task **place)
{
	struct task *task = *place;
	*place = task->next;
	fd_table_drop(table->fds, task->files);
	place_drop(table->texts, task->place);
	free(task);
	table->n_tasks--;
}

void process_table_end_task(struct process_table *table, uint32_t tid)
{
	struct task **place = task_place(table, tid);
	if (*place)
		drop_task(table, place);
}

void process_table_end_tasks(struct process_table *table, const struct process *process)
{
	for (unsigned i = 0; table->n_tasks && i < TASK_BUCKETS; i++) {
		struct task **place = &table->tasks[i];
		while (*place) {
			if ((*place)->process == process)
				drop_task(table, place);
			else
				place = &(*place)->next;
		}
	}
}

void process_table_each(struct process_table *table, void (*each)(void *ctx, struct process *process), void *ctx)
{
	list_for_each (process, &table->living, struct process, order)
		each(ctx, process);
}

void process_table_each_files(struct process_table *table, void (*each)(void *ctx, struct fd_table *files), void *ctx)
{
	list_for_each (process, &table->living, struct process, order)
		if (process->files)
			each(ctx, process->files);
	for (unsigned i = 0; i < TASK_BUCKETS; i++)
		for (struct task *task = table->tasks[i]; task; task = task->next)
			each(ctx, task->files);
}
