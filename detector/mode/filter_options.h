// SPDX-License-Identifier: Apache-2.0
// The options that choose events: --filter, -e trace=LIST, -z, -Z and -P, which all become one filter.
#pragma once

#include "common/filter/filter_ast.h"

#define FILTER_PATHS_MAX 64

// -e status=: how calls ended. A call that strace calls unavailable or detached does not come up here.
enum filter_statuses {
	FILTER_SUCCESSFUL = 1u << 0,
	FILTER_FAILED = 1u << 1,
	FILTER_UNFINISHED = 1u << 2,
	FILTER_EVERY_STATUS = FILTER_SUCCESSFUL | FILTER_FAILED | FILTER_UNFINISHED,
	FILTER_NO_STATUS = 1u << 5, // chosen, and none of them
};

// A path of -P that stands for another one.
struct filter_resolved {
	const char *given; // the caller's
	size_t path;       // in paths
};

struct filter_options {
	struct filter *expression;     // all --filter together; NULL = none
	struct filter *trace;          // of the last -e trace=, as with strace; NULL = none
	unsigned statuses;             // enum filter_statuses; 0 = not asked
	char *paths[FILTER_PATHS_MAX]; // of -P, absolute
	size_t n_paths;
	struct filter_resolved resolved[FILTER_PATHS_MAX];
	size_t n_resolved;
	bool list_fields;     // --filter help
	const char *complete; // of --complete-filter; NULL = not asked; belongs to the caller
	bool explain;
	char *
	    mistake; // the text of a --filter that is wrong, with a line under it that points at the place; NULL = none
};

void filter_options_done(struct filter_options *options);
int filter_options_add(struct filter_options *options, const char *text, struct error *err);
int filter_options_set_trace(struct filter_options *options, const char *list, struct error *err);
int filter_options_add_path(struct filter_options *options, const char *path, struct error *err);
// All of it as one filter, which the caller frees. -EINVAL when it asks for what cannot be known: latencies without `latency`.
int filter_options_make(const struct filter_options *options, bool latency, struct filter **ret_filter,
			struct error *err);
// --explain, --filter help and --complete-filter, on standard output.
void filter_options_explain(const struct filter *filter);
void filter_options_print_fields(void);
// What can follow at the end of the text: a line a candidate, the whole text with it, a tab, its help. For shells.
void filter_options_complete(const char *text);
