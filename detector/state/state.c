// SPDX-License-Identifier: Apache-2.0
#include "detector/state/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "common/base/alloc.h"
#include "common/syscalls/syscalls.h"
#include "detector/state/state_effects.h"
#include "detector/state/state_private.h"

#define PROCESSES_MAX 65536u
#define OBJECTS_MAX   (1u << 20)
#define SLOTS_MAX     (4u << 20)
#define TEXT_BYTES    (64u << 20)

static const char *keep(struct state *state, const char *text)
{
	return text ? text_pool_keep(state->texts, text, strlen(text)) : "";
}

struct state *state_new(const struct state_options *options)
{
	struct state *state = xcalloc(1, sizeof(*state));
	state_effects_ready();
	state->boot_to_real = options->boot_to_real;
	state->host = options->host;
	state->texts = text_pool_new(TEXT_BYTES);
	state->fds = (struct fd_pool){.texts = state->texts, .max_objects = OBJECTS_MAX, .max_slots = SLOTS_MAX};
	state->processes = process_table_new(state->texts, &state->fds, PROCESSES_MAX);
	state->users = user_names_new();
	state->names = container_names_new();
	state->sockets = socket_table_new();
	state->container_id = keep(state, options->container_id);
	state->container_name = keep(state, options->container_name);
	state->container_image = keep(state, options->container_image);
	state->unknown = fd_object_hold(fd_object_new(&state->fds, EVENT_OBJECT_NONE, NULL, 0));
	state->replaced_fd = -1;
	for (int32_t nr = 0; nr < RECORD_SYSCALLS; nr++)
		state->shapes[nr] = syscall_shape(RECORD_ABI_NATIVE, nr);
	return state;
}

// What the last event still held.
static void let_go(struct state *state)
{
	fd_object_drop(&state->fds, take_ptr(&state->held));
	fd_object_drop(&state->fds, take_ptr(&state->replaced));
	state->replaced_fd = -1;
	state->process = NULL;
	if (state->ended)
		process_table_end(state->processes, take_ptr(&state->ended));
}

void state_free(struct state *state)
{
	if (!state)
		return;
	let_go(state);
	process_table_free(state->processes);
	fd_object_drop(&state->fds, state->unknown);
	text_pool_free(state->texts);
	container_names_free(state->names);
	user_names_free(state->users);
	socket_table_free(state->sockets);
	free(state);
}

void state_set_container(struct state *state, const char *id, const char *name, const char *image)
{
	text_pool_drop(state->texts, state->container_id);
	text_pool_drop(state->texts, state->container_name);
	text_pool_drop(state->texts, state->container_image);
	state->container_id = keep(state, id);
	state->container_name = keep(state, name);
	state->container_image = keep(state, image);
	state->host = false;
}

struct naming {
	struct state *state;
	const char *id;
};

static void name_process(void *ctx, struct process *process)
{
	struct naming *naming = ctx;
	if (strncmp(process->event.container_id, naming->id, CONTAINER_ID_SHORT) == 0)
		state_set_process_container(naming->state, process, process->event.container_id);
}

void state_name_container(struct state *state, const char *id, const char *name, const char *image)
{
	struct naming naming = {.state = state, .id = id};
	if (!state->host)
		return;
	let_go(state);
	container_names_put(state->names, id, name, image);
	process_table_each(state->processes, name_process, &naming);
}

bool state_takes_unnamed(struct state *state)
{
	bool unnamed = state->unnamed;
	state->unnamed = false;
	return unnamed;
}

void state_seed(struct state *state, pid_t pid)
{
	let_go(state);
	struct process *process = state_process(state, (uint32_t)pid);
	if (process)
		state_seed_files(state, process);
}

static bool is_unknown(const struct fd_object *object)
{
	return object->type == EVENT_OBJECT_NONE;
}

static void forget_unknown(void *ctx, struct fd_table *files)
{
	struct state *state = ctx;
	fd_table_forget(&state->fds, files, is_unknown);
}

void state_lost(struct state *state)
{
	let_go(state);
	process_table_each_files(state->processes, forget_unknown, state);
}

struct state_counts state_counts(const struct state *state)
{
	return (struct state_counts){
	    .processes = process_table_count(state->processes),
	    .objects = state->fds.objects,
	    .text_bytes = text_pool_bytes(state->texts),
	    .no_room = process_table_refused(state->processes) + state->fds.refused + text_pool_refused(state->texts),
	};
}

// --- tasks ---

static struct process *ready_process(struct state *state, uint32_t pid)
{
	struct process *process = state_process(state, pid);
	if (!process)
		return NULL;
	if (!process->files)
		state_seed_files(state, process);
	if (!process->place)
		state_seed_place(state, process);
	return process;
}

