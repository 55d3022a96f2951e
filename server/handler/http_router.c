// SPDX-License-Identifier: Apache-2.0
#include "server/handler/http_router.h"

#include "common/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void clear_params(struct request *request)
{
	for (size_t i = 0; i < request->n_params; i++) {
		free(request->params[i].name);
		free(request->params[i].value);
	}
	request->n_params = 0;
}

static bool take_param(struct request *request, const char *name, size_t name_len, const char *value, size_t value_len)
{
	if (value_len == 0 || request->n_params == REQUEST_PARAMS_MAX)
		return false;
	struct request_pair *param = &request->params[request->n_params++];
	param->name = xstrndup(name, name_len);
	param->value = xstrndup(value, value_len);
	return true;
}

// Both begin with a slash and are compared segment by segment; {name} takes one whole segment.
static bool match(const char *pattern, struct request *request)
{
	const char *path = request->path;
	clear_params(request);
	while (*pattern == '/' && *path == '/') {
		size_t pattern_len = strcspn(++pattern, "/");
		size_t path_len = strcspn(++path, "/");
		if (pattern_len > 2 && pattern[0] == '{') {
			if (!take_param(request, pattern + 1, pattern_len - 2, path, path_len))
				return false;
		} else if (pattern_len != path_len || strncmp(pattern, path, path_len) != 0) {
			return false;
		}
		pattern += pattern_len;
		path += path_len;
	}
	return !*pattern && !*path;
}

enum route_match router_find(const struct route *const *tables, struct request *request, const struct route **ret_route,
			     unsigned *ret_allowed)
{
	unsigned allowed = 0;
	for (; *tables; tables++) {
		for (const struct route *route = *tables; route->pattern; route++) {
			if (!match(route->pattern, request))
				continue;
			if (route->method == request->method) {
				*ret_route = route;
				return ROUTE_FOUND;
			}
			allowed |= 1u << route->method;
		}
	}
	clear_params(request);
	if (!allowed)
		return ROUTE_NO_PATH;
	*ret_allowed = allowed;
	return ROUTE_NO_METHOD;
}

void router_allow_text(unsigned allowed, char *ret_text, size_t size)
{
	size_t used = 0;
	ret_text[0] = '\0';
	for (unsigned method = 0; method < HTTP_METHOD_COUNT; method++) {
		if (!(allowed & (1u << method)) || used >= size)
			continue;
		int n = snprintf(ret_text + used, size - used, "%s%s", used ? ", " : "",
				 method == HTTP_GET ? "GET, HEAD" : http_method_name(method));
		used += (size_t)n;
	}
}
