// SPDX-License-Identifier: Apache-2.0
// One viewer's connection to /api/v1/live, shared by live_handler.c (messages), live_ops.c (what they ask for), live_refresh.c (scans
// and detectors that changed) and live_control.c (terminal input). Counted: a task that works for it holds it beyond its end.
#pragma once

#include "common/base/error.h"
#include "common/base/list.h"
#include "common/loop/loop.h"
#include "server/handler/http_form.h"
#include "server/handler/ws_connection.h"
#include "server/service/auth_service.h"
#include "server/service/event_service.h"
#include "server/service/live_hub.h"
#include "server/service/scan_service.h"

#define VIEWER_SUBSCRIPTIONS_MAX 16u
#define VIEWER_REFRESH_MAX       256u
#define VIEWER_CONTROLS_MAX      4u

struct subscription {
	struct list link;
	struct viewer *viewer;
	int64_t id; // the client's number
	bool overview;
	bool terminal;
	struct uuid scan;
	struct live_subscriber *subscriber;
};

// A scan or detector to be loaded and told.
struct refresh {
	struct list link;
	int64_t subscription;
	bool detector;
	struct uuid id;
};

struct viewer {
	struct ws_connection *ws; // NULL when the connection is gone
	struct loop *loop;
	const struct services *services;
	unsigned refs;
	char token[AUTH_TOKEN_SIZE];
	struct principal who;
	bool signed_in;
	struct list inbox; // struct viewer_message, in order
	size_t n_inbox;
	bool ops_run; // a task works on the inbox
	struct list subscriptions;
	size_t n_subscriptions;
	struct list refreshes;
	size_t n_refreshes;
	bool refresh_runs;
	struct loop_timer *recheck;
	bool recheck_runs;
	struct scan_control controls[VIEWER_CONTROLS_MAX]; // the last used first
	size_t n_controls;
};

struct viewer *viewer_ref(struct viewer *viewer);
void viewer_unref(struct viewer *viewer);
struct subscription *viewer_find(struct viewer *viewer, int64_t id);
void viewer_unsubscribe(struct subscription *subscription);
// Takes the object over. False when the connection is gone.
bool viewer_send(struct viewer *viewer, struct json_object *message);
// id NULL = of no subscription.
void viewer_error(struct viewer *viewer, const int64_t *id, const char *code, const char *message);
void viewer_failure(struct viewer *viewer, const int64_t *id, int r, const struct error *err);
// Who holds the cookie now? Not signed in: tells so and closes. In a task.
int viewer_authenticate(struct viewer *viewer);

// live_ops.c: one message, in a task.
void live_op(struct viewer *viewer, struct form *form);
bool live_offer(void *ctx, const struct live_item *item);

// live_refresh.c
void live_refresh_add(struct subscription *subscription, bool detector, const struct uuid *id);
void live_recheck(void *ctx); // struct viewer: are its rights still what they were?

// live_control.c: both in a task.
void live_input(struct viewer *viewer, struct form *form);
void live_resize(struct viewer *viewer, struct form *form);
