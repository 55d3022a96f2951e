// SPDX-License-Identifier: Apache-2.0
#include "detector/pipeline/pipeline.h"

#include "common/base/alloc.h"
#include "common/syscalls/syscalls.h"
#include "detector/state/netlink_fds.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PIPELINE_ABIS 3u

struct pipeline {
	struct pipeline_options options;
	struct netlink_fds *netlink; // without a state
	struct pipeline_totals totals;
	struct pipeline_sink sinks[PIPELINE_SINKS];
	unsigned n_sinks;
	unsigned tasks;
	uint64_t limit_from, limit_to; // event time, ns since the epoch
	struct filter_scratch scratch;
	uint64_t filtered[PIPELINE_ABIS][RECORD_SYSCALLS];
};

static unsigned call_slot(int32_t nr)
{
	return nr < 0 || nr >= RECORD_SYSCALLS ? RECORD_SYSCALLS - 1 : (unsigned)nr;
}

struct pipeline *pipeline_new(const struct pipeline_options *options)
{
	struct pipeline *pipeline = xcalloc(1, sizeof(*pipeline));
	pipeline->options = *options;
	pipeline->tasks = 1;
	if (!options->state)
		pipeline->netlink = netlink_fds_new();
	filter_scratch_init(&pipeline->scratch);
	return pipeline;
}

void pipeline_free(struct pipeline *pipeline)
{
	if (!pipeline)
		return;
	filter_scratch_done(&pipeline->scratch);
	netlink_fds_free(pipeline->netlink);
	free(pipeline);
}

void pipeline_add_sink(struct pipeline *pipeline, const struct pipeline_sink *sink)
{
	assert(pipeline->n_sinks < PIPELINE_SINKS);
	pipeline->sinks[pipeline->n_sinks++] = *sink;
}

static void count_tasks(struct pipeline *pipeline, const struct record *record)
{
	if (record->type == RECORD_FORK)
		pipeline->tasks++;
	else if (record->type == RECORD_EXIT && pipeline->tasks > 0)
		pipeline->tasks--;
}

static bool over_limit(struct pipeline *pipeline, const struct event *event)
{
	if (!pipeline->options.event_limit || pipeline->totals.events < pipeline->options.event_limit)
		return false;
	if (!pipeline->totals.lost_limit)
		pipeline->limit_from = event->ts;
	pipeline->limit_to = event->ts;
	if (event->kind == EVENT_SYSCALL)
		pipeline->totals.lost_limit++;
	return true;
}

static void tell_tasks(struct pipeline *pipeline, const struct record *record)
{
	bool superseded = record->type == RECORD_EXEC && record->args[0] != record->tid;
	for (unsigned i = 0; i < pipeline->n_sinks; i++) {
		const struct pipeline_sink *sink = &pipeline->sinks[i];
		if (record->type == RECORD_FORK && sink->attached)
			sink->attached(sink->ctx, (uint32_t)record->args[1]);
		if (superseded && sink->superseded)
			sink->superseded(sink->ctx, record->pid, (uint32_t)record->args[0], pipeline->tasks);
	}
}

static bool is_hidden(const struct pipeline *pipeline, const struct event *event)
{
	return event->kind == EVENT_SIGNAL && event->nr > 0 && event->nr <= 64 &&
	       pipeline->options.hidden_signals >> (event->nr - 1) & 1;
}

static bool is_wanted(struct pipeline *pipeline, const struct event *event)
{
	if (is_hidden(pipeline, event))
		return false;
	if (!pipeline->options.filter || filter_match(pipeline->options.filter, event, &pipeline->scratch))
		return true;
	if (event->kind == EVENT_SYSCALL && event->abi < PIPELINE_ABIS) {
		pipeline->totals.filtered++;
		pipeline->filtered[event->abi][call_slot(event->nr)]++;
	}
	return false;
}

static void take(struct pipeline *pipeline, struct event *event, unsigned tasks)
{
	event->seq = ++pipeline->totals.last_seq;
	pipeline->totals.events++;
	if (event->kind == EVENT_SYSCALL)
		pipeline->totals.captured++;
	for (unsigned i = 0; i < pipeline->n_sinks; i++)
		pipeline->sinks[i].event(pipeline->sinks[i].ctx, event, tasks);
	if (pipeline->totals.events == pipeline->options.event_limit && pipeline->options.limit_reached)
		pipeline->options.limit_reached(pipeline->options.ctx);
}

void pipeline_record(struct pipeline *pipeline, const struct record *record)
{
	struct event event;
	unsigned tasks = pipeline->tasks; // an end is still shown with its own task among the living
	count_tasks(pipeline, record);
	tell_tasks(pipeline, record);
	if (record->flags & RECORD_F_CHILD_RETURN)
		return; // the parent's return is the call
	bool shown = syscall_decode(record, pipeline->options.boot_to_real, &event) == 0;
	if (pipeline->options.state)
		state_apply(pipeline->options.state, record, shown ? &event : NULL);
	else
		netlink_fds_apply(pipeline->netlink, record, shown ? &event : NULL);
	if (!shown)
		return;
	if (is_wanted(pipeline, &event) && !over_limit(pipeline, &event))
		take(pipeline, &event, tasks);
}

static void emit_gap(struct pipeline *pipeline, struct wire_gap *gap)
{
	gap->first_seq = pipeline->totals.last_seq + 1;
	pipeline->totals.last_seq += gap->count;
	for (unsigned i = 0; i < pipeline->n_sinks; i++)
		pipeline->sinks[i].gap(pipeline->sinks[i].ctx, gap);
}

void pipeline_loss(struct pipeline *pipeline, uint64_t from, uint64_t to, uint64_t count, uint64_t others,
		   const struct wire_gap_call *calls, size_t n_calls)
{
	if (!count && !others)
		return;
	assert(n_calls <= UINT16_MAX);
	if (pipeline->options.state)
		state_lost(pipeline->options.state);
	struct wire_gap gap = {
	    .count = count,
	    .from_ts = from + (uint64_t)pipeline->options.boot_to_real,
	    .to_ts = to + (uint64_t)pipeline->options.boot_to_real,
	    .stage = WIRE_STAGE_KERNEL,
	    .n_calls = (uint16_t)n_calls,
	    .calls = (struct wire_gap_call *)calls,
	};
	pipeline->totals.lost_kernel += count;
	emit_gap(pipeline, &gap);
}

void pipeline_finish(struct pipeline *pipeline)
{
	if (!pipeline->totals.lost_limit)
		return;
	struct wire_gap gap = {
	    .count = pipeline->totals.lost_limit,
	    .from_ts = pipeline->limit_from,
	    .to_ts = pipeline->limit_to,
	    .stage = WIRE_STAGE_LIMIT,
	};
	emit_gap(pipeline, &gap);
}

struct pipeline_totals pipeline_totals(const struct pipeline *pipeline)
{
	return pipeline->totals;
}

unsigned pipeline_tasks(const struct pipeline *pipeline)
{
	return pipeline->tasks;
}

uint64_t pipeline_filtered(const struct pipeline *pipeline, uint8_t abi, int32_t nr)
{
	return abi < PIPELINE_ABIS ? pipeline->filtered[abi][call_slot(nr)] : 0;
}
