// SPDX-License-Identifier: Apache-2.0
// What an error reply means, which names may stand in a path, and the questions about Podman itself.
#include <ctype.h>
#include <string.h>

#include "common/base/alloc.h"
#include "detector/container_manager/podman_http.h"
#include "detector/container_manager/podman_json.h"

static int errno_of(int status, const char *message)
{
	if (strstr(message, "no such image") || strstr(message, "image not known") ||
	    strstr(message, "no such container") || strstr(message, "no container with"))
		return ENOENT;
	switch (status) {
	case 400:
		return EINVAL;
	case 404:
		return ENOENT;
	case 409:
		return EBUSY;
	default:
		return EIO;
	}
}

int podman_http_refused(int status, const char *body, size_t len, struct error *err)
{
	char message[200];
	podman_json_message(body, len, message, sizeof(message));
	return error_set(err, errno_of(status, message), "Podman says: %s (%d)", *message ? message : "nothing",
			 status);
}

int podman_check_id(const char *id, struct error *err)
{
	size_t len = strlen(id);
	bool good = len > 0 && len < 256 && isalnum((unsigned char)*id);
	for (const char *at = id; good && *at; at++)
		good = isalnum((unsigned char)*at) || strchr("_.-", *at);
	return good ? 0 : error_set(err, EINVAL, "\"%.64s\" is not the id or name of a container", id);
}

int podman_check_image(const char *image, struct error *err)
{
	size_t len = strlen(image);
	bool good =
	    len > 0 && len < 512 && isalnum((unsigned char)*image) && !strstr(image, "..") && !strstr(image, "//");
	for (const char *at = image; good && *at; at++)
		good = isalnum((unsigned char)*at) || strchr("_.-/:@", *at);
	return good ? 0 : error_set(err, EINVAL, "\"%.64s\" is not the name of an image", image);
}

char *podman_escape(const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *escaped = xcalloc(strlen(text) + 1, 3), *to = escaped;
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		if (isalnum(byte)) {
			*to++ = (char)byte;
			continue;
		}
		*to++ = '%';
		*to++ = digits[byte >> 4];
		*to++ = digits[byte & 15];
	}
	return escaped;
}

int podman_ping(struct podman *podman, struct error *err)
{
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {.method = "GET", .path = "/_ping", .timeout_ms = PODMAN_TIMEOUT_MS};
	return podman_http_call(podman, &request, &reply, err);
}

int podman_get_version(struct podman *podman, struct podman_version *ret_version, struct error *err)
{
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {.method = "GET", .path = "/version", .timeout_ms = PODMAN_TIMEOUT_MS};
	int r = podman_http_call(podman, &request, &reply, err);
	if (r < 0)
		return r;
	return podman_json_version(buffer_text(&reply.body), reply.body.len, ret_version, err);
}
