// SPDX-License-Identifier: Apache-2.0
#include "common/base/alloc.h"
#include "detector/container_manager/podman_connection.h"
#include "detector/container_manager/podman_http.h"

int podman_attach(struct podman *podman, const char *id, struct podman_connection *ret_connection, struct error *err)
{
	int r = podman_check_id(id, err);
	if (r < 0)
		return r;
	// detachKeys empty: Podman would swallow its default keys, ctrl-p ctrl-q, which belong to the program.
	AUTO_FREE char *path = xasprintf(
	    "/containers/%s/attach?stream=true&stdin=true&stdout=true&stderr=true&logs=false&detachKeys=", id);
	r = podman_connect(podman, path, NULL, ret_connection, err);
	return r < 0 ? error_wrap(err, "attach to container %.12s", id) : 0;
}
