// SPDX-License-Identifier: Apache-2.0
// Detectors as people see them. Their own connection is detector_handler.c.
#include "server/handler/entity_json.h"
#include "server/handler/handlers.h"
#include "server/handler/http_form.h"
#include "server/service/detector_service.h"

static int list_detectors(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(detector_list) struct detector_list list = {0};
	int r = detector_service_list(request->services->detector, &request->who, &list, err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_array();
	for (size_t i = 0; i < list.n; i++)
		json_object_array_add(json, detector_json(&list.items[i]));
	response_json(response, 200, json);
	return 0;
}

static int get_detector(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(detector) struct detector detector = {0};
	struct uuid id;
	int r = request_param_uuid(request, "detector_id", &id, err);
	if (r == 0)
		r = detector_service_get(request->services->detector, &request->who, &id, &detector, err);
	if (r < 0)
		return r;
	response_json(response, 200, detector_json(&detector));
	return 0;
}

static int update_detector(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	AUTO_VALUE(detector) struct detector detector = {0};
	struct uuid id;
	form_open(&form, request);
	const char *name = form_text(&form, "name", 0);
	const char *labels = form_object(&form, "labels");
	int r = request_param_uuid(request, "detector_id", &id, err);
	if (r == 0)
		r = form_close(&form, err);
	if (r == 0)
		r = detector_service_update(request->services->detector, &request->who, &id, name, labels, &detector,
					    err);
	if (r < 0)
		return r;
	response_json(response, 200, detector_json(&detector));
	return 0;
}

static int revoke_detector(struct request *request, struct response *response, struct error *err)
{
	struct uuid id;
	int r = request_param_uuid(request, "detector_id", &id, err);
	if (r == 0)
		r = detector_service_revoke(request->services->detector, &request->who, &id, err);
	if (r == 0)
		response_empty(response, 204);
	return r;
}

// One image of a detector's reply, which is a stranger's text: only what has the promised type is passed on.
static struct json_object *image_json(struct json_object *said)
{
	struct json_object *json = json_object_new_object();
	struct json_object *value = NULL, *names = json_object_new_array();
	(void)json_object_object_get_ex(said, "id", &value);
	json_object_object_add(json, "id", json_object_new_string(value ? json_object_get_string(value) : ""));
	if (json_object_object_get_ex(said, "names", &value) && json_object_is_type(value, json_type_array))
		for (size_t i = 0; i < json_object_array_length(value); i++)
			if (json_object_is_type(json_object_array_get_idx(value, i), json_type_string))
				json_object_array_add(names, json_object_get(json_object_array_get_idx(value, i)));
	json_object_object_add(json, "names", names);
	value = NULL;
	(void)json_object_object_get_ex(said, "size", &value);
	int64_t size = json_object_get_int64(value);
	json_object_object_add(json, "size", json_object_new_int64(size < 0 ? 0 : size));
	value = NULL;
	(void)json_object_object_get_ex(said, "created", &value);
	json_object_object_add(json, "created", json_object_new_string(value ? json_object_get_string(value) : ""));
	return json;
}

static int list_images(struct request *request, struct response *response, struct error *err)
{
	struct uuid id;
	struct json_object *images = NULL;
	int r = request_param_uuid(request, "detector_id", &id, err);
	response->asks_detector = true;
	if (r == 0)
		r = detector_service_images(request->services->detector, &request->who, &id, &images, err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_array();
	size_t n = json_object_is_type(images, json_type_array) ? json_object_array_length(images) : 0;
	for (size_t i = 0; i < n; i++)
		if (json_object_is_type(json_object_array_get_idx(images, i), json_type_object))
			json_object_array_add(json, image_json(json_object_array_get_idx(images, i)));
	json_object_put(images);
	response_json(response, 200, json);
	return 0;
}

const struct route detector_routes[] = {
    {HTTP_GET, "/api/v1/detectors", 0, list_detectors},
    {HTTP_GET, "/api/v1/detectors/{detector_id}", 0, get_detector},
    {HTTP_PATCH, "/api/v1/detectors/{detector_id}", 0, update_detector},
    {HTTP_DELETE, "/api/v1/detectors/{detector_id}", 0, revoke_detector},
    {HTTP_GET, "/api/v1/detectors/{detector_id}/images", 0, list_images},
    {0},
};
