// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "command"
#include "detector/command/commands.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/loop/task.h"
#include "detector/command/detector.h"
#include "detector/command/images_reply.h"
#include "detector/command/remote_scan.h"

#include <json-c/json.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX (64u * 1024u)

static struct remote_scan *scan_of(struct detector *detector, struct json_object *message)
{
	struct json_object *id = NULL;
	struct uuid uuid;
	if (!json_object_object_get_ex(message, "scan", &id) || !json_object_is_type(id, json_type_string) ||
	    uuid_parse(json_object_get_string(id), &uuid) < 0)
		return NULL;
	return detector_find_scan(detector, &uuid);
}

static void start_scan(struct detector *detector, struct json_object *message)
{
	struct json_object *scan = NULL;
	if (json_object_object_get_ex(message, "scan", &scan) && json_object_is_type(scan, json_type_object))
		detector_start_scan(detector, scan);
}

static void stop_scan(struct detector *detector, struct json_object *message)
{
	struct remote_scan *scan = scan_of(detector, message);
	if (scan)
		remote_scan_stop(scan);
}

static void input(struct detector *detector, struct json_object *message)
{
	struct remote_scan *scan = scan_of(detector, message);
	struct json_object *data = NULL;
	AUTO_FREE unsigned char *bytes = xcalloc(1, INPUT_MAX);
	size_t len;
	struct error err;
	if (!scan || !json_object_object_get_ex(message, "data", &data) || !json_object_is_type(data, json_type_string))
		return;
	if (sodium_base642bin(bytes, INPUT_MAX, json_object_get_string(data), (size_t)json_object_get_string_len(data),
			      NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0) {
		log_warn("input that is not base64, or too much at once", "");
		return;
	}
	if (remote_scan_input(scan, bytes, len, &err) < 0)
		log_warn("input refused", "bytes=%zu reason=%s", len, LOG_Q(err.text));
}

static uint16_t size_field(struct json_object *message, const char *name)
{
	struct json_object *value = NULL;
	if (!json_object_object_get_ex(message, name, &value))
		return 0;
	int64_t number = json_object_get_int64(value);
	return number > 0 && number <= UINT16_MAX ? (uint16_t)number : 0;
}

static void resize(struct detector *detector, struct json_object *message)
{
	struct remote_scan *scan = scan_of(detector, message);
	uint16_t columns = size_field(message, "columns");
	uint16_t rows = size_field(message, "rows");
	if (scan && columns && rows)
		remote_scan_resize(scan, columns, rows);
}

struct images_task {
	struct detector *detector;
	int64_t request;
};

static void list_images(void *ctx)
{
	AUTO_FREE struct images_task *task = ctx;
	detector_reply(task->detector, images_reply(detector_podman(task->detector), task->request));
	detector_task_end(task->detector);
}

static void images(struct detector *detector, struct json_object *message)
{
	struct json_object *request = NULL;
	if (!json_object_object_get_ex(message, "request", &request))
		return;
	struct images_task *task = xcalloc(1, sizeof(*task));
	task->detector = detector;
	task->request = json_object_get_int64(request);
	detector_task_begin(detector);
	task_spawn(detector_loop(detector), list_images, task);
}

static const struct {
	const char *type;
	void (*run)(struct detector *detector, struct json_object *message);
} commands[] = {
    {"scan.start", start_scan}, {"scan.stop", stop_scan}, {"scan.input", input},
    {"scan.resize", resize},    {"images.list", images},
};

int commands_run(struct detector *detector, const char *type, struct json_object *message)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].type, type) == 0) {
			commands[i].run(detector, message);
			return 1;
		}
	}
	log_debug("unknown message", "type=%s", LOG_Q(type));
	return 0;
}
