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
#define WAYS      4u    // in which a call is made

struct calls {
	size_t n;
	const char *names[CALLS_MAX]; // of the tables, once each
	bool all;                     // every call, those without a name as well
};

// The ways that "@64" and so on say; without it, all of them.
static const struct {
	const char *suffix;
	const char *abi;
} ways[WAYS] = {{"", NULL}, {"@64", "native"}, {"@32", "i386"}, {"@x32", "x32"}};

struct trace {
	struct calls calls[WAYS];
};

// Does the word get into the set? `ctx` is what the word means.
typedef bool (*chooses_fn)(const void *ctx, const char *call);

static void add(struct calls *calls, const char *call)
{
	for (size_t i = 0; i < calls->n; i++)
		if (strcmp(calls->names[i], call) == 0)
			return;
	if (calls->n < CALLS_MAX)
		calls->names[calls->n++] = call;
}

static bool add_chosen(struct calls *calls, chooses_fn chooses, const void *ctx)
{
	bool any = false;
	size_t cursor = 0;
	for (const char *call; (call = syscall_next_name(&cursor));) {
		if (!chooses(ctx, call))
			continue;
		add(calls, call);
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

static int add_matching(struct calls *calls, const char *word, bool *ret_any, struct error *err)
{
	struct filter_value value;
	struct filter_error problem;
	const struct filter_field *field = &filter_fields[FIELD_EVT_TYPE];
	if (filter_value_parse(field, NULL, FILTER_REGEX, xstrdup(word), strlen(word), &value, &problem) < 0)
		return error_set(err, EINVAL, "%s", problem.text);
	*ret_any = add_chosen(calls, chooses_matching, value.regex);
	filter_value_done(&value);
	return 0;
}

// A number of the native abi; what has no name there cannot be asked for.
static bool add_number(struct calls *calls, const char *word)
{
	uint64_t nr;
	if (parse_u64(word, &nr) < 0 || nr >= RECORD_SYSCALLS)
		return false;
	const char *name = syscall_name(RECORD_ABI_NATIVE, (int32_t)nr);
	return !syscall_name_is_number(name) && add_chosen(calls, chooses_name, name);
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

// Cuts "@32" and its like off the word, and tells which it was.
static unsigned take_way(char *word)
{
	size_t len = strlen(word);
	for (unsigned way = 1; way < WAYS; way++) {
		size_t suffix = strlen(ways[way].suffix);
		if (len <= suffix || strcmp(word + len - suffix, ways[way].suffix) != 0)
			continue;
		word[len - suffix] = '\0';
		return way;
	}
	return 0;
}

static int add_word(struct trace *trace, char *word, struct error *err)
{
	bool any = false;
	bool may_lack = word[0] == '?';
	while (*word == '?')
		word++;
	struct calls *calls = &trace->calls[take_way(word)];
	const struct filter_trace_class *row = find_class(word);
	if (*word == '/') {
		int r = add_matching(calls, word + 1, &any, err);
		if (r < 0)
			return r;
	} else if (strcasecmp(word, "all") == 0) {
		calls->all = any = true;
	} else if (row) {
		any = add_chosen(calls, chooses_listed, row->calls);
	} else {
		any = *word >= '0' && *word <= '9' ? add_number(calls, word) : add_chosen(calls, chooses_name, word);
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

static struct filter_node *calls_node(const struct calls *calls)
{
	struct filter_node *check = filter_node_new(FILTER_NODE_CHECK);
	check->field = &filter_fields[FIELD_EVT_TYPE];
	check->op = FILTER_IN;
	for (size_t i = 0; i < calls->n; i++)
		add_value(check, calls->names[i]);
	return check;
}

// The calls of one way: all of them, or those of the list.
static struct filter_node *way_node(const struct calls *calls, const char *abi)
{
	struct filter_node *check = filter_node_new(FILTER_NODE_CHECK);
	check->field = &filter_fields[FIELD_EVT_ABI];
	check->op = FILTER_EQ;
	add_value(check, abi);
	if (calls->all)
		return check;
	struct filter_node *both = filter_node_new(FILTER_NODE_AND);
	filter_node_add(both, check);
	filter_node_add(both, calls_node(calls));
	return both;
}

// NULL when the list has none.
static struct filter_node *trace_node(const struct trace *trace, bool signals)
{
	struct filter_node *any = filter_node_new(FILTER_NODE_OR);
	const struct calls *everywhere = &trace->calls[0];
	struct filter_node *plain = everywhere->n || signals ? calls_node(everywhere) : NULL;
	if (signals) {
		add_value(plain, "signal");
		add_value(plain, "procexit");
	}
	if (plain)
		filter_node_add(any, plain);
	for (unsigned way = 1; way < WAYS; way++)
		if (trace->calls[way].n || trace->calls[way].all)
			filter_node_add(any, way_node(&trace->calls[way], ways[way].abi));
	if (any->n > 1)
		return any;
	struct filter_node *only = any->n ? filter_node_copy(any->children[0]) : NULL;
	filter_node_free(any);
	return only;
}

static struct filter *chosen(const struct trace *trace, bool without)
{
	static const struct trace none;
	if (trace->calls[0].all) {
		if (!without)
			return filter_all();
		trace = &none;
		without = false;
	}
	struct filter_node *calls = trace_node(trace, !without);
	if (!without)
		return filter_new(calls);
	if (!calls)
		return filter_all();
	struct filter_node *not = filter_node_new(FILTER_NODE_NOT);
	filter_node_add(not, calls);
	return filter_new(not );
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
