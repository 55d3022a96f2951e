// SPDX-License-Identifier: Apache-2.0
// Events for viewers: first from the store, then as they are published, at most one update each LIVE_UPDATE_MS.
#include "server/service/live_internal.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/loop/task.h"
#include "server/repository/call_key.h"
#include "server/repository/filter_cells.h"
#include "server/service/json_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define JOBS_MAX 32u // updates made in one go

uint64_t live_chunk_last_seq(const struct live_chunk *chunk)
{
	const struct chunk_summary *summary = chunk_summary(live_chunk_get(chunk));
	return summary->first_seq + summary->n_events - 1;
}

void live_events_shift(struct live_events *events)
{
	live_chunk_unref(events->queue[0]);
	events->n--;
	memmove(events->queue, events->queue + 1, events->n * sizeof(events->queue[0]));
}

void live_events_clear(struct live_subscriber *subscriber)
{
	while (subscriber->events.n > 0)
		live_events_shift(&subscriber->events);
	buffer_done(&subscriber->events.gaps);
	subscriber->events.phase = PHASE_OFF;
}

// Of a filter that only asks for calls and their failure, the summary knows.
static uint64_t count_by_call(const struct live_filter *filter, const struct chunk_summary *summary)
{
	uint64_t count = 0;
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	for (uint32_t i = 0; i < summary->n_calls; i++) {
		const struct chunk_call *call = &summary->calls[i];
		int64_t key = call_key(call->kind, call->abi, call->nr);
		if (call->count > call->errors && filter_cell_match(filter->program, key, false, &scratch))
			count += call->count - call->errors;
		if (call->errors > 0 && filter_cell_match(filter->program, key, true, &scratch))
			count += call->errors;
	}
	return count;
}

// Nobody will look into this chunk for the viewer.
static void count_unseen(struct live_subscriber *subscriber, const struct live_chunk *chunk)
{
	const struct chunk_summary *summary = chunk_summary(live_chunk_get(chunk));
	if (subscriber->filter->by_call)
		subscriber->events.of += count_by_call(subscriber->filter, summary);
	else
		subscriber->events.unread += summary->n_events;
	subscriber->events.last_seq = live_chunk_last_seq(chunk);
}

void live_events_publish(struct live_subscriber *subscriber, struct live_chunk *chunk)
{
	struct live_events *events = &subscriber->events;
	if (events->phase == PHASE_OFF)
		return;
	uint64_t last_seq = live_chunk_last_seq(chunk);
	if (last_seq <= events->queued_seq)
		return; // published again, see live_hub.h
	events->queued_seq = last_seq;
	events->published++;
	if (events->phase == PHASE_LIVE && last_seq < events->next_seq)
		return; // read from the store already
	if (events->n == LIVE_QUEUE_CHUNKS) {
		if (events->phase == PHASE_LIVE) // else the store is read for it
			count_unseen(subscriber, events->queue[0]);
		live_events_shift(events);
	}
	events->queue[events->n++] = live_chunk_ref(chunk);
}

void live_events_publish_gap(struct live_subscriber *subscriber, const char *json)
{
	struct buffer *gaps = &subscriber->events.gaps;
	if (subscriber->events.phase == PHASE_OFF)
		return;
	size_t before = gaps->len;
	if (before > 0)
		(void)buffer_append_byte(gaps, ',');
	(void)buffer_append_text(gaps, json);
	if (gaps->failed) { // REST has all of them
		gaps->failed = false;
		gaps->len = before;
		subscriber->hub->stats.dropped++;
	}
}

bool live_events_waiting(const struct live_subscriber *subscriber)
{
	const struct live_events *events = &subscriber->events;
	if (events->phase == PHASE_OFF)
		return false;
	return (events->phase == PHASE_LIVE && events->n > 0) || events->of || events->unread || events->gaps.len;
}

// The update as a message, and what the subscriber had counted so far goes with it.
void live_events_put(struct live_subscriber *subscriber, struct live_selection *selection, uint64_t now)
{
	struct live_events *events = &subscriber->events;
	struct outbox_item *item = outbox_add(subscriber, LIVE_EVENTS, &subscriber->scan);
	struct buffer *out = &item->members;
	out->max = 2 * LIVE_UPDATE_BYTES; // selection and gaps have bounds of their own
	if (selection->last_seq > events->last_seq)
		events->last_seq = selection->last_seq;
	uint64_t of = selection->of + events->of;
	(void)buffer_append_text(out, "\"events\":[");
	(void)buffer_append(out, selection->events.data, selection->events.len);
	(void)buffer_append_text(out, "],\"gaps\":[");
	(void)buffer_append(out, events->gaps.data, events->gaps.len);
	(void)buffer_printf(out,
			    "],\"shown\":%" PRIu64 ",\"of\":%" PRIu64 ",\"unread\":%" PRIu64 ",\"last_seq\":%" PRIu64,
			    selection->shown, of, selection->unread + events->unread, events->last_seq);
	subscriber->hub->stats.sampled += of - selection->shown;
	buffer_clear(&events->gaps);
	events->of = events->unread = 0;
	events->updated_at = now;
	live_wake(subscriber->hub);
}

