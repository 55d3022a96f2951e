// SPDX-License-Identifier: Apache-2.0
// A request whose connection becomes a raw stream ("hijacked"): libcurl has no part in it, the head of the reply is read here.
#pragma once

#include "detector/container_manager/podman_stream.h"

// path behind the API's prefix; body may be NULL. Inside a task.
int podman_connect(struct podman *podman, const char *path, const char *body, struct podman_connection *ret_connection,
		   struct error *err);
