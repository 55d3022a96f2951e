// SPDX-License-Identifier: Apache-2.0
// A scan as JSON: the one entity that is large enough for a file of its own.
#include "common/base/buffer.h"
#include "server/handler/entity_json.h"

static void add(struct json_object *object, const char *name, struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static void add_text(struct json_object *object, const char *name, const char *text)
{
	add(object, name, json_object_new_string(text ? text : ""));
}

static void add_int(struct json_object *object, const char *name, int64_t value)
{
	add(object, name, json_object_new_int64(value));
}

static void add_limit(struct json_object *object, const char *name, int64_t value)
{
	add(object, name, value ? json_object_new_int64(value) : NULL);
}

static void add_bool(struct json_object *object, const char *name, bool value)
{
	add(object, name, json_object_new_boolean(value));
}

static void add_spec(struct json_object *json, const struct scan_spec *spec)
{
	struct json_object *command = json_object_new_array();
	for (size_t i = 0; i < spec->n_command; i++)
		json_object_array_add(command, json_object_new_string(spec->command[i]));
	add_text(json, "image", spec->image);
	add(json, "command", command);
	add_bool(json, "tty", spec->tty);
	add_int(json, "columns", spec->columns);
	add_int(json, "rows", spec->rows);
	add_limit(json, "time_limit_s", spec->time_limit_s);
	add_limit(json, "event_limit", spec->event_limit);
	add_text(json, "network", scan_network_name(spec->network));
	add_limit(json, "memory_bytes", spec->memory_bytes);
	add_bool(json, "latency", spec->latency);
	add_int(json, "string_limit", spec->string_limit);
	add_limit(json, "ring_bytes", spec->ring_bytes);
	add_text(json, "filter", spec->filter);
}

static struct json_object *totals_json(const struct scan_totals *totals)
{
	if (!totals->known)
		return NULL;
	struct json_object *json = json_object_new_object();
	struct json_object *lost = json_object_new_object();
	add_int(lost, "kernel", totals->lost_kernel);
	add_int(lost, "queue", totals->lost_queue);
	add_int(lost, "spool", totals->lost_spool);
	add_int(lost, "limit", totals->lost_limit);
	add_int(json, "counted", totals->counted);
	add_int(json, "captured", totals->captured);
	add(json, "lost", lost);
	add_int(json, "filtered", totals->filtered);
	add_int(json, "last_seq", totals->last_seq);
	add_int(json, "events", totals->events);
	add_int(json, "terminal_bytes", totals->terminal_bytes);
	add_int(json, "missed_runs", totals->missed_runs);
	return json;
}

static struct json_object *author_json(const struct scan *scan)
{
	struct json_object *json = json_object_new_object();
	add(json, "id", uuid_is_zero(&scan->created_by) ? NULL : uuid_json(&scan->created_by));
	add_text(json, "username", scan->created_by_name);
	return json;
}

static struct json_object *judged_json(const struct completeness *judged)
{
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, 16384);
	completeness_json(judged, &text);
	return json_tokener_parse(buffer_text(&text));
}

static void add_course(struct json_object *json, const struct scan *scan)
{
	add_text(json, "state", scan_state_name(scan->state));
	add_text(json, "state_message", scan->state_message);
	add(json, "created_at", time_json(scan->created_at));
	add(json, "started_at", time_json(scan->started_at));
	add(json, "ended_at", time_json(scan->ended_at));
	add(json, "exit_code", scan->has_exit_code ? json_object_new_int64(scan->exit_code) : NULL);
	add_limit(json, "signal", scan->signal);
	add(json, "container_id", scan->container_id[0] ? json_object_new_string(scan->container_id) : NULL);
	add(json, "created_by", author_json(scan));
}

struct json_object *scan_json(const struct scan *scan, enum role role, const struct completeness *judged)
{
	const char *names[PERMISSION_COUNT];
	size_t n = role_permissions(role, false, names);
	struct json_object *permissions = json_object_new_array();
	struct json_object *json = json_object_new_object();
	for (size_t i = 0; i < n; i++)
		json_object_array_add(permissions, json_object_new_string(names[i]));
	add(json, "id", uuid_json(&scan->id));
	add(json, "project_id", uuid_json(&scan->project_id));
	add_text(json, "project_name", scan->project_name);
	add(json, "detector_id", uuid_json(&scan->detector_id));
	add_text(json, "detector_name", scan->detector_name);
	add_spec(json, &scan->spec);
	add_course(json, scan);
	add(json, "permissions", permissions);
	add_int(json, "events_stored", (int64_t)judged->events_stored);
	add_int(json, "syscalls_stored", (int64_t)judged->stored);
	add(json, "totals", totals_json(&scan->totals));
	add(json, "completeness", judged_json(judged));
	return json;
}
