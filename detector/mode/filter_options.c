// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/filter_options.h"

#include "common/base/alloc.h"
#include "common/filter/filter_complete.h"
#include "detector/trace/filter_kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POINT_BEFORE 60u // bytes of a wrong filter shown before the place, and behind it
#define POINT_BEHIND 40u

void filter_options_done(struct filter_options *options)
{
	filter_free(options->expression);
	filter_free(options->trace);
	for (size_t i = 0; i < options->n_paths; i++)
		free(options->paths[i]);
	free(options->mistake);
	memset(options, 0, sizeof(*options));
}

static bool is_inner_byte(char c) // of a UTF-8 character
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

// The text around the place, and "^~~~" under it.
static char *point_at(const char *text, const struct filter_error *wrong)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 4096);
	size_t len = strlen(text), at = wrong->at < len ? wrong->at : len, end = at + (wrong->len ? wrong->len : 1);
	size_t from = at > POINT_BEFORE ? at - POINT_BEFORE : 0;
	size_t to = len - at > POINT_BEHIND ? at + POINT_BEHIND : len;
	while (from < at && is_inner_byte(text[from]))
		from++;
	while (to < len && is_inner_byte(text[to]))
		to++;
	(void)buffer_append_text(&out, from ? "  …" : "  ");
	for (size_t i = from; i < to; i++) // whoever pastes a filter with control characters sees where they are
		(void)buffer_append_byte(&out, (unsigned char)text[i] < ' ' || text[i] == 127 ? ' ' : text[i]);
	(void)buffer_append_text(&out, to < len ? "…\n  " : "\n  ");
	if (from)
		(void)buffer_append_byte(&out, ' ');
	for (size_t i = from; i < at; i++)
		if (!is_inner_byte(text[i]))
			(void)buffer_append_byte(&out, ' ');
	(void)buffer_append_byte(&out, '^');
	for (size_t i = at + 1; i < end && i < to; i++)
		if (!is_inner_byte(text[i]))
			(void)buffer_append_byte(&out, '~');
	return xstrdup(buffer_text(&out));
}

static void take_and(struct filter **into, struct filter *more)
{
	const struct filter_node *parts[2] = {*into ? (*into)->root : NULL, more->root};
	struct filter *both = filter_and(*into ? parts : parts + 1, *into ? 2 : 1);
	filter_free(*into);
	filter_free(more);
	*into = both;
}

int filter_options_add(struct filter_options *options, const char *text, struct error *err)
{
	struct filter *filter = NULL;
	struct filter_error wrong;
	if (strcmp(text, "help") == 0) {
		options->list_fields = true;
		return 0;
	}
	int r = filter_parse(text, strlen(text), NULL, &filter, &wrong, err);
	if (r < 0) {
		free(options->mistake);
		options->mistake = point_at(text, &wrong);
		return r;
	}
	r = filter_check_capture(filter, err);
	if (r < 0)
		filter_free(filter);
	else
		take_and(&options->expression, filter);
	return r;
}

int filter_options_set_trace(struct filter_options *options, const char *list, struct error *err)
{
	struct filter *filter = NULL;
	int r = filter_from_trace(list, &filter, err);
	if (r < 0)
		return r;
	filter_free(options->trace);
	options->trace = filter;
	return 0;
}

static int keep_path(struct filter_options *options, char *path, struct error *err)
{
	if (options->n_paths == FILTER_PATHS_MAX) {
		free(path);
		return error_set(err, E2BIG, "more than %d paths", FILTER_PATHS_MAX);
	}
	options->paths[options->n_paths++] = path;
	return 0;
}

