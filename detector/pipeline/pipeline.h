// SPDX-License-Identifier: Apache-2.0
// One scan's way from records to sinks: record → event, numbered without holes → sinks. What the source lost becomes a gap that
// takes as many numbers as calls were lost, so captured + lost = counted. Belongs to the scan's owner; lives on the loop.
#pragma once

#include "bpf/record.h"
#include "common/event/event.h"
#include "common/filter/filter_program.h"
#include "common/wire/wire.h"
#include "detector/state/state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIPELINE_SINKS 4

struct pipeline;

struct pipeline_sink {
	// tasks: how many tasks of the scan are alive, the caller's included.
	void (*event)(void *ctx, const struct event *event, unsigned tasks);
	void (*gap)(void *ctx, const struct wire_gap *gap);
	// May be NULL. A task was made that belongs to the scan; an execve made task tid the first of process pid.
	void (*attached)(void *ctx, uint32_t tid);
	void (*superseded)(void *ctx, uint32_t pid, uint32_t tid, unsigned tasks);
	void *ctx;
};

struct pipeline_options {
	int64_t boot_to_real; // ns, see common/base/clock.h
	uint64_t event_limit; // 0 = none; behind it events are counted as lost by the limit
	struct state *state;  // borrowed; NULL = events know neither process nor object
	// Borrowed; NULL = all. What it refuses takes no number and reaches no sink; the state has seen it.
	struct filter_program *filter;
	uint64_t hidden_signals;          // bit signal - 1: takes no number and reaches no sink
	void (*limit_reached)(void *ctx); // by the last event within it
	void *ctx;
};

// Numbers of system calls but events, which counts signals and ends of tasks too.
struct pipeline_totals {
	uint64_t captured;
	uint64_t filtered; // refused by the filter here
	uint64_t lost_kernel;
	uint64_t lost_limit;
	uint64_t events;
	uint64_t last_seq;
};

struct pipeline *pipeline_new(const struct pipeline_options *options);
void pipeline_free(struct pipeline *pipeline);
void pipeline_add_sink(struct pipeline *pipeline, const struct pipeline_sink *sink);
void pipeline_record(struct pipeline *pipeline, const struct record *record);

// from/to: CLOCK_BOOTTIME ns. count: system calls; others: signals and ends of tasks besides.
void pipeline_loss(struct pipeline *pipeline, uint64_t from, uint64_t to, uint64_t count, uint64_t others,
		   const struct wire_gap_call *calls, size_t n_calls);
// Ends the stream: a gap for what the event limit kept out, if any. Once.
void pipeline_finish(struct pipeline *pipeline);
struct pipeline_totals pipeline_totals(const struct pipeline *pipeline);
// Of the totals' filtered, those of one call; numbers of RECORD_SYSCALLS - 1 and beyond together, as in source_counter.
uint64_t pipeline_filtered(const struct pipeline *pipeline, uint8_t abi, int32_t nr);
// Tasks of the scan that are alive now, as far as forks and ends were seen.
unsigned pipeline_tasks(const struct pipeline *pipeline);
