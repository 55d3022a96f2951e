// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "podman"
#include "detector/mode/host_names.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/loop/task.h"
#include "detector/container_manager/podman_stream.h"

#include <stdlib.h>

#define LOOK_MS 10

struct host_names {
	struct tracing *tracing;
	struct loop *loop;
	struct podman *podman;
	struct podman_cancel cancel;
	struct loop_timer *timer;
	unsigned tasks;
	bool asking, asked, stopping;
};

static void list(struct host_names *names)
{
	AUTO_VALUE(podman_containers) struct podman_containers containers = {0};
	struct error err;
	int r = podman_list_containers(names->podman, NULL, &containers, &err);
	if (r < 0)
		log_debug("containers have no names", "error=%s", LOG_Q(err.text));
	for (size_t i = 0; r == 0 && i < containers.count; i++) {
		const struct podman_container *container = &containers.items[i];
		tracing_name_container(names->tracing, container->id, container->name, container->image);
	}
	names->asking = false;
	names->asked = true;
}

static void list_task(void *ctx)
{
	struct host_names *names = ctx;
	list(names);
	names->tasks--;
}

// The runtime's process is in the container's cgroup some 0.1 s before the first program: time enough to ask. Podman's own event may come
// later than that.
static void on_time(void *ctx)
{
	struct host_names *names = ctx;
	if (names->asking || !tracing_takes_unnamed(names->tracing))
		return;
	names->asking = true;
	names->tasks++;
	task_spawn(names->loop, list_task, names);
}

static void on_event(void *ctx, const struct podman_event *event)
{
	struct host_names *names = ctx;
	if (event->name[0] && !names->stopping)
		tracing_name_container(names->tracing, event->id, event->name, event->image);
}

static void watch_task(void *ctx)
{
	struct host_names *names = ctx;
	struct error err;
	if (podman_watch_events(names->podman, on_event, names, &names->cancel, &err) < 0)
		log_debug("new containers have no names", "error=%s", LOG_Q(err.text));
	names->tasks--;
}

struct host_names *host_names_new(struct loop *loop, const char *socket, struct tracing *tracing)
{
	struct host_names *names = xcalloc(1, sizeof(*names));
	AUTO_FREE char *usual = podman_default_socket();
	names->loop = loop;
	names->tracing = tracing;
	names->timer = loop_timer_new(loop, on_time, names);
	loop_timer_start(names->timer, LOOK_MS, LOOK_MS);
	names->asking = true;
	names->podman = podman_new(loop, socket ? socket : usual);
	names->tasks = 2;
	task_spawn(loop, watch_task, names); // first, so that none is missed in between
	task_spawn(loop, list_task, names);
	return names;
}

bool host_names_asked(const struct host_names *names)
{
	return names->asked;
}

void host_names_stop(struct host_names *names)
{
	names->stopping = true;
	loop_timer_stop(names->timer);
	podman_cancel(&names->cancel);
}

bool host_names_over(const struct host_names *names)
{
	return names->tasks == 0;
}

void host_names_free(struct host_names *names)
{
	if (!names)
		return;
	loop_timer_free(names->timer);
	podman_free(names->podman);
	free(names);
}
