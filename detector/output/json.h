// SPDX-License-Identifier: Apache-2.0
// Events as JSON, one object a line: docs/reference/json-output.md.
#pragma once

#include "common/event/event.h"
#include "common/syscalls/syscalls.h"
#include "common/wire/wire.h"
#include "detector/output/line_writer.h"

struct json_output;

// container: the container's name, NULL when there is none; copied.
struct json_output *json_output_new(struct line_writer *writer, const struct decode_options *decode,
				    const char *container);
void json_output_free(struct json_output *output);
void json_output_event(void *json_output, const struct event *event, unsigned tasks);
void json_output_gap(void *json_output, const struct wire_gap *gap);
