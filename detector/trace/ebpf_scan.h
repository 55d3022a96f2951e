// SPDX-License-Identifier: Apache-2.0
// One scan in the eBPF source: its bits in the programs' configuration, its counters, and what of them was reported as lost.
#pragma once

#include "detector/trace/ebpf_object.h"
#include "detector/trace/source_backend.h"

struct ebpf_scan {
	struct counter *counters;
	uint64_t armed_ts;
	uint64_t missed_before; // runs skipped before this scan
	uint64_t others_reported;
	uint64_t lost_reported[COUNTER_SLOTS];
};

// Makes the counters and arms the scope: from its return on everything in it is recorded. The hooks must be attached.
int ebpf_scan_arm(struct ebpf_object *object, struct source_scan *scan, struct error *err);
// Takes the scan out of the configuration and waits until no program works on it any more.
void ebpf_scan_disarm(struct ebpf_object *object, struct source_scan *scan);
void ebpf_scan_free(struct ebpf_object *object, struct source_scan *scan);

size_t ebpf_scan_counters(const struct ebpf_object *object, const struct source_scan *scan, struct source_counter *out,
			  size_t max);
// Tells the sink what was lost since it was told last, if anything.
void ebpf_scan_report_loss(const struct ebpf_object *object, struct source_scan *scan, uint64_t from_ts,
			   uint64_t to_ts);
// What depends on all scans that run: wanted calls, the largest string limit.
void ebpf_scans_apply(struct ebpf_object *object, struct source *source);
bool ebpf_scans_want_enter(const struct source *source);
