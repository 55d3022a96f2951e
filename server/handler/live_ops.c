// SPDX-License-Identifier: Apache-2.0
// What a viewer asks for, and what the hub offers it.
#include "common/base/alloc.h"
#include "server/handler/entity_json.h"
#include "server/handler/live_viewer.h"

#include <stdlib.h>
#include <string.h>

#define QUEUE_SOFT (512u << 10) // bytes on the way to a viewer from which on the hub keeps its updates back

static const char *const kind_names[] = {
    [LIVE_EVENTS] = "events",
    [LIVE_COUNTERS] = "counters",
    [LIVE_TERMINAL] = "terminal",
    [LIVE_TERMINAL_SKIP] = "terminal.skip",
};

bool live_offer(void *ctx, const struct live_item *item)
{
	struct subscription *subscription = ctx;
	struct viewer *viewer = subscription->viewer;
	if (item->kind == LIVE_SCAN || item->kind == LIVE_DETECTOR) {
		live_refresh_add(subscription, item->kind == LIVE_DETECTOR, &item->id);
		return true;
	}
	if (!viewer->ws || ws_queued(viewer->ws) > QUEUE_SOFT)
		return false;
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, item->len + 128);
	(void)buffer_printf(&text, "{\"type\":\"%s\",\"id\":%lld,", kind_names[item->kind],
			    (long long)subscription->id);
	(void)buffer_append(&text, item->members, item->len);
	(void)buffer_append_byte(&text, '}');
	return ws_send(viewer->ws, text.data, text.len) == 0;
}

static int read_want(struct form *form, struct live_want *want, struct error *err)
{
	form_uuid(form, "scan", &want->scan);
	want->events = form_bool(form, "events", false);
	want->terminal = form_bool(form, "terminal", false);
	want->counters = form_bool(form, "counters", false);
	want->from_seq = (uint64_t)form_int(form, "from_seq", 0, 0, INT64_MAX);
	want->terminal_offset = (uint64_t)form_int(form, "terminal_offset", 0, 0, INT64_MAX);
	*err = form->err;
	return -form->err.code;
}

// In a task: the filter may name others that are in the store.
static int read_filter(struct viewer *viewer, struct form *form, const struct uuid *scan,
		       struct filter_query *ret_query, struct filter_fault *ret_fault, struct error *err)
{
	const char *text = form_text(form, "filter", 0);
	*err = form->err;
	if (form->err.code)
		return -form->err.code;
	return event_service_filter(viewer->services->event, &viewer->who, scan, text, ret_query, ret_fault, err);
}

static void filter_failure(struct viewer *viewer, int64_t id, int r, const struct filter_fault *fault,
			   const struct error *err)
{
	if (r != -EINVAL || !fault->known) {
		viewer_failure(viewer, &id, r, err);
		return;
	}
	struct json_object *json = json_object_new_object();
	json_object_object_add(json, "type", json_object_new_string("error"));
	json_object_object_add(json, "id", json_object_new_int64(id));
	json_object_object_add(json, "code", json_object_new_string("bad_filter"));
	fault_json(fault, json);
	(void)viewer_send(viewer, json);
}

// The hub offers nothing before the next turn, so `subscribed` comes first.
static void subscribed(struct subscription *subscription)
{
	struct viewer *viewer = subscription->viewer;
	struct json_object *json = json_object_new_object();
	json_object_object_add(json, "type", json_object_new_string("subscribed"));
	json_object_object_add(json, "id", json_object_new_int64(subscription->id));
	(void)viewer_send(viewer, json);
	if (!subscription->overview)
		live_refresh_add(subscription, false, &subscription->scan);
}

static int watch(struct subscription *subscription, struct form *form, struct filter_fault *ret_fault,
		 struct error *err)
{
	struct viewer *viewer = subscription->viewer;
	struct live_want want = {0};
	AUTO_VALUE(filter_query) struct filter_query filter = {0};
	if (subscription->overview)
		return live_subscribe_overview(viewer->services->live, live_offer, subscription,
					       &subscription->subscriber, err);
	int r = read_want(form, &want, err);
	if (r == 0)
		r = read_filter(viewer, form, &want.scan, &filter, ret_fault, err);
	if (r < 0)
		return r;
	want.filter = filter.program;
	want.filter_by_call = filter.by_call;
	subscription->scan = want.scan;
	subscription->terminal = want.terminal;
	return event_service_watch(viewer->services->event, &viewer->who, &want, live_offer, subscription,
				   &subscription->subscriber, err);
}

