// SPDX-License-Identifier: Apache-2.0
#include "server/service/scan_message.h"

#include "common/base/alloc.h"

#include <sodium.h>

static void add(struct json_object *object, const char *key, struct json_object *value)
{
	(void)json_object_object_add(object, key, value);
}

static struct json_object *text(const char *value)
{
	return json_object_new_string(value);
}

static struct json_object *number(int64_t value)
{
	return json_object_new_int64(value);
}

static struct json_object *number_or_null(int64_t value)
{
	return value ? json_object_new_int64(value) : NULL;
}

static struct json_object *message(const char *type, const struct uuid *scan)
{
	char id[UUID_TEXT_SIZE];
	struct json_object *object = json_object_new_object();
	add(object, "type", text(type));
	if (scan) {
		uuid_format(scan, id);
		add(object, "scan", text(id));
	}
	return object;
}

struct json_object *scan_message_start(const struct scan *scan)
{
	const struct scan_spec *spec = &scan->spec;
	char id[UUID_TEXT_SIZE];
	struct json_object *object = json_object_new_object();
	struct json_object *command = json_object_new_array();
	uuid_format(&scan->id, id);
	for (size_t i = 0; i < spec->n_command; i++)
		(void)json_object_array_add(command, text(spec->command[i]));
	add(object, "id", text(id));
	add(object, "target", text("container"));
	add(object, "image", text(spec->image));
	add(object, "command", command);
	add(object, "env", json_object_new_object());
	add(object, "tty", json_object_new_boolean(spec->tty));
	add(object, "columns", number(spec->columns));
	add(object, "rows", number(spec->rows));
	add(object, "time_limit_s", number_or_null(spec->time_limit_s));
	add(object, "event_limit", number_or_null(spec->event_limit));
	add(object, "network", text(scan_network_name(spec->network)));
	add(object, "memory_bytes", number_or_null(spec->memory_bytes));
	add(object, "latency", json_object_new_boolean(spec->latency));
	add(object, "string_limit", number(spec->string_limit));
	add(object, "ring_bytes", number(spec->ring_bytes));
	add(object, "filter", text(spec->filter ? spec->filter : ""));
	struct json_object *start = message("scan.start", NULL);
	add(start, "scan", object);
	return start;
}

struct json_object *scan_message_stop(const struct uuid *scan)
{
	return message("scan.stop", scan);
}

struct json_object *scan_message_input(const struct uuid *scan, const void *bytes, size_t len)
{
	size_t size = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);
	AUTO_FREE char *base64 = xcalloc(1, size);
	struct json_object *object = message("scan.input", scan);
	(void)sodium_bin2base64(base64, size, bytes, len, sodium_base64_VARIANT_ORIGINAL);
	add(object, "data", text(base64));
	return object;
}

struct json_object *scan_message_resize(const struct uuid *scan, int64_t columns, int64_t rows)
{
	struct json_object *object = message("scan.resize", scan);
	add(object, "columns", number(columns));
	add(object, "rows", number(rows));
	return object;
}
