// SPDX-License-Identifier: Apache-2.0
// Scans and detectors that changed are loaded anew, each as this viewer may see it, one after the other in one task; several changes
// of one thing are told once. And the viewer's rights are asked for again from time to time.
#include "common/base/alloc.h"
#include "common/loop/task.h"
#include "server/handler/entity_json.h"
#include "server/handler/live_viewer.h"
#include "server/handler/scan_view.h"
#include "server/service/detector_service.h"

#include <stdlib.h>

#define REFRESH_PAUSE_MS 100 // between two loads for one viewer

static int load(struct viewer *viewer, const struct refresh *refresh, struct json_object **ret_json, struct error *err)
{
	AUTO_VALUE(detector) struct detector detector = {0};
	const struct services *services = viewer->services;
	if (!refresh->detector)
		return scan_view_one(services, &viewer->who, &refresh->id, ret_json, err);
	int r = detector_service_get(services->detector, &viewer->who, &refresh->id, &detector, err);
	if (r == 0)
		*ret_json = detector_json(&detector);
	return r;
}

static void tell(struct viewer *viewer, const struct refresh *refresh)
{
	struct error err = {0};
	struct json_object *json = NULL;
	int r = load(viewer, refresh, &json, &err);
	struct subscription *subscription = viewer_find(viewer, refresh->subscription);
	if (!subscription || !viewer->ws) {
		json_object_put(json);
		return;
	}
	if (r < 0) {
		// In the overview things come by that are not for this viewer: those are passed over.
		if (!subscription->overview)
			viewer_failure(viewer, &refresh->subscription, r, &err);
		return;
	}
	const char *type = refresh->detector ? "detector" : "scan";
	struct json_object *message = json_object_new_object();
	json_object_object_add(message, "type", json_object_new_string(type));
	json_object_object_add(message, "id", json_object_new_int64(refresh->subscription));
	json_object_object_add(message, type, json);
	(void)viewer_send(viewer, message);
}

static void run_refreshes(void *ctx)
{
	struct viewer *viewer = ctx;
	while (viewer->ws && !list_empty(&viewer->refreshes)) {
		AUTO_FREE struct refresh *refresh = list_first(&viewer->refreshes, struct refresh, link);
		list_remove(&refresh->link);
		viewer->n_refreshes--;
		tell(viewer, refresh);
		if (viewer->ws)
			task_sleep(viewer->loop, REFRESH_PAUSE_MS);
	}
	viewer->refresh_runs = false;
	viewer_unref(viewer);
}

static void start_refreshes(void *ctx)
{
	struct viewer *viewer = ctx;
	task_spawn(viewer->loop, run_refreshes, viewer);
}

void live_refresh_add(struct subscription *subscription, bool detector, const struct uuid *id)
{
	struct viewer *viewer = subscription->viewer;
	list_for_each (known, &viewer->refreshes, struct refresh, link)
		if (known->subscription == subscription->id && known->detector == detector &&
		    uuid_equal(&known->id, id))
			return;
	if (viewer->n_refreshes == VIEWER_REFRESH_MAX) {
		viewer_error(viewer, &subscription->id, "overflow",
			     "Too much changes at once; load the page's data again.");
		return;
	}
	struct refresh *refresh = xcalloc(1, sizeof(*refresh));
	*refresh = (struct refresh){.subscription = subscription->id, .detector = detector, .id = *id};
	list_append(&viewer->refreshes, &refresh->link);
	viewer->n_refreshes++;
	if (viewer->refresh_runs)
		return;
	viewer->refresh_runs = true;
	loop_defer(viewer->loop, start_refreshes, viewer_ref(viewer));
}

// The database may be away just now: that takes no right away. A subscription is looked up again behind each wait.
static void recheck_one(struct viewer *viewer, int64_t id)
{
	struct error err = {0};
	struct subscription *subscription = viewer_find(viewer, id);
	if (!subscription || subscription->overview)
		return;
	struct uuid scan = subscription->scan;
	int r = event_service_may_watch(viewer->services->event, &viewer->who, &scan, subscription->terminal, &err);
	subscription = viewer_find(viewer, id);
	if (!subscription || !uuid_equal(&subscription->scan, &scan) || (r != -ENOENT && r != -EACCES))
		return;
	viewer_unsubscribe(subscription);
	viewer_failure(viewer, &id, r, &err);
}

static void run_recheck(void *ctx)
{
	struct viewer *viewer = ctx;
	int64_t ids[VIEWER_SUBSCRIPTIONS_MAX];
	size_t n = 0;
	list_for_each (subscription, &viewer->subscriptions, struct subscription, link)
		ids[n++] = subscription->id;
	viewer->n_controls = 0;
	if (viewer_authenticate(viewer) == 0)
		for (size_t i = 0; i < n && viewer->ws; i++)
			recheck_one(viewer, ids[i]);
	viewer->recheck_runs = false;
	viewer_unref(viewer);
}

void live_recheck(void *ctx)
{
	struct viewer *viewer = ctx;
	if (viewer->recheck_runs || !viewer->ws)
		return;
	viewer->recheck_runs = true;
	task_spawn(viewer->loop, run_recheck, viewer_ref(viewer));
}
