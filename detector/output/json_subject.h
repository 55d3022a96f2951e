// SPDX-License-Identifier: Apache-2.0
// Who made an event and on what, as the members "process" and "object" of docs/reference/json-output.md. Pure.
#pragma once

#include "common/base/buffer.h"
#include "common/event/event.h"

#include <stddef.h>

// A quoted string. Bytes that are not printable ASCII become \u00XX: valid JSON whatever a program called itself. Ends at max bytes or NUL.
void json_append_string(struct buffer *out, const char *text, size_t max);
// The values of the two members; null when it is not known.
void json_append_process(struct buffer *out, const struct event_process *process);
void json_append_object(struct buffer *out, const struct event_object *object);
