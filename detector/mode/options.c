// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/options.h"

#include "common/filter/filter_text.h"
#include "detector/mode/mode.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define OPTIONS_MAX           96
#define RESULT_COLUMN_DEFAULT 40 // where strace puts its " = "
#define STRING_LIMIT_DEFAULT  32 // strace's

void options_init(struct mode_options *options)
{
	*options = (struct mode_options){
	    .trace = {.latency = true,
		      .text = {.decode = {.string_limit = STRING_LIMIT_DEFAULT, .align = RESULT_COLUMN_DEFAULT}}},
	    .container = {.network = CONTAINER_NETWORK_BRIDGE},
	    .pull = CONTAINER_PULL_MISSING,
	    .keep_container = true,
	};
}

void options_done(struct mode_options *options)
{
	container_spec_done(&options->container);
	filter_options_done(&options->choice);
	filter_free(options->filter);
}

static int check_together(const struct trace_options *trace, struct error *err)
{
	if (trace->summary_only && trace->summary_too)
		return error_set(err, EINVAL, "-c (--summary-only) and -C (--summary) exclude each other");
	if (trace->interval_ns && !trace->summary_only && !trace->summary_too)
		return error_set(err, EINVAL, "--interval is for -c or -C (--summary-only, --summary)");
	return 0;
}

static void tell_resolved(const struct mode_options *options)
{
	const struct filter_options *choice = &options->choice;
	for (size_t i = 0; i < choice->n_resolved && !(options->trace.text.quiet & TEXT_QUIET_PATH_RESOLUTION); i++)
		(void)fprintf(stderr, "syscope-detector: Requested path \"%s\" resolved into \"%s\"\n",
			      choice->resolved[i].given, choice->paths[choice->resolved[i].path]);
}

int options_finish(struct mode_options *options, bool *ret_answered, struct error *err)
{
	*ret_answered = options->choice.list_fields || options->choice.complete || options->version;
	if (options->version) {
		(void)printf("syscope-detector %s\n", SYSCOPE_VERSION);
		return 0;
	}
	if (options->choice.complete) {
		filter_options_complete(options->choice.complete);
		return 0;
	}
	if (options->choice.list_fields) {
		filter_options_print_fields();
		return 0;
	}
	int r = check_together(&options->trace, err);
	if (r < 0)
		return r;
	tell_resolved(options);
	r = filter_options_make(&options->choice, options->trace.latency, &options->filter, err);
	if (r < 0)
		return r;
	options->trace.filter = options->filter;
	*ret_answered = options->choice.explain;
	if (options->choice.explain)
		filter_options_explain(options->filter);
	return 0;
}

int options_fail(const struct mode_options *options, const struct error *err)
{
	int status = mode_fail(err);
	if (options->choice.mistake)
		(void)fprintf(stderr, "%s\n", options->choice.mistake);
	return status;
}

static const struct option_row *row_at(const struct option_group *groups, int index)
{
	for (; groups->rows; groups++)
		for (const struct option_row *row = groups->rows; row->apply; row++)
			if (index-- == 0)
				return row;
	return NULL;
}

// getopt's tables: a long option's value is OPTIONS_BASE + the row's index, so that letters and names meet in one place.
#define OPTIONS_BASE 1000

struct getopt_tables {
	struct option names[OPTIONS_MAX + 1];
	char letters[2 * OPTIONS_MAX + 3];
	int letter_rows[128];
};

// A letter whose long name may have a value has none.
static int value_of(const struct option_row *row)
{
	if (!row->value)
		return no_argument;
	return row->value[0] == '[' ? optional_argument : required_argument;
}

static void build_tables(const struct option_group *groups, struct getopt_tables *tables)
{
	memset(tables, 0, sizeof(*tables));
	size_t n_letters = 0;
	size_t n_names = 0;
	int index = 0;
	tables->letters[n_letters++] = '+'; // stop at the first operand
	tables->letters[n_letters++] = ':';
	for (; groups->rows; groups++) {
		for (const struct option_row *row = groups->rows; row->apply; row++, index++) {
			if (row->name && n_names < OPTIONS_MAX)
				tables->names[n_names++] = (struct option){
				    .name = row->name,
				    .has_arg = value_of(row),
				    .val = OPTIONS_BASE + index,
				};
			if (!row->letter || !groups->letters)
				continue;
			tables->letter_rows[(unsigned char)row->letter & 127] = index;
			tables->letters[n_letters++] = row->letter;
			if (value_of(row) == required_argument)
				tables->letters[n_letters++] = ':';
		}
	}
}

static void offer_names(const struct option_group *groups, struct filter_nearest *nearest)
{
	for (; groups->rows; groups++)
		for (const struct option_row *row = groups->rows; row->apply; row++)
			if (row->name)
				filter_nearest_offer(nearest, row->name);
}

static int refuse(const struct option_group *groups, const char *word, int letter, struct error *err)
{
	bool letters = false;
	bool is_name = strncmp(word, "--", 2) == 0;
	const char *name = word + (is_name ? 2 : 0);
	size_t len = strcspn(name, "=");
	struct filter_nearest nearest;
	for (const struct option_group *group = groups; group->rows; group++)
		letters = letters || (group->rows == trace_option_rows && group->letters);
	for (const struct refused_option *row = refused_trace_options; letters && (row->letter || row->name); row++) {
		if (!is_name && row->letter && row->letter == letter)
			return error_set(err, ENOTSUP, "-%c is not supported: %s", letter, row->reason);
		if (is_name && row->name && strlen(row->name) == len && strncmp(row->name, name, len) == 0)
			return error_set(err, ENOTSUP, "--%s is not supported: %s", row->name, row->reason);
	}
	if (!is_name && letter > 0 && letter < 128)
		return error_set(err, EINVAL, "unknown option -%c; --help lists them", letter);
	if (is_name && letter >= OPTIONS_BASE)
		return error_set(err, EINVAL, "option --%.*s takes no value", (int)len, name);
	filter_nearest_init(&nearest, name, len);
	offer_names(groups, &nearest);
	if (nearest.name[0])
		return error_set(err, EINVAL, "unknown option --%.*s; did you mean --%s?", (int)len, name,
				 nearest.name);
	return error_set(err, EINVAL, "unknown option %.80s; --help lists them", word);
}

int options_parse(const struct option_group *groups, int argc, char **argv, struct mode_options *options,
		  int *ret_first, struct error *err)
{
	struct getopt_tables tables;
	build_tables(groups, &tables);
	opterr = 0;
	optind = 0; // begins anew, also inside a word
	for (;;) {
		int at = optind ? optind : 1;
		int c = getopt_long(argc, argv, tables.letters, tables.names, NULL);
		if (c == -1)
			break;
		if (c == ':')
			return error_set(err, EINVAL, "option %s needs a value", argv[at]);
		if (c == '?')
			return refuse(groups, argv[at], optopt, err);
		int index = c >= OPTIONS_BASE ? c - OPTIONS_BASE : tables.letter_rows[c & 127];
		const struct option_row *row = row_at(groups, index);
		int r = row->apply(options, optarg, err);
		if (r < 0) {
			if (row->name)
				return error_wrap(err, "--%s", row->name);
			return error_wrap(err, "-%c", row->letter);
		}
	}
	*ret_first = optind;
	return 0;
}
