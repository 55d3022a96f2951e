// SPDX-License-Identifier: Apache-2.0
// Events, gaps, counters and terminal pieces as the JSON of docs/openapi.yaml: the one place that REST and live share. Pure; runs
// on any thread.
#pragma once

#include "common/base/buffer.h"
#include "common/event/event.h"
#include "common/wire/wire.h"

#include <stdbool.h>

void event_json(const struct event *event, struct buffer *out);
// The same with the captured memory of each argument as hex.
void event_json_detail(const struct event *event, struct buffer *out);
void gap_json(const struct wire_gap *gap, struct buffer *out);
// The members "ts", "final" and "counters", without braces.
void counters_json_members(const struct wire_counters *counters, bool final, struct buffer *out);
// A piece of output or a resize.
void terminal_json(const struct wire_terminal *piece, struct buffer *out);

const char *abi_name(uint8_t abi);
const char *stage_name(uint8_t stage); // "kernel", "queue", "spool", "limit"; "unknown"
// The latency below which `share` (0 … 1) of the calls stayed: interpolated inside the histogram's bucket, never above max_ns.
double counter_quantile_ns(const struct wire_counter *counter, double share);
