// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/attach_watch.h"

#include "common/base/alloc.h"
#include "common/loop/waiter.h"
#include "detector/container_manager/podman_stream.h"
#include "detector/trace/task_list.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TICK_MS    100u
#define VERDICT_MS 3000u

struct attach_watch {
	struct loop *loop;
	struct attach_target *target;
	struct attach_watch_events events;
	struct loop_timer *timer;
	struct task_list living; // of processes: those seen at the last tick
	// Of a container.
	int pidfd;
	struct loop_poll *poll;
	struct podman_cancel events_cancel, wait_cancel;
	struct waiter helper_over;
	unsigned helpers;
	bool over;
	bool removed; // Podman told so
	int wait_result, exit_code;
};

static void end(struct attach_watch *watch)
{
	if (watch->over)
		return;
	watch->over = true;
	watch->events.ended(watch->events.ctx);
}

static void on_pidfd(void *ctx, unsigned events)
{
	struct attach_watch *watch = ctx;
	(void)events;
	loop_poll_free(take_ptr(&watch->poll));
	end(watch);
}

static bool is_alive(pid_t pid)
{
	AUTO_CLOSE int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd pollfd = {.fd = fd, .events = POLLIN};
	return fd >= 0 && poll(&pollfd, 1, 0) == 0;
}

// Those that live, with the children that they have by now.
static void look_at_tree(struct attach_watch *watch)
{
	struct task_list living = {0};
	AUTO_VALUE(task_list) struct task_list before = watch->living;
	size_t n = 0;
	watch->living = living;
	for (size_t i = 0; i < before.n; i++)
		if (is_alive(before.pids[i]))
			before.pids[n++] = before.pids[i];
	if (n == 0)
		return;
	struct scope scope = {.kind = SCOPE_TREE, .pid = before.pids[0], .more = before.pids + 1, .n_more = n - 1};
	task_list_tree(&scope, &watch->living);
}

static void on_tick(void *ctx)
{
	struct attach_watch *watch = ctx;
	if (watch->target->cgroup) {
		task_list_done(&watch->living);
		task_list_cgroup(watch->target->cgroup, &watch->living);
	} else {
		look_at_tree(watch);
	}
	if (watch->living.n == 0)
		end(watch);
}

static void on_event(void *ctx, const struct podman_event *event)
{
	struct attach_watch *watch = ctx;
	static const char *const told[][2] = {{"pause", "was paused"}, {"unpause", "goes on"}};
	if (strcmp(event->id, watch->target->container.id) != 0)
		return;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (strcmp(event->action, told[i][0]) == 0)
			watch->events.note(watch->events.ctx, told[i][1]);
	watch->removed |= strcmp(event->action, "remove") == 0;
}

static void helper_over(struct attach_watch *watch)
{
	watch->helpers--;
	waiter_wake(&watch->helper_over);
}

// Without Podman's events the trace goes on: the process itself tells its end.
static void events_task(void *ctx)
{
	struct attach_watch *watch = ctx;
	struct error ignored;
	(void)podman_watch_events(watch->target->podman, on_event, watch, &watch->events_cancel, &ignored);
	helper_over(watch);
}

static void wait_task(void *ctx)
{
	struct attach_watch *watch = ctx;
	struct error ignored;
	watch->wait_result = podman_wait(watch->target->podman, watch->target->container.id, &watch->wait_cancel,
					 &watch->exit_code, &ignored);
	helper_over(watch);
}

static int watch_container(struct attach_watch *watch, struct error *err)
{
	const struct podman_container *container = &watch->target->container;
	watch->pidfd = (int)syscall(SYS_pidfd_open, container->pid, 0);
	struct pollfd pollfd = {.fd = watch->pidfd, .events = POLLIN};
	if (watch->pidfd < 0 || poll(&pollfd, 1, 0) == 1)
		return error_set(err, ESRCH, "container %.64s has just ended", container->name);
	watch->poll = loop_poll_new(watch->loop, watch->pidfd, LOOP_READABLE, on_pidfd, watch);
	watch->helpers = 2;
	watch->wait_result = -EINPROGRESS;
	task_spawn(watch->loop, events_task, watch);
	task_spawn(watch->loop, wait_task, watch);
	return 0;
}

static int watch_others(struct attach_watch *watch)
{
	struct scope scope = attach_target_scope(watch->target);
	if (!watch->target->cgroup)
		task_list_tree(&scope, &watch->living);
	loop_timer_start(watch->timer, TICK_MS, TICK_MS);
	return 0;
}

int attach_watch_new(struct loop *loop, struct attach_target *target, const struct attach_watch_events *events,
		     struct attach_watch **ret_watch, struct error *err)
{
	struct attach_watch *watch = xcalloc(1, sizeof(*watch));
	*watch = (struct attach_watch){.loop = loop, .target = target, .events = *events, .pidfd = -1};
	watch->timer = loop_timer_new(loop, on_tick, watch);
	waiter_init(&watch->helper_over, loop);
	int r = target->kind == ATTACH_CONTAINER ? watch_container(watch, err) : watch_others(watch);
	if (r < 0) {
		attach_watch_free(watch);
		return r;
	}
	*ret_watch = watch;
	return 0;
}

void attach_watch_verdict(struct attach_watch *watch, char *ret_text, size_t size)
{
	while (watch->wait_result == -EINPROGRESS && waiter_wait_for(&watch->helper_over, VERDICT_MS))
		;
	if (watch->wait_result == 0 && watch->exit_code >= 0)
		(void)snprintf(ret_text, size, "ended with exit status %d", watch->exit_code);
	else if (watch->wait_result == -ENOENT || watch->removed)
		(void)snprintf(ret_text, size, "was removed by someone else");
	else
		(void)snprintf(ret_text, size, "ended");
}

void attach_watch_free(struct attach_watch *watch)
{
	if (!watch)
		return;
	podman_cancel(&watch->events_cancel);
	podman_cancel(&watch->wait_cancel);
	while (watch->helpers)
		waiter_wait(&watch->helper_over);
	loop_poll_free(watch->poll);
	loop_timer_free(watch->timer);
	task_list_done(&watch->living);
	if (watch->pidfd >= 0)
		(void)close(watch->pidfd);
	free(watch);
}
