// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/trace_output.h"

#include "common/base/alloc.h"
#include "detector/output/json.h"
#include "detector/output/output_target.h"
#include "detector/output/task_files.h"

#include <stdlib.h>

struct trace_output {
	const struct trace_options *options;
	struct output_target target;
	struct line_writer *writer;
	struct text_output *text;
	struct json_output *json;
	struct task_files *files;
};

int trace_output_new(const struct trace_options *options, struct trace_output **ret_output, struct error *err)
{
	AUTO(trace_output) struct trace_output *output = xcalloc(1, sizeof(*output));
	const char *path = options->separate && options->format == OUTPUT_TEXT ? NULL : options->output_path;
	output->target = (struct output_target){.fd = -1, .ended = -1};
	output->options = options;
	if (options->separate && output_target_is_command(options->output_path))
		return error_set(err, EINVAL, "-ff writes files: it cannot be piped to a command");
	if (options->separate && options->output_path && (options->summary_only || options->summary_too))
		return error_set(err, EINVAL, "-c and -C count all tasks together: not with -ff");
	int r = output_target_open(path, options->append, &output->target, err);
	if (r < 0)
		return r;
	output->writer = line_writer_new(output->target.fd);
	if (options->separate && options->output_path && !path)
		output->files = task_files_new(options->output_path, options->append);
	*ret_output = take_ptr(&output);
	return 0;
}

void trace_output_free(struct trace_output *output)
{
	if (!output)
		return;
	text_output_free(output->text);
	json_output_free(output->json);
	task_files_free(output->files);
	line_writer_free(output->writer);
	output_target_close(&output->target);
	free(output);
}

void trace_output_add_sink(struct trace_output *output, struct pipeline *pipeline, const struct text_options *text,
			   const char *container)
{
	const struct trace_options *options = output->options;
	struct text_files files = {task_files_writer, task_files_ended, output->files};
	if (options->summary_only || options->format == OUTPUT_NONE)
		return;
	if (options->format == OUTPUT_JSON) {
		output->json = json_output_new(output->writer, &text->decode, container);
		struct pipeline_sink sink = {.event = json_output_event, .gap = json_output_gap, .ctx = output->json};
		pipeline_add_sink(pipeline, &sink);
		return;
	}
	output->text = text_output_new(output->writer, text);
	if (output->files)
		text_output_separate(output->text, &files);
	struct pipeline_sink sink = {
	    .event = text_output_event,
	    .gap = text_output_gap,
	    .attached = options->output_path || text->always_pid ? NULL : text_output_attached,
	    .superseded = text_output_superseded,
	    .ctx = output->text,
	};
	pipeline_add_sink(pipeline, &sink);
}

struct line_writer *trace_output_writer(struct trace_output *output)
{
	return output->writer;
}

bool trace_output_is_json(const struct trace_output *output)
{
	return output->json != NULL;
}

void trace_output_flush(struct trace_output *output)
{
	line_writer_flush(output->writer);
	if (output->files)
		task_files_flush(output->files);
}

int trace_output_error(const struct trace_output *output, struct error *err)
{
	int r = line_writer_error(output->writer, err);
	if (r == 0 && output->files)
		r = task_files_error(output->files, err);
	return r == -EPIPE ? 0 : r;
}
