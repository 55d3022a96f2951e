// SPDX-License-Identifier: Apache-2.0
// The newest cumulative counters of a scan.
#pragma once

#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/wire/wire.h"
#include "server/repository/db.h"

// Puts these counters in the place of the older ones; no call may come twice.
int counter_repository_store(struct db *tx, const struct uuid *scan, const struct wire_counters *counters,
			     struct error *err);
// Sorted by calls, most first. ts and missed_runs stay 0: they stand in the stream. wire_counters_done frees.
int counter_repository_load(struct db *db, const struct uuid *scan, struct wire_counters *ret_counters,
			    struct error *err);