static void op_subscribe(struct viewer *viewer, struct form *form, int64_t id)
{
	struct error err = {0};
	struct filter_fault fault = {0};
	const char *channel = form_text(form, "channel", 0);
	if (viewer_find(viewer, id)) {
		viewer_error(viewer, &id, "conflict", "This id is in use; unsubscribe it first.");
		return;
	}
	if (viewer->n_subscriptions == VIEWER_SUBSCRIPTIONS_MAX) {
		viewer_error(viewer, &id, "too_many_requests", "Too many subscriptions on this connection.");
		return;
	}
	if (channel && strcmp(channel, "overview") != 0) {
		viewer_error(viewer, &id, "bad_request", "The only channel is overview.");
		return;
	}
	struct subscription *subscription = xcalloc(1, sizeof(*subscription));
	subscription->viewer = viewer;
	subscription->id = id;
	subscription->overview = channel != NULL;
	list_init(&subscription->link);
	int r = watch(subscription, form, &fault, &err);
	if (r == 0 && viewer->ws) {
		list_append(&viewer->subscriptions, &subscription->link);
		viewer->n_subscriptions++;
		subscribed(subscription);
		return;
	}
	if (r == 0) // the viewer went while its right was asked for
		live_unsubscribe(subscription->subscriber);
	free(subscription);
	if (r < 0)
		filter_failure(viewer, id, r, &fault, &err);
}

static void op_filter(struct viewer *viewer, struct form *form, int64_t id)
{
	struct error err = {0};
	struct filter_fault fault = {0};
	AUTO_VALUE(filter_query) struct filter_query filter = {0};
	struct subscription *subscription = viewer_find(viewer, id);
	if (subscription->overview) {
		viewer_error(viewer, &id, "bad_request", "The overview has no filter.");
		return;
	}
	struct uuid scan = subscription->scan;
	int r = read_filter(viewer, form, &scan, &filter, &fault, &err);
	if (r < 0) {
		filter_failure(viewer, id, r, &fault, &err);
		return;
	}
	subscription = viewer_find(viewer, id); // it may have ended meanwhile
	if (subscription)
		live_subscriber_filter(subscription->subscriber, filter.program, filter.by_call);
}

static void op_of_subscription(struct viewer *viewer, struct form *form, const char *op, int64_t id)
{
	struct subscription *subscription = viewer_find(viewer, id);
	if (!subscription)
		viewer_error(viewer, &id, "not_found", "There is no subscription of this id.");
	else if (strcmp(op, "unsubscribe") == 0)
		viewer_unsubscribe(subscription);
	else if (strcmp(op, "filter") == 0)
		op_filter(viewer, form, id);
	else if (strcmp(op, "terminal.ack") == 0)
		live_subscriber_terminal_ack(subscription->subscriber,
					     (uint64_t)form_int(form, "offset", 0, 0, INT64_MAX));
	else
		viewer_error(viewer, &id, "bad_request", "This op is not known.");
}

void live_op(struct viewer *viewer, struct form *form)
{
	const char *op = form_text(form, "op", FORM_REQUIRED);
	if (!op) {
		viewer_error(viewer, NULL, "bad_request", form->err.text);
		return;
	}
	if (strcmp(op, "terminal.input") == 0) {
		live_input(viewer, form);
		return;
	}
	if (strcmp(op, "terminal.resize") == 0) {
		live_resize(viewer, form);
		return;
	}
	int64_t id = form_int(form, "id", -1, 0, INT32_MAX);
	if (id < 0)
		viewer_error(viewer, NULL, "bad_request", form->err.code ? form->err.text : "id: is missing");
	else if (strcmp(op, "subscribe") == 0)
		op_subscribe(viewer, form, id);
	else
		op_of_subscription(viewer, form, op, id);
}
