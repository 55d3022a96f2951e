// SPDX-License-Identifier: Apache-2.0
// For those who watch over the server: is the process up, can it serve?
#include "server/handler/handlers.h"

static void put_ok(struct response *response)
{
	struct json_object *json = json_object_new_object();
	json_object_object_add(json, "status", json_object_new_string("ok"));
	json_object_object_add(json, "version", json_object_new_string(SYSCOPE_VERSION));
	response_json(response, 200, json);
}

static int get_health(struct request *request, struct response *response, struct error *err)
{
	(void)request;
	(void)err;
	put_ok(response);
	return 0;
}

static int get_ready(struct request *request, struct response *response, struct error *err)
{
	const struct services *services = request->services;
	if (services->ready && services->ready(services->ready_ctx, err) < 0)
		response_error(response, 503, "unavailable", err->text);
	else
		put_ok(response);
	return 0;
}

const struct route health_routes[] = {
    {HTTP_GET, "/healthz", ROUTE_PUBLIC, get_health},
    {HTTP_GET, "/readyz", ROUTE_PUBLIC, get_ready},
    {0},
};
