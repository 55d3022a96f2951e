// SPDX-License-Identifier: Apache-2.0
// filter_prune: a filter as a condition on what the store knows of a chunk without opening it. It never leaves out a chunk that could
// match; what it cannot tell counts as "could". Nothing of the filter's text reaches the SQL: only numbers and hashes do, as parameters.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/filter/filter_ast.h"
#include "server/repository/db.h"

#include <stdbool.h>
#include <stdint.h>

struct filter_prune;

// The condition's parameters are numbered from $first on. May take some milliseconds for a large filter. Pure, on any thread.
struct filter_prune *filter_prune_new(const struct filter *filter, int first);
void filter_prune_free(struct filter_prune *prune);
DEFINE_AUTO(filter_prune, filter_prune_free);
// On columns of scan_chunk; "true" when it leaves nothing out.
const char *filter_prune_sql(const struct filter_prune *prune);
bool filter_prune_is_idle(const struct filter_prune *prune); // leaves nothing out
// Adds the parameters: params has first - 1 of them already.
void filter_prune_bind(const struct filter_prune *prune, struct db_params *params);

// How many stored events match, from the sums of scan_second alone: for filters over calls, failure and whole seconds.
// ret_answered false = these do not tell, and nothing was asked.
int filter_prune_count(struct db *db, const struct uuid *scan, const struct filter *filter, bool *ret_answered,
		       uint64_t *ret_count, struct error *err);
