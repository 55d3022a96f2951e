// SPDX-License-Identifier: Apache-2.0
// A viewer's events from the store, until the published ones go on where the store was read to.
#include "server/service/live_internal.h"

#include "common/base/clock.h"
#include "common/loop/task.h"

#define RETRY_MS 1000u // after the store did not answer

static uint64_t first_seq_of(const struct live_chunk *chunk)
{
	return chunk_summary(live_chunk_get(chunk))->first_seq;
}

static void make_one_update(void *ctx)
{
	live_select(ctx);
}

// The published chunks go on where the store was read to: from here on they are enough.
static bool meets_queue(const struct live_events *events)
{
	return events->n > 0 && first_seq_of(events->queue[0]) <= events->next_seq;
}

static void go_live(struct live_subscriber *subscriber)
{
	struct live_events *events = &subscriber->events;
	while (events->n > 0 && live_chunk_last_seq(events->queue[0]) < events->next_seq)
		live_events_shift(events);
	events->phase = PHASE_LIVE;
	live_wake(subscriber->hub);
}

// The viewer is far behind the newest: what lies between stays in the store, counted.
static int skip_to_newest(struct live_subscriber *subscriber, struct error *err)
{
	struct live_events *events = &subscriber->events;
	uint64_t last_seq = 0;
	int r = subscriber->hub->store.last_seq(subscriber->hub->store.ctx, &subscriber->scan, &last_seq, err);
	if (r < 0 || subscriber->closed)
		return r;
	uint64_t next = events->n > 0 ? first_seq_of(events->queue[0]) : last_seq + 1;
	if (next > events->next_seq) {
		events->unread += next - events->next_seq;
		events->next_seq = next;
		events->last_seq = next - 1;
	}
	return 0;
}

static void show_stored(struct live_subscriber *subscriber, struct live_selection *selection)
{
	struct live_filter *filter = subscriber->filter;
	filter->refs++;
	selection->filter = filter->program;
	selection->deadline_ns = clock_boot_ns() + LIVE_SEARCH_NS;
	task_offload(subscriber->hub->loop, make_one_update, selection);
	live_filter_unref(filter);
	if (subscriber->closed)
		return;
	subscriber->events.next_seq = selection->last_seq + 1;
	if (live_events_worth(subscriber, selection))
		live_events_put(subscriber, selection, clock_boot_ns());
}

// Returns true while there is more to read.
static bool read_some(struct live_subscriber *subscriber)
{
	const struct live_store *store = &subscriber->hub->store;
	struct live_events *events = &subscriber->events;
	uint64_t published = events->published;
	struct live_selection selection;
	struct error err;
	live_selection_start(&selection, subscriber);
	int r = store->chunks(store->ctx, &subscriber->scan, events->next_seq, selection.chunks, &selection.n, &err);
	if (r < 0) {
		task_sleep(subscriber->hub->loop, RETRY_MS);
		return true;
	}
	bool more = true;
	if (!subscriber->closed) {
		if (selection.n > 0)
			show_stored(subscriber, &selection);
		else
			more = published != events->published && !meets_queue(events);
	}
	live_selection_done(&selection);
	return more && !subscriber->closed && !meets_queue(events);
}

static void wait_for_socket(struct live_subscriber *subscriber)
{
	do
		task_sleep(subscriber->hub->loop, LIVE_UPDATE_MS);
	while (!subscriber->closed && outbox_find(subscriber, LIVE_EVENTS, &subscriber->scan));
}

static void catch_up(void *ctx)
{
	struct live_subscriber *subscriber = ctx;
	struct live_hub *hub = subscriber->hub;
	struct error err;
	for (unsigned reads = 1; !subscriber->closed && read_some(subscriber); reads++) {
		wait_for_socket(subscriber);
		if (!subscriber->closed && reads % LIVE_CATCHUP_MAX == 0)
			(void)skip_to_newest(subscriber, &err); // else it reads on
	}
	if (!subscriber->closed)
		go_live(subscriber);
	live_subscriber_unref(subscriber);
	live_hub_unref(hub);
}

void live_events_start(struct live_subscriber *subscriber, uint64_t from_seq)
{
	struct live_events *events = &subscriber->events;
	events->next_seq = from_seq;
	events->phase = PHASE_LIVE;
	if (from_seq == 0 || !subscriber->hub->has_store)
		return;
	events->phase = PHASE_CATCHUP;
	subscriber->hub->refs++;
	task_spawn(subscriber->hub->loop, catch_up, live_subscriber_ref(subscriber));
}
