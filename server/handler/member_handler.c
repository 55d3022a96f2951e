// SPDX-License-Identifier: Apache-2.0
// Who is in a project, and who could be.
#include "server/handler/entity_json.h"
#include "server/handler/handlers.h"
#include "server/handler/http_form.h"
#include "server/service/project_service.h"

static int list_members(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(member_list) struct member_list list = {0};
	struct uuid id;
	int r = request_param_uuid(request, "project_id", &id, err);
	if (r == 0)
		r = project_service_members(request->services->project, &request->who, &id, &list, err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_array();
	for (size_t i = 0; i < list.n; i++)
		json_object_array_add(json, member_json(&list.items[i]));
	response_json(response, 200, json);
	return 0;
}

static int set_member(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	struct uuid project, user;
	struct member member;
	form_open(&form, request);
	const char *role = form_text(&form, "role", FORM_REQUIRED);
	int r = request_param_uuid(request, "project_id", &project, err);
	if (r == 0)
		r = request_param_uuid(request, "user_id", &user, err);
	if (r == 0)
		r = form_close(&form, err);
	if (r == 0)
		r = project_service_set_member(request->services->project, &request->who, &project, &user, role,
					       &member, err);
	if (r == 0)
		response_empty(response, 204);
	return r;
}

static int remove_member(struct request *request, struct response *response, struct error *err)
{
	struct uuid project, user;
	int r = request_param_uuid(request, "project_id", &project, err);
	if (r == 0)
		r = request_param_uuid(request, "user_id", &user, err);
	if (r == 0)
		r = project_service_remove_member(request->services->project, &request->who, &project, &user, err);
	if (r == 0)
		response_empty(response, 204);
	return r;
}

static int list_candidates(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(user_list) struct user_list list = {0};
	struct uuid id;
	const char *query = request_arg(request, "query");
	int r = request_param_uuid(request, "project_id", &id, err);
	if (r == 0)
		r = project_service_candidates(request->services->project, &request->who, &id, query, &list, err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_array();
	for (size_t i = 0; i < list.n; i++)
		json_object_array_add(json, user_ref_json(&list.items[i]));
	response_json(response, 200, json);
	return 0;
}

const struct route member_routes[] = {
    {HTTP_GET, "/api/v1/projects/{project_id}/members", 0, list_members},
    {HTTP_PUT, "/api/v1/projects/{project_id}/members/{user_id}", 0, set_member},
    {HTTP_DELETE, "/api/v1/projects/{project_id}/members/{user_id}", 0, remove_member},
    {HTTP_GET, "/api/v1/projects/{project_id}/candidates", 0, list_candidates},
    {0},
};
