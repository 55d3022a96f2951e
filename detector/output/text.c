// SPDX-License-Identifier: Apache-2.0
#include "detector/output/text.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "detector/output/held_exits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#define LAST_CALLS 1024u

struct text_output {
	struct line_writer *writer;
	struct text_files files; // writer_of NULL = all lines go to `writer`
	struct text_options options;
	struct held_exits held;
	uint64_t previous; // start of the line before, for -r
	// -n: the call that a task made last stands before its signals and its end as well.
	struct {
		uint32_t tid;
		int32_t nr;
	} last[LAST_CALLS];
};

struct text_output *text_output_new(struct line_writer *writer, const struct text_options *options)
{
	struct text_output *output = xcalloc(1, sizeof(*output));
	output->writer = writer;
	output->options = *options;
	return output;
}

void text_output_separate(struct text_output *output, const struct text_files *files)
{
	output->files = *files;
}

void text_output_free(struct text_output *output)
{
	free(output);
}

static struct line_writer *writer_of(struct text_output *output, uint32_t tid)
{
	return output->files.writer_of ? output->files.writer_of(output->files.ctx, tid) : output->writer;
}

// strace stamps a call with the time of its start.
static uint64_t start_of(const struct event *event)
{
	bool known =
	    event->kind == EVENT_SYSCALL && event->duration != EVENT_DURATION_UNKNOWN && event->duration <= event->ts;
	return known ? event->ts - event->duration : event->ts;
}

static void append_fraction(struct buffer *out, uint64_t ns, uint8_t digits)
{
	static const uint32_t units[] = {[3] = NS_PER_MS, [6] = NS_PER_US, [9] = 1};
	if (digits)
		(void)buffer_printf(out, ".%0*u", digits, (unsigned)(ns % NS_PER_S / units[digits]));
}

static void print_relative(struct text_output *output, uint64_t start, struct buffer *out)
{
	bool behind = output->options.time != TEXT_TIME_NONE;
	uint64_t since = output->previous && start > output->previous ? start - output->previous : 0;
	(void)buffer_printf(out, "%s%6" PRIu64, behind ? "(+" : "", (uint64_t)(since / NS_PER_S));
	append_fraction(out, since, output->options.relative_digits);
	(void)buffer_append_text(out, behind ? ") " : " ");
	output->previous = start;
}

static void print_time(struct text_output *output, uint64_t start, struct buffer *out)
{
	time_t seconds = (time_t)(start / NS_PER_S);
	struct tm local;
	if (output->options.time == TEXT_TIME_CLOCK) {
		(void)localtime_r(&seconds, &local);
		(void)buffer_printf(out, "%02d:%02d:%02d", local.tm_hour, local.tm_min, local.tm_sec);
	} else if (output->options.time == TEXT_TIME_EPOCH) {
		(void)buffer_printf(out, "%" PRIu64, (uint64_t)(start / NS_PER_S));
	}
	if (output->options.time != TEXT_TIME_NONE) {
		append_fraction(out, start, output->options.time_digits);
		(void)buffer_append_byte(out, ' ');
	}
	if (output->options.relative)
		print_relative(output, start, out);
}

static void print_task(const struct text_output *output, uint32_t tid, unsigned tasks, struct buffer *out)
{
	if (output->files.writer_of)
		return; // the file's name says it
	if (output->options.always_pid)
		(void)buffer_printf(out, "%-5u ", tid);
	else if (tasks > 1)
		(void)buffer_printf(out, "[pid %5u] ", tid);
}

static void print_number(struct text_output *output, const struct event *event, struct buffer *out)
{
	if (!output->options.numbers)
		return;
	bool call = event->kind == EVENT_SYSCALL;
	if (call) {
		output->last[event->tid % LAST_CALLS].tid = event->tid;
		output->last[event->tid % LAST_CALLS].nr = event->nr;
	}
	if (output->last[event->tid % LAST_CALLS].tid == event->tid)
		(void)buffer_printf(out, "[%4d] ", output->last[event->tid % LAST_CALLS].nr);
	else
		(void)buffer_append_text(out, "[????] ");
}

