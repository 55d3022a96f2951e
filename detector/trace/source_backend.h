// SPDX-License-Identifier: Apache-2.0
// What a backend sees of a source and its scans. Only for the files of this folder and for fakes in tests.
#pragma once

#include "detector/trace/source.h"

struct source {
	struct loop *loop;
	const struct source_ops *ops;
	struct source_scan *scans[RECORD_SCANS]; // by slot: the bits of record.scans
	void *backend;
	bool delivering; // a sink is being called
};

struct source_scan {
	struct source *source;
	unsigned slot;
	struct scope scope;
	struct source_plan plan;
	uint64_t calls[RECORD_SYSCALLS / 64]; // plan.calls points here, or is NULL
	struct source_sink sink;
	bool stopped;
	void *backend;
};

// Hands a record to each scan that record->scans names.
void source_deliver(struct source *source, const struct record *record);
void source_deliver_loss(struct source_scan *scan, const struct source_loss *loss);
