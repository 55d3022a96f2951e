// SPDX-License-Identifier: Apache-2.0
// What this host can do, found once at start: for `check`, for enrolment and for the server ("Capabilities JSON" in docs/protocol.md).
#pragma once

#include "detector/container_manager/podman.h"
#include "detector/trace/probe.h"

#include <json-c/json_types.h>

struct capabilities {
	struct trace_capabilities trace;
	struct podman_version podman;
	char podman_error[256]; // "" = it answers
	unsigned cpus;
	uint64_t memory_bytes;
};

// Inside a task.
void capabilities_find(struct podman *podman, struct capabilities *ret_capabilities);
// A new object, the caller's.
struct json_object *capabilities_json(const struct capabilities *capabilities);
