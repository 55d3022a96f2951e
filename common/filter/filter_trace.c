// SPDX-License-Identifier: Apache-2.0
// strace's -e trace=LIST as a filter. As with strace, the list chooses calls only: signals and ends of tasks are shown whatever it says.
#include "common/filter/filter_trace.h"

#include "common/base/alloc.h"
#include "common/base/parse.h"
#include "common/event/event.h"
#include "common/filter/filter_text.h"
#include "common/syscalls/names.h"
#include "common/syscalls/syscalls.h"

#include <regex.h>
#include <string.h>

#define CALLS_MAX 1024u // names of all abis

struct trace {
	size_t n;
	const char *calls[CALLS_MAX]; // of the tables, once each
	bool all;                     // every call, those without a name as well
};

// Does the word get into the set? `ctx` is what the word means.
typedef bool (*chooses_fn)(const void *ctx, const char *call);

static void add(struct trace *trace, const char *call)
{
	for (size_t i = 0; i < trace->n; i++)
		if (strcmp(trace->calls[i], call) == 0)
			return;
	if (trace->n < CALLS_MAX)
		trace->calls[trace->n++] = call;
}

static bool add_chosen(struct trace *trace, chooses_fn chooses, const void *ctx)
{
	bool any = false;
	size_t cursor = 0;
	for (const char *call; (call = syscall_next_name(&cursor));) {
		if (!chooses(ctx, call))
			continue;
		add(trace, call);
		any = true;
	}
	return any;
}

static bool chooses_name(const void *ctx, const char *call)
{
	return strcmp(ctx, call) == 0;
}

static bool chooses_matching(const void *ctx, const char *call)
{
	return regexec(ctx, call, 0, NULL, 0) == 0;
}

static bool chooses_listed(const void *ctx, const char *call)
{
	size_t len = strlen(call);
	for (const char *at = ctx; (at = strstr(at, call)); at += len)
		if ((at == ctx || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

static const struct filter_trace_class *find_class(const char *word)
{
	for (const struct filter_trace_class *row = filter_trace_classes; row->name; row++)
		if (strcasecmp(row->name, word) == 0)
			return row;
	return NULL;
}

static int add_matching(struct trace *trace, const char *word, bool *ret_any, struct error *err)
{
	struct filter_value value;
	struct filter_error problem;
	const struct filter_field *field = &filter_fields[FIELD_EVT_TYPE];
	if (filter_value_parse(field, NULL, FILTER_REGEX, xstrdup(word), strlen(word), &value, &problem) < 0)
		return error_set(err, EINVAL, "%s", problem.text);
	*ret_any = add_chosen(trace, chooses_matching, value.regex);
	filter_value_done(&value);
	return 0;
}

// A number of the native abi; what has no name there cannot be asked for.
static bool add_number(struct trace *trace, const char *word)
{
	uint64_t nr;
	if (parse_u64(word, &nr) < 0 || nr >= RECORD_SYSCALLS)
		return false;
	const char *name = syscall_name(RECORD_ABI_NATIVE, (int32_t)nr);
	return !syscall_name_is_number(name) && add_chosen(trace, chooses_name, name);
}

static int refuse(const char *word, struct error *err)
{
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, word, strlen(word));
	size_t cursor = 0;
	for (const char *name; word[0] != '%' && (name = syscall_next_name(&cursor));)
		filter_nearest_offer(&nearest, name);
	for (const struct filter_trace_class *row = filter_trace_classes; row->name; row++)
		filter_nearest_offer(&nearest, row->name);
	return error_set(err, EINVAL, "there is no system call or class %.80s%s%s%s", word,
			 nearest.name[0] ? "; did you mean " : "", nearest.name, nearest.name[0] ? "?" : "");
}

static int add_word(struct trace *trace, const char *word, struct error *err)
{
	bool any = false;
	bool may_lack = word[0] == '?';
	while (*word == '?')
		word++;
	const struct filter_trace_class *row = find_class(word);
	if (*word == '/') {
		int r = add_matching(trace, word + 1, &any, err);
		if (r < 0)
			return r;
	} else if (strcasecmp(word, "all") == 0) {
		trace->all = any = true;
	} else if (row) {
		any = add_chosen(trace, chooses_listed, row->calls);
	} else {
		any = *word >= '0' && *word <= '9' ? add_number(trace, word) : add_chosen(trace, chooses_name, word);
	}
	return any || may_lack ? 0 : refuse(word, err);
}

static int add_list(struct trace *trace, const char *list, struct error *err)
{
	unsigned n = 0;
	for (const char *at = list; *at;) {
		size_t len = strcspn(at, ",");
		if (len > 0) {
			AUTO_FREE char *word = xstrndup(at, len);
			int r = add_word(trace, word, err);
			if (r < 0)
				return r;
			n++;
		}
		at += len + (at[len] == ',');
	}
	return n ? 0 : error_set(err, EINVAL, "the list of system calls is empty");
}

static void add_value(struct filter_node *check, const char *call)
{
	check->values = filter_grow(check->values, check->n_values, sizeof(*check->values));
	check->values[check->n_values++] = (struct filter_value){.text = xstrdup(call), .len = (uint32_t)strlen(call)};
}

static struct filter *chosen(const struct trace *trace, bool without)
{
	if (trace->all ? !without : without && trace->n == 0)
		return filter_all();
	struct filter_node *check = filter_node_new(FILTER_NODE_CHECK);
	check->field = &filter_fields[FIELD_EVT_TYPE];
	check->op = FILTER_IN;
	for (size_t i = 0; !trace->all && i < trace->n; i++)
		add_value(check, trace->calls[i]);
	if (without && !trace->all) {
		struct filter_node *not = filter_node_new(FILTER_NODE_NOT);
		filter_node_add(not, check);
		return filter_new(not );
	}
	add_value(check, "signal");
	add_value(check, "procexit");
	return filter_new(check);
}

int filter_from_trace(const char *list, struct filter **ret_filter, struct error *err)
{
	if (strlen(list) > FILTER_TEXT_MAX)
		return error_set(err, E2BIG, "the list of system calls is longer than %u bytes", FILTER_TEXT_MAX);
	bool without = false;
	for (; *list == '!'; list++)
		without = !without;
	AUTO_FREE struct trace *trace = xcalloc(1, sizeof(*trace));
	if (strcmp(list, "none") != 0) {
		int r = add_list(trace, list, err);
		if (r < 0)
			return r;
	}
	*ret_filter = chosen(trace, without);
	return 0;
}
