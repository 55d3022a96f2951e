// SPDX-License-Identifier: Apache-2.0
// Scans: list, create, look, stop, delete.
#include "common/base/alloc.h"
#include "server/handler/handlers.h"
#include "server/handler/http_form.h"
#include "server/handler/scan_view.h"
#include "server/service/scan_service.h"

#include <stdlib.h>
#include <string.h>

#define LIST_DEFAULT 100
#define LIST_MAX     200

static int read_state(const struct request *request, struct scan_query *query, enum scan_state *ret_state,
		      struct error *err)
{
	const char *text = request_arg(request, "state");
	if (!text)
		return 0;
	if (strcmp(text, "active") == 0 || strcmp(text, "ended") == 0) {
		query->state_group = text;
		return 0;
	}
	if (scan_state_parse(text, ret_state) < 0)
		return error_set(err, EINVAL, "state: must be the name of a scan's state, or active or ended");
	query->state = ret_state;
	return 0;
}

static int answer_list(struct request *request, const struct uuid *project, struct response *response,
		       struct error *err)
{
	AUTO_VALUE(scan_list) struct scan_list list = {0};
	struct scan_query query = {.project = project};
	struct json_object *json = NULL;
	enum scan_state state;
	uint64_t limit = LIST_DEFAULT;
	int r = request_arg_u64(request, "limit", 1, LIST_MAX, &limit, err);
	if (r == 0)
		r = read_state(request, &query, &state, err);
	query.limit = (int64_t)limit;
	if (r == 0)
		r = scan_service_list(request->services->scan, &request->who, &query, &list, err);
	if (r == 0)
		r = scan_view_list(request->services, &request->who, &list, &json, err);
	if (r == 0)
		response_json(response, 200, json);
	return r;
}

static int list_scans(struct request *request, struct response *response, struct error *err)
{
	return answer_list(request, NULL, response, err);
}

static int list_project_scans(struct request *request, struct response *response, struct error *err)
{
	struct uuid project;
	int r = request_param_uuid(request, "project_id", &project, err);
	return r < 0 ? r : answer_list(request, &project, response, err);
}

static int read_command(struct json_object *array, struct scan_spec *spec, struct error *err)
{
	size_t n = array ? json_object_array_length(array) : 0;
	if (n > SCAN_COMMAND_ARGS_MAX)
		return error_set(err, EINVAL, "command: must not have more than %d words", SCAN_COMMAND_ARGS_MAX);
	if (n == 0)
		return 0;
	spec->command = xcalloc(n, sizeof(*spec->command));
	for (size_t i = 0; i < n; i++) {
		struct json_object *word = json_object_array_get_idx(array, i);
		const char *text = json_object_get_string(word);
		if (!json_object_is_type(word, json_type_string) ||
		    strlen(text) != (size_t)json_object_get_string_len(word))
			return error_set(err, EINVAL, "command: each word must be a text without a NUL character");
		spec->command[spec->n_command++] = xstrdup(text);
	}
	return 0;
}

static int read_spec(struct form *form, struct uuid *ret_detector, struct scan_spec *spec, struct error *err)
{
	scan_spec_default(spec);
	form_uuid(form, "detector_id", ret_detector);
	const char *image = form_text(form, "image", FORM_REQUIRED);
	const char *network = form_text(form, "network", 0);
	const char *filter = form_text(form, "filter", 0);
	struct json_object *command = form_array(form, "command");
	spec->tty = form_bool(form, "tty", spec->tty);
	spec->columns = form_int(form, "columns", spec->columns, 1, 1000);
	spec->rows = form_int(form, "rows", spec->rows, 1, 1000);
	spec->time_limit_s = form_int(form, "time_limit_s", spec->time_limit_s, 1, INT32_MAX);
	spec->event_limit = form_int(form, "event_limit", spec->event_limit, 1, INT64_MAX);
	spec->memory_bytes = form_int(form, "memory_bytes", spec->memory_bytes, 1, INT64_MAX);
	spec->latency = form_bool(form, "latency", spec->latency);
	spec->string_limit = form_int(form, "string_limit", spec->string_limit, 0, 4096);
	spec->ring_bytes = form_int(form, "ring_bytes", spec->ring_bytes, 1, INT64_MAX);
	int r = form_close(form, err);
	if (r < 0)
		return r;
	spec->image = xstrdup(image);
	spec->filter = filter ? xstrdup(filter) : NULL;
	if (network && scan_network_parse(network, &spec->network) < 0)
		return error_set(err, EINVAL, "network: must be none or bridge");
	return read_command(command, spec, err);
}

static int create_scan(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	AUTO_VALUE(scan_spec) struct scan_spec spec = {0};
	AUTO_VALUE(scan) struct scan scan = {0};
	struct uuid project, detector;
	struct json_object *json = NULL;
	form_open(&form, request);
	int r = request_param_uuid(request, "project_id", &project, err);
	if (r == 0)
		r = read_spec(&form, &detector, &spec, err);
	if (r == 0)
		r = scan_service_create(request->services->scan, &request->who, &project, &detector, &spec, &scan,
					&response->fault, err);
	if (r == 0)
		r = scan_view_one(request->services, &request->who, &scan.id, &json, err);
	if (r == 0)
		response_json(response, 201, json);
	return r;
}

static int get_scan(struct request *request, struct response *response, struct error *err)
{
	struct uuid id;
	struct json_object *json = NULL;
	int r = request_param_uuid(request, "scan_id", &id, err);
	if (r == 0)
		r = scan_view_one(request->services, &request->who, &id, &json, err);
	if (r == 0)
		response_json(response, 200, json);
	return r;
}

static int stop_scan(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(scan) struct scan scan = {0};
	struct uuid id;
	struct json_object *json = NULL;
	int r = request_param_uuid(request, "scan_id", &id, err);
	if (r == 0)
		r = scan_service_stop(request->services->scan, &request->who, &id, &scan, err);
	if (r == 0)
		r = scan_view_one(request->services, &request->who, &id, &json, err);
	if (r == 0)
		response_json(response, 202, json);
	return r;
}

static int delete_scan(struct request *request, struct response *response, struct error *err)
{
	struct uuid id;
	int r = request_param_uuid(request, "scan_id", &id, err);
	if (r == 0)
		r = scan_service_delete(request->services->scan, &request->who, &id, err);
	if (r == 0)
		response_empty(response, 204);
	return r;
}

const struct route scan_routes[] = {
    {HTTP_GET, "/api/v1/scans", 0, list_scans},
    {HTTP_GET, "/api/v1/projects/{project_id}/scans", 0, list_project_scans},
    {HTTP_POST, "/api/v1/projects/{project_id}/scans", 0, create_scan},
    {HTTP_GET, "/api/v1/scans/{scan_id}", 0, get_scan},
    {HTTP_POST, "/api/v1/scans/{scan_id}/stop", 0, stop_scan},
    {HTTP_DELETE, "/api/v1/scans/{scan_id}", 0, delete_scan},
    {0},
};
