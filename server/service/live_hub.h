// SPDX-License-Identifier: Apache-2.0
// What happens now, for those who watch. Data is published after COMMIT only, so a viewer first reads what is stored and then
// follows, without a hole or a double. Memory for each subscriber is bounded: above its rate events are sampled and counted; the
// terminal of a slow viewer is read from the store again, or skipped forward with a notice. Lives on the loop.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/uuid.h"
#include "common/filter/filter_program.h"
#include "common/loop/loop.h"
#include "common/wire/wire.h"
#include "server/service/change_feed.h"
#include "server/service/live_store.h"

#include <stdbool.h>
#include <stdint.h>

#define LIVE_UPDATE_MS       100u         // between two event updates of one subscriber
#define LIVE_SHOWN_MAX       100u         // events in one update
#define LIVE_TERMINAL_WINDOW (256u << 10) // bytes sent and not yet acknowledged by the viewer
#define LIVE_TERMINAL_LAG    (1u << 20)   // a live viewer that is further behind skips forward
#define LIVE_SUBSCRIBERS_MAX 4096u

struct live_hub;
struct live_subscriber;

enum live_kind {
	LIVE_EVENTS,        // "events":[…],"gaps":[…],"shown":N,"of":N,"unread":N,"last_seq":N
	LIVE_COUNTERS,      // "ts":"…","final":…,"counters":[…], as REST
	LIVE_TERMINAL,      // "pieces":[…], as REST
	LIVE_TERMINAL_SKIP, // "from":N,"to":N
	LIVE_SCAN,          // nothing: the scan changed or was deleted; load it as this viewer may see it
	LIVE_DETECTOR,      // nothing: the detector changed; likewise
};

// The members of the message without braces, type and id: the handler sends {"type":"events","id":1,<members>}.
// `unread` events were not looked at for lack of time: they are stored, and may match or not. Valid during the call.
struct live_item {
	enum live_kind kind;
	struct uuid id; // of the scan or the detector
	const char *members;
	size_t len; // bytes of members
};

// false = "not now, my socket is full": kept, within the bounds above, until live_subscriber_ready. Must not wait (spawn a task
// for that). May call live_unsubscribe.
typedef bool (*live_offer_fn)(void *ctx, const struct live_item *item);

struct live_want {
	struct uuid scan;
	bool events, terminal, counters; // the scan's changes always come
	uint64_t from_seq;               // events from here on, first from the store; 0 = from now on
	uint64_t terminal_offset;        // likewise, bytes of output
	struct filter_program *filter;   // the hub takes a reference of its own; NULL = everything
	bool filter_by_call;             // it asks only for calls and their failure: server/repository/filter_cells.h
};

struct live_stats {
	uint64_t subscribers;                 // now
	uint64_t published, updates, sampled; // chunks, messages taken, events that matched and were not shown
	uint64_t skipped_bytes, dropped, refused;
};

// store is copied; without one (NULL) subscribers see only what comes. Listens to the feed for changes of scans and detectors.
struct live_hub *live_hub_new(struct loop *loop, const struct live_store *store, struct change_feed *feed);
// Ends every subscription silently. Tasks that wait for the store keep what they need until they end. Not inside an offer.
void live_hub_free(struct live_hub *hub);
DEFINE_AUTO(live_hub, live_hub_free);
// True when no task of the hub waits for anything: for an orderly stop, after the viewers left.
bool live_hub_idle(const struct live_hub *hub);
void live_hub_get_stats(const struct live_hub *hub, struct live_stats *ret_stats);

// The rights are checked by the caller: event_service_watch. -EBUSY when there are too many subscribers.
int live_subscribe(struct live_hub *hub, const struct live_want *want, live_offer_fn offer, void *ctx,
		   struct live_subscriber **ret_subscriber, struct error *err);
// LIVE_SCAN and LIVE_DETECTOR of everything; the handler leaves out what the viewer may not see.
int live_subscribe_overview(struct live_hub *hub, live_offer_fn offer, void *ctx,
			    struct live_subscriber **ret_subscriber, struct error *err);
void live_unsubscribe(struct live_subscriber *subscriber); // no offer after this; NULL is fine
// From now on; as in live_want.
void live_subscriber_filter(struct live_subscriber *subscriber, struct filter_program *filter, bool by_call);
void live_subscriber_ready(struct live_subscriber *subscriber); // the socket has room again
void live_subscriber_terminal_ack(struct live_subscriber *subscriber, uint64_t offset);

// Does anybody watch this scan? Publishing to nobody costs nothing, but making what is published does.
bool live_hub_watched(const struct live_hub *hub, const struct uuid *scan);
// After COMMIT. Chunks and terminal pieces may be published again (when it was not clear whether they were committed): viewers that
// have them see nothing of it. The chunk's reference is taken over; it must have been verified.
void live_hub_publish_chunk(struct live_hub *hub, const struct uuid *scan, struct live_chunk *chunk);
void live_hub_publish_gap(struct live_hub *hub, const struct uuid *scan, const struct wire_gap *gap);
void live_hub_publish_terminal(struct live_hub *hub, const struct uuid *scan, uint64_t frame,
			       const struct wire_terminal *piece);
void live_hub_publish_counters(struct live_hub *hub, const struct uuid *scan, const struct wire_counters *counters,
			       bool final);
