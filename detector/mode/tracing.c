// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/tracing.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/filter/filter_program.h"
#include "detector/mode/trace_output.h"
#include "detector/output/clock_jump.h"
#include "detector/output/json_subject.h"
#include "detector/output/tally.h"
#include "detector/state/if_names.h"
#include "detector/trace/filter_kernel.h"
#include "detector/trace/ptrace_seccomp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COUNTERS_MAX (3 * RECORD_SYSCALLS)
#define SUMMARY_MAX  (1u << 20)
#define FLUSH_MS     50

struct tracing {
	struct trace_options options;
	struct loop_timer *flush_timer, *interval_timer;
	struct trace_output *output;
	struct line_writer *writer; // the output's
	char *container;            // its name; NULL = none was given
	struct state *state;        // NULL = nobody needs it
	struct state_fd_printer fd_printer;
	struct pipeline *pipeline;
	struct source *source;
	struct source_scan *scan;
	struct source_counter *counters; // taken when the scan was stopped
	size_t n_counters;
	uint64_t missed_runs;
	struct tally *tally;            // with -c and -C, when the kernel's counters do not follow the filter
	struct filter_program *program; // of what the kernel leaves to us; NULL = nothing
	struct kernel_filter kernel;
	bool chosen_only;                 // tracing_skip_unchosen
	int64_t clock_offset, clock_seen; // of the scan; as it was last seen
	bool by_call;                     // the filter asks for nothing but calls by their number
};

static void watch_clock(struct tracing *tracing)
{
	bool json = tracing->options.format == OUTPUT_JSON;
	int64_t offset;
	if (tracing->options.summary_only || tracing->options.format == OUTPUT_NONE || !clock_jump_offset(&offset))
		return;
	int64_t delta = clock_jump_since(&tracing->clock_seen, offset);
	if (!delta)
		return;
	if (json)
		clock_jump_json(clock_boot_ns() + (uint64_t)tracing->clock_offset, delta,
				line_writer_line(tracing->writer));
	else
		clock_jump_text(delta, line_writer_line(tracing->writer));
	line_writer_end(tracing->writer);
}

static void on_flush(void *ctx)
{
	struct tracing *tracing = ctx;
	watch_clock(tracing);
	trace_output_flush(tracing->output);
}

static void on_interval(void *ctx)
{
	struct tracing *tracing = ctx;
	AUTO_FREE struct source_counter *counters = xcalloc(COUNTERS_MAX, sizeof(*counters));
	tracing_interval(tracing, counters, source_counters(tracing->scan, counters, COUNTERS_MAX));
}

static void on_record(void *ctx, const struct record *record)
{
	struct tracing *tracing = ctx;
	pipeline_record(tracing->pipeline, record);
}

static void on_loss(void *ctx, const struct source_loss *loss)
{
	struct tracing *tracing = ctx;
	AUTO_FREE struct wire_gap_call *calls = xcalloc(loss->n_calls, sizeof(*calls));
	for (size_t i = 0; i < loss->n_calls; i++)
		calls[i] = (struct wire_gap_call){
		    .abi = loss->calls[i].abi, .nr = loss->calls[i].nr, .count = loss->calls[i].lost};
	pipeline_loss(tracing->pipeline, loss->from_ts, loss->to_ts, loss->count, loss->others, calls, loss->n_calls);
}

// Keeping what processes and descriptors are costs time: only for who shows or filters by it.
static bool needs_state(const struct trace_options *options)
{
	bool shown = !options->summary_only && options->format != OUTPUT_NONE;
	return (shown && (options->decode_fds || options->format == OUTPUT_JSON)) ||
	       (options->filter && filter_kernel_needs_state(options->filter));
}

