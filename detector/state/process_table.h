// SPDX-License-Identifier: Apache-2.0
// The processes of one scan, by pid, and those that ended but are parents of living ones. A thread has a row of its own only while its
// descriptors or its folder are not its process's. Texts are the pool's.
#pragma once

#include "common/base/list.h"
#include "common/event/event.h"
#include "detector/state/fd_table.h"

#include <stdbool.h>
#include <stdint.h>

// The current folder, which CLONE_FS shares.
struct place {
	uint32_t refs;
	const char *cwd;
};

struct user_world;

struct process {
	struct process *next; // in its bucket
	struct list order;    // of birth, or of death
	struct list children, sibling;
	struct process *parent;
	struct event_process event; // .parent is parent's
	struct fd_table *files;     // NULL = not looked at yet
	struct place *place;        // likewise
	struct user_world *world;   // NULL = not known
	unsigned depth;             // how many ancestors at most
	bool ended;
	bool known; // born in sight or read from /proc
};

// A thread whose tables are not its process's.
struct task {
	struct task *next;
	uint32_t tid;
	struct process *process;
	struct fd_table *files;
	struct place *place;
};

struct process_table;

struct process_table *process_table_new(struct text_pool *texts, struct fd_pool *fds, size_t max);
void process_table_free(struct process_table *table);
struct process *process_table_find(struct process_table *table, uint32_t pid);
// A process of which nothing is known but its pid; one that had the pid has ended. NULL when there is no room.
struct process *process_table_add(struct process_table *table, uint32_t pid);
// No cycle comes of it: a parent that descends from the process is refused.
void process_table_adopt(struct process *parent, struct process *child);
// It is not found by its pid any more; goes away when no living process descends from it.
void process_table_end(struct process_table *table, struct process *process);
size_t process_table_count(const struct process_table *table);
uint64_t process_table_refused(const struct process_table *table);

// Sets a text of process->event; `version` counts on when it changes.
void process_set_text(struct process_table *table, struct process *process, const char **field, const char *text,
		      size_t len);
void process_set_ids(struct process_table *table, struct process *process, uint32_t uid, uint32_t gid);
// At most len bytes, or up to a NUL.
void process_set_comm(struct process_table *table, struct process *process, const char *comm, size_t len);
void process_changed(struct process_table *table, struct process *process);

struct place *place_new(void); // one reference
struct place *place_share(struct place *place);
struct place *place_copy(const struct place *place);
void place_drop(struct text_pool *texts, struct place *place);
void place_set(struct text_pool *texts, struct place *place, const char *cwd, size_t len);

struct task *process_table_task(struct process_table *table, uint32_t tid); // NULL: the thread has its process's tables
// Takes over both references.
void process_table_add_task(struct process_table *table, struct process *process, uint32_t tid, struct fd_table *files,
			    struct place *place);
void process_table_end_task(struct process_table *table, uint32_t tid);
void process_table_end_tasks(struct process_table *table, const struct process *process);
// Calls it for every table of descriptors, some more than once.
// Calls it for every process that lives.
void process_table_each(struct process_table *table, void (*each)(void *ctx, struct process *process), void *ctx);
void process_table_each_files(struct process_table *table, void (*each)(void *ctx, struct fd_table *files), void *ctx);
