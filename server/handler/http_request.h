// SPDX-License-Identifier: Apache-2.0
// One HTTP request as handlers see it: plain data, no sockets. Everything in it came from outside and is bounded; the readers
// below answer -EINVAL with a text that begins with the field's name and a colon.
#pragma once

#include "common/base/buffer.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/loop/loop.h"
#include "server/handler/services.h"
#include "server/service/principal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REQUEST_BODY_MAX   (1u << 20)
#define REQUEST_PATH_MAX   2048u
#define REQUEST_QUERY_MAX  8192u
#define REQUEST_PARAMS_MAX 4u
#define REQUEST_ARGS_MAX   32u

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS, HTTP_METHOD_COUNT };

struct request_pair {
	char *name;
	char *value;
};

struct request {
	enum http_method method;
	bool head; // HEAD: method is HTTP_GET, the body is left out
	char *path;
	struct request_pair params[REQUEST_PARAMS_MAX]; // from the route's pattern
	size_t n_params;
	struct request_pair args[REQUEST_ARGS_MAX]; // of the query
	size_t n_args;
	// Headers; NULL when absent.
	char *cookie, *origin, *host, *content_type, *if_none_match;
	bool csrf; // X-Syscope: 1
	struct buffer body;
	char address[ADDRESS_MAX + 1];
	uint64_t id; // in the log, and in the answer to an internal error

	// Set by the server before the handler runs.
	struct loop *loop;
	const struct services *services;
	bool secure;             // people come by https
	const char *public_base; // "https://syscope.example", without a slash at the end
	const char *web_root;    // "" = none
	struct principal who;    // when the route asks for a session
};

void request_init(struct request *request);
void request_done(struct request *request);

const char *http_method_name(enum http_method method);
// "name=value" as it was in the query, decoded. -E2BIG when there are too many.
int request_add_arg(struct request *request, const char *text, size_t len);
// NULL when absent.
const char *request_arg(const struct request *request, const char *name);
const char *request_param(const struct request *request, const char *name);
// Copies the cookie's value; false when there is none of that name or it is too long.
bool request_cookie(const struct request *request, const char *name, char *ret_value, size_t size);

// Parts of the path and arguments of the query as values. Absent arguments leave the output alone.
int request_param_uuid(const struct request *request, const char *name, struct uuid *ret_uuid, struct error *err);
int request_param_u64(const struct request *request, const char *name, uint64_t min, uint64_t max, uint64_t *ret_value,
		      struct error *err);
int request_arg_u64(const struct request *request, const char *name, uint64_t min, uint64_t max, uint64_t *ret_value,
		    struct error *err);
int request_arg_bool(const struct request *request, const char *name, bool *ret_present, bool *ret_value,
		     struct error *err);
