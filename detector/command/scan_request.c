// SPDX-License-Identifier: Apache-2.0
#include "detector/command/scan_request.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "detector/trace/filter_kernel.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#define STRING_LIMIT_MAX 4096
#define RING_MIN         (64u << 10)
#define RING_MAX         (256u << 20)

// NULL for a field that is absent or null.
static struct json_object *field(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;
	return json_object_object_get_ex(object, name, &value) ? value : NULL;
}

static int read_text(struct json_object *object, const char *name, const char **ret_text, struct error *err)
{
	struct json_object *value = field(object, name);
	if (!value || !json_object_is_type(value, json_type_string) ||
	    strlen(json_object_get_string(value)) != (size_t)json_object_get_string_len(value))
		return error_set(err, EINVAL, "scan.start: \"%s\" is not a text", name);
	*ret_text = json_object_get_string(value);
	return 0;
}

static int read_number(struct json_object *object, const char *name, uint64_t fallback, uint64_t max,
		       uint64_t *ret_number, struct error *err)
{
	struct json_object *value = field(object, name);
	if (!value) {
		*ret_number = fallback;
		return 0;
	}
	int64_t number = json_object_get_int64(value);
	if (!json_object_is_type(value, json_type_int) || number < 0 || (uint64_t)number > max)
		return error_set(err, EINVAL, "scan.start: \"%s\" is not a number from 0 to %llu", name,
				 (unsigned long long)max);
	*ret_number = (uint64_t)number;
	return 0;
}

static bool read_flag(struct json_object *object, const char *name, bool fallback)
{
	struct json_object *value = field(object, name);
	return value ? json_object_get_boolean(value) : fallback;
}

static int read_command(struct json_object *scan, struct container_spec *spec, struct error *err)
{
	struct json_object *list = field(scan, "command");
	if (!list)
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return error_set(err, EINVAL, "scan.start: \"command\" is not a list");
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *word = json_object_array_get_idx(list, i);
		if (!json_object_is_type(word, json_type_string))
			return error_set(err, EINVAL, "scan.start: word %zu of \"command\" is not a text", i + 1);
		if (text_list_add(&spec->command, json_object_get_string(word)) < 0)
			return error_set(err, E2BIG, "scan.start: \"command\" has more than %d words", TEXT_LIST_MAX);
	}
	return 0;
}

static int read_env(struct json_object *scan, struct container_spec *spec, struct error *err)
{
	struct json_object *env = field(scan, "env");
	if (!env)
		return 0;
	if (!json_object_is_type(env, json_type_object))
		return error_set(err, EINVAL, "scan.start: \"env\" is not an object");
	json_object_object_foreach(env, name, value)
	{
		AUTO_FREE char *entry = xasprintf("%s=%s", name, json_object_get_string(value));
		if (text_list_add(&spec->env, entry) < 0)
			return error_set(err, E2BIG, "scan.start: \"env\" has more than %d entries", TEXT_LIST_MAX);
	}
	return 0;
}

static int read_container(struct json_object *scan, struct container_spec *spec, struct error *err)
{
	const char *image;
	const char *network = "none";
	uint64_t columns = 0;
	uint64_t rows = 0;
	int r = read_text(scan, "image", &image, err);
	if (r == 0 && field(scan, "network"))
		r = read_text(scan, "network", &network, err);
	if (r == 0)
		r = container_spec_set_network(spec, network, err);
	if (r == 0)
		r = read_number(scan, "columns", 80, UINT16_MAX, &columns, err);
	if (r == 0)
		r = read_number(scan, "rows", 24, UINT16_MAX, &rows, err);
	if (r == 0)
		r = read_number(scan, "memory_bytes", 0, INT64_MAX, &spec->memory_bytes, err);
	if (r == 0)
		r = read_command(scan, spec, err);
	if (r == 0)
		r = read_env(scan, spec, err);
	if (r < 0)
		return r;
	spec->image = xstrdup(image);
	spec->tty = read_flag(scan, "tty", true);
	spec->input = true;
	spec->columns = (uint16_t)columns;
	spec->rows = (uint16_t)rows;
	return 0;
}

static int read_filter(struct json_object *scan, struct scan_request *request, struct error *err)
{
	const char *text = "";
	if (!field(scan, "filter"))
		return 0;
	int r = read_text(scan, "filter", &text, err);
	if (r == 0 && text[0])
		r = filter_parse(text, strlen(text), NULL, &request->filter, NULL, err);
	if (r == 0 && request->filter)
		r = filter_check_capture(request->filter, err);
	return r < 0 ? error_wrap(err, "scan.start: the capture filter") : 0;
}

int scan_request_parse(struct json_object *scan, struct scan_request *ret_request, struct error *err)
{
	const char *id;
	uint64_t seconds = 0;
	uint64_t string_limit = 0;
	memset(ret_request, 0, sizeof(*ret_request));
	int r = read_text(scan, "id", &id, err);
	if (r < 0)
		return r;
	if (uuid_parse(id, &ret_request->id) < 0)
		return error_set(err, EINVAL, "scan.start: \"id\" is not a UUID");
	r = read_container(scan, &ret_request->spec, err);
	if (r == 0)
		r = read_number(scan, "time_limit_s", 0, INT64_MAX / NS_PER_S, &seconds, err);
	if (r == 0)
		r = read_number(scan, "event_limit", 0, INT64_MAX, &ret_request->event_limit, err);
	if (r == 0)
		r = read_number(scan, "string_limit", 256, STRING_LIMIT_MAX, &string_limit, err);
	if (r == 0)
		r = read_number(scan, "ring_bytes", 0, RING_MAX, &ret_request->ring_bytes, err);
	if (r == 0)
		r = read_filter(scan, ret_request, err);
	if (r < 0)
		return r;
	if (ret_request->ring_bytes && ret_request->ring_bytes < RING_MIN)
		return error_set(err, EINVAL, "scan.start: \"ring_bytes\" is less than %u", RING_MIN);
	ret_request->time_limit_ns = seconds * NS_PER_S;
	ret_request->string_limit = (uint32_t)string_limit;
	ret_request->latency = read_flag(scan, "latency", true);
	if (!ret_request->latency && ret_request->filter && filter_kernel_needs_latency(ret_request->filter))
		return error_set(
		    err, EINVAL,
		    "scan.start: the capture filter asks for evt.latency, which this scan does not measure");
	return 0;
}

void scan_request_done(struct scan_request *request)
{
	container_spec_done(&request->spec);
	filter_free(request->filter);
	request->filter = NULL;
}
