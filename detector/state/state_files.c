// SPDX-License-Identifier: Apache-2.0
// What calls do to descriptors, sockets apart (state_sockets.c).
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/memfd.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>

#include "detector/state/state_effects.h"
#include "detector/state/state_private.h"

// What x86 has and architectures that came later have not.
#define OLD_CALL __attribute__((unused))

void state_put(struct state_call *call, int fd, struct fd_object *object, bool cloexec)
{
	fd_table_put(&call->state->fds, call->files, fd, object, cloexec);
}

void state_replace(struct state_call *call, int fd, struct fd_object *before)
{
	struct state *state = call->state;
	fd_object_drop(&state->fds, state->replaced);
	state->replaced = fd_object_hold(before);
	state->replaced_fd = fd;
}

// --- files ---

// The name that it was opened by. Of a file without a name, or when the path was not captured, /proc knows it.
static void opened(struct state_call *call, uint64_t flags)
{
	struct state *state = call->state;
	struct fd_object *object = NULL;
	bool nameless = (flags & O_TMPFILE) == O_TMPFILE;
	if (state->path[0] && !nameless)
		object = fd_object_new(&state->fds, flags & O_DIRECTORY ? EVENT_OBJECT_DIRECTORY : EVENT_OBJECT_FILE,
				       state->path, PATH_JOIN_MAX);
	state_put(call, state_returned(call), object, flags & O_CLOEXEC);
}

OLD_CALL static void on_open(struct state_call *call)
{
	opened(call, state_arg(call, 1));
}

static void on_openat(struct state_call *call)
{
	opened(call, state_arg(call, 2));
}

static void on_openat2(struct state_call *call)
{
	struct event_data data;
	uint64_t flags = 0;
	if (state_call_data(call, 2, &data) && data.head->len >= sizeof(flags))
		memcpy(&flags, data.bytes, sizeof(flags)); // the first member of struct open_how
	opened(call, flags);
}

OLD_CALL static void on_creat(struct state_call *call)
{
	opened(call, 0);
}

static void on_close(struct state_call *call)
{
	state_replace(call, state_arg_fd(call, 0), call->object);
	state_put(call, state_arg_fd(call, 0), NULL, false);
}

static struct task *own_task(struct state_call *call)
{
	struct process_table *processes = call->state->processes;
	struct task *task = process_table_task(processes, call->event->tid);
	if (task)
		return task;
	process_table_add_task(processes, call->process, call->event->tid, fd_table_share(call->files),
			       place_share(call->place));
	return process_table_task(processes, call->event->tid);
}

// The calling thread alone gets tables of its own; the only one of its process need not know.
void state_unshare_files(struct state_call *call)
{
	struct task *task = own_task(call);
	if (!task)
		return;
	struct fd_table *files = fd_table_copy(call->files);
	fd_table_drop(&call->state->fds, task->files);
	task->files = call->files = files;
}

void state_unshare_place(struct state_call *call)
{
	struct task *task = own_task(call);
	if (!task)
		return;
	struct place *place = place_copy(call->place);
	place_drop(call->state->texts, task->place);
	task->place = call->place = place;
}

static void on_close_range(struct state_call *call)
{
	uint32_t first = (uint32_t)state_arg(call, 0), last = (uint32_t)state_arg(call, 1);
	if (state_arg(call, 2) & CLOSE_RANGE_UNSHARE)
		state_unshare_files(call);
	if (state_arg(call, 2) & CLOSE_RANGE_CLOEXEC)
		fd_table_set_cloexec(&call->state->fds, call->files, first, last, true);
	else
		fd_table_close_range(&call->state->fds, call->files, first, last);
}

static void duplicate(struct state_call *call, bool cloexec)
{
	int from = state_arg_fd(call, 0), to = state_returned(call);
	if (from != to)
		state_put(call, to, call->object, cloexec);
}

static void on_dup(struct state_call *call)
{
	duplicate(call, false);
}

OLD_CALL static void on_dup2(struct state_call *call)
{
	state_replace(call, state_returned(call), state_known(call, state_returned(call)));
	duplicate(call, false);
}

static void on_dup3(struct state_call *call)
{
	state_replace(call, state_returned(call), state_known(call, state_returned(call)));
	duplicate(call, state_arg(call, 2) & O_CLOEXEC);
}

static void on_fcntl(struct state_call *call)
{
	uint32_t fd = (uint32_t)state_arg(call, 0);
	switch (state_arg(call, 1)) {
	case F_DUPFD:
		duplicate(call, false);
		break;
	case F_DUPFD_CLOEXEC:
		duplicate(call, true);
		break;
	case F_SETFD:
		fd_table_set_cloexec(&call->state->fds, call->files, fd, fd, state_arg(call, 2) & FD_CLOEXEC);
		break;
	default:
		break;
	}
}

// --- pipes and what has no name ---

bool state_two_fds(const struct state_call *call, unsigned at, int ret_fds[2])
{
	struct event_data data;
	if (!state_call_data(call, at, &data) || data.head->len < 2 * sizeof(int))
		return false;
	memcpy(ret_fds, data.bytes, 2 * sizeof(int));
	return true;
}

static void piped(struct state_call *call, bool cloexec)
{
	int fds[2];
	struct record_file file;
	char name[32];
	struct fd_object *pipe = NULL;
	if (!state_two_fds(call, 0, fds))
		return;
	// Without its number /proc is asked for it when it is used.
	if (state_call_file(call, 0, &file)) {
		(void)snprintf(name, sizeof(name), "pipe:[%llu]", (unsigned long long)file.inode);
		pipe = fd_object_new(&call->state->fds, EVENT_OBJECT_PIPE, name, sizeof(name));
		if (pipe)
			pipe->inode = file.inode;
	}
	(void)fd_object_hold(pipe);
	state_put(call, fds[0], pipe, cloexec);
	state_put(call, fds[1], pipe, cloexec);
	fd_object_drop(&call->state->fds, pipe);
}

