// SPDX-License-Identifier: Apache-2.0
// One HTTP request to Podman, for the other files of this folder. libcurl's own callbacks only move bytes; the caller's
// code always runs in its task.
#pragma once

#include "common/base/buffer.h"
#include "detector/container_manager/podman.h"

#define PODMAN_API        "/v4.0.0/libpod"
#define PODMAN_REPLY_MAX  (1u << 20) // of one object
#define PODMAN_LIST_MAX   (16u << 20)
#define PODMAN_TIMEOUT_MS 30000u

typedef int (*podman_data_fn)(void *ctx, const char *bytes, size_t len, struct error *err);

struct podman_request {
	const char *method;
	const char *path;    // behind PODMAN_API, escaped
	const char *body;    // JSON, or NULL
	uint64_t timeout_ms; // 0 = none
	size_t max;          // bytes of the reply; 0 = PODMAN_REPLY_MAX
	// When set, a good reply's body is handed over piece by piece, in the task; a negative result ends the call.
	podman_data_fn data;
	void *ctx;
	struct podman_cancel *cancel;
};

struct podman_reply {
	int status;
	struct buffer body;
};

void podman_reply_done(struct podman_reply *reply);
// 0 when there was a reply, whatever its status.
int podman_http_exchange(struct podman *podman, const struct podman_request *request, struct podman_reply *ret_reply,
			 struct error *err);
// The same, and a status of 400 and more is an error with Podman's own message.
int podman_http_call(struct podman *podman, const struct podman_request *request, struct podman_reply *ret_reply,
		     struct error *err);
// POST without a body whose reply matters not.
int podman_http_post(struct podman *podman, const char *path, struct error *err);
// What went wrong by an HTTP status and the body that came with it.
int podman_http_refused(int status, const char *body, size_t len, struct error *err);
// Asks there from now on; no call may be under way.
void podman_use_socket(struct podman *podman, const char *socket);
int podman_unreachable(const char *socket, int code, struct error *err);

// Whether text can stand in a path as a container's id or name / as an image's name; -EINVAL with the reason when not.
int podman_check_id(const char *id, struct error *err);
int podman_check_image(const char *image, struct error *err);
// Percent-encodes everything but letters and digits. Caller frees.
char *podman_escape(const char *text);

DEFINE_AUTO_VALUE(podman_reply, podman_reply_done);
