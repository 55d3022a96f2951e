// SPDX-License-Identifier: Apache-2.0
// Projects and the detectors assigned to them.
#include "server/handler/entity_json.h"
#include "server/handler/handlers.h"
#include "server/handler/http_form.h"
#include "server/service/project_service.h"

static int list_projects(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(project_list) struct project_list list = {0};
	int r = project_service_list(request->services->project, &request->who, &list, err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_array();
	for (size_t i = 0; i < list.n; i++)
		json_object_array_add(json, project_json(&list.items[i]));
	response_json(response, 200, json);
	return 0;
}

static int create_project(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	struct project project;
	form_open(&form, request);
	const char *name = form_text(&form, "name", FORM_REQUIRED);
	const char *description = form_text(&form, "description", 0);
	int r = form_close(&form, err);
	if (r == 0)
		r = project_service_create(request->services->project, &request->who, name, description, &project, err);
	if (r < 0)
		return r;
	response_json(response, 201, project_json(&project));
	return 0;
}

static int get_project(struct request *request, struct response *response, struct error *err)
{
	struct uuid id;
	struct project project;
	int r = request_param_uuid(request, "project_id", &id, err);
	if (r == 0)
		r = project_service_get(request->services->project, &request->who, &id, &project, err);
	if (r < 0)
		return r;
	response_json(response, 200, project_json(&project));
	return 0;
}

static int update_project(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	struct uuid id;
	struct project project;
	form_open(&form, request);
	const char *name = form_text(&form, "name", 0);
	const char *description = form_text(&form, "description", 0);
	int r = request_param_uuid(request, "project_id", &id, err);
	if (r == 0)
		r = form_close(&form, err);
	if (r == 0)
		r = project_service_update(request->services->project, &request->who, &id, name, description, &project,
					   err);
	if (r < 0)
		return r;
	response_json(response, 200, project_json(&project));
	return 0;
}

static int delete_project(struct request *request, struct response *response, struct error *err)
{
	struct uuid id;
	int r = request_param_uuid(request, "project_id", &id, err);
	if (r == 0)
		r = project_service_delete(request->services->project, &request->who, &id, err);
	if (r == 0)
		response_empty(response, 204);
	return r;
}

static int list_detectors(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(detector_list) struct detector_list list = {0};
	struct uuid id;
	int r = request_param_uuid(request, "project_id", &id, err);
	if (r == 0)
		r = project_service_detectors(request->services->project, &request->who, &id, &list, err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_array();
	for (size_t i = 0; i < list.n; i++)
		json_object_array_add(json, detector_json(&list.items[i]));
	response_json(response, 200, json);
	return 0;
}

static int assign_detector(struct request *request, struct response *response, struct error *err)
{
	struct uuid project, detector;
	int r = request_param_uuid(request, "project_id", &project, err);
	if (r == 0)
		r = request_param_uuid(request, "detector_id", &detector, err);
	if (r == 0)
		r = project_service_assign_detector(request->services->project, &request->who, &project, &detector,
						    err);
	if (r == 0)
		response_empty(response, 204);
	return r;
}

static int unassign_detector(struct request *request, struct response *response, struct error *err)
{
	struct uuid project, detector;
	int r = request_param_uuid(request, "project_id", &project, err);
	if (r == 0)
		r = request_param_uuid(request, "detector_id", &detector, err);
	if (r == 0)
		r = project_service_unassign_detector(request->services->project, &request->who, &project, &detector,
						      err);
	if (r == 0)
		response_empty(response, 204);
	return r;
}

const struct route project_routes[] = {
    {HTTP_GET, "/api/v1/projects", 0, list_projects},
    {HTTP_POST, "/api/v1/projects", 0, create_project},
    {HTTP_GET, "/api/v1/projects/{project_id}", 0, get_project},
    {HTTP_PATCH, "/api/v1/projects/{project_id}", 0, update_project},
    {HTTP_DELETE, "/api/v1/projects/{project_id}", 0, delete_project},
    {HTTP_GET, "/api/v1/projects/{project_id}/detectors", 0, list_detectors},
    {HTTP_PUT, "/api/v1/projects/{project_id}/detectors/{detector_id}", 0, assign_detector},
    {HTTP_DELETE, "/api/v1/projects/{project_id}/detectors/{detector_id}", 0, unassign_detector},
    {0},
};
