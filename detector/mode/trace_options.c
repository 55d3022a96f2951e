// SPDX-License-Identifier: Apache-2.0
// The options of tracing. The letters mean what they mean in strace.
#include "common/base/parse.h"
#include "detector/mode/options.h"

#include <stdio.h>
#include <string.h>

#define STRING_LIMIT_MAX 4096

static int apply_help(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->help = true;
	return 0;
}

static int accept(struct mode_options *options, const char *value, struct error *err)
{
	(void)options;
	(void)value;
	(void)err;
	return 0;
}

// trace=LIST of strace's -e
static int apply_trace(struct mode_options *options, const char *value, struct error *err)
{
	return filter_options_set_trace(&options->choice, value, err);
}

static int apply_filter(struct mode_options *options, const char *value, struct error *err)
{
	return filter_options_add(&options->choice, value, err);
}

static int apply_complete_filter(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->choice.complete = value;
	return 0;
}

static int apply_path(struct mode_options *options, const char *value, struct error *err)
{
	return filter_options_add_path(&options->choice, value, err);
}

static int apply_explain(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->choice.explain = true;
	return 0;
}

static int apply_expression(struct mode_options *options, const char *value, struct error *err)
{
	static const char *const trace_words[] = {"trace=", "t="};
	const char *equals = strchr(value, '=');
	if (!equals)
		return apply_trace(options, value, err);
	for (size_t i = 0; i < sizeof(trace_words) / sizeof(trace_words[0]); i++)
		if (strncmp(value, trace_words[i], strlen(trace_words[i])) == 0)
			return apply_trace(options, equals + 1, err);
	return error_set(err, EINVAL, "\"%.*s\" is not known here: -e trace=LIST is", (int)(equals - value), value);
}

static int apply_output(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->trace.output_path = value;
	options->trace.text.always_pid = true;
	return 0;
}

static int apply_strings(struct mode_options *options, const char *value, struct error *err)
{
	uint64_t limit;
	if (parse_u64(value, &limit) < 0 || limit > STRING_LIMIT_MAX)
		return error_set(err, EINVAL, "\"%.40s\" is not a number from 0 to %d", value, STRING_LIMIT_MAX);
	options->trace.text.decode.string_limit = (uint32_t)limit;
	return 0;
}

static int apply_verbose(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.text.decode.verbose = true;
	return 0;
}

// -y, -yy
static int apply_decode_fds(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	if (options->trace.decode_fds >= 2)
		return error_set(err, EINVAL, "at most -yy");
	options->trace.decode_fds++;
	return 0;
}

static int apply_hex(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.text.decode.hex_strings = true;
	return 0;
}

// -t, -tt, -ttt
static int apply_time(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	if (options->trace.text.time >= TEXT_TIME_EPOCH)
		return error_set(err, EINVAL, "at most -ttt, and not together with -r");
	options->trace.text.time++;
	return 0;
}

static int apply_relative(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	if (options->trace.text.time != TEXT_TIME_NONE)
		return error_set(err, EINVAL, "not together with -t");
	options->trace.text.time = TEXT_TIME_RELATIVE;
	return 0;
}

static int apply_durations(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.text.durations = true;
	return 0;
}

static int apply_summary(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.summary_only = true;
	return 0;
}

static int apply_summary_too(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.summary_too = true;
	return 0;
}

static int apply_sort(struct mode_options *options, const char *value, struct error *err)
{
	if (summary_sort_by_name(value, &options->trace.sort) < 0)
		return error_set(err, EINVAL, "\"%.40s\" is none of time, calls, errors, name, nothing", value);
	return 0;
}

static int apply_successful(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->choice.results = FILTER_SUCCESSFUL;
	return 0;
}

static int apply_failed(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->choice.results = FILTER_FAILED;
	return 0;
}

static int apply_format(struct mode_options *options, const char *value, struct error *err)
{
	static const char *const names[] = {[OUTPUT_TEXT] = "text", [OUTPUT_JSON] = "json", [OUTPUT_NONE] = "none"};
	for (int i = 0; i <= OUTPUT_NONE; i++) {
		if (strcmp(value, names[i]) == 0) {
			options->trace.format = (enum output_format)i;
			return 0;
		}
	}
	return error_set(err, EINVAL, "\"%.40s\" is none of text, json, none", value);
}

