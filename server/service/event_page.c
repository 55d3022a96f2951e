// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_page.h"

#include "common/base/clock.h"
#include "common/chunk/chunk.h"
#include "common/loop/task.h"
#include "server/repository/chunk_match.h"
#include "server/repository/chunk_repository.h"
#include "server/service/event_json.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES  (16u << 20) // JSON of one page: then it ends early
#define ITEM_BYTES  (1u << 20)  // of one event
#define CLOCK_EVERY 256u        // events between two looks at the clock

void event_page_init(struct event_page *page, const struct event_page_query *query, const struct filter_query *filter,
		     uint64_t time_ns)
{
	*page = (struct event_page){
	    .query = query,
	    .filter = filter,
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
	struct chunk *chunk;
	struct filter_scratch scratch;
	uint64_t bits[CHUNK_MATCH_WORDS]; // of the chunk's events: those that match
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

static int read_event(struct reading *reading, uint32_t i)
{
	struct event event;
	int r = chunk_event(reading->chunk, i, &event, reading->err);
	if (r == 0)
		keep(reading->page, &event);
	return r;
}

// What the filter does not need stays packed for events that do not match.
static int match(struct reading *reading)
{
	const struct filter_program *program = reading->page->filter->program;
	if (!filter_program_is_all(program))
		return chunk_match(program, reading->chunk, reading->bits, &reading->scratch, reading->err);
	memset(reading->bits, 0xff, sizeof(reading->bits));
	return 0;
}

static int read_chunk(struct reading *reading, int row)
{
	struct event_page *page = reading->page;
	size_t len = 0;
	const uint8_t *bytes = chunk_repository_bytes(reading->result, row, &len);
	int r = chunk_reopen(&reading->chunk, bytes, len, reading->err);
	if (r == 0)
		r = match(reading);
	if (r < 0)
		return r;
	const struct chunk_summary *summary = chunk_summary(reading->chunk);
	for (uint32_t k = 0; k < summary->n_events && r == 0 && !page->full; k++) {
		uint32_t i = page->query->backward ? summary->n_events - 1 - k : k;
		if (!is_wanted(page, summary->first_seq + i))
			continue;
		if (reading->bits[i / 64] >> i % 64 & 1)
			r = read_event(reading, i);
		page->cursor = summary->first_seq + i;
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
	struct reading reading = {.page = page, .result = result, .err = err};
	filter_scratch_init(&reading.scratch);
	task_offload(loop, read_rows, &reading);
	filter_scratch_done(&reading.scratch);
	chunk_free(reading.chunk);
	if (reading.r < 0)
		return error_wrap(err, "a stored chunk is damaged");
	return 0;
}
