// SPDX-License-Identifier: Apache-2.0
#include "detector/output/json.h"

#include "common/base/alloc.h"
#include "detector/output/json_subject.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ARG_TEXT_MAX (256u * 1024u)

struct json_output {
	struct line_writer *writer;
	struct decode_options decode;
	char *container;
	struct json_processes *processes;
	struct buffer text; // one decoded argument at a time
};

struct json_output *json_output_new(struct line_writer *writer, const struct decode_options *decode,
				    const char *container)
{
	struct json_output *output = xcalloc(1, sizeof(*output));
	output->writer = writer;
	output->decode = *decode;
	output->container = container ? xstrdup(container) : NULL;
	output->processes = json_processes_new();
	buffer_init(&output->text, ARG_TEXT_MAX);
	return output;
}

void json_output_free(struct json_output *output)
{
	if (!output)
		return;
	free(output->container);
	json_processes_free(output->processes);
	buffer_done(&output->text);
	free(output);
}

static void append_field(struct buffer *out, const char *name, const char *text, size_t max)
{
	(void)buffer_printf(out, ",\"%s\":", name);
	json_append_string(out, text, max);
}

static void append_call(struct json_output *output, const struct event *event, struct buffer *out)
{
	append_field(out, "syscall", syscall_name(event->abi, event->nr), SIZE_MAX);
	(void)buffer_append_text(out, ",\"args\":{");
	unsigned count = syscall_arg_count(event);
	for (unsigned i = 0; i < count; i++) {
		if (i)
			(void)buffer_append_byte(out, ',');
		json_append_string(out, syscall_arg_name(event, i), SIZE_MAX);
		(void)buffer_append_byte(out, ':');
		buffer_clear(&output->text);
		syscall_format_arg(event, i, &output->decode, &output->text);
		json_append_string(out, buffer_text(&output->text), SIZE_MAX);
	}
	(void)buffer_append_text(out, "},\"raw\":[");
	for (unsigned i = 0; i < count && i < RECORD_ARGS; i++)
		(void)buffer_printf(out, "%s\"0x%" PRIx64 "\"", i ? "," : "", event->args[i]);
	(void)buffer_append_text(out, "]");
	if (event->flags & RECORD_F_NO_RETURN)
		(void)buffer_append_text(out, ",\"ret\":null");
	else
		(void)buffer_printf(out, ",\"ret\":%" PRId64, event->ret);
	if (event_failed(event))
		append_field(out, "errno", errno_name((int)-event->ret), SIZE_MAX);
	if (event->flags & RECORD_F_CHANGED)
		(void)buffer_append_text(out, ",\"changed\":true");
	if (event->flags & RECORD_F_DENIED)
		(void)buffer_append_text(out, ",\"denied\":true");
}

static void append_head(const struct json_output *output, const struct event *event, const char *type,
			struct buffer *out)
{
	(void)buffer_printf(out, "{\"type\":\"%s\",\"seq\":%" PRIu64 ",\"ts\":%" PRIu64, type, event->seq, event->ts);
	if (event->kind == EVENT_SYSCALL && event->duration != EVENT_DURATION_UNKNOWN)
		(void)buffer_printf(out, ",\"dur\":%" PRIu64, event->duration);
	(void)buffer_printf(out, ",\"pid\":%u,\"tid\":%u", event->pid, event->tid);
	append_field(out, "comm", event->comm, sizeof(event->comm));
	if (output->container)
		append_field(out, "container", output->container, SIZE_MAX);
}

static void append_subjects(struct json_output *output, const struct event *event, struct buffer *out)
{
	(void)buffer_append_text(out, ",\"process\":");
	json_processes_append(output->processes, out, event->process);
	if (event->kind != EVENT_SYSCALL)
		return;
	(void)buffer_append_text(out, ",\"object\":");
	json_append_object(out, event->object);
}

void json_output_event(void *json_output, const struct event *event, unsigned tasks)
{
	struct json_output *output = json_output;
	struct buffer *out = line_writer_line(output->writer);
	static const char *const types[] = {
	    [EVENT_SYSCALL] = "syscall", [EVENT_SIGNAL] = "signal", [EVENT_EXIT] = "exit"};
	(void)tasks;
	append_head(output, event, types[event->kind], out);
	if (event->kind == EVENT_SYSCALL) {
		append_call(output, event, out);
	} else {
		buffer_clear(&output->text);
		syscall_format(event, &output->decode, &output->text);
		append_field(out, "text", buffer_text(&output->text), SIZE_MAX);
		if (event->kind == EVENT_SIGNAL)
			(void)buffer_printf(out, ",\"signal\":%d", event->nr);
		else
			(void)buffer_printf(out, ",\"status\":%" PRId64, event->ret);
	}
	append_subjects(output, event, out);
	(void)buffer_append_byte(out, '}');
	line_writer_end(output->writer);
}

static const char *const stage_names[] = {
    [WIRE_STAGE_KERNEL] = "kernel",
    [WIRE_STAGE_QUEUE] = "queue",
    [WIRE_STAGE_SPOOL] = "spool",
    [WIRE_STAGE_LIMIT] = "limit",
};

void json_output_gap(void *json_output, const struct wire_gap *gap)
{
	struct json_output *output = json_output;
	struct buffer *out = line_writer_line(output->writer);
	(void)buffer_printf(out,
			    "{\"type\":\"gap\",\"seq\":%" PRIu64 ",\"from\":%" PRIu64 ",\"to\":%" PRIu64
			    ",\"count\":%" PRIu64 ",\"stage\":\"%s\",\"syscalls\":{",
			    gap->first_seq, gap->from_ts, gap->to_ts, gap->count, stage_names[gap->stage]);
	for (unsigned i = 0; i < gap->n_calls; i++) {
		if (i)
			(void)buffer_append_byte(out, ',');
		json_append_string(out, syscall_name(gap->calls[i].abi, gap->calls[i].nr), SIZE_MAX);
		(void)buffer_printf(out, ":%" PRIu64, gap->calls[i].count);
	}
	(void)buffer_append_text(out, "}}");
	line_writer_end(output->writer);
}
