// SPDX-License-Identifier: Apache-2.0
// The options of tracing. The letters mean what they mean in strace.
#include "detector/mode/trace_options.h"
#include "common/base/clock.h"
#include "common/base/parse.h"

#include <stdio.h>
#include <string.h>

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

static int apply_output(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->trace.output_path = value;
	options->trace.text.always_pid = true;
	return 0;
}

static int apply_append(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.append = true;
	return 0;
}

// -f is how it always is; -ff asks for a file for each task.
static int apply_follow(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.separate = options->trace.followed;
	options->trace.followed = true;
	return 0;
}

static int apply_separate(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.separate = true;
	return 0;
}

static int apply_environment(struct mode_options *options, const char *value, struct error *err)
{
	if (options->trace.n_environment == ENVIRONMENT_MAX)
		return error_set(err, E2BIG, "more than %d variables", ENVIRONMENT_MAX);
	options->trace.environment[options->trace.n_environment++] = value;
	return 0;
}

static int apply_user(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->trace.user = value;
	return 0;
}

static int apply_interruptible(struct mode_options *options, const char *value, struct error *err)
{
	static const struct option_word words[] = {{"1", 1},       {"anywhere", 1},   {"2", 2},
						   {"waiting", 2}, {"3", 3},          {"never", 3},
						   {"4", 4},       {"never_tstp", 4}, {0}};
	int ignored;
	(void)options;
	return option_word_find(value, words, &ignored, err);
}

static int apply_version(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->version = true;
	return 0;
}

static int apply_help_all(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->help = true;
	options->help_all = true;
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
	return summary_sort_by_name(value, &options->trace.table.sort, err);
}

static int apply_summary_columns(struct mode_options *options, const char *value, struct error *err)
{
	return summary_columns_parse(value, &options->trace.table, err);
}

// Without -C a table is all that is shown.
static int apply_interval(struct mode_options *options, const char *value, struct error *err)
{
	if (parse_duration(value, &options->trace.interval_ns) < 0 || options->trace.interval_ns < 10 * NS_PER_MS)
		return error_set(err, EINVAL, "\"%.40s\" is not a duration of at least 10ms", value);
	return 0;
}

static int apply_successful(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->choice.statuses = FILTER_SUCCESSFUL;
	return 0;
}

static int apply_failed(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->choice.statuses = FILTER_FAILED;
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
	    [SOURCE_BACKEND_AUTO] = "auto", [SOURCE_BACKEND_EBPF] = "ebpf", [SOURCE_BACKEND_PTRACE] = "ptrace"};
	for (int i = 0; i <= SOURCE_BACKEND_PTRACE; i++) {
		if (strcmp(value, names[i]) == 0) {
			options->trace.backend = (enum source_backend)i;
			return 0;
		}
	}
	return error_set(err, EINVAL, "\"%.40s\" is none of auto, ebpf, ptrace", value);
}

