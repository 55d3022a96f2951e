// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "common/base/alloc.h"
#include "detector/container_manager/podman_http.h"
#include "detector/container_manager/podman_json.h"
#include "detector/container_manager/podman_lines.h"

int podman_list_images(struct podman *podman, struct podman_images *ret_images, struct error *err)
{
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {
	    .method = "GET", .path = "/images/json", .timeout_ms = PODMAN_TIMEOUT_MS, .max = PODMAN_LIST_MAX};
	int r = podman_http_call(podman, &request, &reply, err);
	if (r == 0)
		r = podman_json_images(buffer_text(&reply.body), reply.body.len, ret_images, err);
	return r < 0 ? error_wrap(err, "list images") : 0;
}

int podman_image_exists(struct podman *podman, const char *image, struct error *err)
{
	int r = podman_check_image(image, err);
	if (r < 0)
		return r;
	AUTO_FREE char *path = xasprintf("/images/%s/exists", image);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {.method = "GET", .path = path, .timeout_ms = PODMAN_TIMEOUT_MS};
	r = podman_http_exchange(podman, &request, &reply, err);
	if (r < 0)
		return r;
	if (reply.status == 404)
		return 0;
	if (reply.status >= 400)
		return podman_http_refused(reply.status, buffer_text(&reply.body), reply.body.len, err);
	return 1;
}

struct pull {
	podman_progress_fn progress;
	void *ctx;
	struct podman_lines lines;
	char failure[200];
};

static int on_line(void *ctx, const char *line, size_t len, struct error *err)
{
	struct pull *pull = ctx;
	struct podman_pull_line parsed;
	int r = podman_json_pull(line, len, &parsed, err);
	if (r < 0)
		return r;
	if (parsed.failure[0])
		(void)snprintf(pull->failure, sizeof(pull->failure), "%.199s", parsed.failure);
	if (parsed.text[0] && pull->progress)
		pull->progress(pull->ctx, parsed.text);
	return 0;
}

static int on_data(void *ctx, const char *bytes, size_t len, struct error *err)
{
	struct pull *pull = ctx;
	return podman_lines_push(&pull->lines, bytes, len, on_line, pull, err);
}

int podman_pull_image(struct podman *podman, const char *image, podman_progress_fn progress, void *ctx,
		      struct podman_cancel *cancel, struct error *err)
{
	int r = podman_check_image(image, err);
	if (r < 0)
		return r;
	struct pull pull = {.progress = progress, .ctx = ctx};
	podman_lines_init(&pull.lines);
	AUTO_FREE char *name = podman_escape(image);
	AUTO_FREE char *path = xasprintf("/images/pull?reference=%s", name);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {
	    .method = "POST", .path = path, .data = on_data, .ctx = &pull, .cancel = cancel};
	r = podman_http_call(podman, &request, &reply, err);
	if (r == 0)
		r = podman_lines_end(&pull.lines, on_line, &pull, err);
	podman_lines_done(&pull.lines);
	if (r == 0 && pull.failure[0])
		r = error_set(err, EIO, "Podman says: %s", pull.failure);
	return r < 0 ? error_wrap(err, "pull %s", image) : 0;
}