// The kernel decides what it can. What changes the state comes up in any case, so with a state the whole filter is asked again.
static void add_filter(struct tracing *tracing)
{
	const struct filter *filter = tracing->options.filter;
	struct filter *rest = NULL;
	if (!filter || filter_is_all(filter)) {
		tracing->options.filter = NULL;
		return;
	}
	filter_kernel_split(filter, &tracing->kernel, &rest);
	tracing->by_call = filter_kernel_is_calls(filter);
	if (tracing->state)
		filter_kernel_relax(&tracing->kernel);
	if (tracing->state)
		tracing->program = filter_program_new(filter);
	else if (!filter_is_all(rest))
		tracing->program = filter_program_new(rest);
	filter_free(rest);
}

static void add_state(struct tracing *tracing, int64_t boot_to_real)
{
	struct state_options options = {.boot_to_real = boot_to_real, .host = true};
	tracing->options.text.decode.if_name = state_if_name;
	if (!needs_state(&tracing->options))
		return;
	tracing->state = state_new(&options);
	if (!tracing->options.decode_fds)
		return;
	tracing->fd_printer = (struct state_fd_printer){
	    .state = tracing->state,
	    .style = tracing->options.decode_fds > 1 ? STATE_FD_DETAILS : STATE_FD_PATHS,
	};
	tracing->options.text.decode.fd_path = state_print_fd;
	tracing->options.text.decode.fd_ctx = &tracing->fd_printer;
}

static void add_tally(struct tracing *tracing)
{
	bool wanted = tracing->options.summary_only || tracing->options.summary_too;
	if (!wanted || !tracing->options.filter || tracing->by_call)
		return;
	tracing->tally = tally_new();
	struct pipeline_sink sink = {.event = tally_event, .gap = tally_gap, .ctx = tracing->tally};
	pipeline_add_sink(tracing->pipeline, &sink);
}

static int open_source(struct tracing *tracing, struct loop *loop, struct error *err)
{
	struct source_settings settings = {.ring_bytes = tracing->options.buffer_bytes};
	struct error reason;
	int r = source_open_choice(loop, tracing->options.backend, &settings, &tracing->source, &reason, err);
	if (r == 0 && reason.code)
		(void)fprintf(stderr, "syscope-detector: tracing by ptrace, because eBPF cannot be used: %s\n",
			      reason.text);
	return r;
}

int tracing_new(struct loop *loop, const struct trace_options *options, const char *container,
		struct tracing **ret_tracing, struct error *err)
{
	AUTO(tracing) struct tracing *tracing = xcalloc(1, sizeof(*tracing));
	tracing->options = *options;
	int r = trace_output_new(&tracing->options, &tracing->output, err);
	if (r < 0)
		return r;
	tracing->writer = trace_output_writer(tracing->output);
	tracing->container = container ? xstrdup(container) : NULL;
	int64_t boot_to_real = clock_boot_to_real_offset();
	add_state(tracing, boot_to_real);
	add_filter(tracing);
	struct pipeline_options pipeline_options = {
	    .boot_to_real = boot_to_real,
	    .event_limit = options->event_limit,
	    .state = tracing->state,
	    .filter = tracing->program,
	    .hidden_signals = options->hidden_signals,
	};
	tracing->clock_offset = tracing->clock_seen = boot_to_real;
	tracing->pipeline = pipeline_new(&pipeline_options);
	add_tally(tracing);
	trace_output_add_sink(tracing->output, tracing->pipeline, &tracing->options.text, container);
	r = open_source(tracing, loop, err);
	if (r < 0)
		return r;
	tracing->flush_timer = loop_timer_new(loop, on_flush, tracing);
	tracing->interval_timer = loop_timer_new(loop, on_interval, tracing);
	loop_timer_start(tracing->flush_timer, FLUSH_MS, FLUSH_MS);
	*ret_tracing = take_ptr(&tracing);
	return 0;
}

void tracing_free(struct tracing *tracing)
{
	if (!tracing)
		return;
	source_remove_scan(tracing->scan);
	source_close(tracing->source);
	loop_timer_free(tracing->flush_timer);
	loop_timer_free(tracing->interval_timer);
	pipeline_free(tracing->pipeline);
	filter_program_free(tracing->program);
	tally_free(tracing->tally);
	state_free(tracing->state);
	free(tracing->container);
	trace_output_free(tracing->output);
	free(tracing->counters);
	free(tracing);
}

