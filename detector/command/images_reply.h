// SPDX-License-Identifier: Apache-2.0
// The answer to images.list (docs/protocol.md).
#pragma once

#include "detector/container_manager/podman.h"

#include <json-c/json_types.h>
#include <stdint.h>

// Inside a task. A new object, the caller's: the images, or why they cannot be listed.
struct json_object *images_reply(struct podman *podman, int64_t request);
