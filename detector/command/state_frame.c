// SPDX-License-Identifier: Apache-2.0
#include "detector/command/state_frame.h"

#include "common/base/alloc.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>

static void add_number(struct json_object *object, const char *name, uint64_t number)
{
	json_object_object_add(object, name, json_object_new_uint64(number));
}

static struct json_object *totals_json(const struct state_totals *totals)
{
	struct json_object *object = json_object_new_object();
	struct json_object *lost = json_object_new_object();
	add_number(object, "counted", totals->counted);
	add_number(object, "captured", totals->captured);
	add_number(lost, "kernel", totals->lost_kernel);
	add_number(lost, "queue", 0);
	add_number(lost, "spool", totals->lost_spool);
	add_number(lost, "limit", totals->lost_limit);
	json_object_object_add(object, "lost", lost);
	add_number(object, "last_seq", totals->last_seq);
	add_number(object, "events", totals->events);
	add_number(object, "terminal_bytes", totals->terminal_bytes);
	add_number(object, "missed_runs", totals->missed_runs);
	add_number(object, "filtered", totals->filtered);
	return object;
}

char *state_frame_format(const struct state_frame *frame)
{
	struct json_object *object = json_object_new_object();
	char ts[24];
	(void)snprintf(ts, sizeof(ts), "%" PRIu64, frame->ts);
	json_object_object_add(object, "state", json_object_new_string(frame->state));
	json_object_object_add(object, "ts", json_object_new_string(ts));
	json_object_object_add(object, "message", json_object_new_string(frame->message));
	if (frame->container_id && frame->container_id[0])
		json_object_object_add(object, "container_id", json_object_new_string(frame->container_id));
	if (frame->pid)
		json_object_object_add(object, "pid", json_object_new_int(frame->pid));
	if (frame->exit_code >= 0)
		json_object_object_add(object, "exit_code", json_object_new_int(frame->exit_code));
	if (frame->signal)
		json_object_object_add(object, "signal", json_object_new_int(frame->signal));
	if (frame->totals)
		json_object_object_add(object, "totals", totals_json(frame->totals));
	char *text = xstrdup(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	(void)json_object_put(object);
	return text;
}
