// SPDX-License-Identifier: Apache-2.0
// The life of a container, one function a step.
#include <stdio.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/parse.h"
#include "detector/container_manager/podman_http.h"
#include "detector/container_manager/podman_json.h"

static int missing_image(const char *image, struct error *err)
{
	return error_set(err, ENOENT, "image %.100s does not exist: `podman images` lists what is here", image);
}

int podman_create(struct podman *podman, const struct container_spec *spec, char ret_id[static PODMAN_ID_SIZE],
		  struct error *err)
{
	const char *image = spec->image ? spec->image : "";
	int r = podman_check_image(image, err);
	// Asked first: Podman's own answer would be that it cannot fetch the image from any registry.
	if (r == 0)
		r = podman_image_exists(podman, image, err);
	if (r < 0)
		return r;
	if (r == 0)
		return missing_image(image, err);
	AUTO_FREE char *body = podman_json_create(spec);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {
	    .method = "POST", .path = "/containers/create", .body = body, .timeout_ms = PODMAN_TIMEOUT_MS};
	r = podman_http_call(podman, &request, &reply, err);
	if (r == 0)
		r = podman_json_id(buffer_text(&reply.body), reply.body.len, ret_id, err);
	return r < 0 ? error_wrap(err, "create a container of %.100s", image) : 0;
}

// The runtimes tell a missing program from one that cannot be run in words only.
static int explain_command(struct error *err)
{
	const char *text = err->text;
	if (strstr(text, "attempted to invoke a command that was not found") ||
	    strstr(text, "executable file not found") ||
	    (strstr(text, "exec: ") && strstr(text, "no such file or directory")))
		err->code = ENOENT;
	else if (strstr(text, "OCI permission denied") && (strstr(text, "exec: ") || strstr(text, "open executable")))
		err->code = EACCES;
	return -err->code;
}

static int post_step(struct podman *podman, const char *id, const char *step, struct error *err)
{
	int r = podman_check_id(id, err);
	if (r < 0)
		return r;
	AUTO_FREE char *path = xasprintf("/containers/%s/%s", id, step);
	return podman_http_post(podman, path, err);
}

int podman_init(struct podman *podman, const char *id, struct error *err)
{
	int r = post_step(podman, id, "init", err);
	if (r == -ENOENT || r == -EINVAL)
		return r;
	return r < 0 ? explain_command(err) : 0;
}

int podman_start(struct podman *podman, const char *id, struct error *err)
{
	int r = post_step(podman, id, "start", err);
	if (r == -ENOENT || r == -EINVAL)
		return r;
	return r < 0 ? explain_command(err) : 0;
}

int podman_stop(struct podman *podman, const char *id, unsigned grace_s, struct error *err)
{
	int r = podman_check_id(id, err);
	if (r < 0)
		return r;
	AUTO_FREE char *path = xasprintf("/containers/%s/stop?timeout=%u", id, grace_s);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {
	    .method = "POST", .path = path, .timeout_ms = PODMAN_TIMEOUT_MS + (uint64_t)grace_s * 1000};
	r = podman_http_call(podman, &request, &reply, err);
	return r < 0 ? error_wrap(err, "stop container %.12s", id) : 0;
}

int podman_kill(struct podman *podman, const char *id, int signal_number, struct error *err)
{
	AUTO_FREE char *step = xasprintf("kill?signal=%d", signal_number);
	int r = post_step(podman, id, step, err);
	return r < 0 ? error_wrap(err, "send signal %d to container %.12s", signal_number, id) : 0;
}

int podman_remove(struct podman *podman, const char *id, struct error *err)
{
	int r = podman_check_id(id, err);
	if (r < 0)
		return r;
	AUTO_FREE char *path = xasprintf("/containers/%s?force=true&timeout=0&v=true", id);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {.method = "DELETE", .path = path, .timeout_ms = PODMAN_TIMEOUT_MS};
	r = podman_http_call(podman, &request, &reply, err);
	if (r == -ENOENT)
		return 0;
	return r < 0 ? error_wrap(err, "remove container %.12s", id) : 0;
}

int podman_resize(struct podman *podman, const char *id, uint16_t columns, uint16_t rows, struct error *err)
{
	AUTO_FREE char *step = xasprintf("resize?h=%u&w=%u", rows, columns);
	int r = post_step(podman, id, step, err);
	return r < 0 ? error_wrap(err, "resize the terminal of container %.12s", id) : 0;
}

int podman_wait(struct podman *podman, const char *id, struct podman_cancel *cancel, int *ret_exit_code,
		struct error *err)
{
	int r = podman_check_id(id, err);
	if (r < 0)
		return r;
	AUTO_FREE char *path = xasprintf("/containers/%s/wait?condition=exited&interval=20ms", id);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {.method = "POST", .path = path, .cancel = cancel};
	r = podman_http_call(podman, &request, &reply, err);
	if (r < 0)
		return error_wrap(err, "wait for container %.12s", id);
	int64_t code = 0;
	char text[24];
	(void)snprintf(text, sizeof(text), "%.*s", (int)strcspn(buffer_text(&reply.body), "\r\n "),
		       buffer_text(&reply.body));
	if (parse_i64(text, &code) < 0)
		return error_set(err, EBADMSG, "wait for container %.12s: Podman's answer \"%s\" is no exit status", id,
				 text);
	// Podman's word for a container that was removed while it waited.
	if (code < 0)
		return error_set(err, ENOENT, "container %.12s is gone", id);
	*ret_exit_code = (int)code;
	return 0;
}

int podman_inspect(struct podman *podman, const char *id, struct podman_container *ret_container, struct error *err)
{
	int r = podman_check_id(id, err);
	if (r < 0)
		return r;
	AUTO_FREE char *path = xasprintf("/containers/%s/json", id);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {.method = "GET", .path = path, .timeout_ms = PODMAN_TIMEOUT_MS};
	r = podman_http_call(podman, &request, &reply, err);
	if (r == 0)
		r = podman_json_inspect(buffer_text(&reply.body), reply.body.len, ret_container, err);
	return r < 0 ? error_wrap(err, "inspect container %.64s", id) : 0;
}

int podman_list_containers(struct podman *podman, const char *label, struct podman_containers *ret_containers,
			   struct error *err)
{
	// {"label":["…"]}; our labels need no JSON escapes, and anything else is percent-encoded below.
	if (label && (strpbrk(label, "\"\\") || strlen(label) > 512))
		return error_set(err, EINVAL, "\"%.64s\" is no label", label);
	AUTO_FREE char *filter = label ? xasprintf("{\"label\":[\"%s\"]}", label) : xstrdup("{}");
	AUTO_FREE char *escaped = podman_escape(filter);
	AUTO_FREE char *path = xasprintf("/containers/json?all=true&filters=%s", escaped);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {
	    .method = "GET", .path = path, .timeout_ms = PODMAN_TIMEOUT_MS, .max = PODMAN_LIST_MAX};
	int r = podman_http_call(podman, &request, &reply, err);
	if (r == 0)
		r = podman_json_containers(buffer_text(&reply.body), reply.body.len, ret_containers, err);
	return r < 0 ? error_wrap(err, "list containers") : 0;
}