static struct decode_options decode_of(const struct text_options *options, const struct event *event)
{
	const struct text_calls *calls = &options->calls;
	struct decode_options decode = options->decode;
	if (!calls->chosen || event->kind != EVENT_SYSCALL)
		return decode;
	decode.verbose = !call_set_has(&calls->abbreviated, event->abi, event->nr);
	decode.flat = !call_set_has(&calls->followed, event->abi, event->nr);
	decode.raw = call_set_has(&calls->raw, event->abi, event->nr);
	return decode;
}

static void print_duration(const struct text_options *options, const struct event *event, struct buffer *out)
{
	if (!options->durations || event->kind != EVENT_SYSCALL || event->flags & RECORD_F_NO_RETURN)
		return;
	if (event->duration == EVENT_DURATION_UNKNOWN) {
		(void)buffer_append_text(out, " <unavailable>");
		return;
	}
	(void)buffer_printf(out, " <%" PRIu64, (uint64_t)(event->duration / NS_PER_S));
	append_fraction(out, event->duration, options->duration_digits);
	(void)buffer_append_byte(out, '>');
}

static void print_event(struct text_output *output, const struct event *event, unsigned tasks)
{
	bool exited = event->kind == EVENT_EXIT && WIFEXITED((int)event->ret);
	bool hidden = exited && output->options.quiet & TEXT_QUIET_EXIT; // who was killed is told in any case
	if (!hidden) {
		struct line_writer *writer = writer_of(output, event->tid);
		struct buffer *out = line_writer_line(writer);
		size_t start = out->len;
		print_task(output, event->tid, tasks, out);
		print_time(output, start_of(event), out);
		print_number(output, event, out);
		struct decode_options decode = decode_of(&output->options, event);
		decode.column = (uint32_t)(out->len - start);
		syscall_format(event, &decode, out);
		print_duration(&output->options, event, out);
		if (output->options.dump.any && event->kind == EVENT_SYSCALL)
			dump_append(event, &output->options.dump, out);
		line_writer_end(writer);
	}
	if (event->kind == EVENT_EXIT && output->files.ended)
		output->files.ended(output->files.ctx, event->tid);
}

void text_output_event(void *text_output, const struct event *event, unsigned tasks)
{
	struct text_output *output = text_output;
	struct event held;
	if (held_exits_add(&output->held, event))
		return;
	print_event(output, event, tasks + output->held.n);
	bool last = event->kind == EVENT_EXIT && event->flags & RECORD_F_LEADER;
	if (last && held_exits_take(&output->held, event->pid, &held))
		print_event(output, &held, tasks + output->held.n);
}

static const char *const stage_texts[] = {
    [WIRE_STAGE_KERNEL] = "the kernel's ring was full",
    [WIRE_STAGE_QUEUE] = "the detector's queue was full",
    [WIRE_STAGE_SPOOL] = "the detector's spool was full",
    [WIRE_STAGE_LIMIT] = "the event limit was reached",
};

void text_output_gap(void *text_output, const struct wire_gap *gap)
{
	struct text_output *output = text_output;
	struct buffer *out = line_writer_line(output->writer);
	print_time(output, gap->from_ts, out);
	(void)buffer_printf(out, "*** GAP: %" PRIu64 " system calls lost, %s", gap->count, stage_texts[gap->stage]);
	for (unsigned i = 0; i < gap->n_calls; i++)
		(void)buffer_printf(out, "%s%s %" PRIu64, i ? ", " : ": ",
				    syscall_name(gap->calls[i].abi, gap->calls[i].nr), gap->calls[i].count);
	(void)buffer_append_text(out, " ***");
	line_writer_end(output->writer);
}

void text_output_attached(void *text_output, uint32_t tid)
{
	struct text_output *output = text_output;
	if (output->options.quiet & TEXT_QUIET_ATTACH)
		return;
	(void)buffer_printf(line_writer_line(output->writer), "syscope-detector: Process %u attached", tid);
	line_writer_end(output->writer);
}

void text_output_superseded(void *text_output, uint32_t pid, uint32_t tid, unsigned tasks)
{
	struct text_output *output = text_output;
	struct event held;
	(void)held_exits_take(&output->held, pid, &held); // the process goes on under its number
	if (output->options.quiet & TEXT_QUIET_THREAD_EXECVE)
		return;
	struct line_writer *writer = writer_of(output, pid);
	struct buffer *out = line_writer_line(writer);
	print_task(output, pid, tasks, out);
	(void)buffer_printf(out, "+++ superseded by execve in pid %u +++", tid);
	line_writer_end(writer);
}
