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
// The same from what was written before, as long as nobody in it has changed (event_process.version): a line with all parents is long.
struct json_processes;
struct json_processes *json_processes_new(void);
void json_processes_free(struct json_processes *processes);
void json_processes_append(struct json_processes *processes, struct buffer *out, const struct event_process *process);
void json_append_object(struct buffer *out, const struct event_object *object);
