// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_service.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/loop/task.h"
#include "server/repository/chunk_match.h"
#include "server/repository/chunk_repository.h"
#include "server/repository/gap_repository.h"
#include "server/repository/scan_repository.h"
#include "server/repository/stream_repository.h"
#include "server/service/event_facets.h"
#include "server/service/event_json.h"
#include "server/service/event_page.h"
#include "server/service/event_walk.h"
#include "server/service/json_text.h"
#include "server/service/rights.h"

#include <inttypes.h>
#include <stdlib.h>

#define READ_TIME_NS (400 * NS_PER_MS) // of one request: then the client goes on with the next
#define READ_CHUNKS  8u                // of one query
#define GAPS_OF_PAGE 1000u
#define GAPS_OF_SCAN 10000u

struct event_service {
	struct db *db;
	struct live_hub *hub;
};

struct event_service *event_service_new(struct db *db, struct live_hub *hub)
{
	struct event_service *events = xcalloc(1, sizeof(*events));
	events->db = db;
	events->hub = hub;
	return events;
}

void event_service_free(struct event_service *events)
{
	free(events);
}

static int may_view(struct event_service *events, const struct principal *who, const struct uuid *scan,
		    struct error *err)
{
	return rights_scan(events->db, who, scan, PERMISSION_SCAN_VIEW, NULL, NULL, err);
}

int event_service_filter(struct event_service *events, const struct principal *who, const struct uuid *scan,
			 const char *text, struct filter_query *ret_query, struct filter_fault *ret_fault,
			 struct error *err)
{
	struct uuid project;
	*ret_fault = (struct filter_fault){0};
	int r = rights_scan(events->db, who, scan, PERMISSION_SCAN_VIEW, &project, NULL, err);
	return r < 0 ? r : filter_request_compile(events->db, &project, text, ret_query, ret_fault, err);
}

// A buffer that ran full is our bound, not the caller's fault.
static int check_body(const struct buffer *body, struct error *err)
{
	return body->failed ? error_set(err, EFBIG, "the answer is larger than %zu bytes", body->max) : 0;
}

static void append_gaps(const struct gap_list *gaps, struct buffer *out)
{
	(void)buffer_append_byte(out, '[');
	for (size_t i = 0; i < gaps->n; i++) {
		if (i > 0)
			(void)buffer_append_byte(out, ',');
		gap_json(&gaps->items[i], out);
	}
	(void)buffer_append_byte(out, ']');
}

// Reads on until the page is full or nothing is left: ret_end.
static int fill_page(struct event_service *events, const struct uuid *scan, struct event_page *page, bool *ret_end,
		     struct error *err)
{
	const struct event_page_query *query = page->query;
	struct chunk_read read = {.backward = query->backward, .prune = page->filter->prune, .limit = 2};
	*ret_end = false;
	while (!page->full) {
		AUTO(db_result) struct db_result *result = NULL;
		read.seq = page->cursor;
		int r = chunk_repository_read(events->db, scan, &read, &result, err);
		if (r < 0)
			return r;
		r = event_page_read(page, db_loop(events->db), result, err);
		if (r < 0)
			return r;
		*ret_end = !page->full && (unsigned)db_rows(result) < read.limit;
		if (*ret_end)
			return 0;
		read.limit = read.limit < READ_CHUNKS ? 2 * read.limit : READ_CHUNKS;
	}
	return 0;
}

static void append_seq_or_null(struct buffer *out, const char *name, bool there, uint64_t seq)
{
	if (there)
		(void)buffer_printf(out, ",\"%s\":%" PRIu64, name, seq);
	else
		(void)buffer_printf(out, ",\"%s\":null", name);
}