struct source *tracing_source(struct tracing *tracing)
{
	return tracing->source;
}

bool tracing_by_ptrace(const struct tracing *tracing)
{
	return source_ops_of(tracing->source) == &ptrace_source_ops;
}

size_t tracing_skip_unchosen(struct tracing *tracing, struct sock_filter out[static PTRACE_FILTER_MAX])
{
	if (!tracing_by_ptrace(tracing))
		return 0;
	struct source_plan plan = tracing_plan(tracing);
	size_t n = ptrace_seccomp_make(&plan, out);
	tracing->chosen_only = n > 0;
	return n;
}

// One more than is shown tells whether "..." is due. A dump shows all that there is.
static uint32_t string_limit(const struct trace_options *options)
{
	return options->text.dump.any ? CAPTURE_MAX : options->text.decode.string_limit + 1;
}

struct source_plan tracing_plan(const struct tracing *tracing)
{
	return (struct source_plan){
	    .latency = tracing->options.latency,
	    .count_only = tracing->options.summary_only && !tracing->tally,
	    .string_limit = string_limit(&tracing->options),
	    .kernel = tracing->options.filter ? &tracing->kernel : NULL,
	    .state_calls = tracing->state ? state_calls() : NULL,
	    .chosen_only = tracing->chosen_only,
	};
}

struct source_sink tracing_sink(struct tracing *tracing)
{
	return (struct source_sink){.record = on_record, .loss = on_loss, .ctx = tracing};
}

int tracing_start(struct tracing *tracing, const struct scope *scope, struct error *err)
{
	struct source_plan plan = tracing_plan(tracing);
	struct source_sink sink = tracing_sink(tracing);
	uint64_t interval = tracing->options.interval_ns / NS_PER_MS;
	int r = source_add_scan(tracing->source, scope, &plan, &sink, &tracing->scan, err);
	if (r == 0 && interval)
		loop_timer_start(tracing->interval_timer, interval, interval);
	if (r == 0 && scope->kind != SCOPE_HOST && scope->pid > 0)
		tracing_seed(tracing, scope->pid);
	return r;
}

void tracing_seed(struct tracing *tracing, pid_t pid)
{
	if (tracing->state)
		state_seed(tracing->state, pid);
}

void tracing_was_there(struct tracing *tracing, pid_t pid)
{
	const struct event_process *process;
	tracing_seed(tracing, pid);
	if (!tracing->state || tracing->options.format != OUTPUT_JSON || tracing->options.summary_only)
		return;
	process = state_process_now(tracing->state, pid);
	if (!process)
		return;
	struct buffer *out = line_writer_line(tracing->writer);
	(void)buffer_printf(out, "{\"type\":\"process\",\"ts\":%" PRIu64 ",\"pid\":%d,\"comm\":",
			    clock_boot_ns() + (uint64_t)tracing->clock_offset, (int)pid);
	json_append_string(out, process->comm, sizeof(process->comm));
	(void)buffer_append_text(out, ",\"process\":");
	json_append_process(out, process);
	(void)buffer_append_byte(out, '}');
	line_writer_end(tracing->writer);
}

void tracing_container(struct tracing *tracing, const char *id, const char *image, pid_t pid)
{
	char short_id[13];
	if (!tracing->state)
		return;
	(void)snprintf(short_id, sizeof(short_id), "%s", id);
	state_set_container(tracing->state, short_id, tracing->container, image);
	state_seed(tracing->state, pid);
}

void tracing_name_container(struct tracing *tracing, const char *id, const char *name, const char *image)
{
	if (tracing->state)
		state_name_container(tracing->state, id, name, image);
}

bool tracing_takes_unnamed(struct tracing *tracing)
{
	return tracing->state && state_takes_unnamed(tracing->state);
}

bool tracing_names_containers(const struct tracing *tracing)
{
	return tracing->state;
}

