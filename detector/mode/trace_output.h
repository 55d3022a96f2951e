// SPDX-License-Identifier: Apache-2.0
// Where the lines of a trace go: to standard error, a file, a command, or a file for each task; as text or JSON.
#pragma once

#include "detector/mode/options.h"
#include "detector/pipeline/pipeline.h"

struct trace_output;

int trace_output_new(const struct trace_options *options, struct trace_output **ret_output, struct error *err);
void trace_output_free(struct trace_output *output);
DEFINE_AUTO(trace_output, trace_output_free);
// Adds the sink that writes what the options ask for, if anything. decode lives as long as the output; container may be NULL.
void trace_output_add_sink(struct trace_output *output, struct pipeline *pipeline, const struct text_options *text,
			   const char *container);
struct line_writer *trace_output_writer(struct trace_output *output);
bool trace_output_is_json(const struct trace_output *output);
void trace_output_flush(struct trace_output *output);
// -errno when something could not be written. A reader that went away is none: it has seen what it wanted.
int trace_output_error(const struct trace_output *output, struct error *err);
