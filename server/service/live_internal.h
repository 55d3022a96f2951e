// SPDX-License-Identifier: Apache-2.0
// The hub's insides, shared by live_hub.c (subscriptions, publishing), live_outbox.c, live_events.c,
// live_catchup.c, live_select.c and live_terminal.c only.
#pragma once

#include "common/base/buffer.h"
#include "common/base/clock.h"
#include "common/base/list.h"
#include "server/service/live_hub.h"

#define LIVE_SEARCH_NS    (15 * NS_PER_MS) // search in what must be decoded for it, for one update
#define LIVE_TURN_MS      20u              // between two turns while something is to do
#define LIVE_QUEUE_CHUNKS 8u               // of one subscriber, waiting for its next update
#define LIVE_UPDATE_BYTES (1u << 20)       // JSON of one message
#define LIVE_GAPS_BYTES   (64u << 10)      // JSON of gaps in one update
#define LIVE_READ_BYTES   (64u << 10)      // terminal read from the store at once
#define LIVE_CHANGES_MAX  1024u            // objects that changed, waiting for a viewer of the overview
#define LIVE_CATCHUP_MAX  4u               // reads from the store before an event viewer goes on with the newest

struct live_hub {
	struct loop *loop;
	struct live_store store;
	bool has_store;
	struct change_feed *feed;
	struct change_listener *listener;
	struct list subscribers;
	struct loop_timer *timer; // NULL once the hub is being freed
	bool turning;             // the timer runs
	bool walking;             // closed subscribers stay in the list until the walk's end
	bool selecting;           // a task makes updates
	unsigned refs;            // the owner's and one a task
	struct live_stats stats;
};

// Immutable, shared by a subscriber and the work on its updates; counted on the loop.
struct live_filter {
	unsigned refs;
	struct filter_program *program;
	bool by_call;
};

struct outbox_item {
	struct list node;
	struct live_item item;
	struct buffer members;
};

enum live_phase {
	PHASE_OFF,
	PHASE_CATCHUP, // a task reads from the store
	PHASE_LIVE,
	PHASE_WAITING, // terminal only: the viewer must acknowledge first
};

struct live_events {
	enum live_phase phase;
	uint64_t next_seq;
	uint64_t queued_seq; // the last one that came by publishing
	struct live_chunk *queue[LIVE_QUEUE_CHUNKS];
	unsigned n;
	uint64_t of, unread; // of chunks that fell out of the queue
	uint64_t last_seq;
	struct buffer gaps;
	uint64_t updated_at; // clock_boot_ns of the last update
	uint64_t published;  // chunks, to see that some came while the store was read
};

struct live_terminal {
	enum live_phase phase;
	uint64_t last_frame, next_offset, acked;
	uint64_t head_offset; // the newest that was published
	uint64_t published;
	bool was_live;
	bool reading; // a task reads from the store
};

struct live_subscriber {
	struct list node;
	struct live_hub *hub;
	unsigned refs;
	bool closed, overview;
	bool blocked;   // the socket is full
	bool offering;  // inside offer
	bool selecting; // an update is being made
	struct uuid scan;
	live_offer_fn offer;
	void *ctx;
	struct live_filter *filter;
	struct list outbox;
	size_t outbox_n;
	bool wants_counters;
	struct live_events events;
	struct live_terminal terminal;
};

// Chunks to make one update of; the result's texts. Runs on the pool.
struct live_selection {
	const struct filter_program *filter;
	struct live_chunk *chunks[LIVE_QUEUE_CHUNKS];
	unsigned n;
	uint64_t from_seq;
	unsigned shown_max;
	uint64_t deadline_ns; // time for what must be decoded to be compared
	struct buffer events; // JSON items
	uint64_t shown, of, unread, last_seq;
};
void live_select(struct live_selection *selection);

// live_hub.c
void live_wake(struct live_hub *hub); // a turn soon
void live_hub_unref(struct live_hub *hub);
struct live_subscriber *live_subscriber_ref(struct live_subscriber *subscriber);
void live_subscriber_unref(struct live_subscriber *subscriber);
void live_filter_unref(struct live_filter *filter);

// live_outbox.c: what waits for one viewer's socket.
// A new item at the end; write its members.
struct outbox_item *outbox_add(struct live_subscriber *subscriber, enum live_kind kind, const struct uuid *id);
// The item of this kind and id that waits already, NULL when none does.
struct outbox_item *outbox_find(struct live_subscriber *subscriber, enum live_kind kind, const struct uuid *id);
struct outbox_item *outbox_last(struct live_subscriber *subscriber);
void outbox_drop(struct live_subscriber *subscriber, struct outbox_item *item);
void outbox_flush(struct live_subscriber *subscriber);
void outbox_clear(struct live_subscriber *subscriber);

// live_events.c
void live_events_publish(struct live_subscriber *subscriber, struct live_chunk *chunk);
void live_events_publish_gap(struct live_subscriber *subscriber, const char *json);
bool live_events_waiting(const struct live_subscriber *subscriber); // something for an update
void live_events_turn(struct live_hub *hub, uint64_t now);
void live_events_clear(struct live_subscriber *subscriber);
void live_events_shift(struct live_events *events); // drops the first chunk of the queue
uint64_t live_chunk_last_seq(const struct live_chunk *chunk);
void live_selection_start(struct live_selection *selection, const struct live_subscriber *subscriber);
void live_selection_done(struct live_selection *selection);
// An update with nothing in it would only make noise.
bool live_events_worth(const struct live_subscriber *subscriber, const struct live_selection *selection);
// The update as a message; what the subscriber had counted so far goes with it.
void live_events_put(struct live_subscriber *subscriber, struct live_selection *selection, uint64_t now);

// live_catchup.c
void live_events_start(struct live_subscriber *subscriber, uint64_t from_seq);

// live_terminal.c
void live_terminal_start(struct live_subscriber *subscriber, uint64_t offset);
void live_terminal_publish(struct live_subscriber *subscriber, uint64_t frame, const struct wire_terminal *piece);
void live_terminal_ack(struct live_subscriber *subscriber, uint64_t offset);