static void inherit(struct state *state, struct process *child, const struct process *parent)
{
	struct event_process *to = &child->event;
	const struct event_process *from = &parent->event;
	to->uid = from->uid;
	to->gid = from->gid;
	to->user = text_pool_share(from->user);
	to->exe = text_pool_share(from->exe);
	to->args = text_pool_share(from->args);
	to->container_id = text_pool_share(from->container_id);
	to->container_name = text_pool_share(from->container_name);
	to->container_image = text_pool_share(from->container_image);
	child->world = parent->world;
	process_changed(state->processes, child);
}

static void set_ids(struct state *state, struct process *process, const struct record *record)
{
	uint32_t uid = (uint32_t)record->args[3], gid = (uint32_t)(record->args[3] >> 32);
	if (!(record->args[2] & RECORD_TASK_IDS) || (uid == process->event.uid && gid == process->event.gid))
		return;
	process_set_ids(state->processes, process, uid, gid);
	state_name_user(state, process);
}

static void fork_thread(struct state *state, struct process *process, const struct record *record,
			struct fd_table *files, struct place *place)
{
	bool shares_files = record->args[2] & RECORD_TASK_FILES, shares_place = record->args[2] & RECORD_TASK_FS;
	bool knows = record->args[2] & RECORD_TASK_IDS;
	if (!knows) // a thread does not do without them
		shares_files = shares_place = true;
	struct fd_table *new_files = shares_files ? fd_table_share(files) : fd_table_copy(files);
	struct place *new_place = shares_place ? place_share(place) : place_copy(place);
	if (new_files == process->files && new_place == process->place) {
		fd_table_drop(&state->fds, new_files);
		place_drop(state->texts, new_place);
		process_table_end_task(state->processes, (uint32_t)record->args[1]);
		return;
	}
	process_table_add_task(state->processes, process, (uint32_t)record->args[1], new_files, new_place);
}

static void apply_fork(struct state *state, const struct record *record)
{
	struct process *maker = ready_process(state, record->pid);
	uint32_t pid = (uint32_t)record->args[0];
	if (!maker)
		return;
	struct task *task = process_table_task(state->processes, record->tid);
	struct fd_table *files = task ? task->files : maker->files;
	struct place *place = task ? task->place : maker->place;
	if (pid == record->pid) {
		fork_thread(state, maker, record, files, place);
		return;
	}
	struct process *child = process_table_add(state->processes, pid);
	maker = process_table_find(state->processes, record->pid);
	if (!child || !maker)
		return;
	child->known = true;
	inherit(state, child, maker);
	child->files = record->args[2] & RECORD_TASK_FILES ? fd_table_share(files) : fd_table_copy(files);
	child->place = record->args[2] & RECORD_TASK_FS ? place_share(place) : place_copy(place);
	child->event.start_ts = record->ts + (uint64_t)state->boot_to_real;
	process_set_comm(state->processes, child, record->comm, sizeof(record->comm));
	uint32_t ppid = record->args[2] & RECORD_TASK_IDS ? (uint32_t)record->args[4] : record->pid;
	struct process *parent = ppid == record->pid ? maker : process_table_find(state->processes, ppid);
	child->event.ppid = ppid;
	if (parent)
		process_table_adopt(parent, child);
	set_ids(state, child, record);
}

static bool exec_path(const struct record *record, unsigned arg, struct event_data *ret_data)
{
	struct event event = {.data = (const uint8_t *)(record + 1),
			      .data_len = record->size - (uint32_t)sizeof(*record)};
	return event_find_data(&event, arg, false, ret_data) && ret_data->head->kind == RECORD_DATA_STRING &&
	       ret_data->head->len && !(ret_data->head->status & (RECORD_DATA_FAULT | RECORD_DATA_TRUNCATED));
}

// A relative path is of the folder in which the execve was made; a script's program is its interpreter.
static void set_program(struct state *state, struct process *process, const struct record *record)
{
	struct event_data data;
	char path[PATH_JOIN_MAX];
	if (!exec_path(record, 1, &data) && !exec_path(record, 0, &data))
		return;
	size_t len = path_join(process->place->cwd, (const char *)data.bytes, data.head->len, path, sizeof(path));
	if (strcmp(path, "/proc/self/exe") == 0)
		return; // the program that it is already, as busybox runs its parts
	if (len)
		len = state_resolve(process, path, sizeof(path));
	process_set_text(state->processes, process, &process->event.exe, path, len);
}

static void apply_exec(struct state *state, const struct record *record)
{
	struct process *process = ready_process(state, record->pid);
	if (!process)
		return;
	process_set_comm(state->processes, process, record->comm, sizeof(record->comm));
	// The other threads are gone; the one that goes on may have had tables of its own. Descriptors are not shared any longer.
	struct task *task = process_table_task(state->processes, (uint32_t)record->args[0]);
	struct fd_table *files = fd_table_copy(task ? task->files : process->files);
	struct place *place = place_share(task ? task->place : process->place);
	fd_table_drop(&state->fds, process->files);
	place_drop(state->texts, process->place);
	process->files = files;
	process->place = place;
	process_table_end_tasks(state->processes, process);
	fd_table_exec(&state->fds, process->files);
	if (state->host)
		state_seed_world(state, process); // it may have been put into a container since its fork
	set_program(state, process, record);
	set_ids(state, process, record);
}

