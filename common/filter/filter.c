// SPDX-License-Identifier: Apache-2.0
#include "common/filter/filter.h"

#include "common/base/alloc.h"
#include "common/base/parse.h"
#include "common/syscalls/syscalls.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 48u

static const uint8_t abis[] = {RECORD_ABI_NATIVE, RECORD_ABI_I386, RECORD_ABI_X32};

static int add_call(struct event_filter *filter, uint8_t abi, int32_t nr, struct error *err)
{
	for (size_t i = 0; i < filter->n_calls; i++)
		if (filter->calls[i].abi == abi && filter->calls[i].nr == nr)
			return 0;
	if (filter->n_calls >= EVENT_FILTER_MAX_CALLS)
		return error_set(err, EINVAL, "more than %u system calls in one filter", EVENT_FILTER_MAX_CALLS);
	if (!filter->calls)
		filter->calls = xcalloc(EVENT_FILTER_MAX_CALLS, sizeof(*filter->calls));
	filter->calls[filter->n_calls++] = (struct event_filter_call){.abi = abi, .nr = nr};
	return 0;
}

// "syscall_0x1d3": how a number without a name is shown, so that one can ask for it.
static bool parse_number(const char *name, int32_t *ret_nr)
{
	static const char prefix[] = "syscall_";
	uint64_t value;
	if (strncmp(name, prefix, sizeof(prefix) - 1) != 0 || parse_u64(name + sizeof(prefix) - 1, &value) < 0 ||
	    value > INT32_MAX)
		return false;
	*ret_nr = (int32_t)value;
	return true;
}

static int add_name(struct event_filter *filter, const char *name, struct error *err)
{
	int32_t nr;
	if (parse_number(name, &nr)) {
		for (size_t i = 0; i < sizeof(abis); i++) {
			int r = add_call(filter, abis[i], nr, err);
			if (r < 0)
				return r;
		}
		return 0;
	}
	bool known = false;
	for (size_t i = 0; i < sizeof(abis); i++) {
		nr = syscall_number(abis[i], name);
		if (nr < 0)
			continue;
		known = true;
		int r = add_call(filter, abis[i], nr, err);
		if (r < 0)
			return r;
	}
	if (!known)
		return error_set(err, EINVAL, "there is no system call \"%s\"", name);
	return 0;
}

static bool is_name(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	return len > 0;
}

int event_filter_add_calls(struct event_filter *filter, const char *names, struct error *err)
{
	const char *at = names;
	while (*at) {
		at += strspn(at, ", \t");
		size_t len = strcspn(at, ", \t");
		if (len == 0)
			break;
		char name[NAME_MAX_LEN + 1];
		if (len > NAME_MAX_LEN || !is_name(at, len))
			return error_set(err, EINVAL, "a name of a system call has letters, digits and _ only");
		memcpy(name, at, len);
		name[len] = '\0';
		int r = add_name(filter, name, err);
		if (r < 0)
			return r;
		at += len;
	}
	return 0;
}

int event_filter_set_text(struct event_filter *filter, const char *text, struct error *err)
{
	if (text && strlen(text) > EVENT_FILTER_MAX_TEXT)
		return error_set(err, EINVAL, "the text to look for is longer than %u bytes", EVENT_FILTER_MAX_TEXT);
	free(filter->text);
	filter->text = text && *text ? xstrdup(text) : NULL;
	return 0;
}

void event_filter_done(struct event_filter *filter)
{
	free(filter->calls);
	free(filter->text);
	*filter = (struct event_filter){0};
}

void event_filter_copy(struct event_filter *ret_copy, const struct event_filter *filter)
{
	*ret_copy = (struct event_filter){.n_calls = filter->n_calls, .failed = filter->failed};
	if (filter->calls) {
		ret_copy->calls = xcalloc(EVENT_FILTER_MAX_CALLS, sizeof(*filter->calls));
		memcpy(ret_copy->calls, filter->calls, filter->n_calls * sizeof(*filter->calls));
	}
	if (filter->text)
		ret_copy->text = xstrdup(filter->text);
}

bool event_filter_is_empty(const struct event_filter *filter)
{
	return !filter->calls && !filter->failed && !filter->text;
}

static bool has_call(const struct event_filter *filter, uint8_t abi, int32_t nr)
{
	for (size_t i = 0; i < filter->n_calls; i++)
		if (filter->calls[i].nr == nr && filter->calls[i].abi == abi)
			return true;
	return false;
}

uint64_t event_filter_candidates(const struct event_filter *filter, uint8_t kind, uint8_t abi, int32_t nr,
				 uint64_t count, uint64_t errors)
{
	if (filter->calls && (kind != EVENT_SYSCALL || !has_call(filter, abi, nr)))
		return 0;
	if (filter->failed == EVENT_FILTER_ANY_RESULT)
		return count;
	if (kind != EVENT_SYSCALL)
		return 0;
	return filter->failed == EVENT_FILTER_FAILED ? errors : count - errors;
}

bool event_filter_match_head(const struct event_filter *filter, const struct event *event)
{
	if (event->kind != EVENT_SYSCALL)
		return !filter->calls && filter->failed == EVENT_FILTER_ANY_RESULT;
	if (filter->failed != EVENT_FILTER_ANY_RESULT && event_failed(event) != (filter->failed == EVENT_FILTER_FAILED))
		return false;
	return !filter->calls || has_call(filter, event->abi, event->nr);
}

bool event_filter_match(const struct event_filter *filter, const struct event *event, struct buffer *scratch)
{
	if (!event_filter_match_head(filter, event))
		return false;
	if (!filter->text)
		return true;
	static const struct decode_options whole = {.string_limit = CAPTURE_MAX, .verbose = true};
	buffer_clear(scratch);
	syscall_format(event, &whole, scratch);
	return strcasestr(buffer_text(scratch), filter->text) != NULL;
}
