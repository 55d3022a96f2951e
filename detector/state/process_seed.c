// SPDX-License-Identifier: Apache-2.0
// What /proc says of a process and its descriptors, for those that were there before us or whose birth we did not see. It may be gone,
// or be another program by now: then what is not known stays unknown. Nothing here asks a file system that a container brought along
// (FUSE), which could make us wait.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/cleanup.h"
#include "common/base/clock.h"
#include "detector/state/container_id.h"
#include "detector/state/proc_files.h"
#include "detector/state/proc_words.h"
#include "detector/state/state_private.h"

#define ARGS_MAX     4096u
#define SEEDED_FILES 1024 // read at once; others when they are used
#define DELETED      " (deleted)"

static void seed_args(struct state *state, struct process *process)
{
	char text[ARGS_MAX];
	ssize_t len = proc_read((pid_t)process->event.pid, "cmdline", text, sizeof(text));
	if (len <= 0)
		return;
	if (!text[len - 1])
		len--;
	for (ssize_t i = 0; i < len; i++)
		text[i] = text[i] ? text[i] : ' ';
	process_set_text(state->processes, process, &process->event.args, text, (size_t)len);
}

static void seed_exe(struct state *state, struct process *process)
{
	char path[PATH_JOIN_MAX];
	ssize_t len = proc_link((pid_t)process->event.pid, "exe", path, sizeof(path));
	if (len <= 0)
		return;
	size_t tail = strlen(DELETED);
	if ((size_t)len > tail && strcmp(path + len - tail, DELETED) == 0)
		len -= (ssize_t)tail;
	process_set_text(state->processes, process, &process->event.exe, path, (size_t)len);
}

static bool status_ids(const char *status, const char *name, uint32_t *ret_effective)
{
	const char *line = strstr(status, name);
	struct proc_words words = {.at = line ? line + strlen(name) : ""};
	uint64_t id;
	if (!proc_words_skip(&words, 1) || !proc_words_number(&words, 10, &id) || id > UINT32_MAX)
		return false;
	*ret_effective = (uint32_t)id;
	return true;
}

// Fields 4 (parent) and 22 (start, in ticks since boot) of /proc/PID/stat; the name in between may hold anything but ends at the last ')'.
static void seed_stat(struct state *state, struct process *process)
{
	char text[1024];
	uint64_t start = 0, ppid = 0;
	if (proc_read((pid_t)process->event.pid, "stat", text, sizeof(text)) <= 0)
		return;
	const char *rest = strrchr(text, ')');
	struct proc_words words = {.at = rest ? rest + 1 : ""};
	if (!rest || !proc_words_skip(&words, 1) || !proc_words_number(&words, 10, &ppid) ||
	    !proc_words_skip(&words, 17) || !proc_words_number(&words, 10, &start))
		return;
	const char *name = strchr(text, '(');
	if (name && name < rest)
		process_set_comm(state->processes, process, name + 1, (size_t)(rest - name - 1));
	uint64_t tick = NS_PER_S / (uint64_t)sysconf(_SC_CLK_TCK);
	process->event.ppid = (uint32_t)ppid;
	process->event.start_ts = start * tick + (uint64_t)state->boot_to_real;
	process_changed(state->processes, process);
}

static void seed_ids(struct state *state, struct process *process)
{
	char text[2048];
	uint32_t uid, gid;
	if (proc_read((pid_t)process->event.pid, "status", text, sizeof(text)) > 0 &&
	    status_ids(text, "\nUid:", &uid) && status_ids(text, "\nGid:", &gid))
		process_set_ids(state->processes, process, uid, gid);
}

void state_name_user(struct state *state, struct process *process)
{
	const char *name = "";
	if (process->world)
		name = user_world_name(process->world, process->event.uid, (pid_t)process->event.pid);
	process_set_text(state->processes, process, &process->event.user, name, strlen(name));
}

static void set_container(struct state *state, struct process *process, const char *id, const char *name,
			  const char *image)
{
	struct event_process *event = &process->event;
	process_set_text(state->processes, process, &event->container_id, id, strlen(id));
	process_set_text(state->processes, process, &event->container_name, name, strlen(name));
	process_set_text(state->processes, process, &event->container_image, image, strlen(image));
}

void state_set_process_container(struct state *state, struct process *process, const char *id)
{
	char kept[CONTAINER_ID_SHORT + 1];
	(void)snprintf(kept, sizeof(kept), "%s", id);
	const struct container_name *known = container_names_find(state->names, kept);
	if (!known && kept[0]) {
		container_names_put(state->names, kept, "", ""); // asked for once
		state->unnamed = true;
	}
	set_container(state, process, kept, known ? known->name : "", known ? known->image : "");
}

