// SPDX-License-Identifier: Apache-2.0
// The two endless replies: what happens to containers, and what a container wrote.
#include "common/base/alloc.h"
#include "detector/container_manager/podman_http.h"
#include "detector/container_manager/podman_json.h"
#include "detector/container_manager/podman_lines.h"

struct watcher {
	podman_event_fn fn;
	void *ctx;
	struct podman_lines lines;
};

static int on_line(void *ctx, const char *line, size_t len, struct error *err)
{
	struct watcher *watcher = ctx;
	struct podman_event event;
	int r = podman_json_event(line, len, &event, err);
	if (r == -ENOMSG)
		return 0;
	if (r == 0)
		watcher->fn(watcher->ctx, &event);
	return r;
}

static int on_event_data(void *ctx, const char *bytes, size_t len, struct error *err)
{
	struct watcher *watcher = ctx;
	return podman_lines_push(&watcher->lines, bytes, len, on_line, watcher, err);
}

int podman_watch_events(struct podman *podman, podman_event_fn event, void *ctx, struct podman_cancel *cancel,
			struct error *err)
{
	struct watcher watcher = {.fn = event, .ctx = ctx};
	podman_lines_init(&watcher.lines);
	AUTO_FREE char *filter = podman_escape("{\"type\":[\"container\"]}");
	AUTO_FREE char *path = xasprintf("/events?stream=true&filters=%s", filter);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {
	    .method = "GET", .path = path, .data = on_event_data, .ctx = &watcher, .cancel = cancel};
	int r = podman_http_call(podman, &request, &reply, err);
	podman_lines_done(&watcher.lines);
	return r < 0 ? error_wrap(err, "watch events") : 0;
}

struct log_reader {
	podman_log_fn fn;
	void *ctx;
	struct podman_frames frames;
};

static int on_log_data(void *ctx, const char *bytes, size_t len, struct error *err)
{
	struct log_reader *reader = ctx;
	return podman_frames_push(&reader->frames, bytes, len, reader->fn, reader->ctx, err);
}

int podman_logs(struct podman *podman, const char *id, bool follow, podman_log_fn log, void *ctx,
		struct podman_cancel *cancel, struct error *err)
{
	int r = podman_check_id(id, err);
	if (r < 0)
		return r;
	struct log_reader reader = {.fn = log, .ctx = ctx};
	podman_frames_init(&reader.frames);
	AUTO_FREE char *path =
	    xasprintf("/containers/%s/logs?stdout=true&stderr=true&follow=%s", id, follow ? "true" : "false");
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {
	    .method = "GET", .path = path, .data = on_log_data, .ctx = &reader, .cancel = cancel};
	r = podman_http_call(podman, &request, &reply, err);
	if (r == 0)
		r = podman_frames_end(&reader.frames, err);
	return r < 0 ? error_wrap(err, "read the log of container %.12s", id) : 0;
}