// As strace: the path as it was given, for the calls that name it, and what it stands for, for descriptors.
int filter_options_add_path(struct filter_options *options, const char *path, struct error *err)
{
	if (!path[0] || strlen(path) > FILTER_VALUE_MAX / 2)
		return error_set(err, EINVAL, "\"%.80s\" is not a path", path);
	AUTO_FREE char *folder = path[0] == '/' ? NULL : getcwd(NULL, 0);
	char *real = realpath(path, NULL);
	bool differs = real && strcmp(real, path) != 0;
	int r = 0;
	if (!real || (differs && path[0] == '/'))
		r = keep_path(options, folder ? xasprintf("%s/%s", folder, path) : xstrdup(path), err);
	if (r == 0 && real)
		r = keep_path(options, take_ptr(&real), err);
	free(real);
	if (r == 0 && differs && options->n_resolved < FILTER_PATHS_MAX)
		options->resolved[options->n_resolved++] = (struct filter_resolved){path, options->n_paths - 1};
	return r;
}

// What -P, -z and -Z say is said of calls: signals and ends of tasks are shown as before.
static void take_and_of_calls(struct filter **into, const struct filter_node *const *checks, size_t n)
{
	static struct filter_value syscall_value = {.text = "syscall", .len = sizeof("syscall") - 1};
	struct filter_node no_call = {.kind = FILTER_NODE_CHECK,
				      .field = &filter_fields[FIELD_EVT_KIND],
				      .index = -1,
				      .op = FILTER_NE,
				      .n_values = 1,
				      .values = &syscall_value};
	AUTO_FREE struct filter_node **children = xcalloc(n + 1, sizeof(struct filter_node *));
	memcpy(children, checks, n * sizeof(struct filter_node *));
	children[n] = &no_call;
	const struct filter_node any = {.kind = FILTER_NODE_OR, .n = n + 1, .children = children, .index = -1};
	const struct filter_node *parts[] = {&any};
	take_and(into, filter_and(parts, 1));
}

static struct filter_node check_of(enum filter_field_id field, enum filter_op op, struct filter_value *values, size_t n)
{
	return (struct filter_node){.kind = FILTER_NODE_CHECK,
				    .field = &filter_fields[field],
				    .index = -1,
				    .op = op,
				    .n_values = n,
				    .values = values};
}

// Calls that do not return are neither successful nor failed.
static void take_statuses(struct filter **into, unsigned statuses)
{
	static struct filter_value yes = {.text = "true", .len = 4, .truth = true};
	static struct filter_value no = {.text = "false", .len = 5, .truth = false};
	static struct filter_value ends[] = {{.text = "exit", .len = 4}, {.text = "exit_group", .len = 10}};
	struct filter_node failed = check_of(FIELD_EVT_FAILED, FILTER_EQ, &yes, 1);
	struct filter_node went_well = check_of(FIELD_EVT_FAILED, FILTER_EQ, &no, 1);
	struct filter_node end = check_of(FIELD_EVT_TYPE, FILTER_IN, ends, 2);
	struct filter_node *ended[] = {&end}, *both[2];
	struct filter_node returned = {.kind = FILTER_NODE_NOT, .n = 1, .children = ended, .index = -1};
	both[0] = &returned;
	both[1] = &went_well;
	const struct filter_node successful = {.kind = FILTER_NODE_AND, .n = 2, .children = both, .index = -1};
	const struct filter_node *checks[3];
	size_t n = 0;
	if (statuses & FILTER_SUCCESSFUL)
		checks[n++] = statuses & FILTER_UNFINISHED ? &went_well : &successful;
	if (statuses & FILTER_FAILED)
		checks[n++] = &failed;
	if (statuses & FILTER_UNFINISHED && !(statuses & FILTER_SUCCESSFUL))
		checks[n++] = &end;
	take_and_of_calls(into, checks, n);
}