static void append_page(const struct event_page *page, const struct gap_list *gaps, uint64_t last_seq, bool end,
			struct buffer *out)
{
	const struct event_page_query *query = page->query;
	(void)buffer_append_text(out, "{\"events\":[");
	for (unsigned i = 0; i < page->n; i++) {
		if (i > 0)
			(void)buffer_append_byte(out, ',');
		(void)buffer_append_text(out, page->items[query->backward ? page->n - 1 - i : i]);
	}
	(void)buffer_append_text(out, "],\"gaps\":");
	append_gaps(gaps, out);
	if (query->backward) {
		append_seq_or_null(out, "next_after_seq", query->seq <= last_seq && query->seq > 0, query->seq - 1);
		append_seq_or_null(out, "prev_before_seq", !end, page->cursor);
	} else {
		append_seq_or_null(out, "next_after_seq", !end, page->cursor);
		append_seq_or_null(out, "prev_before_seq", query->seq > 0, query->seq + 1);
	}
	(void)buffer_printf(out, ",\"scanned_through_seq\":%" PRIu64 ",\"done\":%s}", page->cursor,
			    end ? "true" : "false");
}

static int make_page(struct event_service *events, const struct uuid *scan, struct event_page *page,
		     struct buffer *ret_body, struct error *err)
{
	const struct event_page_query *query = page->query;
	struct stream_row stream;
	bool end = false;
	// First the end, then the events: what comes meanwhile must not count as read.
	int r = stream_repository_load(events->db, scan, 1, &stream, err);
	if (r == 0)
		r = fill_page(events, scan, page, &end, err);
	if (r < 0)
		return r;
	if (query->backward) {
		end = end || page->cursor <= 1;
		if (end)
			page->cursor = page->cursor < 1 ? page->cursor : 1;
	} else {
		if (end && page->cursor < stream.last_seq)
			page->cursor = stream.last_seq;
		end = end || page->cursor >= stream.last_seq;
	}
	AUTO_VALUE(gap_list) struct gap_list gaps = {0};
	uint64_t first = query->backward ? page->cursor : query->seq + 1;
	uint64_t last = query->backward ? query->seq - (query->seq > 0) : page->cursor;
	r = gap_repository_list(events->db, scan, first, last, GAPS_OF_PAGE, query->backward, &gaps, err);
	if (r < 0)
		return r;
	append_page(page, &gaps, stream.last_seq, end, ret_body);
	return check_body(ret_body, err);
}

int event_service_page(struct event_service *events, const struct principal *who, const struct uuid *scan,
		       const struct event_page_query *query, struct buffer *ret_body, struct filter_fault *ret_fault,
		       struct error *err)
{
	if (query->limit < 1 || query->limit > EVENT_PAGE_MAX)
		return error_set(err, EINVAL, "limit: must be from 1 to %u", EVENT_PAGE_MAX);
	if (query->seq >= INT64_MAX)
		return error_set(err, EINVAL, "%s: is out of range", query->backward ? "before_seq" : "after_seq");
	AUTO_VALUE(filter_query) struct filter_query filter = {0};
	int r = event_service_filter(events, who, scan, query->filter, &filter, ret_fault, err);
	if (r < 0)
		return r;
	AUTO_FREE struct event_page *page = xcalloc(1, sizeof(*page)); // too large for a task's stack
	event_page_init(page, query, &filter, READ_TIME_NS);
	r = make_page(events, scan, page, ret_body, err);
	event_page_done(page);
	return r;
}

// Reads on from where the walk stands; until the end of what is stored now, or of the time.
static int walk(struct event_service *events, const struct uuid *scan, struct event_walk *walk, struct error *err)
{
	struct stream_row stream;
	int r = stream_repository_load(events->db, scan, 1, &stream, err);
	if (r == 0)
		r = event_walk_run(walk, events->db, scan, err);
	if (r == 0 && walk->end && walk->cursor < stream.last_seq)
		walk->cursor = stream.last_seq;
	if (r == 0)
		walk->end = walk->end || walk->cursor >= stream.last_seq;
	return r;
}

static void append_count(const struct event_walk *walk, uint64_t count, bool whole, struct buffer *out)
{
	(void)buffer_printf(out, "{\"count\":%" PRIu64 ",\"exact\":%s,\"scanned_through_seq\":%" PRIu64 ",\"done\":%s}",
			    count, whole && walk->end ? "true" : "false", walk->cursor, walk->end ? "true" : "false");
}

