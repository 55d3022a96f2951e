// SPDX-License-Identifier: Apache-2.0
// The answer to one HTTP request, and the only place where error numbers become HTTP status codes.
#pragma once

#include "common/base/buffer.h"
#include "common/base/error.h"
#include "server/service/filter_request.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#define RESPONSE_BODY_MAX    (64u << 20)
#define RESPONSE_HEADERS_MAX 4u

struct response_header {
	const char *name; // lower case with a colon at its end, as libwebsockets wants it
	char *value;
};

struct response {
	int status;
	const char *content_type;  // NULL = no body
	const char *cache_control; // NULL = no-store
	struct buffer body;
	struct response_header headers[RESPONSE_HEADERS_MAX];
	size_t n_headers;
	bool close;                // end the connection behind this answer
	uint64_t retry_ms;         // a handler that failed with -EAGAIN says how long to wait
	struct filter_fault fault; // of a filter that the handler failed with
	bool asks_detector;        // -ENOTCONN and -ETIMEDOUT mean the detector, not the database
};

void response_init(struct response *response);
void response_done(struct response *response);
void response_clear(struct response *response);

void response_add_header(struct response *response, const char *name, const char *value);
// Takes the object over.
void response_json(struct response *response, int status, struct json_object *object);
// Says that the body buffer holds JSON already.
int response_json_body(struct response *response, int status, struct error *err);
void response_empty(struct response *response, int status);
// {"error":{code,message,field?,request_id?}}; field may be NULL, request_id 0.
void response_error(struct response *response, int status, const char *code, const char *message);
// From what a service or a reader answered: r = -errno, with its text. Logs what is the server's own fault.
void response_failure(struct response *response, int r, const struct error *err, uint64_t request_id);
