// SPDX-License-Identifier: Apache-2.0
// Users and the built-in roles.
#include "server/handler/entity_json.h"
#include "server/handler/handlers.h"
#include "server/handler/http_form.h"
#include "server/service/user_service.h"

static int list_users(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(user_list) struct user_list list = {0};
	int r = user_service_list(request->services->user, &request->who, &list, err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_array();
	for (size_t i = 0; i < list.n; i++)
		json_object_array_add(json, user_json(&list.items[i]));
	response_json(response, 200, json);
	return 0;
}

static int create_user(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	struct user user;
	form_open(&form, request);
	struct user_new input = {
	    .username = form_text(&form, "username", FORM_REQUIRED),
	    .display_name = form_text(&form, "display_name", FORM_REQUIRED),
	    .role = form_text(&form, "role", FORM_REQUIRED),
	    .password = form_text(&form, "password", FORM_REQUIRED),
	};
	int r = form_close(&form, err);
	if (r == 0)
		r = user_service_create(request->services->user, &request->who, &input, &user, err);
	if (r < 0)
		return r;
	response_json(response, 201, user_json(&user));
	return 0;
}

static int get_user(struct request *request, struct response *response, struct error *err)
{
	struct uuid id;
	struct user user;
	int r = request_param_uuid(request, "user_id", &id, err);
	if (r == 0)
		r = user_service_get(request->services->user, &request->who, &id, &user, err);
	if (r < 0)
		return r;
	response_json(response, 200, user_json(&user));
	return 0;
}

static int update_user(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	struct uuid id;
	struct user user;
	form_open(&form, request);
	struct user_change change = {
	    .display_name = form_text(&form, "display_name", 0),
	    .role = form_text(&form, "role", 0),
	    .password = form_text(&form, "password", 0),
	    .current_password = form_text(&form, "current_password", 0),
	    .disabled = form_flag(&form, "disabled"),
	};
	int r = request_param_uuid(request, "user_id", &id, err);
	if (r == 0)
		r = form_close(&form, err);
	if (r == 0)
		r = user_service_update(request->services->user, &request->who, &id, &change, &user, err);
	if (r < 0)
		return r;
	response_json(response, 200, user_json(&user));
	return 0;
}

static int delete_user(struct request *request, struct response *response, struct error *err)
{
	struct uuid id;
	int r = request_param_uuid(request, "user_id", &id, err);
	if (r == 0)
		r = user_service_delete(request->services->user, &request->who, &id, err);
	if (r == 0)
		response_empty(response, 204);
	return r;
}

static int list_roles(struct request *request, struct response *response, struct error *err)
{
	(void)request;
	(void)err;
	struct json_object *json = json_object_new_array();
	for (int role = 0; role < ROLE_COUNT; role++)
		json_object_array_add(json, role_json((enum role)role));
	response_json(response, 200, json);
	return 0;
}

const struct route user_routes[] = {
    {HTTP_GET, "/api/v1/roles", 0, list_roles},
    {HTTP_GET, "/api/v1/users", 0, list_users},
    {HTTP_POST, "/api/v1/users", 0, create_user},
    {HTTP_GET, "/api/v1/users/{user_id}", 0, get_user},
    {HTTP_PATCH, "/api/v1/users/{user_id}", 0, update_user},
    {HTTP_DELETE, "/api/v1/users/{user_id}", 0, delete_user},
    {0},
};
