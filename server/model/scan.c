// SPDX-License-Identifier: Apache-2.0
#include "server/model/scan.h"

#include "server/model/text.h"

#include <assert.h>
#include <string.h>

void scan_spec_done(struct scan_spec *spec)
{
	for (size_t i = 0; i < spec->n_command; i++)
		free(spec->command[i]);
	free(spec->command);
	free(spec->image);
	free(spec->filter);
	*spec = (struct scan_spec){0};
}

void scan_done(struct scan *scan)
{
	scan_spec_done(&scan->spec);
	free(scan->detector_name);
	free(scan->project_name);
	*scan = (struct scan){0};
}

void scan_list_done(struct scan_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		scan_done(&list->items[i]);
	free(list->items);
	*list = (struct scan_list){0};
}

void scan_spec_default(struct scan_spec *spec)
{
	*spec = (struct scan_spec){
	    .tty = true,
	    .columns = 80,
	    .rows = 24,
	    .network = SCAN_NETWORK_NONE,
	    .latency = true,
	    .string_limit = 256,
	    .ring_bytes = 8 << 20,
	};
}

static int image_check(const char *image, struct error *err)
{
	int r = text_check(image, "image", 1, SCAN_IMAGE_MAX, err);
	if (r < 0)
		return r;
	// A reference as container tools know it: it begins with a letter or digit, so it is never taken for an option.
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	if (!strchr(letters, image[0]) || image[strspn(image, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
							      "0123456789._/:@-")] != '\0')
		return error_set(err, EINVAL,
				 "image: is not an image name such as localhost/syscope-sample:latest (letters, digits "
				 "and . _ / : @ -)");
	return 0;
}

static int command_check(const struct scan_spec *spec, struct error *err)
{
	if (spec->n_command > SCAN_COMMAND_ARGS_MAX)
		return error_set(err, EINVAL, "command: must have at most %d words", SCAN_COMMAND_ARGS_MAX);
	size_t bytes = 0;
	for (size_t i = 0; i < spec->n_command; i++) {
		size_t len = strlen(spec->command[i]);
		bytes += len + 1;
		if (i == 0 && len == 0)
			return error_set(err, EINVAL, "command: the first word must not be empty");
	}
	if (bytes > SCAN_COMMAND_BYTES_MAX)
		return error_set(err, EINVAL, "command: must have at most %d bytes in all", SCAN_COMMAND_BYTES_MAX);
	return 0;
}

static int range_check(const char *field, int64_t value, int64_t min, int64_t max, struct error *err)
{
	if (value < min || value > max)
		return error_set(err, EINVAL, "%s: must be from %lld to %lld", field, (long long)min, (long long)max);
	return 0;
}

int scan_spec_check(const struct scan_spec *spec, struct error *err)
{
	int r = image_check(spec->image, err);
	if (r < 0)
		return r;
	r = command_check(spec, err);
	if (r < 0)
		return r;
	const struct {
		const char *field;
		int64_t value, min, max;
		bool zero_is_none;
	} ranges[] = {
	    {"columns", spec->columns, 1, 1000, false},
	    {"rows", spec->rows, 1, 1000, false},
	    {"time_limit_s", spec->time_limit_s, 1, 7 * 24 * 3600, true},
	    {"event_limit", spec->event_limit, 1, 1000000000000, true},
	    {"memory_bytes", spec->memory_bytes, 6 << 20, 1ll << 42, true},
	    {"string_limit", spec->string_limit, 0, 4096, false},
	    {"ring_bytes", spec->ring_bytes, 4096, 1 << 30, false},
	};
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (ranges[i].zero_is_none && ranges[i].value == 0)
			continue;
		r = range_check(ranges[i].field, ranges[i].value, ranges[i].min, ranges[i].max, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static const char *const state_names[SCAN_STATE_COUNT] = {
    [SCAN_QUEUED] = "queued",       [SCAN_STARTING] = "starting",       [SCAN_RUNNING] = "running",
    [SCAN_STOPPING] = "stopping",   [SCAN_FINISHED] = "finished",       [SCAN_FAILED] = "failed",
    [SCAN_CANCELLED] = "cancelled", [SCAN_INTERRUPTED] = "interrupted",
};

const char *scan_state_name(enum scan_state state)
{
	assert(state < SCAN_STATE_COUNT);
	return state_names[state];
}

int scan_state_parse(const char *text, enum scan_state *ret_state)
{
	for (int i = 0; i < SCAN_STATE_COUNT; i++) {
		if (strcmp(text, state_names[i]) == 0) {
			*ret_state = (enum scan_state)i;
			return 0;
		}
	}
	return -EINVAL;
}

bool scan_state_final(enum scan_state state)
{
	return state >= SCAN_FINISHED;
}

#define TO(state) (1u << (state))
#define FINAL     (TO(SCAN_FINISHED) | TO(SCAN_FAILED) | TO(SCAN_CANCELLED) | TO(SCAN_INTERRUPTED))

bool scan_state_may_follow(enum scan_state from, enum scan_state to)
{
	static const unsigned next[SCAN_STATE_COUNT] = {
	    [SCAN_QUEUED] = TO(SCAN_STARTING) | TO(SCAN_RUNNING) | TO(SCAN_STOPPING) | FINAL,
	    [SCAN_STARTING] = TO(SCAN_RUNNING) | TO(SCAN_STOPPING) | FINAL,
	    [SCAN_RUNNING] = TO(SCAN_STOPPING) | FINAL,
	    [SCAN_STOPPING] = FINAL,
	};
	assert(from < SCAN_STATE_COUNT && to < SCAN_STATE_COUNT);
	return (next[from] & TO(to)) != 0;
}

const char *scan_network_name(enum scan_network network)
{
	return network == SCAN_NETWORK_BRIDGE ? "bridge" : "none";
}

int scan_network_parse(const char *text, enum scan_network *ret_network)
{
	if (strcmp(text, "none") != 0 && strcmp(text, "bridge") != 0)
		return -EINVAL;
	*ret_network = text[0] == 'b' ? SCAN_NETWORK_BRIDGE : SCAN_NETWORK_NONE;
	return 0;
}