void state_seed_world(struct state *state, struct process *process)
{
	char text[8192], id[CONTAINER_ID_SHORT + 1];
	struct user_world *world = user_names_world(state->users, (pid_t)process->event.pid);
	if (world)
		process->world = world;
	state_name_user(state, process);
	if (!state->host)
		set_container(state, process, state->container_id, state->container_name, state->container_image);
	else if (proc_read((pid_t)process->event.pid, "cgroup", text, sizeof(text)) > 0 &&
		 (container_id_of_cgroup(text, id) || process->event.container_id[0]))
		state_set_process_container(state, process, id);
}

void state_seed_place(struct state *state, struct process *process)
{
	char path[PATH_JOIN_MAX];
	if (process->place)
		return;
	process->place = place_new();
	ssize_t len = proc_link((pid_t)process->event.pid, "cwd", path, sizeof(path));
	if (len > 0 && path[0] == '/')
		place_set(state->texts, process->place, path, (size_t)len);
}

// Of a container's scan, what runs outside is nobody's business but its name: command lines may hold secrets.
static struct process *seed_new(struct state *state, uint32_t pid, bool ancestor)
{
	struct process *process = process_table_add(state->processes, pid);
	if (!process)
		return NULL;
	process->known = true;
	seed_stat(state, process);
	seed_exe(state, process);
	if (!ancestor || state->host)
		seed_args(state, process);
	seed_ids(state, process);
	state_seed_place(state, process);
	state_seed_world(state, process);
	return process;
}

struct process *state_process(struct state *state, uint32_t pid)
{
	struct process *process = process_table_find(state->processes, pid);
	if (process && process->known)
		return process;
	process = seed_new(state, pid, false);
	struct process *child = process;
	for (unsigned i = 0; child && i < EVENT_ANCESTORS_MAX && child->event.ppid; i++) {
		struct process *parent = process_table_find(state->processes, child->event.ppid);
		bool known = parent;
		if (!parent)
			parent = seed_new(state, child->event.ppid, true);
		// Making room may have forgotten somebody, but never one that lives.
		if (parent)
			process_table_adopt(parent, child);
		child = known ? NULL : parent;
	}
	return process_table_find(state->processes, pid);
}

// --- descriptors ---

static struct fd_object *seed_socket(struct state *state, pid_t pid, uint64_t inode)
{
	const struct socket_row *row = socket_table_find(state->sockets, pid, inode);
	static const uint8_t types[] = {
	    [AF_INET] = EVENT_OBJECT_IPV4, [AF_INET6] = EVENT_OBJECT_IPV6, [AF_UNIX] = EVENT_OBJECT_UNIX};
	struct fd_object *object = fd_object_new(&state->fds, row ? types[row->family] : EVENT_OBJECT_SOCKET, NULL, 0);
	if (!object)
		return NULL;
	object->inode = inode;
	if (row) {
		object->family = row->family;
		object->socket_type = row->type;
		object->protocol = row->protocol;
		object->role = row->role;
		if (row->local.port || row->local.path[0])
			state_set_local(state, object, &row->local);
		if (row->has_remote)
			state_set_remote(state, object, &row->remote);
	}
	state_rename_socket(state, object);
	return object;
}

static uint8_t anonymous_type(const char *link)
{
	static const struct {
		const char *link;
		uint8_t type;
	} rows[] = {
	    {"anon_inode:[eventfd]", EVENT_OBJECT_EVENT},   {"anon_inode:[eventpoll]", EVENT_OBJECT_EPOLL},
	    {"anon_inode:[signalfd]", EVENT_OBJECT_SIGNAL}, {"anon_inode:[timerfd]", EVENT_OBJECT_TIMER},
	    {"anon_inode:inotify", EVENT_OBJECT_INOTIFY},   {"anon_inode:[pidfd]", EVENT_OBJECT_PIDFD},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(link, rows[i].link) == 0)
			return rows[i].type;
	return EVENT_OBJECT_OTHER;
}

// The kind of file without asking the file system anew.
static uint8_t file_type(pid_t pid, int fd)
{
	char path[64];
	struct statx status;
	(void)snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
	if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_TYPE, &status) == 0 && S_ISDIR(status.stx_mode))
		return EVENT_OBJECT_DIRECTORY;
	return EVENT_OBJECT_FILE;
}

