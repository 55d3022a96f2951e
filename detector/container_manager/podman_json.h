// SPDX-License-Identifier: Apache-2.0
// Podman's JSON, both ways. Pure: text in, structs out. What Podman leaves out is empty or 0; what is not JSON or not of the
// kind expected is -EBADMSG.
#pragma once

#include "common/base/buffer.h"
#include "detector/container_manager/podman.h"
#include "detector/container_manager/podman_stream.h"

// The body of a create request; caller frees.
char *podman_json_create(const struct container_spec *spec);
char *podman_json_exec_create(const struct podman_exec *exec);
char *podman_json_exec_start(const struct podman_exec *exec);

int podman_json_version(const char *text, size_t len, struct podman_version *ret_version, struct error *err);
int podman_json_images(const char *text, size_t len, struct podman_images *ret_images, struct error *err);
int podman_json_inspect(const char *text, size_t len, struct podman_container *ret_container, struct error *err);
int podman_json_containers(const char *text, size_t len, struct podman_containers *ret_containers, struct error *err);
int podman_json_exec(const char *text, size_t len, struct podman_exec_state *ret_state, struct error *err);
// {"Id": "…"}
int podman_json_id(const char *text, size_t len, char ret_id[static PODMAN_ID_SIZE], struct error *err);
// 0 with *ret_event, or -ENOMSG for an event that is not about a container.
int podman_json_event(const char *text, size_t len, struct podman_event *ret_event, struct error *err);

// One line of a pull's progress: text is what to show ("" when nothing), failure is set when the line reports one.
struct podman_pull_line {
	char text[256];
	char failure[256];
};
int podman_json_pull(const char *text, size_t len, struct podman_pull_line *ret_line, struct error *err);

// The message inside an error's body: {"message"} or {"cause"}, else the text itself. Control characters become spaces.
void podman_json_message(const char *text, size_t len, char *ret_message, size_t size);
