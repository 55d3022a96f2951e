// SPDX-License-Identifier: Apache-2.0
#include "server/model/detector.h"

#include "common/base/clock.h"
#include "server/model/text.h"

#include <assert.h>
#include <json-c/json.h>
#include <stdio.h>

void detector_done(struct detector *detector)
{
	for (size_t i = 0; i < detector->n_projects; i++)
		free(detector->projects[i].name);
	free(detector->projects);
	free(detector->labels);
	free(detector->capabilities);
	free(detector->spool);
	*detector = (struct detector){0};
}

void detector_list_done(struct detector_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		detector_done(&list->items[i]);
	free(list->items);
	*list = (struct detector_list){0};
}

const char *detector_state_name(enum detector_state state)
{
	static const char *const names[] = {
	    [DETECTOR_NEVER_CONNECTED] = "never_connected",
	    [DETECTOR_ONLINE] = "online",
	    [DETECTOR_DEGRADED] = "degraded",
	    [DETECTOR_RECONNECTING] = "reconnecting",
	    [DETECTOR_STOPPED] = "stopped",
	    [DETECTOR_LOST] = "lost",
	    [DETECTOR_REVOKED] = "revoked",
	};
	assert(state < sizeof(names) / sizeof(names[0]));
	return names[state];
}

int detector_name_check(const char *text, struct error *err)
{
	return text_check(text, "name", 1, DETECTOR_NAME_MAX, err);
}

static const char *member_text(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;
	if (!json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

static bool member_false(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;
	return json_object_object_get_ex(object, key, &value) && json_object_is_type(value, json_type_boolean) &&
	       !json_object_get_boolean(value);
}

static int64_t member_int(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;
	return json_object_object_get_ex(object, key, &value) ? json_object_get_int64(value) : 0;
}

// What keeps a connected detector from its work, in the detector's own words.
static bool degraded(const struct detector *detector, char ret_reason[static 256])
{
	struct json_object *caps = detector->capabilities ? json_tokener_parse(detector->capabilities) : NULL;
	struct json_object *spool = detector->spool ? json_tokener_parse(detector->spool) : NULL;
	const char *ebpf = member_text(caps, "ebpf_error");
	const char *podman = member_text(caps, "podman_error");
	int64_t dropped = member_int(spool, "dropped_frames");
	bool found = true;
	if (ebpf[0] || member_false(caps, "ebpf"))
		(void)snprintf(ret_reason, 256, "cannot trace: %.200s", ebpf[0] ? ebpf : "eBPF is not available");
	else if (podman[0])
		(void)snprintf(ret_reason, 256, "cannot start containers: %.200s", podman);
	else if (dropped > 0)
		(void)snprintf(ret_reason, 256, "its spool was full: %lld frames were dropped", (long long)dropped);
	else
		found = false;
	json_object_put(caps);
	json_object_put(spool);
	return found;
}

enum detector_state detector_judge(const struct detector *detector, bool connected, uint64_t now_ns,
				   char ret_reason[static 256])
{
	ret_reason[0] = '\0';
	if (detector->revoked_at)
		return DETECTOR_REVOKED;
	if (connected)
		return degraded(detector, ret_reason) ? DETECTOR_DEGRADED : DETECTOR_ONLINE;
	if (!detector->last_seen_at)
		return DETECTOR_NEVER_CONNECTED;
	if (detector->stopped) {
		(void)snprintf(ret_reason, 256, "it was stopped in good order");
		return DETECTOR_STOPPED;
	}
	if (now_ns < detector->last_seen_at + DETECTOR_RECONNECTING_S * NS_PER_S) {
		(void)snprintf(ret_reason, 256, "its connection ended a moment ago");
		return DETECTOR_RECONNECTING;
	}
	(void)snprintf(ret_reason, 256, "it has not been heard of since; check the machine and its network");
	return DETECTOR_LOST;
}