// As strace: calls that name the path, or whose descriptor stands for it.
static void take_paths(struct filter **into, const struct filter_options *options)
{
	static const enum filter_field_id fields[] = {FIELD_FS_PATH_NAME, FIELD_FS_PATH_SOURCE, FIELD_FS_PATH_TARGET,
						      FIELD_FD_NAME};
	enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };
	struct filter_value values[FILTER_PATHS_MAX] = {0};
	struct filter_node nodes[FIELDS];
	const struct filter_node *checks[FIELDS];
	for (size_t i = 0; i < options->n_paths; i++)
		values[i] =
		    (struct filter_value){.text = options->paths[i], .len = (uint32_t)strlen(options->paths[i])};
	for (size_t i = 0; i < FIELDS; i++) {
		nodes[i] = (struct filter_node){.kind = FILTER_NODE_CHECK,
						.field = &filter_fields[fields[i]],
						.index = -1,
						.op = FILTER_IN,
						.n_values = options->n_paths,
						.values = values};
		checks[i] = &nodes[i];
	}
	take_and_of_calls(into, checks, FIELDS);
}

int filter_options_make(const struct filter_options *options, bool latency, struct filter **ret_filter,
			struct error *err)
{
	struct filter *filter = filter_all();
	if (options->trace)
		take_and(&filter, filter_and((const struct filter_node *const *)&options->trace->root, 1));
	bool every = (options->statuses & FILTER_EVERY_STATUS) == FILTER_EVERY_STATUS;
	if (options->statuses && !every)
		take_statuses(&filter, options->statuses);
	if (options->n_paths)
		take_paths(&filter, options);
	if (options->expression)
		take_and(&filter, filter_and((const struct filter_node *const *)&options->expression->root, 1));
	if (!latency && filter_kernel_needs_latency(filter)) {
		filter_free(filter);
		return error_set(err, EINVAL,
				 "--filter asks for evt.latency, which is not measured with --latency off");
	}
	*ret_filter = filter;
	return 0;
}

void filter_options_explain(const struct filter *filter)
{
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, 4u << 20);
	if (filter_is_all(filter)) {
		(void)printf("every event is captured\n");
		return;
	}
	filter_print(filter, &text);
	(void)printf("filter   %s\n\n", buffer_text(&text));
	buffer_clear(&text);
	filter_kernel_explain(filter, &text);
	(void)printf("%s\n"
		     "kernel   decides: a call that it refuses is counted and costs no more than that\n"
		     "both     the kernel refuses what it can be sure of, the program decides\n"
		     "program  decides over every event that the kernel lets through\n",
		     buffer_text(&text));
	if (filter_kernel_needs_state(filter))
		(void)printf(
		    "\nProcesses and descriptors must be kept track of for this: calls that change them always come "
		    "up, and the\nprogram decides over these by the whole filter.\n");
}

void filter_options_print_fields(void)
{
	(void)printf("A filter is made of conditions, FIELD OPERATOR VALUE, with and, or, not and parentheses:\n"
		     "  evt.type in (open, openat) and evt.failed = true and not proc.name = ls\n"
		     "docs/filter-language.md teaches it. The fields:\n\n");
	for (size_t i = 0; i < FILTER_FIELDS; i++) {
		const struct filter_field *field = &filter_fields[i];
		const char *argument = field->argument == FILTER_ARGUMENT_NAME    ? ".NAME"
				       : field->argument == FILTER_ARGUMENT_INDEX ? "[N]"
										  : "";
		char name[64];
		(void)snprintf(name, sizeof(name), "%s%s", field->name, argument);
		(void)printf("  %-28s %-9s %s\n", name, filter_type_name(field->type), field->help);
	}
	(void)printf("\nOperators:");
	for (unsigned op = 0; op < FILTER_OPS; op++)
		(void)printf(" %s", filter_op_name((enum filter_op)op));
	(void)printf("\n");
}

void filter_options_complete(const char *text)
{
	AUTO_VALUE(filter_completion) struct filter_completion completion;
	filter_complete(text, strlen(text), strlen(text), NULL, 0, &completion);
	for (size_t i = 0; i < completion.n; i++)
		(void)printf("%.*s%s\t%s\n", (int)completion.from, text, completion.candidates[i].text,
			     completion.candidates[i].help);
}
