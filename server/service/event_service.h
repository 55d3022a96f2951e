// SPDX-License-Identifier: Apache-2.0
// Stored events of a scan, for those who may see it: pages, one event, gaps, the verdict; and the way to what happens now. All
// functions run inside a task. Answers are the JSON bodies of docs/openapi.yaml, written into the caller's buffer (initialise
// it with EVENT_SERVICE_BODY_MAX); errors as in principal.h.
#pragma once

#include "common/base/buffer.h"
#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "server/repository/db.h"
#include "server/service/completeness.h"
#include "server/service/filter_request.h"
#include "server/service/live_hub.h"
#include "server/service/principal.h"

#define EVENT_SERVICE_BODY_MAX (64u << 20)
#define EVENT_PAGE_MAX         1000u
#define EVENT_FACETS_MAX       16u
#define EVENT_FACET_VALUES_MAX 100u

struct event_service;

struct event_service *event_service_new(struct db *db, struct live_hub *hub);
void event_service_free(struct event_service *events);
DEFINE_AUTO(event_service, event_service_free);

struct event_page_query {
	bool backward;      // the last ones before `seq` instead of the first ones behind it
	uint64_t seq;       // after_seq or before_seq; 0 and forward = from the beginning
	unsigned limit;     // 1 … EVENT_PAGE_MAX
	const char *filter; // NULL or blank = everything
};

// EventPage. Reads a bounded part of the scan: scanned_through_seq says how far. -EINVAL with the fault when the filter is none.
int event_service_page(struct event_service *events, const struct principal *who, const struct uuid *scan,
		       const struct event_page_query *query, struct buffer *ret_body, struct filter_fault *ret_fault,
		       struct error *err);
// EventCount: of events behind after_seq. Likewise bounded.
int event_service_count(struct event_service *events, const struct principal *who, const struct uuid *scan,
			const char *filter, uint64_t after_seq, struct buffer *ret_body, struct filter_fault *ret_fault,
			struct error *err);

struct event_facets_query {
	const char *fields; // names, separated by commas
	unsigned limit;     // values of each: 1 … EVENT_FACET_VALUES_MAX
	const char *filter;
};

// Facets. Likewise bounded.
int event_service_facets(struct event_service *events, const struct principal *who, const struct uuid *scan,
			 const struct event_facets_query *query, struct buffer *ret_body,
			 struct filter_fault *ret_fault, struct error *err);
// EventDetail. -ENOENT when it is not stored; the text says whether it is in a gap.
int event_service_one(struct event_service *events, const struct principal *who, const struct uuid *scan, uint64_t seq,
		      struct buffer *ret_body, struct error *err);
// Array of Gap, the first 10,000.
int event_service_gaps(struct event_service *events, const struct principal *who, const struct uuid *scan,
		       struct buffer *ret_body, struct error *err);
// Completeness.
int event_service_completeness(struct event_service *events, const struct principal *who, const struct uuid *scan,
			       struct buffer *ret_body, struct error *err);
// For scans that scan_service gave out, so seen with the right: verdict and what is stored of each, in their order, in one query.
int event_service_judge(struct event_service *events, const struct scan *scans, size_t n,
			struct completeness *ret_judged, struct error *err);
// Checks scan.view (terminal.view as well when want->terminal) and subscribes. Whoever keeps a subscription for long asks
// event_service_may_watch again from time to time.
int event_service_watch(struct event_service *events, const struct principal *who, const struct live_want *want,
			live_offer_fn offer, void *ctx, struct live_subscriber **ret_subscriber, struct error *err);
// A filter for live_want and live_subscriber_filter, with the saved filters of the scan's project. Checks scan.view.
int event_service_filter(struct event_service *events, const struct principal *who, const struct uuid *scan,
			 const char *text, struct filter_query *ret_query, struct filter_fault *ret_fault,
			 struct error *err);
int event_service_may_watch(struct event_service *events, const struct principal *who, const struct uuid *scan,
			    bool terminal, struct error *err);
