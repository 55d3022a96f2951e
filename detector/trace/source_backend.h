// SPDX-License-Identifier: Apache-2.0
// What a backend sees of a source and its scans. Only for the files of this folder and for fakes in tests.
#pragma once

#include "bpf/shared.h"
#include "detector/trace/source.h"

struct source {
	struct loop *loop;
	const struct source_ops *ops;
	struct source_scan *scans[RECORD_SCANS]; // by slot: the bits of record.scans
	void *backend;
	bool delivering;                                                // a sink is being called
	void (*ended)(void *ctx, pid_t pid, int status, size_t living); // source_on_end
	void *ended_ctx;
};

struct source_scan {
	struct source *source;
	unsigned slot;
	struct scope scope;
	struct source_plan plan;
	struct kernel_filter kernel;                // plan.kernel points here, or is NULL
	uint64_t state_calls[RECORD_SYSCALLS / 64]; // plan.state_calls, likewise
	struct source_sink sink;
	bool stopped;
	void *backend;
};

// Hands a record to each scan that record->scans names.
void source_deliver(struct source *source, const struct record *record);
void source_deliver_loss(struct source_scan *scan, const struct source_loss *loss);