const struct option_row trace_option_rows[] = {
    // What to show
    {'e', NULL, "EXPR",
     "trace=LIST: only these calls, such as open or %file; or abbrev= verbose= raw= signal= status= quiet= read= "
     "write= decode-fds= mean what the long options do; a LIST alone is trace=LIST"
     "decode-fds=",
     apply_expression},
    {0, "trace", "LIST",
     "only these calls; names, %file %net %process …, /REGEX, CALL@32 or @64 or @x32, ?NAME that may be unknown, all, "
     "none; ! before it: all others",
     apply_trace},
    {0, "filter", "EXPR",
     "only events that match; such as \"evt.failed=true and not proc.name=ls\"; help lists the fields", apply_filter},
    {0, "complete-filter", "TEXT", NULL, apply_complete_filter}, // for shells
    {'P', "trace-path", "PATH", "only calls on that path; also through descriptors that stand for it", apply_path},
    {'z', "successful-only", NULL, "only calls that succeeded", apply_successful},
    {'Z', "failed-only", NULL, "only calls that failed", apply_failed},
    {0, "status", "SET", "only calls that ended so; successful, failed, unfinished", apply_status},
    {0, "signal", "SET", "only these signals; SIGCHLD,SIGIO … or !SIGCHLD for all others", apply_signals},
    {0, "signals", "SET", NULL, apply_signals},
    {0, "explain", NULL, "tell what of the filter the kernel decides, and end", apply_explain},
    {'f', "follow-forks", NULL, "children are always followed; -ff is -f --output-separately", apply_follow},
    // Where to
    {'o', "output", "FILE", "write there, not to standard error; \"|COMMAND\" or \"!COMMAND\" pipes to a command",
     apply_output},
    {'A', "output-append-mode", NULL, "append to that file", apply_append},
    {0, "output-separately", NULL, "with -o: a file for each task, FILE.PID; also -ff", apply_separate},
    {0, "format", "FORMAT", "text (strace's), json (an object a line) or none", apply_format},
    {'q', "quiet", "[=SET]",
     "fewer lines: none about attaching; -qq none about exits either, -qqq none at all; a SET has attach, exit, "
     "path-resolution, personality, thread-execve"
     "thread-execve",
     apply_quiet},
    {0, "silent", "[=SET]", NULL, apply_quiet},
    {0, "silence", "[=SET]", NULL, apply_quiet},
    // How a line looks
    {'s', "string-limit", "N", "at most N bytes of a string (default 32); up to 4096", apply_strings},
    {'v', "no-abbrev", NULL, "structures whole", apply_no_abbrev},
    {0, "abbrev", "LIST", "structures are abbreviated in these calls; default all", apply_abbrev},
    {0, "verbose", "LIST", "structures are shown in these calls; default all; elsewhere their addresses are",
     apply_verbose_calls},
    {0, "raw", "LIST", "arguments are undecoded in these calls; default none", apply_raw},
    {'x', "strings-in-hex", "[=WHICH]",
     "strings that are not ASCII in hexadecimal; -xx all of them; non-ascii-chars only the characters that are not",
     apply_hex},
    {'X', "const-print-style", "STYLE", "constants as raw, abbrev or verbose; numbers, names (the default), or both",
     apply_constants},
    {'y', "decode-fds", "[=WHICH]", "what descriptors stand for; -yy or =all also the ends of sockets",
     apply_decode_fds},
    {'t', "absolute-timestamps", "[=FORMAT]",
     "time of day; -tt with microseconds, -ttt since the epoch; FORMAT: time, unix or none, and s, ms, us or ns, with "
     "a comma between",
     apply_time},
    {0, "timestamps", "[=FORMAT]", NULL, apply_time},
    {'r', "relative-timestamps", "[=UNIT]", "time since the line before; to the s, ms, us (the default) or ns",
     apply_relative},
    {'T', "syscall-times", "[=UNIT]", "time spent in each call; to the s, ms, us (the default) or ns", apply_durations},
    {'n', "syscall-number", NULL, "the numbers of calls", apply_numbers},
    {'a', "columns", "N", "results begin in that column (default 40)", apply_columns},
    {0, "read", "SET", "dump the data read from these descriptors", apply_read},
    {0, "write", "SET", "dump the data written to these descriptors", apply_write},
    // Counting
    {'c', "summary-only", NULL, "a table of calls, errors and times; counted in the kernel, exact, printed at the end",
     apply_summary},
    {'C', "summary", NULL, "the same, beside the lines", apply_summary_too},
    {'S', "summary-sort-by", "KEY",
     "sort the table; by time, min-time, max-time, avg-time, calls, errors, name, p50, p99, lost or nothing",
     apply_sort},
    {'U', "summary-columns", "LIST",
     "its columns; time-percent, total-time, min-time, max-time, avg-time, calls, errors, name, p50, p99, max, lost, "
     "denied",
     apply_summary_columns},
    {0, "interval", "TIME", "with -c or -C: the table so far, each TIME; --format json: an object", apply_interval},
    {'w', "summary-wall-clock", NULL, NULL, accept},
    // The trace
    {0, "latency", "on|off", "measure how long calls take (default on)", apply_latency},
    {0, "duration", "TIME", "stop tracing after that time", apply_duration},
    {0, "max-events", "N", "record at most N events; the rest is counted as lost by the limit", apply_max_events},
    {0, "buffer", "SIZE", "ring for each CPU (default 8M); 64k to 256M", apply_buffer},
    {0, "backend", "NAME", "ebpf, ptrace or auto; auto is ptrace where eBPF is not allowed", apply_backend},
    {'I', "interruptible", "WHEN", NULL, apply_interruptible}, // nothing here blocks signals
    {0, "seccomp-bpf", NULL, NULL, accept},
    {0, "fault", "EXPR", NULL, apply_inject},
    {0, "inject", "EXPR", NULL, apply_inject},
    {0, "kvm", "EXPR", NULL, apply_kvm},
    {'h', "help", NULL, "a short help", apply_help},
    {0, "help-all", NULL, "every option", apply_help_all},
    {'V', "version", NULL, "the version", apply_version},
    {0, NULL, NULL, NULL, NULL},
};

const struct option_row program_option_rows[] = {
    {'E', "env", "NAME[=VALUE]", "set a variable for the program, or without = remove it", apply_environment},
    {'u', "user", "USER", "run the program as that user", apply_user},
    {0, NULL, NULL, NULL, NULL},
};

const struct refused_option refused_trace_options[] = {
    {'i', "instruction-pointer", "the place in the program is not recorded; strace -i shows it"},
    {'k', "stack-traces", "stacks are not recorded; strace -k shows them"},
    {'b', "detach-on", "the trace follows programs through execve; --filter \"proc.name != NAME\" leaves one out"},
    {'D', "daemonize", "the traced program is not disturbed by who traces it; start the detector with setsid instead"},
    {'d', "debug", "use the environment variable LOG, such as LOG=debug"},
    {'O', "summary-syscall-overhead", "times are the kernel's own: there is no overhead to take off"},
    {'p', "attach", "mode exec starts a program; syscope-detector attach watches what runs already"},
    {'Y', "decode-pids", "--format json names the process of every event"},
    {0, "pidns-translation", "--format json has the host's numbers beside the container's"},
    {0, "tips", "there are none"},
    {0, NULL, NULL},
};
