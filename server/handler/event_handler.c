// SPDX-License-Identifier: Apache-2.0
// What a scan recorded: events, gaps, counters, the verdict, the terminal. The services write the JSON themselves.
#include "server/handler/handlers.h"
#include "server/service/counter_service.h"
#include "server/service/event_service.h"
#include "server/service/terminal_service.h"

#define PAGE_DEFAULT     200
#define SEQ_MAX          (UINT64_MAX >> 1)
#define TERMINAL_DEFAULT (256u << 10)

static int read_page_query(const struct request *request, struct event_page_query *query, struct error *err)
{
	bool has_failed = false, failed = false;
	uint64_t limit = PAGE_DEFAULT;
	const char *calls = request_arg(request, "syscall");
	int r = request_arg_u64(request, "after_seq", 0, SEQ_MAX, &query->seq, err);
	query->backward = request_arg(request, "before_seq") != NULL;
	if (r == 0 && query->backward && request_arg(request, "after_seq"))
		return error_set(err, EINVAL, "before_seq: cannot stand beside after_seq");
	if (r == 0)
		r = request_arg_u64(request, "before_seq", 0, SEQ_MAX, &query->seq, err);
	if (r == 0)
		r = request_arg_u64(request, "limit", 1, EVENT_PAGE_MAX, &limit, err);
	if (r == 0)
		r = request_arg_bool(request, "failed", &has_failed, &failed, err);
	if (r == 0 && calls && calls[0])
		r = event_filter_add_calls(&query->filter, calls, err) < 0
			? error_set(err, EINVAL, "syscall: %.200s", err->text)
			: 0;
	if (r == 0)
		r = event_filter_set_text(&query->filter, request_arg(request, "text"), err) < 0
			? error_set(err, EINVAL, "text: %.200s", err->text)
			: 0;
	query->limit = (unsigned)limit;
	query->filter.failed = !has_failed ? EVENT_FILTER_ANY_RESULT
			       : failed    ? EVENT_FILTER_FAILED
					   : EVENT_FILTER_SUCCEEDED;
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
		r = event_service_page(request->services->event, &request->who, &scan, &query, &response->body, err);
	event_filter_done(&query.filter);
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
    {HTTP_GET, "/api/v1/scans/{scan_id}/events/{seq}", 0, get_event},
    {HTTP_GET, "/api/v1/scans/{scan_id}/counters", 0, get_counters},
    {HTTP_GET, "/api/v1/scans/{scan_id}/gaps", 0, list_gaps},
    {HTTP_GET, "/api/v1/scans/{scan_id}/completeness", 0, get_completeness},
    {HTTP_GET, "/api/v1/scans/{scan_id}/terminal", 0, get_terminal},
    {0},
};