OLD_CALL static void on_pipe(struct state_call *call)
{
	piped(call, false);
}

static void on_pipe2(struct state_call *call)
{
	piped(call, state_arg(call, 1) & O_CLOEXEC);
}

static void anonymous(struct state_call *call, uint8_t type, const char *name, bool cloexec)
{
	struct fd_object *object = fd_object_new(&call->state->fds, type, name, PATH_JOIN_MAX);
	state_put(call, state_returned(call), object, cloexec);
}

OLD_CALL static void on_epoll_create(struct state_call *call)
{
	anonymous(call, EVENT_OBJECT_EPOLL, "anon_inode:[eventpoll]", false);
}

static void on_epoll_create1(struct state_call *call)
{
	anonymous(call, EVENT_OBJECT_EPOLL, "anon_inode:[eventpoll]", state_arg(call, 0) & EPOLL_CLOEXEC);
}

OLD_CALL static void on_eventfd(struct state_call *call)
{
	anonymous(call, EVENT_OBJECT_EVENT, "anon_inode:[eventfd]", false);
}

static void on_eventfd2(struct state_call *call)
{
	anonymous(call, EVENT_OBJECT_EVENT, "anon_inode:[eventfd]", state_arg(call, 1) & EFD_CLOEXEC);
}

OLD_CALL static void on_signalfd(struct state_call *call)
{
	if (state_arg_fd(call, 0) == -1) // else it changes the one it is given
		anonymous(call, EVENT_OBJECT_SIGNAL, "anon_inode:[signalfd]", false);
}

static void on_signalfd4(struct state_call *call)
{
	if (state_arg_fd(call, 0) == -1)
		anonymous(call, EVENT_OBJECT_SIGNAL, "anon_inode:[signalfd]", state_arg(call, 3) & SFD_CLOEXEC);
}

static void on_timerfd_create(struct state_call *call)
{
	anonymous(call, EVENT_OBJECT_TIMER, "anon_inode:[timerfd]", state_arg(call, 1) & TFD_CLOEXEC);
}

OLD_CALL static void on_inotify_init(struct state_call *call)
{
	anonymous(call, EVENT_OBJECT_INOTIFY, "anon_inode:inotify", false);
}

static void on_inotify_init1(struct state_call *call)
{
	anonymous(call, EVENT_OBJECT_INOTIFY, "anon_inode:inotify", state_arg(call, 0) & IN_CLOEXEC);
}

static void on_io_uring_setup(struct state_call *call)
{
	anonymous(call, EVENT_OBJECT_OTHER, "anon_inode:[io_uring]", true);
}

static void on_pidfd_open(struct state_call *call)
{
	char name[32];
	(void)snprintf(name, sizeof(name), "pidfd:[%d]", state_arg_fd(call, 0));
	anonymous(call, EVENT_OBJECT_PIDFD, name, true);
}

static void on_memfd_create(struct state_call *call)
{
	char name[264];
	struct event_data data = {0};
	bool known = state_call_data(call, 0, &data);
	(void)snprintf(name, sizeof(name), "memfd:%.*s", known ? (int)data.head->len : 0,
		       known ? (const char *)data.bytes : "");
	anonymous(call, EVENT_OBJECT_MEMFD, name, state_arg(call, 1) & MFD_CLOEXEC);
}

// A descriptor of a kind that is named by /proc.
static void on_other_fd(struct state_call *call)
{
	state_put(call, state_returned(call), NULL, false);
}

const struct state_effect state_file_effects[] = {
#ifdef SYS_open
    {SYS_open, on_open, false},
    {SYS_creat, on_creat, false},
    {SYS_pipe, on_pipe, false},
    {SYS_dup2, on_dup2, false},
    {SYS_epoll_create, on_epoll_create, false},
    {SYS_eventfd, on_eventfd, false},
    {SYS_signalfd, on_signalfd, false},
    {SYS_inotify_init, on_inotify_init, false},
#endif
    {SYS_openat, on_openat, false},
    {SYS_openat2, on_openat2, false},
    {SYS_close, on_close, false},
    {SYS_close_range, on_close_range, false},
    {SYS_dup, on_dup, false},
    {SYS_dup3, on_dup3, false},
    {SYS_fcntl, on_fcntl, false},
    {SYS_pipe2, on_pipe2, false},
    {SYS_epoll_create1, on_epoll_create1, false},
    {SYS_eventfd2, on_eventfd2, false},
    {SYS_signalfd4, on_signalfd4, false},
    {SYS_timerfd_create, on_timerfd_create, false},
    {SYS_inotify_init1, on_inotify_init1, false},
    {SYS_memfd_create, on_memfd_create, false},
    {SYS_pidfd_open, on_pidfd_open, false},
    {SYS_io_uring_setup, on_io_uring_setup, false},
    {SYS_userfaultfd, on_other_fd, false},
    {SYS_perf_event_open, on_other_fd, false},
    {SYS_fanotify_init, on_other_fd, false},
    {SYS_open_by_handle_at, on_other_fd, false},
    {SYS_open_tree, on_other_fd, false},
    {SYS_fsopen, on_other_fd, false},
    {SYS_fsmount, on_other_fd, false},
    {SYS_fspick, on_other_fd, false},
    {SYS_pidfd_getfd, on_other_fd, false},
    {SYS_landlock_create_ruleset, on_other_fd, false},
    {-1, NULL, false},
};
