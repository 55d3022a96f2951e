// SPDX-License-Identifier: Apache-2.0
// Which events somebody wants to see: by system call, by failure, by text. Pure; the server uses it over stored chunks and for live
// viewers. An empty filter matches everything. Owned by the caller, who calls event_filter_done.
#pragma once

#include "common/base/buffer.h"
#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/event/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVENT_FILTER_MAX_CALLS 512u // names in one filter
#define EVENT_FILTER_MAX_TEXT  256u // bytes

// A call by number; one name gives one of these for each abi that has the call.
struct event_filter_call {
	uint8_t abi;
	int32_t nr;
};

enum event_filter_failed {
	EVENT_FILTER_ANY_RESULT,
	EVENT_FILTER_FAILED,    // only system calls that failed
	EVENT_FILTER_SUCCEEDED, // only system calls that did not
};

struct event_filter {
	struct event_filter_call *calls; // NULL = every event; else system calls of the list only
	size_t n_calls;
	enum event_filter_failed failed;
	char *text; // NULL, or a part of the formatted line, upper and lower case (ASCII) alike
};

// Adds the names of a list "openat,read"; blanks around names are allowed. -EINVAL names the word that is no system call.
int event_filter_add_calls(struct event_filter *filter, const char *names, struct error *err);
// "" and NULL take the text away. -EINVAL when too long.
int event_filter_set_text(struct event_filter *filter, const char *text, struct error *err);
void event_filter_done(struct event_filter *filter);
// Deep copy into an uninitialised struct.
void event_filter_copy(struct event_filter *ret_copy, const struct event_filter *filter);
bool event_filter_is_empty(const struct event_filter *filter);

// All of the filter. scratch is emptied and filled with the formatted line when there is a text to look for.
bool event_filter_match(const struct event_filter *filter, const struct event *event, struct buffer *scratch);
// The part that needs no formatting: false = the event does not match.
bool event_filter_match_head(const struct event_filter *filter, const struct event *event);
// Can a call with these counts of a chunk hold a match? Upper bound of the matching events among `count`.
uint64_t event_filter_candidates(const struct event_filter *filter, uint8_t kind, uint8_t abi, int32_t nr,
				 uint64_t count, uint64_t errors);
DEFINE_AUTO_VALUE(event_filter, event_filter_done);