unsigned tracing_tasks(const struct tracing *tracing)
{
	return pipeline_tasks(tracing->pipeline);
}

void tracing_stop(struct tracing *tracing)
{
	loop_timer_stop(tracing->interval_timer);
	source_stop_scan(tracing->scan);
	tracing->counters = xcalloc(COUNTERS_MAX, sizeof(*tracing->counters));
	tracing->n_counters = source_counters(tracing->scan, tracing->counters, COUNTERS_MAX);
	tracing->missed_runs = source_missed_runs(tracing->scan);
	source_remove_scan(tracing->scan);
	tracing->scan = NULL;
}

// The kernel's counters are of all calls: only those that a filter by calls chose are shown.
static bool is_chosen(const struct tracing *tracing, const struct source_counter *counter)
{
	const struct event event = {.kind = EVENT_SYSCALL, .abi = counter->abi, .nr = counter->nr};
	return !tracing->options.filter || filter_kernel_model(&tracing->kernel, &event);
}

static struct summary_row row_of(const struct source_counter *counter)
{
	struct summary_row row = {.abi = counter->abi,
				  .nr = counter->nr,
				  .calls = counter->calls,
				  .errors = counter->errors,
				  .denied = counter->denied,
				  .lost = counter->lost,
				  .filtered = counter->filtered,
				  .time_ns = counter->time_ns,
				  .min_ns = counter->min_ns,
				  .max_ns = counter->max_ns};
	_Static_assert(SUMMARY_ERRNOS == SOURCE_ERRNOS, "as many kinds of errors");
	memcpy(row.histogram, counter->histogram, sizeof(row.histogram));
	for (unsigned i = 0; i < SUMMARY_ERRNOS; i++) {
		row.errnos[i].code = counter->errnos[i].code;
		row.errnos[i].calls = counter->errnos[i].calls;
	}
	return row;
}

// What the table shows; the caller frees it.
static struct summary_row *summary_rows(const struct tracing *tracing, const struct source_counter *counters, size_t n,
					size_t *ret_n)
{
	struct summary_row *rows;
	size_t shown = 0;
	if (tracing->tally) {
		const struct summary_row *tallied = tally_rows(tracing->tally, &shown);
		rows = xcalloc(shown + 1, sizeof(*rows));
		memcpy(rows, tallied, shown * sizeof(*rows));
	} else {
		rows = xcalloc(n + 1, sizeof(*rows));
		for (size_t i = 0; i < n; i++)
			if (is_chosen(tracing, &counters[i]))
				rows[shown++] = row_of(&counters[i]);
	}
	*ret_n = shown;
	return rows;
}

static void print_table(struct tracing *tracing, const struct summary_row *rows, size_t n)
{
	AUTO_VALUE(buffer) struct buffer table;
	struct summary_options options = tracing->options.table;
	options.errnos = tracing->options.text.decode.verbose;
	buffer_init(&table, SUMMARY_MAX);
	summary_print(rows, n, &options, &table);
	if (table.len)
		table.len--; // line_writer_end adds the last newline
	(void)buffer_append(line_writer_line(tracing->writer), table.data, table.len);
	line_writer_end(tracing->writer);
}

static void print_json_interval(struct tracing *tracing, const struct summary_row *rows, size_t n)
{
	struct buffer *out = line_writer_line(tracing->writer);
	(void)buffer_printf(out, "{\"type\":\"interval\",\"ts\":%" PRIu64 ",", clock_real_ns());
	summary_append_json(rows, n, out);
	(void)buffer_append_byte(out, '}');
	line_writer_end(tracing->writer);
}

void tracing_interval(struct tracing *tracing, const struct source_counter *counters, size_t n)
{
	size_t shown;
	AUTO_FREE struct summary_row *rows = summary_rows(tracing, counters, n, &shown);
	if (tracing->options.format == OUTPUT_JSON)
		print_json_interval(tracing, rows, shown);
	else
		print_table(tracing, rows, shown);
	trace_output_flush(tracing->output);
}

