// SPDX-License-Identifier: Apache-2.0
// Through a scan's stored events from a number on, for those who want all that match: counts, facets. Used by event_service.c.
#pragma once

#include "common/chunk/chunk.h"
#include "server/repository/db.h"
#include "server/service/filter_request.h"

struct event_walk {
	const struct filter_query *filter;
	uint64_t cursor; // the number behind which it begins; then how far it came
	uint64_t deadline_ns;
	// On the pool: bit i is event i of the chunk, CHUNK_MATCH_WORDS words.
	void (*take)(void *ctx, struct chunk *chunk, const uint64_t *bits);
	void *ctx;
	bool end; // nothing is stored behind
};

// Until the end, or the deadline; at least one chunk is read. Inside a task. -EBADMSG when one is damaged.
int event_walk_run(struct event_walk *walk, struct db *db, const struct uuid *scan, struct error *err);
