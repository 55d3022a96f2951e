// SPDX-License-Identifier: Apache-2.0
// One page of events, made from chunks read step by step. Used by event_service.c only; see there for the bounds.
#pragma once

#include "common/loop/loop.h"
#include "server/service/event_service.h"

struct event_page {
	const struct event_page_query *query;
	const struct filter_query *filter; // of the query
	char *items[EVENT_PAGE_MAX];       // JSON, in the order of reading
	unsigned n;
	size_t bytes;
	uint64_t cursor;      // forward: the last number read; backward: the lowest
	uint64_t deadline_ns; // of reading
	bool full;            // limit or time is used up
};

void event_page_init(struct event_page *page, const struct event_page_query *query, const struct filter_query *filter,
		     uint64_t time_ns);
void event_page_done(struct event_page *page);
// Reads the chunks of a result of chunk_repository_read, on the pool: inside a task. -EBADMSG when one is damaged.
int event_page_read(struct event_page *page, struct loop *loop, const struct db_result *result, struct error *err);
