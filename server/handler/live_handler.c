// SPDX-License-Identifier: Apache-2.0
// The WebSocket /api/v1/live: who is there, and its messages one after the other in a task.
#define LOG_TOPIC "live"
#include "server/handler/live_viewer.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/loop/task.h"
#include "server/handler/http_dispatch.h"
#include "server/handler/ws_endpoints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX         (128u << 10)
#define QUEUE_MAX        (8u << 20)
#define INBOX_MAX        256u
#define INBOX_LOW        64u
#define RECHECK_MS       15000
#define CLOSE_POLICY     1008
#define CLOSE_NOT_SIGNED 4401

struct viewer_message {
	struct list link;
	size_t len;
	char text[];
};

struct viewer *viewer_ref(struct viewer *viewer)
{
	viewer->refs++;
	return viewer;
}

void viewer_unref(struct viewer *viewer)
{
	if (--viewer->refs > 0)
		return;
	list_for_each (message, &viewer->inbox, struct viewer_message, link) {
		list_remove(&message->link);
		free(message);
	}
	list_for_each (refresh, &viewer->refreshes, struct refresh, link) {
		list_remove(&refresh->link);
		free(refresh);
	}
	explicit_bzero(viewer->token, sizeof(viewer->token));
	free(viewer);
}

struct subscription *viewer_find(struct viewer *viewer, int64_t id)
{
	list_for_each (subscription, &viewer->subscriptions, struct subscription, link)
		if (subscription->id == id)
			return subscription;
	return NULL;
}

void viewer_unsubscribe(struct subscription *subscription)
{
	live_unsubscribe(subscription->subscriber);
	list_remove(&subscription->link);
	subscription->viewer->n_subscriptions--;
	free(subscription);
}

bool viewer_send(struct viewer *viewer, struct json_object *message)
{
	size_t len = 0;
	const char *text =
	    json_object_to_json_string_length(message, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);
	int r = viewer->ws ? ws_send(viewer->ws, text, len) : -EPIPE;
	if (r == -ENOBUFS)
		ws_close(viewer->ws, CLOSE_POLICY, "you do not read what is sent to you");
	json_object_put(message);
	return r == 0;
}

void viewer_error(struct viewer *viewer, const int64_t *id, const char *code, const char *message)
{
	struct json_object *json = json_object_new_object();
	json_object_object_add(json, "type", json_object_new_string("error"));
	if (id)
		json_object_object_add(json, "id", json_object_new_int64(*id));
	json_object_object_add(json, "code", json_object_new_string(code));
	json_object_object_add(json, "message", json_object_new_string(message));
	(void)viewer_send(viewer, json);
}

void viewer_failure(struct viewer *viewer, const int64_t *id, int r, const struct error *err)
{
	switch (r) {
	case -EINVAL:
		viewer_error(viewer, id, "bad_request", err->text);
		break;
	case -EPERM:
		viewer_error(viewer, id, "not_signed_in", err->text);
		break;
	case -EACCES:
		viewer_error(viewer, id, "forbidden", err->text);
		break;
	case -ENOENT:
		viewer_error(viewer, id, "not_found", err->text);
		break;
	case -EEXIST:
	case -EBUSY:
		viewer_error(viewer, id, "conflict", err->text);
		break;
	case -ENOTCONN:
	case -ETIMEDOUT:
		viewer_error(viewer, id, "unavailable", err->text);
		break;
	default:
		log_error("live", "code=%d error=%s", -r, LOG_Q(err->text));
		viewer_error(viewer, id, "internal", "Something went wrong in the server; its log says what.");
	}
}

int viewer_authenticate(struct viewer *viewer)
{
	struct error err = {0};
	int r = -EPERM;
	if (viewer->token[0])
		r = auth_service_authenticate(viewer->services->auth, viewer->token, viewer->who.address, &viewer->who,
					      &err);
	viewer->signed_in = r == 0;
	if (r == -EPERM) {
		viewer_error(viewer, NULL, "not_signed_in", "Sign in first.");
		if (viewer->ws)
			ws_close(viewer->ws, CLOSE_NOT_SIGNED, "not signed in");
	}
	return r;
}

static void work_on(struct viewer *viewer, struct viewer_message *message)
{
	AUTO_VALUE(form) struct form form;
	form_parse(&form, message->text, message->len);
	if (!viewer->signed_in) {
		int r = viewer_authenticate(viewer);
		if (r < 0 && r != -EPERM)
			viewer_error(viewer, NULL, "unavailable",
				     "The server's database does not answer. Try again in a moment.");
		if (r < 0)
			return;
	}
	live_op(viewer, &form);
}

static void run_ops(void *ctx)
{
	struct viewer *viewer = ctx;
	while (viewer->ws && !list_empty(&viewer->inbox)) {
		AUTO_FREE struct viewer_message *message = list_first(&viewer->inbox, struct viewer_message, link);
		list_remove(&message->link);
		viewer->n_inbox--;
		work_on(viewer, message);
		if (viewer->ws && viewer->n_inbox <= INBOX_LOW)
			ws_pause(viewer->ws, false);
	}
	viewer->ops_run = false;
	viewer_unref(viewer);
}

static void on_message(void *ctx, const void *bytes, size_t len, bool binary)
{
	struct viewer *viewer = ctx;
	(void)binary;
	struct viewer_message *message = xcalloc(1, sizeof(*message) + len + 1);
	message->len = len;
	memcpy(message->text, bytes, len);
	list_append(&viewer->inbox, &message->link);
	if (++viewer->n_inbox >= INBOX_MAX)
		ws_pause(viewer->ws, true);
	if (viewer->ops_run)
		return;
	viewer->ops_run = true;
	task_spawn(viewer->loop, run_ops, viewer_ref(viewer));
}

static void on_drained(void *ctx)
{
	struct viewer *viewer = ctx;
	list_for_each (subscription, &viewer->subscriptions, struct subscription, link)
		live_subscriber_ready(subscription->subscriber);
}

static void *on_open(struct ws_connection *ws, const struct ws_info *info)
{
	struct viewer *viewer = xcalloc(1, sizeof(*viewer));
	struct request request = {.cookie = (char *)info->cookie, .secure = info->secure};
	viewer->refs = 1;
	viewer->ws = ws;
	viewer->loop = info->loop;
	viewer->services = info->services;
	list_init(&viewer->inbox);
	list_init(&viewer->subscriptions);
	list_init(&viewer->refreshes);
	(void)snprintf(viewer->who.address, sizeof(viewer->who.address), "%s", info->address);
	if (!session_cookie_get(&request, viewer->token, sizeof(viewer->token)))
		viewer->token[0] = '\0';
	viewer->recheck = loop_timer_new(viewer->loop, live_recheck, viewer);
	loop_timer_start(viewer->recheck, viewer->token[0] ? RECHECK_MS : 0, RECHECK_MS);
	return viewer;
}

static void on_closed(void *ctx, bool clean)
{
	struct viewer *viewer = ctx;
	(void)clean;
	viewer->ws = NULL;
	loop_timer_free(viewer->recheck);
	viewer->recheck = NULL;
	list_for_each (subscription, &viewer->subscriptions, struct subscription, link)
		viewer_unsubscribe(subscription);
	viewer_unref(viewer);
}

const struct ws_endpoint live_endpoint = {
    .path = "/api/v1/live",
    .browser = true,
    .text_max = TEXT_MAX,
    .queue_max = QUEUE_MAX,
    .open = on_open,
    .message = on_message,
    .drained = on_drained,
    .closed = on_closed,
};
