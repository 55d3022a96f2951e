// SPDX-License-Identifier: Apache-2.0
// Is everything there? The kernel's count, what the detector captured, what is stored, and what was lost where, held against each
// other. Pure. "complete" is said only when it is proven.
#pragma once

#include "common/base/buffer.h"
#include "server/model/scan.h"

#include <stdint.h>

enum completeness_verdict {
	COMPLETENESS_COMPLETE,
	COMPLETENESS_INCOMPLETE,
	COMPLETENESS_RUNNING,
	COMPLETENESS_UNKNOWN
};

// What the store knows of a scan's stream; all 0 when nothing came yet.
struct stored_totals {
	uint64_t events;     // of every kind
	uint64_t syscalls;   // of them
	uint64_t gap_events; // numbers that gaps account for
	uint64_t last_seq;   // the highest number seen, stored or in a gap
	uint64_t terminal_bytes;
	uint64_t refused;                              // frames set aside
	uint64_t counted, lost, missed_runs, filtered; // by the newest counters, for scans that run
	bool ended;                                    // the final state came
};

struct completeness {
	enum completeness_verdict verdict;
	uint64_t counted, captured, stored; // system calls
	uint64_t lost_kernel, lost_queue, lost_spool, lost_limit;
	uint64_t filtered; // refused by the capture filter: counted = captured + lost + filtered
	uint64_t missed_runs;
	uint64_t events_stored;
	char reason[400];
};

void completeness_judge(const struct scan *scan, const struct stored_totals *stored, struct completeness *ret_judged);
const char *completeness_verdict_name(enum completeness_verdict verdict); // "complete"
// The object of docs/openapi.yaml.
void completeness_json(const struct completeness *judged, struct buffer *out);