// System calls: counted = captured + lost + filtered.
struct sums {
	uint64_t counted, captured, filtered, lost_kernel, lost_limit, events, missed_runs;
};

static struct sums sums_of(const struct tracing *tracing, const struct source_counter *counters, size_t n,
			   uint64_t missed_runs)
{
	struct pipeline_totals totals = pipeline_totals(tracing->pipeline);
	struct sums sums = {.captured = totals.captured,
			    .filtered = totals.filtered,
			    .lost_kernel = totals.lost_kernel,
			    .lost_limit = totals.lost_limit,
			    .events = totals.events,
			    .missed_runs = missed_runs};
	for (size_t i = 0; i < n; i++) {
		sums.counted += counters[i].calls;
		sums.filtered += counters[i].filtered;
	}
	return sums;
}

// Said whenever something is missing, whatever the format: loss is never silent.
static void print_verdict(const struct sums *sums)
{
	if (sums->lost_kernel || sums->lost_limit)
		(void)fprintf(stderr,
			      "syscope-detector: incomplete: captured %" PRIu64 " + lost %" PRIu64
			      " + filtered %" PRIu64 " = counted %" PRIu64 " system calls (%" PRIu64
			      " for want of room in the ring: try a larger --buffer; %" PRIu64
			      " behind --max-events)\n",
			      sums->captured, sums->lost_kernel + sums->lost_limit, sums->filtered, sums->counted,
			      sums->lost_kernel, sums->lost_limit);
	if (sums->missed_runs)
		(void)fprintf(stderr,
			      "syscope-detector: the kernel skipped %" PRIu64
			      " runs of the tracing programs: calls may be missing from all counts\n",
			      sums->missed_runs);
}

static void print_json_summary(struct tracing *tracing, const struct sums *sums, const struct summary_row *rows,
			       size_t n)
{
	bool complete = !sums->lost_kernel && !sums->lost_limit && !sums->missed_runs;
	(void)buffer_printf(line_writer_line(tracing->writer),
			    "{\"type\":\"summary\",\"counted\":%" PRIu64 ",\"captured\":%" PRIu64
			    ",\"filtered\":%" PRIu64 ",\"lost\":{\"kernel\":%" PRIu64 ",\"limit\":%" PRIu64
			    "},\"events\":%" PRIu64 ",\"missed_runs\":%" PRIu64
			    ",\"backend\":\"%s\",\"chosen_only\":%s,\"complete\":%s",
			    sums->counted, sums->captured, sums->filtered, sums->lost_kernel, sums->lost_limit,
			    sums->events, sums->missed_runs, source_ops_of(tracing->source)->name,
			    tracing->chosen_only ? "true" : "false", complete ? "true" : "false");
	if (rows) {
		(void)buffer_append_byte(line_writer_line(tracing->writer), ',');
		summary_append_json(rows, n, line_writer_line(tracing->writer));
	}
	(void)buffer_append_byte(line_writer_line(tracing->writer), '}');
	line_writer_end(tracing->writer);
}

int tracing_report(struct tracing *tracing, const struct source_counter *counters, size_t n, uint64_t missed_runs,
		   struct error *err)
{
	pipeline_finish(tracing->pipeline);
	struct sums sums = sums_of(tracing, counters, n, missed_runs);
	bool counts = tracing->options.summary_only || tracing->options.summary_too;
	size_t shown = 0;
	AUTO_FREE struct summary_row *rows = counts ? summary_rows(tracing, counters, n, &shown) : NULL;
	if (tracing->options.format == OUTPUT_JSON)
		print_json_summary(tracing, &sums, rows, shown);
	else if (counts)
		print_table(tracing, rows, shown);
	trace_output_flush(tracing->output);
	print_verdict(&sums);
	return trace_output_error(tracing->output, err);
}

int tracing_report_own(struct tracing *tracing, struct error *err)
{
	return tracing_report(tracing, tracing->counters, tracing->n_counters, tracing->missed_runs, err);
}
