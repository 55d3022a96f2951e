// SPDX-License-Identifier: Apache-2.0
// Counts the values that some fields have among events. What would need too much memory is counted as "others". Pure.
#pragma once

#include "common/base/buffer.h"
#include "common/base/cleanup.h"
#include "common/chunk/chunk.h"

#include <stdint.h>

struct event_facets;

// names: fields separated by commas, NULL = the usual ones. -EINVAL ("fields: …") for one that is none, or has more than one value an event.
int event_facets_new(const char *names, struct event_facets **ret_facets, struct error *err);
void event_facets_free(struct event_facets *facets);
DEFINE_AUTO(event_facets, event_facets_free);
// struct event_facets, the events of a verified chunk whose bits are set: an event_walk's take.
void event_facets_add(void *ctx, struct chunk *chunk, const uint64_t *bits);
// Array of Facet, with at most `limit` values each.
void event_facets_json(struct event_facets *facets, unsigned limit, struct buffer *out);
