// SPDX-License-Identifier: Apache-2.0
// Events as strace prints them, line by line.
#pragma once

#include "common/event/event.h"
#include "common/syscalls/syscalls.h"
#include "common/wire/wire.h"
#include "detector/output/line_writer.h"

#include <stdbool.h>

enum text_time { TEXT_TIME_NONE, TEXT_TIME_SECONDS, TEXT_TIME_MICROSECONDS, TEXT_TIME_EPOCH, TEXT_TIME_RELATIVE };

struct text_options {
	struct decode_options decode;
	enum text_time time; // -t, -tt, -ttt, -r
	bool durations;      // -T
	bool always_pid;     // with -o: the bare pid before every line
};

struct text_output;

struct text_output *text_output_new(struct line_writer *writer, const struct text_options *options);
void text_output_free(struct text_output *output);
// tasks: alive in the scan; with more than one, each line names its task.
void text_output_event(void *text_output, const struct event *event, unsigned tasks);
void text_output_gap(void *text_output, const struct wire_gap *gap);