// An update with nothing in it would only make noise.
bool live_events_worth(const struct live_subscriber *subscriber, const struct live_selection *selection)
{
	const struct live_events *events = &subscriber->events;
	return selection->of || selection->unread || events->of || events->unread || events->gaps.len;
}

void live_selection_start(struct live_selection *selection, const struct live_subscriber *subscriber)
{
	*selection = (struct live_selection){
	    .from_seq = subscriber->events.next_seq,
	    .shown_max = LIVE_SHOWN_MAX,
	};
	buffer_init(&selection->events, LIVE_UPDATE_BYTES);
}

void live_selection_done(struct live_selection *selection)
{
	for (unsigned i = 0; i < selection->n; i++)
		live_chunk_unref(selection->chunks[i]);
	buffer_done(&selection->events);
}

struct job {
	struct live_subscriber *subscriber;
	struct live_filter *filter;
	struct live_selection selection;
};

struct jobs {
	struct live_hub *hub;
	unsigned n;
	struct job items[JOBS_MAX];
};

static void make_updates(void *ctx)
{
	struct jobs *jobs = ctx;
	for (unsigned i = 0; i < jobs->n; i++) {
		struct live_selection *selection = &jobs->items[i].selection;
		selection->filter = jobs->items[i].filter->program;
		selection->deadline_ns = clock_boot_ns() + LIVE_SEARCH_NS;
		live_select(selection);
	}
}

static void run_jobs(void *ctx)
{
	struct jobs *jobs = ctx;
	struct live_hub *hub = jobs->hub;
	task_offload(hub->loop, make_updates, jobs);
	uint64_t now = clock_boot_ns();
	for (unsigned i = 0; i < jobs->n; i++) {
		struct job *job = &jobs->items[i];
		job->subscriber->selecting = false;
		if (!job->subscriber->closed) {
			if (job->selection.last_seq >= job->subscriber->events.next_seq)
				job->subscriber->events.next_seq = job->selection.last_seq + 1;
			if (live_events_worth(job->subscriber, &job->selection))
				live_events_put(job->subscriber, &job->selection, now);
		}
		live_selection_done(&job->selection);
		live_filter_unref(job->filter);
		live_subscriber_unref(job->subscriber);
	}
	free(jobs);
	hub->selecting = false;
	live_hub_unref(hub);
}

static bool is_due(const struct live_subscriber *subscriber, uint64_t now)
{
	return !subscriber->closed && !subscriber->selecting && !subscriber->blocked &&
	       subscriber->events.phase == PHASE_LIVE && live_events_waiting(subscriber) &&
	       now - subscriber->events.updated_at >= LIVE_UPDATE_MS * NS_PER_MS &&
	       !outbox_find((struct live_subscriber *)(uintptr_t)subscriber, LIVE_EVENTS, &subscriber->scan);
}

static void add_job(struct jobs *jobs, struct live_subscriber *subscriber)
{
	struct job *job = &jobs->items[jobs->n++];
	job->subscriber = live_subscriber_ref(subscriber);
	job->filter = subscriber->filter;
	job->filter->refs++;
	live_selection_start(&job->selection, subscriber);
	memcpy(job->selection.chunks, subscriber->events.queue, sizeof(job->selection.chunks));
	job->selection.n = subscriber->events.n;
	subscriber->events.n = 0;
	subscriber->selecting = true;
}

void live_events_turn(struct live_hub *hub, uint64_t now)
{
	if (hub->selecting)
		return;
	struct jobs *jobs = xcalloc(1, sizeof(*jobs));
	jobs->hub = hub;
	list_for_each (subscriber, &hub->subscribers, struct live_subscriber, node) {
		if (jobs->n < JOBS_MAX && is_due(subscriber, now))
			add_job(jobs, subscriber);
	}
	if (jobs->n == 0) {
		free(jobs);
		return;
	}
	hub->selecting = true;
	hub->refs++;
	task_spawn(hub->loop, run_jobs, jobs);
}
