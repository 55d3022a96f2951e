// SPDX-License-Identifier: Apache-2.0
// Which detectors are connected to this server now, and the way to each. The handler layer attaches a channel when a detector
// said hello and detaches it when the connection ends; services send through it and never see a socket. Memory only; on the loop.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/loop/loop.h"
#include "server/model/detector.h"
#include "server/service/change_feed.h"

#include <json-c/json.h>

struct detector_registry;

// Borrowed by the registry from attach to detach. All calls come on the loop.
struct detector_channel {
	// Queues one message; 0, or -ENOBUFS when the connection's queue is full. The object stays the caller's.
	int (*send)(void *ctx, struct json_object *message);
	// Says `refused` and closes, later; detach follows from the handler.
	void (*refuse)(void *ctx, const char *code, const char *message);
	void *ctx;
};

struct detector_registry *detector_registry_new(struct loop *loop, struct change_feed *feed);
void detector_registry_free(struct detector_registry *registry);
DEFINE_AUTO(detector_registry, detector_registry_free);

// A second connection of one key takes the place of the first, which is refused with "busy".
void detector_registry_attach(struct detector_registry *registry, const struct uuid *id,
			      const struct detector_channel *channel);
// False when the channel was not (or is no longer) the one attached: then nothing changed.
bool detector_registry_detach(struct detector_registry *registry, const struct detector_channel *channel);

bool detector_registry_connected(const struct detector_registry *registry, const struct uuid *id);
unsigned detector_registry_count(const struct detector_registry *registry);
// -ENOTCONN when it is not connected to this server.
int detector_registry_send(struct detector_registry *registry, const struct uuid *id, struct json_object *message,
			   struct error *err);
// Sends a request and waits (in a task) for its reply's result, at most 10 s. `request` gets the number under "request". The
// result is the caller's to put. -ENOTCONN away, -ETIMEDOUT no reply, -EIO the detector's own error text.
int detector_registry_request(struct detector_registry *registry, const struct uuid *id, struct json_object *request,
			      struct json_object **ret_result, struct error *err);
// The handler got a {"type":"reply"} message. Replies that nobody waits for are ignored.
void detector_registry_reply(struct detector_registry *registry, const struct detector_channel *channel,
			     struct json_object *message);
void detector_registry_refuse(struct detector_registry *registry, const struct uuid *id, const char *code,
			      const char *message);

// The last status message's spool object, kept as text; copied. NULL when none came.
void detector_registry_set_spool(struct detector_registry *registry, const struct uuid *id, const char *json);
// True at most every 30 s for one connection: time to store that it is there.
bool detector_registry_store_due(struct detector_registry *registry, const struct uuid *id);
// Fills in state, state_reason and spool.
void detector_registry_judge(const struct detector_registry *registry, struct detector *detector);