static void apply_end(struct state *state, const struct record *record, struct process *process)
{
	if (!(record->flags & RECORD_F_LEADER))
		process_table_end_task(state->processes, record->tid);
	else
		state->ended = process;
}

// --- calls ---

static int32_t native_of(struct state *state, const struct event *event)
{
	if (event->abi == RECORD_ABI_NATIVE)
		return event->nr < RECORD_SYSCALLS ? event->nr : -1;
	int32_t nr = event->nr & 0x3fffffff; // without x32's bit
	if (nr >= STATE_FOREIGN)
		return -1;
	int32_t *kept = &state->native[event->abi - RECORD_ABI_I386][nr];
	if (!*kept)
		*kept = syscall_native_number(event->abi, event->nr) + 1;
	int32_t native = *kept - 1;
	return native < RECORD_SYSCALLS ? native : -1;
}

static bool returns_to_view(int32_t native, const struct syscall_shape *shape, int given)
{
	return shape->returns_fd && (given < 0 || state_returns_other(native));
}

static void strip_files(struct event *event)
{
	size_t cursor = 0, end = 0;
	struct event_data data;
	while (event_next_data(event, &cursor, &data) && data.head->kind != RECORD_DATA_FILE)
		end = cursor;
	event->data_len = (uint32_t)end;
}

static void apply_call(struct state *state, struct process *process, struct event *event)
{
	struct state_call call = {.state = state, .event = event, .process = process};
	int32_t native = native_of(state, event);
	if (native < 0)
		return;
	struct task *task = process_table_task(state->processes, event->tid);
	call.files = task ? task->files : process->files;
	call.place = task ? task->place : process->place;
	const struct syscall_shape *shape = &state->shapes[native];
	state_name_paths(&call, shape, native);
	int fd = state_given_fd(&call, shape, native);
	bool named = shape->paths[0] >= 0;
	call.object = fd_object_hold(native == SYS_close ? state_known(&call, fd) : state_get(&call, fd));
	state_effect(&call, native);
	if (!event_failed(event) && returns_to_view(native, shape, fd)) {
		fd_object_drop(&state->fds, call.object);
		fd = (int)event->ret;
		call.object = fd_object_hold(state_get(&call, fd));
	}
	if (fd >= 0 || named) {
		state_fill_object(&call, fd >= 0 ? fd : -1);
		if (fd < 0 && shape->returns_fd && event_failed(event) && state->path[0])
			state_name_unopened(state);
		event->object = &state->object;
	}
	state->held = call.object;
}

// An event shows at most so many ancestors: of one that has more, a copy that ends there.
static const struct event_process *view_of(struct state *state, const struct process *process)
{
	if (process->depth <= EVENT_ANCESTORS_MAX)
		return &process->event;
	const struct event_process *from = &process->event;
	unsigned n = 0;
	for (; from && n <= EVENT_ANCESTORS_MAX; from = from->parent)
		state->chain[n++] = *from;
	for (unsigned i = 0; i + 1 < n; i++)
		state->chain[i].parent = &state->chain[i + 1];
	state->chain[n - 1].parent = NULL;
	return state->chain;
}

static void refresh_cwd(struct state *state, struct process *process, const struct place *place)
{
	struct event_process *event = &process->event;
	if (event->cwd == place->cwd)
		return;
	text_pool_drop(state->texts, event->cwd);
	event->cwd = text_pool_share(place->cwd);
	process_changed(state->processes, process);
}

static void apply_event(struct state *state, const struct record *record, struct event *event)
{
	struct event own;
	if (!event) {
		if (syscall_decode(record, state->boot_to_real, &own) < 0)
			return;
		event = &own;
	}
	event->process = NULL;
	event->object = NULL;
	struct process *process = ready_process(state, record->pid);
	if (!process)
		return;
	state->process = process;
	state->tid = record->tid;
	if (record->tid == record->pid)
		process_set_comm(state->processes, process, record->comm, sizeof(record->comm));
	if (event->kind == EVENT_SYSCALL)
		apply_call(state, process, event);
	else if (event->kind == EVENT_EXIT)
		apply_end(state, record, process);
	refresh_cwd(state, process, process->place);
	event->process = view_of(state, process);
}

const struct event_process *state_process_now(struct state *state, pid_t pid)
{
	let_go(state);
	struct process *process = ready_process(state, (uint32_t)pid);
	if (!process)
		return NULL;
	refresh_cwd(state, process, process->place);
	return view_of(state, process);
}

void state_apply(struct state *state, const struct record *record, struct event *event)
{
	let_go(state);
	if (record->type == RECORD_FORK)
		apply_fork(state, record);
	else if (record->type == RECORD_EXEC)
		apply_exec(state, record);
	else if (!(record->flags & RECORD_F_CHILD_RETURN))
		apply_event(state, record, event);
	if (event && event->kind == EVENT_SYSCALL)
		strip_files(event);
}
