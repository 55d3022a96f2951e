// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "http"
#include "server/handler/http_response.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "server/handler/entity_json.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JSON_TYPE "application/json"

void response_init(struct response *response)
{
	*response = (struct response){.status = 500};
	buffer_init(&response->body, RESPONSE_BODY_MAX);
}

void response_done(struct response *response)
{
	response_clear(response);
	buffer_done(&response->body);
}

void response_clear(struct response *response)
{
	for (size_t i = 0; i < response->n_headers; i++)
		free(response->headers[i].value);
	response->n_headers = 0;
	response->content_type = NULL;
	response->cache_control = NULL;
	buffer_clear(&response->body);
}

void response_add_header(struct response *response, const char *name, const char *value)
{
	assert(response->n_headers < RESPONSE_HEADERS_MAX);
	response->headers[response->n_headers++] = (struct response_header){.name = name, .value = xstrdup(value)};
}

void response_json(struct response *response, int status, struct json_object *object)
{
	size_t len = 0;
	const char *text =
	    json_object_to_json_string_length(object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);
	response->status = status;
	response->content_type = JSON_TYPE;
	buffer_clear(&response->body);
	(void)buffer_append(&response->body, text, len);
	json_object_put(object);
}

int response_json_body(struct response *response, int status, struct error *err)
{
	if (response->body.failed)
		return error_set(err, EIO, "the answer is larger than %u bytes; ask for less at once",
				 RESPONSE_BODY_MAX);
	response->status = status;
	response->content_type = JSON_TYPE;
	return 0;
}

void response_empty(struct response *response, int status)
{
	response->status = status;
	response->content_type = NULL;
	buffer_clear(&response->body);
}

struct failure {
	int status;
	const char *code;
	const char *message;
	const char *field;
	uint64_t request_id;
};

static void put_failure(struct response *response, const struct failure *failure)
{
	struct json_object *error = json_object_new_object();
	json_object_object_add(error, "code", json_object_new_string(failure->code));
	json_object_object_add(error, "message", json_object_new_string(failure->message));
	if (failure->field)
		json_object_object_add(error, "field", json_object_new_string(failure->field));
	if (failure->request_id) {
		char id[24];
		(void)snprintf(id, sizeof(id), "%016" PRIx64, failure->request_id);
		json_object_object_add(error, "request_id", json_object_new_string(id));
	}
	struct json_object *root = json_object_new_object();
	json_object_object_add(root, "error", error);
	response_clear(response);
	response_json(response, failure->status, root);
}

void response_error(struct response *response, int status, const char *code, const char *message)
{
	put_failure(response, &(struct failure){.status = status, .code = code, .message = message});
}

// "name: must not be empty" names a field; "cannot say: why" does not.
static size_t field_length(const char *text)
{
	size_t len = 0;
	while (islower((unsigned char)text[len]) || isdigit((unsigned char)text[len]) || text[len] == '_')
		len++;
	return len > 0 && text[len] == ':' && text[len + 1] == ' ' ? len : 0;
}

static void put_bad_request(struct response *response, const struct error *err)
{
	char field[64] = "";
	size_t len = field_length(err->text);
	if (len > 0 && len < sizeof(field))
		memcpy(field, err->text, len);
	put_failure(response, &(struct failure){.status = 400,
						.code = "bad_request",
						.message = field[0] ? err->text + len + 2 : err->text,
						.field = field[0] ? field : NULL});
}

static void put_bad_filter(struct response *response)
{
	const struct filter_fault *fault = &response->fault;
	struct json_object *error = json_object_new_object();
	struct json_object *root = json_object_new_object();
	AUTO_FREE char *message = xasprintf("filter: %s", fault->message);
	json_object_object_add(error, "code", json_object_new_string("bad_filter"));
	fault_json(fault, error);
	json_object_object_add(error, "message", json_object_new_string(message));
	json_object_object_add(root, "error", error);
	response_clear(response);
	response_json(response, 400, root);
}

static void put_too_many(struct response *response, const struct error *err)
{
	char seconds[24];
	(void)snprintf(seconds, sizeof(seconds), "%" PRIu64,
		       (response->retry_ms + 999) / 1000 + (response->retry_ms == 0));
	response_error(response, 429, "too_many_requests", err->text);
	response_add_header(response, "retry-after:", seconds);
}

static bool put_away(struct response *response, int r, const struct error *err)
{
	if (r != -ENOTCONN && r != -ETIMEDOUT && r != -EIO)
		return false;
	if (response->asks_detector) {
		if (r == -ENOTCONN)
			response_error(response, 409, "detector_away", err->text);
		else if (r == -ETIMEDOUT)
			response_error(response, 504, "detector_slow", err->text);
		else
			response_error(response, 502, "detector_failed", err->text);
		return true;
	}
	if (r == -EIO)
		return false;
	log_warn("database away", "error=%s", LOG_Q(err->text));
	response_error(response, 503, "unavailable", "The server's database does not answer. Try again in a moment.");
	response_add_header(response, "retry-after:", "2");
	return true;
}

void response_failure(struct response *response, int r, const struct error *err, uint64_t request_id)
{
	if (put_away(response, r, err))
		return;
	switch (r) {
	case -EINVAL:
		if (response->fault.known)
			put_bad_filter(response);
		else
			put_bad_request(response, err);
		return;
	case -EPERM:
		response_error(response, 401, "not_signed_in", err->text);
		return;
	case -EACCES:
		response_error(response, 403, "forbidden", err->text);
		return;
	case -ENOENT:
		response_error(response, 404, "not_found", err->text);
		return;
	case -EEXIST:
	case -EBUSY:
		response_error(response, 409, "conflict", err->text);
		return;
	case -EAGAIN:
		put_too_many(response, err);
		return;
	default:
		log_error("request failed", "request=%016" PRIx64 " code=%d error=%s", request_id, -r,
			  LOG_Q(err->text));
		put_failure(
		    response,
		    &(struct failure){
			.status = 500,
			.code = "internal",
			.message = "Something went wrong in the server; its log says what, under this request id.",
			.request_id = request_id});
	}
}
