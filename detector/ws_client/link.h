// SPDX-License-Identifier: Apache-2.0
// The detector's one connection to the server, as docs/protocol.md describes it: says hello, sends what is in the spool, takes the
// acknowledgements, and comes back by itself after any break. The user of a link appends to the spool and calls
// link_frame_ready; control messages go both ways beside it.
// Lives on the loop's thread. The events' functions are called from the loop, and may call everything here but link_free.
#pragma once

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/loop/loop.h"
#include "detector/ws_client/identity.h"
#include "detector/ws_client/spool.h"

enum link_state {
	LINK_CONNECTING,   // the first try is under way
	LINK_CONNECTED,    // welcomed
	LINK_RECONNECTING, // it broke or could not be made; it is tried again
	LINK_REFUSED, // the server said no for a reason that lasts (revoked, another protocol …); tried again, but seldom
};

struct link_events {
	// reason: one line for people; for LINK_REFUSED "code: message". Called when the state or the reason changes.
	void (*state)(void *ctx, enum link_state state, const char *reason);
	// A message that the link does not answer itself (scan.start, scan.input, images.list, …). The object lives during the
	// call only; its fields are not checked.
	void (*message)(void *ctx, const char *type, struct json_object *message);
	// For hello and status: a new object, see "Capabilities JSON" in docs/protocol.md. May be NULL.
	struct json_object *(*capabilities)(void *ctx);
	// Adds what the link cannot know to a status message ("scans", "ring"). May be NULL.
	void (*status)(void *ctx, struct json_object *status);
	// The server does not know this scan (any more): stop it. Its spool is deleted already. May be NULL.
	void (*gone)(void *ctx, const struct uuid *scan);
};

struct link_settings {
	const char *server;  // ws://host:port or wss://host:port, a path before /detector/v1 may follow
	const char *ca_file; // of the certificates that wss:// trusts; NULL or "" = the system's
	const char *name;    // this host's, as people know it
	const struct identity *identity;
	struct spool *spool;
	// 0 = the normal ones; for tests
	uint32_t reconnect_min_ms, reconnect_max_ms, status_ms;
};

struct link_stats {
	uint64_t frames_sent, bytes_sent; // resent ones count again
	uint64_t frames_acked;
	uint64_t frames_refused;  // by nack
	uint64_t connects;        // times welcomed
	uint64_t bad_messages;    // from the server, ignored
	uint64_t control_dropped; // no room in the queue
	uint64_t window_used, window_bytes;
};

struct link;
// Starts to connect at once. Copies the settings; identity and spool must outlive the link. -EINVAL for an address it cannot use.
int link_new(struct loop *loop, const struct link_settings *settings, const struct link_events *events, void *ctx,
	     struct link **ret_link, struct error *err);
// Says goodbye (the server then knows that it is no accident) and takes a few turns of the loop, so call it from outside of
// the loop's callbacks. NULL is fine.
void link_free(struct link *link);

// The spool has a new frame of this scan.
void link_frame_ready(struct link *link, const struct uuid *scan);
// Queues a control message and takes the reference over in any case. -ENOTCONN when not connected (control messages are about
// now: what must not be lost goes into the stream), -ENOBUFS when the queue (256 messages, 1 MiB) is full.
int link_send_control(struct link *link, struct json_object *message);
enum link_state link_state(const struct link *link);
void link_stats(const struct link *link, struct link_stats *ret_stats);
DEFINE_AUTO(link, link_free);