static int apply_latency(struct mode_options *options, const char *value, struct error *err)
{
	int on = parse_bool(value);
	if (on < 0)
		return error_set(err, EINVAL, "\"%.40s\" is neither on nor off", value);
	options->trace.latency = on != 0;
	return 0;
}

static int apply_duration(struct mode_options *options, const char *value, struct error *err)
{
	if (parse_duration(value, &options->trace.duration_ns) < 0 || !options->trace.duration_ns)
		return error_set(err, EINVAL, "\"%.40s\" is not a duration such as 5, 500ms or 2m", value);
	return 0;
}

static int apply_max_events(struct mode_options *options, const char *value, struct error *err)
{
	if (parse_u64(value, &options->trace.event_limit) < 0 || !options->trace.event_limit)
		return error_set(err, EINVAL, "\"%.40s\" is not a number above 0", value);
	return 0;
}

static int apply_buffer(struct mode_options *options, const char *value, struct error *err)
{
	uint64_t bytes;
	if (parse_size(value, &bytes) < 0 || bytes < 64 * 1024 || bytes > 256ull << 20)
		return error_set(err, EINVAL, "\"%.40s\" is not a size from 64k to 256M", value);
	options->trace.buffer_bytes = bytes;
	return 0;
}

static int apply_backend(struct mode_options *options, const char *value, struct error *err)
{
	static const char *const names[] = {
	    [BACKEND_AUTO] = "auto", [BACKEND_EBPF] = "ebpf", [BACKEND_PTRACE] = "ptrace"};
	for (int i = 0; i <= BACKEND_PTRACE; i++) {
		if (strcmp(value, names[i]) == 0) {
			options->trace.backend = (enum backend)i;
			return 0;
		}
	}
	return error_set(err, EINVAL, "\"%.40s\" is none of auto, ebpf, ptrace", value);
}

const struct option_row trace_option_rows[] = {
    {'e', NULL, "trace=LIST", "only these calls: names, %file %net %process …, !LIST for all others", apply_expression},
    {0, "trace", "LIST", "the same, where -e means something else", apply_trace},
    {0, "filter", "EXPR",
     "only events that match, such as \"evt.failed=true and not proc.name=ls\"; help lists the fields", apply_filter},
    {0, "complete-filter", "TEXT", NULL, apply_complete_filter}, // for shells
    {'P', "trace-path", "PATH", "only calls on that path, or on descriptors that stand for it", apply_path},
    {0, "explain", NULL, "tell what of the filter the kernel decides, and end", apply_explain},
    {'f', NULL, NULL, NULL, accept},
    {'o', "output", "FILE", "write there instead of to standard error", apply_output},
    {'s', "string-limit", "N", "show at most N bytes of a string (default 32)", apply_strings},
    {'v', "no-abbrev", NULL, "show structures whole", apply_verbose},
    {'x', "strings-in-hex", NULL, "show non-ASCII strings in hexadecimal", apply_hex},
    {'y', NULL, NULL, "show what descriptors stand for; -yy with the ends of sockets", apply_decode_fds},
    {'t', "absolute-timestamps", NULL, "time of day; -tt with microseconds, -ttt since the epoch", apply_time},
    {'r', "relative-timestamps", NULL, "time since the line before", apply_relative},
    {'T', "syscall-times", NULL, "time spent in each call", apply_durations},
    {'c', "summary-only", NULL, "count calls, errors and times in the kernel; print a table at the end", apply_summary},
    {'C', "summary", NULL, "the same, beside the lines", apply_summary_too},
    {'S', "summary-sort-by", "KEY", "sort it by time, calls, errors, name or nothing", apply_sort},
    {'w', "summary-wall-clock", NULL, NULL, accept},
    {'z', "successful-only", NULL, "show only calls that succeeded", apply_successful},
    {'Z', "failed-only", NULL, "show only calls that failed", apply_failed},
    {0, "format", "FORMAT", "text (strace's), json (an object a line) or none", apply_format},
    {0, "latency", "on|off", "measure how long calls take (default on)", apply_latency},
    {0, "duration", "TIME", "stop tracing after that time", apply_duration},
    {0, "max-events", "N", "record at most N events; the rest is counted as lost by the limit", apply_max_events},
    {0, "buffer", "SIZE", "ring for each CPU, 64k to 256M (default 8M)", apply_buffer},
    {0, "backend", "NAME", "ebpf, ptrace, or auto: ptrace where eBPF is not allowed", apply_backend},
    {'h', "help", NULL, "this text", apply_help},
    {0, NULL, NULL, NULL, NULL},
};
