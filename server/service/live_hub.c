// SPDX-License-Identifier: Apache-2.0
// Who watches what, and the turns in which viewers get what came. Publishing only queues; offers are made in a turn.
#include "server/service/live_internal.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "server/service/event_json.h"

#include <assert.h>
#include <stdlib.h>

static void on_change(void *ctx, const struct change *change);
static void turn(void *ctx);

struct live_hub *live_hub_new(struct loop *loop, const struct live_store *store, struct change_feed *feed)
{
	struct live_hub *hub = xcalloc(1, sizeof(*hub));
	hub->loop = loop;
	hub->refs = 1;
	hub->feed = feed;
	list_init(&hub->subscribers);
	hub->timer = loop_timer_new(loop, turn, hub);
	if (store) {
		hub->store = *store;
		hub->has_store = true;
	}
	if (feed)
		hub->listener = change_feed_listen(feed, on_change, hub);
	return hub;
}

void live_hub_unref(struct live_hub *hub)
{
	if (--hub->refs == 0)
		free(hub);
}

void live_hub_free(struct live_hub *hub)
{
	if (!hub)
		return;
	if (hub->listener)
		change_feed_unlisten(hub->listener);
	list_for_each (subscriber, &hub->subscribers, struct live_subscriber, node)
		live_unsubscribe(subscriber);
	loop_timer_free(take_ptr(&hub->timer));
	live_hub_unref(hub);
}

bool live_hub_idle(const struct live_hub *hub)
{
	return hub->refs == 1;
}

void live_hub_get_stats(const struct live_hub *hub, struct live_stats *ret_stats)
{
	*ret_stats = hub->stats;
}

void live_wake(struct live_hub *hub)
{
	if (hub->turning || !hub->timer)
		return;
	hub->turning = true;
	loop_timer_start(hub->timer, 0, LIVE_TURN_MS);
}

struct live_subscriber *live_subscriber_ref(struct live_subscriber *subscriber)
{
	subscriber->refs++;
	return subscriber;
}

void live_filter_unref(struct live_filter *filter)
{
	if (!filter || --filter->refs > 0)
		return;
	filter_program_free(filter->program);
	free(filter);
}

void live_subscriber_unref(struct live_subscriber *subscriber)
{
	if (--subscriber->refs > 0)
		return;
	outbox_clear(subscriber);
	live_events_clear(subscriber);
	live_filter_unref(subscriber->filter);
	free(subscriber);
}

static struct live_filter *filter_new(struct filter_program *program, bool by_call)
{
	struct live_filter *shared = xcalloc(1, sizeof(*shared));
	shared->refs = 1;
	shared->by_call = by_call || !program;
	if (program) {
		shared->program = filter_program_ref(program);
	} else {
		AUTO(filter) struct filter *all = filter_all();
		shared->program = filter_program_new(all);
	}
	return shared;
}

static struct live_subscriber *subscriber_new(struct live_hub *hub, live_offer_fn offer, void *ctx)
{
	struct live_subscriber *subscriber = xcalloc(1, sizeof(*subscriber));
	subscriber->hub = hub;
	subscriber->refs = 1;
	subscriber->offer = offer;
	subscriber->ctx = ctx;
	list_init(&subscriber->outbox);
	buffer_init(&subscriber->events.gaps, LIVE_GAPS_BYTES);
	list_append(&hub->subscribers, &subscriber->node);
	hub->stats.subscribers++;
	return subscriber;
}

static int check_room(struct live_hub *hub, struct error *err)
{
	if (hub->stats.subscribers < LIVE_SUBSCRIBERS_MAX)
		return 0;
	hub->stats.refused++;
	return error_set(err, EBUSY, "%u live views are open on this server: close one", LIVE_SUBSCRIBERS_MAX);
}

int live_subscribe(struct live_hub *hub, const struct live_want *want, live_offer_fn offer, void *ctx,
		   struct live_subscriber **ret_subscriber, struct error *err)
{
	int r = check_room(hub, err);
	if (r < 0)
		return r;
	struct live_subscriber *subscriber = subscriber_new(hub, offer, ctx);
	subscriber->scan = want->scan;
	subscriber->filter = filter_new(want->filter, want->filter_by_call);
	subscriber->wants_counters = want->counters;
	// What changed between the page's own look at the scan and now.
	(void)outbox_add(subscriber, LIVE_SCAN, &want->scan);
	*ret_subscriber = subscriber;
	if (want->events)
		live_events_start(subscriber, want->from_seq);
	if (want->terminal)
		live_terminal_start(subscriber, want->terminal_offset);
	live_wake(hub);
	return 0;
}

int live_subscribe_overview(struct live_hub *hub, live_offer_fn offer, void *ctx,
			    struct live_subscriber **ret_subscriber, struct error *err)
{
	int r = check_room(hub, err);
	if (r < 0)
		return r;
	struct live_subscriber *subscriber = subscriber_new(hub, offer, ctx);
	subscriber->overview = true;
	*ret_subscriber = subscriber;
	return 0;
}

void live_unsubscribe(struct live_subscriber *subscriber)
{
	if (!subscriber || subscriber->closed)
		return;
	subscriber->closed = true;
	subscriber->hub->stats.subscribers--;
	live_events_clear(subscriber);
	if (!subscriber->offering)
		outbox_clear(subscriber);
	if (subscriber->hub->walking)
		return; // the walk takes it away
	list_remove(&subscriber->node);
	live_subscriber_unref(subscriber);
}

