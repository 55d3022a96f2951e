// SPDX-License-Identifier: Apache-2.0
// Which handler answers a path: tables of `{HTTP_GET, "/api/v1/scans/{id}/events", 0, handler}`. Pure.
#pragma once

#include "server/handler/http_request.h"
#include "server/handler/http_response.h"

// 0, or -errno with a text: then the server makes the answer (response_failure).
typedef int (*route_fn)(struct request *request, struct response *response, struct error *err);

enum {
	ROUTE_PUBLIC = 1u << 0, // no session is needed
	ROUTE_OPEN = 1u << 1,   // changes nothing, so it needs no X-Syscope header although it is no GET
};

struct route {
	enum http_method method;
	const char *pattern; // NULL ends a table
	unsigned flags;
	route_fn handler;
};

enum route_match { ROUTE_FOUND, ROUTE_NO_PATH, ROUTE_NO_METHOD };

// Finds the route and puts the parts of the path into request->params. ROUTE_NO_METHOD: ret_allowed has the methods that the path
// knows, as bits (1u << method). tables ends with NULL.
enum route_match router_find(const struct route *const *tables, struct request *request, const struct route **ret_route,
			     unsigned *ret_allowed);
// "GET, HEAD, POST"
void router_allow_text(unsigned allowed, char *ret_text, size_t size);
