// SPDX-License-Identifier: Apache-2.0
// What a scan recorded: events, gaps, counters, the verdict, the terminal. The services write the JSON themselves.
#include "server/handler/handlers.h"
#include "server/service/counter_service.h"
#include "server/service/event_service.h"
#include "server/service/terminal_service.h"

#define PAGE_DEFAULT         200
#define FACET_VALUES_DEFAULT 20
#define SEQ_MAX              (UINT64_MAX >> 1)
#define TERMINAL_DEFAULT     (256u << 10)

static int read_page_query(const struct request *request, struct event_page_query *query, struct error *err)
{
	uint64_t limit = PAGE_DEFAULT;
	int r = request_arg_u64(request, "after_seq", 0, SEQ_MAX, &query->seq, err);
	query->backward = request_arg(request, "before_seq") != NULL;
	if (r == 0 && query->backward && request_arg(request, "after_seq"))
		return error_set(err, EINVAL, "before_seq: cannot stand beside after_seq");
	if (r == 0)
		r = request_arg_u64(request, "before_seq", 0, SEQ_MAX, &query->seq, err);
	if (r == 0)
		r = request_arg_u64(request, "limit", 1, EVENT_PAGE_MAX, &limit, err);
	query->limit = (unsigned)limit;
	query->filter = request_arg(request, "filter");
	return r;
}

static int list_events(struct request *request, struct response *response, struct error *err)
{
	struct event_page_query query = {0};
	struct uuid scan;
	int r = request_param_uuid(request, "scan_id", &scan, err);
	if (r == 0)
		r = read_page_query(request, &query, err);
	if (r == 0)
		r = event_service_page(request->services->event, &request->who, &scan, &query, &response->body,
				       &response->fault, err);
	return r < 0 ? r : response_json_body(response, 200, err);
}

static int count_events(struct request *request, struct response *response, struct error *err)
{
	struct uuid scan;
	uint64_t after = 0;
	int r = request_param_uuid(request, "scan_id", &scan, err);
	if (r == 0)
		r = request_arg_u64(request, "after_seq", 0, SEQ_MAX, &after, err);
	if (r == 0)
		r = event_service_count(request->services->event, &request->who, &scan, request_arg(request, "filter"),
					after, &response->body, &response->fault, err);
	return r < 0 ? r : response_json_body(response, 200, err);
}

static int list_facets(struct request *request, struct response *response, struct error *err)
{
	struct event_facets_query query = {.fields = request_arg(request, "fields"),
					   .filter = request_arg(request, "filter")};
	struct uuid scan;
	uint64_t limit = FACET_VALUES_DEFAULT;
	int r = request_param_uuid(request, "scan_id", &scan, err);
	if (r == 0)
		r = request_arg_u64(request, "limit", 1, EVENT_FACET_VALUES_MAX, &limit, err);
	query.limit = (unsigned)limit;
	if (r == 0)
		r = event_service_facets(request->services->event, &request->who, &scan, &query, &response->body,
					 &response->fault, err);
	return r < 0 ? r : response_json_body(response, 200, err);
}

static int get_event(struct request *request, struct response *response, struct error *err)
{
	struct uuid scan;
	uint64_t seq = 0;
	int r = request_param_uuid(request, "scan_id", &scan, err);
	if (r == 0)
		r = request_param_u64(request, "seq", 1, SEQ_MAX, &seq, err);
	if (r == 0)
		r = event_service_one(request->services->event, &request->who, &scan, seq, &response->body, err);
	return r < 0 ? r : response_json_body(response, 200, err);
}

static int get_counters(struct request *request, struct response *response, struct error *err)
{
	struct uuid scan;
	int r = request_param_uuid(request, "scan_id", &scan, err);
	if (r == 0)
		r = counter_service_get(request->services->counter, &request->who, &scan, &response->body, err);
	return r < 0 ? r : response_json_body(response, 200, err);
}

static int list_gaps(struct request *request, struct response *response, struct error *err)
{
	struct uuid scan;
	int r = request_param_uuid(request, "scan_id", &scan, err);
	if (r == 0)
		r = event_service_gaps(request->services->event, &request->who, &scan, &response->body, err);
	return r < 0 ? r : response_json_body(response, 200, err);
}

static int get_completeness(struct request *request, struct response *response, struct error *err)
{
	struct uuid scan;
	int r = request_param_uuid(request, "scan_id", &scan, err);
	if (r == 0)
		r = event_service_completeness(request->services->event, &request->who, &scan, &response->body, err);
	return r < 0 ? r : response_json_body(response, 200, err);
}

static int get_terminal(struct request *request, struct response *response, struct error *err)
{
	struct uuid scan;
	uint64_t offset = 0, limit = TERMINAL_DEFAULT;
	int r = request_param_uuid(request, "scan_id", &scan, err);
	if (r == 0)
		r = request_arg_u64(request, "from_offset", 0, SEQ_MAX, &offset, err);
	if (r == 0)
		r = request_arg_u64(request, "limit_bytes", 1, TERMINAL_PAGE_MAX, &limit, err);
	if (r == 0)
		r = terminal_service_page(request->services->terminal, &request->who, &scan, offset, (uint32_t)limit,
					  &response->body, err);
	return r < 0 ? r : response_json_body(response, 200, err);
}

const struct route event_routes[] = {
    {HTTP_GET, "/api/v1/scans/{scan_id}/events", 0, list_events},
    {HTTP_GET, "/api/v1/scans/{scan_id}/events/count", 0, count_events},
    {HTTP_GET, "/api/v1/scans/{scan_id}/events/facets", 0, list_facets},
    {HTTP_GET, "/api/v1/scans/{scan_id}/events/{seq}", 0, get_event},
    {HTTP_GET, "/api/v1/scans/{scan_id}/counters", 0, get_counters},
    {HTTP_GET, "/api/v1/scans/{scan_id}/gaps", 0, list_gaps},
    {HTTP_GET, "/api/v1/scans/{scan_id}/completeness", 0, get_completeness},
    {HTTP_GET, "/api/v1/scans/{scan_id}/terminal", 0, get_terminal},
    {0},
};
