// SPDX-License-Identifier: Apache-2.0
// Reads a WIRE_STATE payload: {"state","ts","message",…,"totals":{…}}. A detector is no more trusted than any other client:
// what is not as it must be is refused, what is too long is cut.
#include "common/base/parse.h"
#include "server/model/scan.h"
#include "server/model/text.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

DEFINE_AUTO(json_object, json_object_put);
DEFINE_AUTO(json_tokener, json_tokener_free);

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;
	if (!json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

// A whole number from 0 to 2^53, in which JavaScript is exact too; missing or null counts as 0.
static int count_of(struct json_object *object, const char *key, int64_t *ret_value, struct error *err)
{
	struct json_object *value = NULL;
	*ret_value = 0;
	if (!json_object_object_get_ex(object, key, &value) || !value)
		return 0;
	int64_t number = json_object_get_int64(value);
	if (!json_object_is_type(value, json_type_int) || number < 0 || number > 1ll << 53)
		return error_set(err, EBADMSG, "state frame: %s is not a count", key);
	*ret_value = number;
	return 0;
}

static int totals_of(struct json_object *object, struct scan_totals *totals, struct error *err)
{
	struct json_object *json = NULL;
	struct json_object *lost = NULL;
	if (!json_object_object_get_ex(object, "totals", &json) || !json)
		return 0;
	if (!json_object_is_type(json, json_type_object))
		return error_set(err, EBADMSG, "state frame: totals is not an object");
	(void)json_object_object_get_ex(json, "lost", &lost);
	if (lost && !json_object_is_type(lost, json_type_object))
		return error_set(err, EBADMSG, "state frame: totals.lost is not an object");
	const struct {
		struct json_object *in;
		const char *key;
		int64_t *value;
	} counts[] = {
	    {json, "counted", &totals->counted},
	    {json, "captured", &totals->captured},
	    {json, "last_seq", &totals->last_seq},
	    {json, "events", &totals->events},
	    {json, "terminal_bytes", &totals->terminal_bytes},
	    {json, "missed_runs", &totals->missed_runs},
	    {json, "filtered", &totals->filtered},
	    {lost, "kernel", &totals->lost_kernel},
	    {lost, "queue", &totals->lost_queue},
	    {lost, "spool", &totals->lost_spool},
	    {lost, "limit", &totals->lost_limit},
	};
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		int r = counts[i].in ? count_of(counts[i].in, counts[i].key, counts[i].value, err) : 0;
		if (r < 0)
			return r;
	}
	totals->known = true;
	return 0;
}

// Cut at max bytes, at a character's border; what is not clean text becomes "?".
static void copy_text(char *ret_text, size_t max, const char *text)
{
	size_t len = text ? strnlen(text, max) : 0;
	while (len > 0 && text[len] != '\0' && ((uint8_t)text[len] & 0xc0) == 0x80)
		len--;
	for (size_t i = 0; i < len; i++)
		ret_text[i] = (uint8_t)text[i] < 0x20 || text[i] == 0x7f ? ' ' : text[i];
	if (!text_is_clean(ret_text, len))
		len = (size_t)snprintf(ret_text, max, "?");
	ret_text[len] = '\0';
}

static int read_update(struct json_object *object, struct scan_update *update, struct error *err)
{
	const char *state = text_of(object, "state");
	if (!state || scan_state_parse(state, &update->state) < 0 || update->state == SCAN_QUEUED)
		return error_set(err, EBADMSG, "state frame: \"%.40s\" is not a state", state ? state : "");
	const char *ts = text_of(object, "ts");
	if (!ts || parse_u64(ts, &update->ts) < 0 || update->ts > INT64_MAX)
		return error_set(err, EBADMSG, "state frame: ts is not a time in ns");
	copy_text(update->message, SCAN_MESSAGE_MAX, text_of(object, "message"));
	copy_text(update->container_id, SCAN_CONTAINER_ID_MAX, text_of(object, "container_id"));
	struct json_object *exit_code = NULL;
	update->has_exit_code = json_object_object_get_ex(object, "exit_code", &exit_code) && exit_code;
	int r = count_of(object, "pid", &update->pid, err);
	if (r == 0)
		r = count_of(object, "signal", &update->signal, err);
	if (r == 0)
		r = totals_of(object, &update->totals, err);
	if (r < 0)
		return r;
	if (update->has_exit_code && !json_object_is_type(exit_code, json_type_int))
		return error_set(err, EBADMSG, "state frame: exit_code is not a number");
	update->exit_code = update->has_exit_code ? json_object_get_int64(exit_code) : 0;
	if (update->exit_code < INT32_MIN || update->exit_code > INT32_MAX || update->pid > INT32_MAX ||
	    update->signal > 128)
		return error_set(err, EBADMSG, "state frame: exit_code, pid or signal is out of range");
	return 0;
}

int scan_update_parse(const char *json, size_t len, struct scan_update *ret_update, struct error *err)
{
	struct scan_update update = {0};
	if (len > 65536)
		return error_set(err, EBADMSG, "state frame: %zu bytes are too many", len);
	AUTO(json_tokener) struct json_tokener *tokener = json_tokener_new_ex(8);
	AUTO(json_object) struct json_object *object = json_tokener_parse_ex(tokener, json, (int)len);
	if (!json_object_is_type(object, json_type_object))
		return error_set(err, EBADMSG, "state frame: is not a JSON object");
	int r = read_update(object, &update, err);
	if (r < 0)
		return r;
	*ret_update = update;
	return 0;
}