static struct fd_object *object_of_link(struct state *state, pid_t pid, int fd, char *link, size_t len)
{
	uint64_t inode;
	if (proc_number_between(link, "socket:[", "]", &inode))
		return seed_socket(state, pid, inode);
	if (proc_number_between(link, "pipe:[", "]", &inode)) {
		struct fd_object *pipe = fd_object_new(&state->fds, EVENT_OBJECT_PIPE, link, len);
		if (pipe)
			pipe->inode = inode;
		return pipe;
	}
	size_t tail = strlen(DELETED);
	if (len > tail && strcmp(link + len - tail, DELETED) == 0)
		len -= tail;
	if (strncmp(link, "/memfd:", 7) == 0)
		return fd_object_new(&state->fds, EVENT_OBJECT_MEMFD, link + 1, len - 1);
	if (link[0] == '/')
		return fd_object_new(&state->fds, file_type(pid, fd), link, len);
	return fd_object_new(&state->fds, anonymous_type(link), link, len);
}

static bool is_cloexec(pid_t pid, int fd)
{
	char name[32], text[512];
	uint64_t flags = 0;
	(void)snprintf(name, sizeof(name), "fdinfo/%d", fd);
	if (proc_read(pid, name, text, sizeof(text)) <= 0)
		return false;
	const char *line = strstr(text, "flags:");
	struct proc_words words = {.at = line ? line : ""};
	return proc_words_skip(&words, 1) && proc_words_number(&words, 8, &flags) && (flags & O_CLOEXEC);
}

static struct fd_object *seed_fd(struct state *state, uint32_t pid, struct fd_table *files, int fd)
{
	char name[32], link[PATH_JOIN_MAX];
	(void)snprintf(name, sizeof(name), "fd/%d", fd);
	ssize_t len = proc_link((pid_t)pid, name, link, sizeof(link));
	if (len <= 0)
		return NULL;
	struct fd_object *object = object_of_link(state, (pid_t)pid, fd, link, (size_t)len);
	if (!object)
		return NULL;
	fd_table_put(&state->fds, files, fd, object, is_cloexec((pid_t)pid, fd));
	return fd_table_get(files, fd);
}

struct fd_object *state_look_up(struct state *state, uint32_t pid, struct fd_table *files, int fd)
{
	struct fd_object *object = seed_fd(state, pid, files, fd);
	if (object)
		return object;
	fd_table_put(&state->fds, files, fd, state->unknown, false);
	return NULL;
}

void state_seed_files(struct state *state, struct process *process)
{
	char path[64];
	if (process->files)
		return;
	process->files = fd_table_new();
	(void)snprintf(path, sizeof(path), "/proc/%u/fd", process->event.pid);
	DIR *folder = opendir(path);
	if (!folder)
		return;
	const struct dirent *entry;
	for (int i = 0; i < SEEDED_FILES && (entry = readdir(folder)); i++) {
		char *end;
		long fd = strtol(entry->d_name, &end, 10);
		if (end != entry->d_name && !*end && fd >= 0 && fd < FD_TABLE_MAX)
			(void)seed_fd(state, process->event.pid, process->files, (int)fd);
	}
	(void)closedir(folder);
}

// --- symbolic links ---

static int open_resolved(const struct process *process, const char *path)
{
	char root_path[64];
	struct open_how how = {.flags = O_PATH | O_CLOEXEC,
			       .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_CACHED};
	const struct user_world *world = process->world;
	// It may have ended already; who lives in the same root will do.
	for (; process && process->world == world; process = process->parent) {
		(void)snprintf(root_path, sizeof(root_path), "/proc/%u/root", process->event.pid);
		AUTO_CLOSE int root = process->ended ? -1 : open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (root >= 0)
			return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
	}
	return -1;
}

size_t state_resolve(const struct process *process, char *path, size_t size)
{
	char link[64], found[PATH_JOIN_MAX];
	AUTO_CLOSE int fd = open_resolved(process, path);
	if (fd < 0)
		return strlen(path);
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t len = readlink(link, found, sizeof(found) - 1);
	size_t tail = strlen(DELETED);
	if (len > 0 && (size_t)len > tail && memcmp(found + len - tail, DELETED, tail) == 0)
		len -= (ssize_t)tail;
	if (len <= 0 || found[0] != '/' || (size_t)len >= size)
		return strlen(path);
	memcpy(path, found, (size_t)len);
	path[len] = '\0';
	return (size_t)len;
}