static void count_matches(void *ctx, struct chunk *chunk, const uint64_t *bits)
{
	uint64_t *count = ctx;
	(void)chunk;
	for (unsigned word = 0; word < CHUNK_MATCH_WORDS; word++)
		*count += (uint64_t)__builtin_popcountll(bits[word]);
}

// The sums cannot tell what lies behind a number.
static int count_by_sums(struct event_service *events, const struct uuid *scan, const struct filter_query *filter,
			 struct event_walk *walk, bool *ret_answered, uint64_t *ret_count, struct error *err)
{
	struct stream_row stream;
	int r = stream_repository_load(events->db, scan, 1, &stream, err);
	if (r == 0)
		r = filter_prune_count(events->db, scan, filter->filter, ret_answered, ret_count, err);
	if (r == 0 && *ret_answered) {
		walk->cursor = stream.last_seq;
		walk->end = true;
	}
	return r;
}

int event_service_count(struct event_service *events, const struct principal *who, const struct uuid *scan,
			const char *text, uint64_t after_seq, struct buffer *ret_body, struct filter_fault *ret_fault,
			struct error *err)
{
	AUTO_VALUE(filter_query) struct filter_query filter = {0};
	uint64_t count = 0;
	bool answered = false;
	if (after_seq >= INT64_MAX)
		return error_set(err, EINVAL, "after_seq: is out of range");
	int r = event_service_filter(events, who, scan, text, &filter, ret_fault, err);
	if (r < 0)
		return r;
	struct event_walk reading = {.filter = &filter,
				     .cursor = after_seq,
				     .deadline_ns = clock_boot_ns() + READ_TIME_NS,
				     .take = count_matches,
				     .ctx = &count};
	if (after_seq == 0)
		r = count_by_sums(events, scan, &filter, &reading, &answered, &count, err);
	if (r == 0 && !answered)
		r = walk(events, scan, &reading, err);
	if (r < 0)
		return r;
	append_count(&reading, count, after_seq == 0, ret_body);
	return check_body(ret_body, err);
}

int event_service_facets(struct event_service *events, const struct principal *who, const struct uuid *scan,
			 const struct event_facets_query *query, struct buffer *ret_body,
			 struct filter_fault *ret_fault, struct error *err)
{
	AUTO_VALUE(filter_query) struct filter_query filter = {0};
	AUTO(event_facets) struct event_facets *facets = NULL;
	if (query->limit < 1 || query->limit > EVENT_FACET_VALUES_MAX)
		return error_set(err, EINVAL, "limit: must be from 1 to %u", EVENT_FACET_VALUES_MAX);
	int r = event_service_filter(events, who, scan, query->filter, &filter, ret_fault, err);
	if (r == 0)
		r = event_facets_new(query->fields, &facets, err);
	if (r < 0)
		return r;
	struct event_walk reading = {
	    .filter = &filter, .deadline_ns = clock_boot_ns() + READ_TIME_NS, .take = event_facets_add, .ctx = facets};
	r = walk(events, scan, &reading, err);
	if (r < 0)
		return r;
	(void)buffer_append_text(ret_body, "{\"facets\":");
	event_facets_json(facets, query->limit, ret_body);
	(void)buffer_printf(ret_body, ",\"scanned_through_seq\":%" PRIu64 ",\"done\":%s}", reading.cursor,
			    reading.end ? "true" : "false");
	return check_body(ret_body, err);
}

static int explain_missing(struct event_service *events, const struct uuid *scan, uint64_t seq, struct error *err)
{
	AUTO_VALUE(gap_list) struct gap_list gaps = {0};
	int r = gap_repository_list(events->db, scan, seq, seq, 1, false, &gaps, err);
	if (r < 0)
		return r;
	if (gaps.n > 0)
		return error_set(err, ENOENT, "event %" PRIu64 " was lost: %s", seq, stage_name(gaps.items[0].stage));
	return error_set(err, ENOENT, "event %" PRIu64 " is not stored", seq);
}

