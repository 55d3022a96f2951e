// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_page.h"

#include "common/base/clock.h"
#include "common/chunk/chunk.h"
#include "common/loop/task.h"
#include "server/repository/chunk_repository.h"
#include "server/service/event_json.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES  (16u << 20)  // JSON of one page: then it ends early
#define ITEM_BYTES  (1u << 20)   // of one event
#define LINE_BYTES  (128u << 10) // of one formatted line
#define CLOCK_EVERY 256u         // events between two looks at the clock

void event_page_init(struct event_page *page, const struct event_page_query *query, uint64_t time_ns)
{
	*page = (struct event_page){
	    .query = query,
	    .cursor = query->seq,
	    .deadline_ns = clock_boot_ns() + time_ns,
	};
}

void event_page_done(struct event_page *page)
{
	for (unsigned i = 0; i < page->n; i++)
		free(page->items[i]);
	page->n = 0;
}

struct reading {
	struct event_page *page;
	const struct db_result *result;
	struct buffer scratch;
	struct error *err;
	int r;
};

static void keep(struct event_page *page, const struct event *event)
{
	struct buffer json;
	size_t len = 0;
	buffer_init(&json, ITEM_BYTES);
	event_json(event, &json);
	page->items[page->n] = buffer_take(&json, &len);
	page->n++;
	page->bytes += len;
	buffer_done(&json);
	if (page->n == page->query->limit || page->bytes > PAGE_BYTES)
		page->full = true;
}

static bool is_wanted(const struct event_page *page, uint64_t seq)
{
	return page->query->backward ? seq < page->cursor : seq > page->cursor;
}

// Only what passes the cheap part of the filter is decoded in full.
static int read_event(struct reading *reading, struct chunk *chunk, uint32_t i)
{
	struct event_page *page = reading->page;
	const struct event_filter *filter = &page->query->filter;
	struct event event;
	int r = chunk_event_head(chunk, i, &event, reading->err);
	if (r < 0 || !is_wanted(page, event.seq))
		return r;
	if (event_filter_match_head(filter, &event)) {
		r = chunk_event(chunk, i, &event, reading->err);
		if (r < 0)
			return r;
		if (event_filter_match(filter, &event, &reading->scratch))
			keep(page, &event);
	}
	page->cursor = event.seq;
	return 0;
}

static int read_chunk(struct reading *reading, int row)
{
	struct event_page *page = reading->page;
	size_t len = 0;
	const uint8_t *bytes = chunk_repository_bytes(reading->result, row, &len);
	AUTO(chunk) struct chunk *chunk = NULL;
	int r = chunk_open(bytes, len, &chunk, reading->err);
	if (r < 0)
		return r;
	uint32_t n = chunk_summary(chunk)->n_events;
	for (uint32_t k = 0; k < n && r == 0 && !page->full; k++) {
		r = read_event(reading, chunk, page->query->backward ? n - 1 - k : k);
		if (k % CLOCK_EVERY == CLOCK_EVERY - 1 && clock_boot_ns() > page->deadline_ns)
			page->full = true;
	}
	return r;
}

static void read_rows(void *ctx)
{
	struct reading *reading = ctx;
	for (int row = 0; row < db_rows(reading->result) && reading->r == 0 && !reading->page->full; row++)
		reading->r = read_chunk(reading, row);
	if (clock_boot_ns() > reading->page->deadline_ns)
		reading->page->full = true;
}

int event_page_read(struct event_page *page, struct loop *loop, const struct db_result *result, struct error *err)
{
	struct reading reading = {.page = page, .result = result, .scratch = {.max = LINE_BYTES}, .err = err};
	task_offload(loop, read_rows, &reading);
	buffer_done(&reading.scratch);
	if (reading.r < 0)
		return error_wrap(err, "a stored chunk is damaged");
	return 0;
}