void live_subscriber_filter(struct live_subscriber *subscriber, struct filter_program *filter, bool by_call)
{
	live_filter_unref(subscriber->filter);
	subscriber->filter = filter_new(filter, by_call);
}

void live_subscriber_ready(struct live_subscriber *subscriber)
{
	subscriber->blocked = false;
	live_wake(subscriber->hub);
}

void live_subscriber_terminal_ack(struct live_subscriber *subscriber, uint64_t offset)
{
	live_terminal_ack(subscriber, offset);
}

static bool watches(const struct live_subscriber *subscriber, const struct uuid *scan)
{
	return !subscriber->closed && !subscriber->overview && uuid_equal(&subscriber->scan, scan);
}

bool live_hub_watched(const struct live_hub *hub, const struct uuid *scan)
{
	list_for_each (subscriber, &hub->subscribers, struct live_subscriber, node) {
		if (watches(subscriber, scan))
			return true;
	}
	return false;
}

void live_hub_publish_chunk(struct live_hub *hub, const struct uuid *scan, struct live_chunk *chunk)
{
	hub->stats.published++;
	list_for_each (subscriber, &hub->subscribers, struct live_subscriber, node) {
		if (watches(subscriber, scan))
			live_events_publish(subscriber, chunk);
	}
	live_chunk_unref(chunk);
	live_wake(hub);
}

void live_hub_publish_gap(struct live_hub *hub, const struct uuid *scan, const struct wire_gap *gap)
{
	if (!live_hub_watched(hub, scan))
		return;
	AUTO_VALUE(buffer) struct buffer json = {.max = LIVE_GAPS_BYTES};
	gap_json(gap, &json);
	if (json.failed) { // too many calls to name
		struct wire_gap bare = *gap;
		bare.n_calls = 0;
		buffer_clear(&json);
		gap_json(&bare, &json);
	}
	list_for_each (subscriber, &hub->subscribers, struct live_subscriber, node) {
		if (watches(subscriber, scan))
			live_events_publish_gap(subscriber, buffer_text(&json));
	}
	live_wake(hub);
}

void live_hub_publish_terminal(struct live_hub *hub, const struct uuid *scan, uint64_t frame,
			       const struct wire_terminal *piece)
{
	list_for_each (subscriber, &hub->subscribers, struct live_subscriber, node) {
		if (watches(subscriber, scan))
			live_terminal_publish(subscriber, frame, piece);
	}
	live_wake(hub);
}

void live_hub_publish_counters(struct live_hub *hub, const struct uuid *scan, const struct wire_counters *counters,
			       bool final)
{
	if (!live_hub_watched(hub, scan))
		return;
	AUTO_VALUE(buffer) struct buffer json = {.max = LIVE_UPDATE_BYTES};
	counters_json_members(counters, final, &json);
	if (json.failed)
		return; // more calls than exist; REST has them
	list_for_each (subscriber, &hub->subscribers, struct live_subscriber, node) {
		if (!watches(subscriber, scan) || !subscriber->wants_counters)
			continue;
		struct outbox_item *item = outbox_find(subscriber, LIVE_COUNTERS, scan);
		if (!item || subscriber->offering)
			item = outbox_add(subscriber, LIVE_COUNTERS, scan);
		buffer_clear(&item->members);
		(void)buffer_append(&item->members, json.data, json.len);
	}
	live_wake(hub);
}

static void note_change(struct live_subscriber *subscriber, enum live_kind kind, const struct uuid *id)
{
	if (outbox_find(subscriber, kind, id))
		return;
	if (subscriber->outbox_n >= LIVE_CHANGES_MAX && !subscriber->offering) {
		outbox_drop(subscriber, list_first(&subscriber->outbox, struct outbox_item, node));
		subscriber->hub->stats.dropped++;
	}
	(void)outbox_add(subscriber, kind, id);
}

static void on_change(void *ctx, const struct change *change)
{
	struct live_hub *hub = ctx;
	enum live_kind kind = change->kind == CHANGE_DETECTOR ? LIVE_DETECTOR : LIVE_SCAN;
	list_for_each (subscriber, &hub->subscribers, struct live_subscriber, node) {
		if (subscriber->closed)
			continue;
		if (subscriber->overview || (kind == LIVE_SCAN && watches(subscriber, &change->id)))
			note_change(subscriber, kind, &change->id);
	}
	live_wake(hub);
}

// Takes away those that unsubscribed during a walk; tells whether anything is left to do.
static bool sweep(struct live_hub *hub)
{
	bool busy = hub->selecting;
	list_for_each (subscriber, &hub->subscribers, struct live_subscriber, node) {
		if (subscriber->closed) {
			list_remove(&subscriber->node);
			live_subscriber_unref(subscriber);
			continue;
		}
		busy = busy ||
		       (!subscriber->blocked && (!list_empty(&subscriber->outbox) || live_events_waiting(subscriber)));
	}
	return busy;
}

static void turn(void *ctx)
{
	struct live_hub *hub = ctx;
	hub->walking = true;
	list_for_each (subscriber, &hub->subscribers, struct live_subscriber, node)
		outbox_flush(subscriber);
	hub->walking = false;
	live_events_turn(hub, clock_boot_ns());
	if (sweep(hub))
		return;
	hub->turning = false;
	loop_timer_stop(hub->timer);
}
