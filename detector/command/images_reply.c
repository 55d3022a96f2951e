// SPDX-License-Identifier: Apache-2.0
#include "detector/command/images_reply.h"

#include <json-c/json.h>
#include <time.h>

static struct json_object *image_json(const struct podman_image *image)
{
	struct json_object *object = json_object_new_object();
	struct json_object *names = json_object_new_array();
	char created[32];
	time_t seconds = (time_t)image->created;
	struct tm utc;
	(void)gmtime_r(&seconds, &utc);
	(void)strftime(created, sizeof(created), "%Y-%m-%dT%H:%M:%SZ", &utc);
	for (size_t i = 0; i < image->names.count; i++)
		json_object_array_add(names, json_object_new_string(image->names.items[i]));
	json_object_object_add(object, "id", json_object_new_string(image->id));
	json_object_object_add(object, "names", names);
	json_object_object_add(object, "size", json_object_new_uint64(image->size));
	json_object_object_add(object, "created", json_object_new_string(created));
	return object;
}

struct json_object *images_reply(struct podman *podman, int64_t request)
{
	AUTO_VALUE(podman_images) struct podman_images images = {0};
	struct error err;
	struct json_object *reply = json_object_new_object();
	int r = podman_list_images(podman, &images, &err);
	json_object_object_add(reply, "type", json_object_new_string("reply"));
	json_object_object_add(reply, "request", json_object_new_int64(request));
	json_object_object_add(reply, "ok", json_object_new_boolean(r == 0));
	if (r < 0) {
		json_object_object_add(reply, "error", json_object_new_string(err.text));
		return reply;
	}
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < images.count; i++)
		json_object_array_add(list, image_json(&images.items[i]));
	json_object_object_add(reply, "result", list);
	return reply;
}
