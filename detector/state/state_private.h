// SPDX-License-Identifier: Apache-2.0
// The inside of struct state. Internal to detector/state.
#pragma once

#include "common/syscalls/shape.h"
#include "detector/state/container_names.h"
#include "detector/state/fd_table.h"
#include "detector/state/path_join.h"
#include "detector/state/process_table.h"
#include "detector/state/socket_table.h"
#include "detector/state/state.h"
#include "detector/state/text_pool.h"
#include "detector/state/user_names.h"

#define STATE_FOREIGN 1024 // numbers of other abis that are looked up once

struct state {
	int64_t boot_to_real;
	bool host;
	const char *container_id, *container_name, *container_image; // the pool's
	struct container_names *names;                               // by cgroup; "" = nobody told it yet
	bool unnamed;                                                // one came whose name was never asked for
	struct text_pool *texts;
	struct fd_pool fds;
	struct process_table *processes;
	struct user_names *users;
	struct socket_table *sockets;
	struct syscall_shape shapes[RECORD_SYSCALLS];
	int32_t native[2][STATE_FOREIGN]; // of i386 and x32 numbers + 1; 0 = not looked up yet

	struct fd_object *unknown; // stands where /proc had nothing to say either
	struct process *ended;     // by the last record; its event may still be in use

	// The last event: its object, and what -y prints of it.
	struct event_object object;
	struct fd_object *held; // object.name is its
	char path[PATH_JOIN_MAX], path2[PATH_JOIN_MAX];
	char name[PATH_JOIN_MAX]; // of an object that this call alone has: a datagram's other end
	struct event_process chain[EVENT_ANCESTORS_MAX + 1];
	struct process *process; // NULL = none
	uint32_t tid;
	int replaced_fd; // a descriptor that the call closed or replaced; -1 = none
	struct fd_object *replaced;
};

// One call while it is applied.
struct state_call {
	struct state *state;
	const struct event *event;
	struct process *process;
	struct fd_table *files;
	struct place *place;
	struct fd_object *object; // behind the descriptor that it was given; NULL = none, or not known
	// Of this call alone: where a datagram went or came from.
	bool has_remote;
	struct socket_address remote;
};

// Does what the call has done to its process's descriptors, folder, ids and program.
void state_effect(struct state_call *call, int32_t native);

// --- process_seed.c: /proc ---

// The process with its parents; all that is not known yet of it is read. NULL when there is no room.
struct process *state_process(struct state *state, uint32_t pid);
void state_seed_files(struct state *state, struct process *process); // all descriptors, if not done yet
void state_seed_place(struct state *state, struct process *process);
void state_seed_world(struct state *state, struct process *process); // root folder, user namespace, cgroup
void state_set_process_container(struct state *state, struct process *process, const char *id);
void state_name_user(struct state *state, struct process *process);
// One descriptor that is not in the table: looked up in /proc, remembered either way.
struct fd_object *state_look_up(struct state *state, uint32_t pid, struct fd_table *files, int fd);
// A path of the process's root without symbolic links, when the kernel has it at hand; else as it is. The length.
size_t state_resolve(const struct process *process, char *path, size_t size);

// --- state_sockets.c ---

void state_set_local(struct state *state, struct fd_object *object, const struct socket_address *address);
void state_set_remote(struct state *state, struct fd_object *object, const struct socket_address *address);
// "127.0.0.1:1->10.0.0.1:443", "/run/x.sock": what the object's name is to be.
void state_socket_name(const struct fd_object *object, const struct socket_address *remote, char *ret, size_t size);
void state_rename_socket(struct state *state, struct fd_object *object);

// --- state_object.c ---

// The captured memory of an argument, as it was after the call or, if that is not there, before.
bool state_call_data(const struct state_call *call, unsigned arg, struct event_data *ret_data);
struct fd_object *state_get(struct state_call *call, int fd);         // looks it up if needed
struct fd_object *state_known(const struct state_call *call, int fd); // what is in the table: /proc has what came after
void state_name_paths(struct state_call *call, const struct syscall_shape *shape,
		      int32_t native); // state->path, ->path2
// The descriptor that the call was given; -1 = none.
int state_given_fd(const struct state_call *call, const struct syscall_shape *shape, int32_t native);
// The call is about the descriptor that it returns, though it was given one: accept.
bool state_returns_other(int32_t native);
void state_fill_object(struct state_call *call, int fd); // state->object, of call->object and the paths
// Of an open that failed: fd.name is what it would have opened, as in sysdig, so that one condition on fd.name finds both.
void state_name_unopened(struct state *state);
