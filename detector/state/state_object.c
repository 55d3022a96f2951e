// SPDX-License-Identifier: Apache-2.0
// What a call works on: the open file behind its descriptor, and the paths it names, made absolute.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "detector/state/state_private.h"

#ifndef SYS_symlink
#define SYS_symlink (-1)
#endif

bool state_call_data(const struct state_call *call, unsigned arg, struct event_data *ret_data)
{
	return (event_find_data(call->event, arg, false, ret_data) ||
		event_find_data(call->event, arg, true, ret_data)) &&
	       !(ret_data->head->status & RECORD_DATA_FAULT);
}

struct fd_object *state_known(const struct state_call *call, int fd)
{
	struct fd_object *object = fd_table_get(call->files, fd);
	return object == call->state->unknown ? NULL : object;
}

struct fd_object *state_get(struct state_call *call, int fd)
{
	struct state *state = call->state;
	if (fd < 0)
		return NULL;
	struct fd_object *object = fd_table_get(call->files, fd);
	if (!object && call->event->ret != -EBADF) {
		bool own = call->files != call->process->files;
		uint32_t pid = own ? call->event->tid : call->event->pid;
		object = state_look_up(state, pid, call->files, fd);
	}
	return object == state->unknown ? NULL : object;
}

static const char *folder_of(struct state_call *call, int8_t folder)
{
	int fd = folder < 0 ? AT_FDCWD : (int)call->event->args[folder];
	if (fd == AT_FDCWD)
		return call->place->cwd;
	const struct fd_object *object = state_get(call, fd);
	return object ? object->name : "";
}

static bool path_bytes(const struct state_call *call, int8_t arg, struct event_data *ret_data)
{
	return arg >= 0 && state_call_data(call, (unsigned)arg, ret_data) &&
	       ret_data->head->kind == RECORD_DATA_STRING && !(ret_data->head->status & RECORD_DATA_TRUNCATED);
}

static void name_path(struct state_call *call, int8_t arg, const char *folder, char *ret)
{
	struct event_data data;
	ret[0] = '\0';
	if (!path_bytes(call, arg, &data))
		return;
	if (data.head->len) {
		(void)path_join(folder, (const char *)data.bytes, data.head->len, ret, PATH_JOIN_MAX);
		return;
	}
	// AT_EMPTY_PATH: the descriptor itself
	if (folder[0] == '/')
		(void)path_join(folder, "", 0, ret, PATH_JOIN_MAX);
}

// A symbolic link's text is relative to the folder that the link lies in.
static void name_link(struct state_call *call, const struct syscall_shape *shape)
{
	char folder[PATH_JOIN_MAX];
	name_path(call, shape->paths[1], folder_of(call, shape->folders[1]), call->state->path2);
	(void)path_folder(call->state->path2, folder, sizeof(folder));
	name_path(call, shape->paths[0], folder, call->state->path);
}

// What is mounted is a path only if it looks like one; else a name such as "proc".
static void name_mount(struct state_call *call, const struct syscall_shape *shape)
{
	struct event_data data;
	struct state *state = call->state;
	name_path(call, shape->paths[1], call->place->cwd, state->path2);
	name_path(call, shape->paths[0], call->place->cwd, state->path);
	if (!path_bytes(call, shape->paths[0], &data) || memchr(data.bytes, '/', data.head->len) ||
	    (data.head->len && data.bytes[0] == '.'))
		return;
	memcpy(state->path, data.bytes, data.head->len);
	state->path[data.head->len] = '\0';
}

void state_name_paths(struct state_call *call, const struct syscall_shape *shape, int32_t native)
{
	struct state *state = call->state;
	state->path[0] = state->path2[0] = '\0';
	if (shape->paths[0] < 0)
		return;
	if (native == SYS_symlink || native == SYS_symlinkat) {
		name_link(call, shape);
		return;
	}
	if (native == SYS_mount) {
		name_mount(call, shape);
		return;
	}
	name_path(call, shape->paths[0], folder_of(call, shape->folders[0]), state->path);
	if (shape->paths[1] >= 0)
		name_path(call, shape->paths[1], folder_of(call, shape->folders[1]), state->path2);
}

static bool is_empty_path(const struct state_call *call, const struct syscall_shape *shape)
{
	struct event_data data;
	return path_bytes(call, shape->paths[0], &data) && !data.head->len;
}

int state_given_fd(const struct state_call *call, const struct syscall_shape *shape, int32_t native)
{
	const uint64_t *args = call->event->args;
	if (native == SYS_mmap && (args[3] & MAP_ANONYMOUS))
		return -1;
	if (shape->fd >= 0)
		return (int)args[shape->fd];
	// fstat, as the C library makes it of late, is newfstatat(fd, "", …, AT_EMPTY_PATH).
	if (shape->folders[0] >= 0 && is_empty_path(call, shape))
		return (int)args[shape->folders[0]];
	return -1;
}

bool state_returns_other(int32_t native)
{
	return native == SYS_accept || native == SYS_accept4;
}

static void copy_ends(struct event_object *to, const struct fd_object *from)
{
	to->local_port = from->local_port;
	to->remote_port = from->remote_port;
	memcpy(to->local, from->local, sizeof(to->local));
	memcpy(to->remote, from->remote, sizeof(to->remote));
}

void state_fill_object(struct state_call *call, int fd)
{
	struct state *state = call->state;
	struct event_object *object = &state->object;
	const struct fd_object *from = call->object;
	*object = (struct event_object){.fd = fd, .name = "", .path = state->path, .path2 = state->path2};
	if (!from)
		return;
	object->type = from->type;
	object->protocol = from->protocol;
	object->role = from->role;
	object->name = from->name;
	if (from->family)
		copy_ends(object, from);
	if (!call->has_remote || call->remote.family != from->family)
		return;
	object->remote_port = call->remote.port;
	memcpy(object->remote, call->remote.ip, sizeof(object->remote));
	state_socket_name(from, &call->remote, state->name, sizeof(state->name));
	object->name = state->name;
}

void state_name_unopened(struct state *state)
{
	state->object.type = EVENT_OBJECT_FILE;
	state->object.name = state->path;
}