int event_service_one(struct event_service *events, const struct principal *who, const struct uuid *scan, uint64_t seq,
		      struct buffer *ret_body, struct error *err)
{
	int r = may_view(events, who, scan, err);
	if (r < 0)
		return r;
	if (seq == 0 || seq >= INT64_MAX)
		return error_set(err, ENOENT, "events are numbered from 1");
	AUTO(db_result) struct db_result *result = NULL;
	AUTO(chunk) struct chunk *chunk = NULL;
	struct chunk_read read = {.seq = seq - 1, .limit = 1};
	r = chunk_repository_read(events->db, scan, &read, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0 || chunk_repository_first_seq(result, 0) > seq)
		return explain_missing(events, scan, seq, err);
	size_t len = 0;
	const uint8_t *bytes = chunk_repository_bytes(result, 0, &len);
	struct event event;
	r = chunk_open(bytes, len, &chunk, err);
	if (r == 0)
		r = chunk_event(chunk, (uint32_t)(seq - chunk_repository_first_seq(result, 0)), &event, err);
	if (r < 0)
		return error_wrap(err, "a stored chunk is damaged");
	event_json_detail(&event, ret_body);
	return check_body(ret_body, err);
}

int event_service_gaps(struct event_service *events, const struct principal *who, const struct uuid *scan,
		       struct buffer *ret_body, struct error *err)
{
	AUTO_VALUE(gap_list) struct gap_list gaps = {0};
	int r = may_view(events, who, scan, err);
	if (r == 0)
		r = gap_repository_list(events->db, scan, 0, INT64_MAX, GAPS_OF_SCAN, false, &gaps, err);
	if (r < 0)
		return r;
	append_gaps(&gaps, ret_body);
	return check_body(ret_body, err);
}

int event_service_judge(struct event_service *events, const struct scan *scans, size_t n,
			struct completeness *ret_judged, struct error *err)
{
	AUTO_FREE struct uuid *ids = xcalloc(n + 1, sizeof(*ids));
	AUTO_FREE struct stream_row *rows = xcalloc(n + 1, sizeof(*rows));
	for (size_t i = 0; i < n; i++)
		ids[i] = scans[i].id;
	int r = stream_repository_load(events->db, ids, n, rows, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		const struct stored_totals stored = {
		    .events = rows[i].events,
		    .syscalls = rows[i].syscalls,
		    .gap_events = rows[i].gap_events,
		    .last_seq = rows[i].last_seq,
		    .terminal_bytes = rows[i].terminal_bytes,
		    .refused = rows[i].refused_frames,
		    .counted = rows[i].counted,
		    .lost = rows[i].lost,
		    .missed_runs = rows[i].missed_runs,
		    .filtered = rows[i].filtered,
		    .ended = rows[i].ended,
		};
		completeness_judge(&scans[i], &stored, &ret_judged[i]);
	}
	return 0;
}

int event_service_completeness(struct event_service *events, const struct principal *who, const struct uuid *scan,
			       struct buffer *ret_body, struct error *err)
{
	AUTO_VALUE(scan) struct scan found = {0};
	struct completeness judged;
	int r = may_view(events, who, scan, err);
	if (r == 0)
		r = scan_repository_get(events->db, scan, &found, err);
	if (r == 0)
		r = event_service_judge(events, &found, 1, &judged, err);
	if (r < 0)
		return r;
	completeness_json(&judged, ret_body);
	return check_body(ret_body, err);
}

int event_service_may_watch(struct event_service *events, const struct principal *who, const struct uuid *scan,
			    bool terminal, struct error *err)
{
	int r = may_view(events, who, scan, err);
	if (r == 0 && terminal)
		r = rights_scan(events->db, who, scan, PERMISSION_TERMINAL_VIEW, NULL, NULL, err);
	return r;
}

int event_service_watch(struct event_service *events, const struct principal *who, const struct live_want *want,
			live_offer_fn offer, void *ctx, struct live_subscriber **ret_subscriber, struct error *err)
{
	int r = event_service_may_watch(events, who, &want->scan, want->terminal, err);
	if (r < 0)
		return r;
	return live_subscribe(events->hub, want, offer, ctx, ret_subscriber, err);
}
