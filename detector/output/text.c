// SPDX-License-Identifier: Apache-2.0
#include "detector/output/text.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

struct text_output {
	struct line_writer *writer;
	struct text_options options;
	uint64_t previous; // start of the line before, for -r
};

struct text_output *text_output_new(struct line_writer *writer, const struct text_options *options)
{
	struct text_output *output = xcalloc(1, sizeof(*output));
	output->writer = writer;
	output->options = *options;
	return output;
}

void text_output_free(struct text_output *output)
{
	free(output);
}

// strace stamps a call with the time of its start.
static uint64_t start_of(const struct event *event)
{
	bool known =
	    event->kind == EVENT_SYSCALL && event->duration != EVENT_DURATION_UNKNOWN && event->duration <= event->ts;
	return known ? event->ts - event->duration : event->ts;
}

static void print_time(struct text_output *output, uint64_t start, struct buffer *out)
{
	unsigned microseconds = (unsigned)(start % NS_PER_S / NS_PER_US);
	time_t seconds = (time_t)(start / NS_PER_S);
	struct tm local;
	switch (output->options.time) {
	case TEXT_TIME_NONE:
		return;
	case TEXT_TIME_RELATIVE: {
		uint64_t since = output->previous && start > output->previous ? start - output->previous : 0;
		(void)buffer_printf(out, "%6" PRIu64 ".%06u ", (uint64_t)(since / NS_PER_S),
				    (unsigned)(since % NS_PER_S / NS_PER_US));
		output->previous = start;
		return;
	}
	case TEXT_TIME_EPOCH:
		(void)buffer_printf(out, "%" PRIu64 ".%06u ", (uint64_t)(start / NS_PER_S), microseconds);
		return;
	case TEXT_TIME_SECONDS:
	case TEXT_TIME_MICROSECONDS:
		(void)localtime_r(&seconds, &local);
		(void)buffer_printf(out, "%02d:%02d:%02d", local.tm_hour, local.tm_min, local.tm_sec);
		if (output->options.time == TEXT_TIME_MICROSECONDS)
			(void)buffer_printf(out, ".%06u", microseconds);
		(void)buffer_append_byte(out, ' ');
		return;
	}
}

static void print_task(const struct text_output *output, uint32_t tid, unsigned tasks, struct buffer *out)
{
	if (output->options.always_pid)
		(void)buffer_printf(out, "%-5u ", tid);
	else if (tasks > 1)
		(void)buffer_printf(out, "[pid %5u] ", tid);
}

void text_output_event(void *text_output, const struct event *event, unsigned tasks)
{
	struct text_output *output = text_output;
	struct buffer *out = line_writer_line(output->writer);
	size_t start = out->len;
	print_task(output, event->tid, tasks, out);
	print_time(output, start_of(event), out);
	struct decode_options decode = output->options.decode;
	decode.column = (uint32_t)(out->len - start);
	syscall_format(event, &decode, out);
	if (output->options.durations && event->kind == EVENT_SYSCALL) {
		if (event->duration == EVENT_DURATION_UNKNOWN)
			(void)buffer_append_text(out, " <unavailable>");
		else
			(void)buffer_printf(out, " <%" PRIu64 ".%06u>", (uint64_t)(event->duration / NS_PER_S),
					    (unsigned)(event->duration % NS_PER_S / NS_PER_US));
	}
	line_writer_end(output->writer);
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
