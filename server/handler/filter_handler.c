// SPDX-License-Identifier: Apache-2.0
// The filters that a project keeps, and help for who writes one.
#include "server/handler/entity_json.h"
#include "server/handler/handlers.h"
#include "server/handler/http_form.h"
#include "server/service/filter_service.h"

static void add(struct json_object *object, const char *name, struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static struct json_object *filter_json(const struct saved_filter *filter)
{
	struct json_object *json = json_object_new_object();
	add(json, "id", uuid_json(&filter->id));
	add(json, "name", json_object_new_string(filter->name));
	add(json, "text", json_object_new_string(filter->text));
	add(json, "description", json_object_new_string(filter->description));
	add(json, "created_at", time_json(filter->created_at));
	add(json, "updated_at", time_json(filter->updated_at));
	return json;
}

static int list_filters(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(saved_filter_list) struct saved_filter_list list = {0};
	struct uuid project;
	int r = request_param_uuid(request, "project_id", &project, err);
	if (r == 0)
		r = filter_service_list(request->services->filter, &request->who, &project, &list, err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_array();
	for (size_t i = 0; i < list.n; i++)
		json_object_array_add(json, filter_json(&list.items[i]));
	response_json(response, 200, json);
	return 0;
}

static struct filter_change read_change(struct form *form, unsigned flags)
{
	return (struct filter_change){
	    .name = form_text(form, "name", flags),
	    .text = form_text(form, "text", flags),
	    .description = form_text(form, "description", 0),
	};
}

static int create_filter(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	AUTO_VALUE(saved_filter) struct saved_filter filter = {0};
	struct uuid project;
	form_open(&form, request);
	struct filter_change change = read_change(&form, FORM_REQUIRED);
	int r = request_param_uuid(request, "project_id", &project, err);
	if (r == 0)
		r = form_close(&form, err);
	if (r == 0)
		r = filter_service_create(request->services->filter, &request->who, &project, &change, &filter,
					  &response->fault, err);
	if (r == 0)
		response_json(response, 201, filter_json(&filter));
	return r;
}

static int read_place(const struct request *request, struct uuid *ret_project, struct uuid *ret_id, struct error *err)
{
	int r = request_param_uuid(request, "project_id", ret_project, err);
	return r < 0 ? r : request_param_uuid(request, "filter_id", ret_id, err);
}

static int update_filter(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	AUTO_VALUE(saved_filter) struct saved_filter filter = {0};
	struct uuid project, id;
	form_open(&form, request);
	struct filter_change change = read_change(&form, 0);
	int r = read_place(request, &project, &id, err);
	if (r == 0)
		r = form_close(&form, err);
	if (r == 0)
		r = filter_service_update(request->services->filter, &request->who, &project, &id, &change, &filter,
					  &response->fault, err);
	if (r == 0)
		response_json(response, 200, filter_json(&filter));
	return r;
}

static int delete_filter(struct request *request, struct response *response, struct error *err)
{
	struct uuid project, id;
	int r = read_place(request, &project, &id, err);
	if (r == 0)
		r = filter_service_delete(request->services->filter, &request->who, &project, &id, err);
	if (r == 0)
		response_empty(response, 204);
	return r;
}

static int check_filter(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	AUTO_VALUE(buffer) struct buffer canonical;
	struct filter_fault fault = {0};
	struct uuid project;
	buffer_init(&canonical, RESPONSE_BODY_MAX);
	form_open(&form, request);
	const char *text = form_text(&form, "filter", FORM_REQUIRED);
	int r = request_param_uuid(request, "project_id", &project, err);
	if (r == 0)
		r = form_close(&form, err);
	if (r == 0)
		r = filter_service_check(request->services->filter, &request->who, &project, text, &canonical, &fault,
					 err);
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_object();
	add(json, "ok", json_object_new_boolean(!fault.known));
	if (fault.known)
		fault_json(&fault, json);
	else
		add(json, "canonical", json_object_new_string(buffer_text(&canonical)));
	response_json(response, 200, json);
	return 0;
}

static struct json_object *completion_json(const struct filter_completion *completion)
{
	static const char *const kinds[] = {
	    [FILTER_CANDIDATE_FIELD] = "field", [FILTER_CANDIDATE_OPERATOR] = "operator",
	    [FILTER_CANDIDATE_VALUE] = "value", [FILTER_CANDIDATE_MACRO] = "macro",
	    [FILTER_CANDIDATE_WORD] = "word",
	};
	struct json_object *json = json_object_new_object();
	struct json_object *candidates = json_object_new_array();
	for (size_t i = 0; i < completion->n; i++) {
		const struct filter_candidate *candidate = &completion->candidates[i];
		struct json_object *item = json_object_new_object();
		add(item, "kind", json_object_new_string(kinds[candidate->kind]));
		add(item, "text", json_object_new_string(candidate->text));
		add(item, "help", json_object_new_string(candidate->help));
		json_object_array_add(candidates, item);
	}
	add(json, "from", json_object_new_int64(completion->from));
	add(json, "to", json_object_new_int64(completion->to));
	add(json, "candidates", candidates);
	add(json, "left_out", json_object_new_int64((int64_t)completion->left_out));
	return json;
}

static int complete_filter(struct request *request, struct response *response, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	AUTO_VALUE(filter_completion) struct filter_completion completion = {0};
	struct uuid project;
	form_open(&form, request);
	const char *text = form_text(&form, "filter", FORM_REQUIRED);
	int64_t cursor = form_int(&form, "cursor", INT32_MAX, 0, INT32_MAX);
	int r = request_param_uuid(request, "project_id", &project, err);
	if (r == 0)
		r = form_close(&form, err);
	if (r == 0)
		r = filter_service_complete(request->services->filter, &request->who, &project, text, (uint64_t)cursor,
					    &completion, err);
	if (r == 0)
		response_json(response, 200, completion_json(&completion));
	return r;
}

const struct route filter_routes[] = {
    {HTTP_POST, "/api/v1/projects/{project_id}/filters/check", ROUTE_OPEN, check_filter},
    {HTTP_POST, "/api/v1/projects/{project_id}/filters/complete", ROUTE_OPEN, complete_filter},
    {HTTP_GET, "/api/v1/projects/{project_id}/filters", 0, list_filters},
    {HTTP_POST, "/api/v1/projects/{project_id}/filters", 0, create_filter},
    {HTTP_PATCH, "/api/v1/projects/{project_id}/filters/{filter_id}", 0, update_filter},
    {HTTP_DELETE, "/api/v1/projects/{project_id}/filters/{filter_id}", 0, delete_filter},
    {0},
};
