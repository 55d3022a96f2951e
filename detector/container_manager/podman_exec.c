// SPDX-License-Identifier: Apache-2.0
#include "common/base/alloc.h"
#include "detector/container_manager/podman_connection.h"
#include "detector/container_manager/podman_http.h"
#include "detector/container_manager/podman_json.h"

int podman_exec_create(struct podman *podman, const char *id, const struct podman_exec *exec,
		       char ret_exec_id[static PODMAN_ID_SIZE], struct error *err)
{
	int r = podman_check_id(id, err);
	if (r < 0)
		return r;
	AUTO_FREE char *path = xasprintf("/containers/%s/exec", id);
	AUTO_FREE char *body = podman_json_exec_create(exec);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {.method = "POST", .path = path, .body = body, .timeout_ms = PODMAN_TIMEOUT_MS};
	r = podman_http_call(podman, &request, &reply, err);
	if (r == 0)
		r = podman_json_id(buffer_text(&reply.body), reply.body.len, ret_exec_id, err);
	return r < 0 ? error_wrap(err, "run a command in container %.12s", id) : 0;
}

int podman_exec_start(struct podman *podman, const char *exec_id, const struct podman_exec *exec,
		      struct podman_connection *ret_connection, struct error *err)
{
	int r = podman_check_id(exec_id, err);
	if (r < 0)
		return r;
	AUTO_FREE char *path = xasprintf("/exec/%s/start", exec_id);
	AUTO_FREE char *body = podman_json_exec_start(exec);
	r = podman_connect(podman, path, body, ret_connection, err);
	return r < 0 ? error_wrap(err, "start command %.12s", exec_id) : 0;
}

int podman_exec_resize(struct podman *podman, const char *exec_id, uint16_t columns, uint16_t rows, struct error *err)
{
	int r = podman_check_id(exec_id, err);
	if (r < 0)
		return r;
	AUTO_FREE char *path = xasprintf("/exec/%s/resize?h=%u&w=%u", exec_id, rows, columns);
	r = podman_http_post(podman, path, err);
	return r < 0 ? error_wrap(err, "resize the terminal of command %.12s", exec_id) : 0;
}

int podman_exec_inspect(struct podman *podman, const char *exec_id, struct podman_exec_state *ret_state,
			struct error *err)
{
	int r = podman_check_id(exec_id, err);
	if (r < 0)
		return r;
	AUTO_FREE char *path = xasprintf("/exec/%s/json", exec_id);
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {.method = "GET", .path = path, .timeout_ms = PODMAN_TIMEOUT_MS};
	r = podman_http_call(podman, &request, &reply, err);
	if (r == 0)
		r = podman_json_exec(buffer_text(&reply.body), reply.body.len, ret_state, err);
	return r < 0 ? error_wrap(err, "inspect command %.12s", exec_id) : 0;
}
