// SPDX-License-Identifier: Apache-2.0
// Enrolment tokens, and the command that uses one.
#include "common/base/alloc.h"
#include "server/handler/entity_json.h"
#include "server/handler/handlers.h"
#include "server/handler/http_form.h"
#include "server/service/enrollment_service.h"

static int list_tokens(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(enrollment_token_list) struct enrollment_token_list list = {0};
	int r = enrollment_service_list(request->services->enrollment, &request->who, &list, err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_array();
	for (size_t i = 0; i < list.n; i++)
		if (list.items[i].revoked_at == 0)
			json_object_array_add(json, enrollment_json(&list.items[i]));
	response_json(response, 200, json);
	return 0;
}

// The server's address as the person reached it, when the settings do not say one.
static char *enroll_command(const struct request *request, const char *token)
{
	AUTO_FREE char *base = request->public_base[0] ? xstrdup(request->public_base)
						       : xasprintf("http%s://%s", request->secure ? "s" : "",
								   request->host ? request->host : "127.0.0.1");
	return xasprintf("syscope-detector enroll --server %s --token %s", base, token);
}

static int create_token(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	struct enrollment_token entry = {0};
	char token[ENROLLMENT_TOKEN_SIZE] = "";
	form_open(&form, request);
	const char *label = form_text(&form, "label", 0);
	int64_t uses = form_int(&form, "uses", 1, 1, ENROLLMENT_USES_MAX);
	int64_t expires = form_int(&form, "expires_in_s", 3600, 60, (int64_t)ENROLLMENT_EXPIRES_MAX);
	int r = form_close(&form, err);
	if (r == 0)
		r = enrollment_service_create(request->services->enrollment, &request->who, label ? label : "", uses,
					      expires, token, &entry, err);
	if (r < 0)
		return r;
	AUTO_FREE char *command = enroll_command(request, token);
	struct json_object *json = json_object_new_object();
	json_object_object_add(json, "id", uuid_json(&entry.id));
	json_object_object_add(json, "token", json_object_new_string(token));
	json_object_object_add(json, "command", json_object_new_string(command));
	json_object_object_add(json, "expires_at", time_json(entry.expires_at));
	response_json(response, 201, json);
	return 0;
}

static int delete_token(struct request *request, struct response *response, struct error *err)
{
	struct uuid id;
	int r = request_param_uuid(request, "token_id", &id, err);
	if (r == 0)
		r = enrollment_service_revoke(request->services->enrollment, &request->who, &id, err);
	if (r == 0)
		response_empty(response, 204);
	return r;
}

const struct route enrollment_routes[] = {
    {HTTP_GET, "/api/v1/enrollment-tokens", 0, list_tokens},
    {HTTP_POST, "/api/v1/enrollment-tokens", 0, create_token},
    {HTTP_DELETE, "/api/v1/enrollment-tokens/{token_id}", 0, delete_token},
    {0},
};
