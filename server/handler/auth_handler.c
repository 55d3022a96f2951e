// SPDX-License-Identifier: Apache-2.0
// Set-up, sign-in, sign-out, who am I.
#include "server/handler/entity_json.h"
#include "server/handler/handlers.h"
#include "server/handler/http_dispatch.h"
#include "server/handler/http_form.h"
#include "server/service/auth_service.h"

static int get_setup(struct request *request, struct response *response, struct error *err)
{
	bool needed = false;
	int r = auth_service_setup_needed(request->services->auth, &needed, err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_object();
	json_object_object_add(json, "needed", json_object_new_boolean(needed));
	response_json(response, 200, json);
	return 0;
}

static int post_setup(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	struct user user;
	form_open(&form, request);
	struct auth_setup setup = {
	    .token = form_text(&form, "token", FORM_REQUIRED),
	    .username = form_text(&form, "username", FORM_REQUIRED),
	    .display_name = form_text(&form, "display_name", FORM_REQUIRED),
	    .password = form_text(&form, "password", FORM_REQUIRED),
	    .address = request->address,
	};
	int r = form_close(&form, err);
	if (r == 0)
		r = auth_service_setup(request->services->auth, &setup, &user, &response->retry_ms, err);
	if (r == -EPERM) {
		response_error(response, 403, "bad_token", err->text);
		return 0;
	}
	if (r < 0)
		return r;
	response_json(response, 201, user_json(&user));
	return 0;
}

static int post_session(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	char old_token[AUTH_TOKEN_SIZE];
	char token[AUTH_TOKEN_SIZE];
	bool has_old = session_cookie_get(request, old_token, sizeof(old_token));
	form_open(&form, request);
	struct auth_sign_in sign_in = {
	    .username = form_text(&form, "username", FORM_REQUIRED),
	    .password = form_text(&form, "password", FORM_REQUIRED),
	    .address = request->address,
	    .old_token = has_old ? old_token : NULL,
	};
	int r = form_close(&form, err);
	if (r == 0)
		r = auth_service_sign_in(request->services->auth, &sign_in, token, &request->who, &response->retry_ms,
					 err);
	if (r < 0)
		return r;
	session_cookie_set(request, response, token);
	response_json(response, 200, me_json(&request->who));
	return 0;
}

static int get_session(struct request *request, struct response *response, struct error *err)
{
	(void)err;
	response_json(response, 200, me_json(&request->who));
	return 0;
}

// Also without a live session: then only the cookie is cleared.
static int delete_session(struct request *request, struct response *response, struct error *err)
{
	char token[AUTH_TOKEN_SIZE];
	struct auth_service *auth = request->services->auth;
	int r = -EPERM;
	if (session_cookie_get(request, token, sizeof(token)))
		r = auth_service_authenticate(auth, token, request->address, &request->who, err);
	if (r == 0)
		r = auth_service_sign_out(auth, &request->who, err);
	if (r < 0 && r != -EPERM)
		return r;
	session_cookie_set(request, response, "");
	response_empty(response, 204);
	return 0;
}

const struct route auth_routes[] = {
    {HTTP_GET, "/api/v1/setup", ROUTE_PUBLIC, get_setup},
    {HTTP_POST, "/api/v1/setup", ROUTE_PUBLIC, post_setup},
    {HTTP_GET, "/api/v1/session", 0, get_session},
    {HTTP_POST, "/api/v1/session", ROUTE_PUBLIC, post_session},
    {HTTP_DELETE, "/api/v1/session", ROUTE_PUBLIC, delete_session},
    {0},
};
