// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "http"
#include "server/handler/http_dispatch.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "server/handler/handlers.h"
#include "server/handler/http_origin.h"
#include "server/handler/static_handler.h"
#include "server/service/auth_service.h"

#include <inttypes.h>
#include <string.h>

static const struct route *const route_tables[] = {
    health_routes,     auth_routes,   user_routes, project_routes, member_routes, detector_routes,
    enrollment_routes, filter_routes, scan_routes, event_routes,   NULL,
};

const char *session_cookie_name(bool secure)
{
	return secure ? "__Host-syscope-sid" : "syscope-sid";
}

void session_cookie_set(const struct request *request, struct response *response, const char *token)
{
	AUTO_FREE char *value =
	    xasprintf("%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", session_cookie_name(request->secure), token,
		      request->secure ? "; Secure" : "", token[0] ? "" : "; Max-Age=0");
	response_add_header(response, "set-cookie:", value);
}

bool session_cookie_get(const struct request *request, char *ret_token, size_t size)
{
	return request_cookie(request, session_cookie_name(request->secure), ret_token, size);
}

static int check_csrf(const struct request *request, struct error *err)
{
	if (!request->csrf)
		return error_set(err, EACCES, "A request that changes something needs the header X-Syscope: 1.");
	if (request->origin && !origin_allowed(request->origin, request->host, request->public_base, request->secure))
		return error_set(err, EACCES,
				 "The request comes from another site than this server's own address (Origin %.100s).",
				 request->origin);
	return 0;
}

static int check_session(struct request *request, struct error *err)
{
	char token[AUTH_TOKEN_SIZE];
	if (!session_cookie_get(request, token, sizeof(token)))
		return error_set(err, EPERM, "Sign in first.");
	return auth_service_authenticate(request->services->auth, token, request->address, &request->who, err);
}

static int call(const struct route *route, struct request *request, struct response *response, struct error *err)
{
	if (request->method != HTTP_GET && !(route->flags & ROUTE_OPEN)) {
		int r = check_csrf(request, err);
		if (r < 0)
			return r;
	}
	if (!(route->flags & ROUTE_PUBLIC)) {
		int r = check_session(request, err);
		if (r < 0)
			return r;
	}
	return route->handler(request, response, err);
}

static void put_not_allowed(struct response *response, unsigned allowed)
{
	char text[64];
	router_allow_text(allowed, text, sizeof(text));
	response_error(response, 405, "method_not_allowed", "This address does not know this method; see Allow.");
	response_add_header(response, "allow:", text);
}

static bool is_for_programs(const char *path)
{
	return strncmp(path, "/api/", 5) == 0 || strncmp(path, "/detector/", 10) == 0;
}

void http_dispatch(struct request *request, struct response *response)
{
	struct error err = {0};
	const struct route *route = NULL;
	unsigned allowed = 0;
	int r = 0;
	switch (router_find(route_tables, request, &route, &allowed)) {
	case ROUTE_FOUND:
		r = call(route, request, response, &err);
		break;
	case ROUTE_NO_METHOD:
		put_not_allowed(response, allowed);
		break;
	case ROUTE_NO_PATH:
		if (is_for_programs(request->path))
			response_error(response, 404, "not_found", "There is nothing at this address.");
		else if (request->method == HTTP_GET)
			r = static_serve(request, response, &err);
		else
			put_not_allowed(response, 1u << HTTP_GET);
		break;
	}
	if (r < 0)
		response_failure(response, r, &err, request->id);
	log_debug("answered", "request=%016" PRIx64 " method=%s path=%s status=%d", request->id,
		  http_method_name(request->method), LOG_Q(request->path), response->status);
}
