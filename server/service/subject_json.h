// SPDX-License-Identifier: Apache-2.0
// Who made an event and on what, as the members "process" and "object" of docs/openapi.yaml. Pure; runs on any thread.
#pragma once

#include "common/base/buffer.h"
#include "common/event/event.h"

// The values of the two members: an object, or null when it is not known. text_max: bytes of one text that are shown, the rest becomes "…".
void process_json(const struct event_process *process, size_t text_max, struct buffer *out);
void object_json(const struct event_object *object, size_t text_max, struct buffer *out);
