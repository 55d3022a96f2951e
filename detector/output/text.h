// SPDX-License-Identifier: Apache-2.0
// Events as strace prints them, line by line.
#pragma once

#include "common/event/event.h"
#include "common/filter/call_set.h"
#include "common/syscalls/syscalls.h"
#include "common/wire/wire.h"
#include "detector/output/dump.h"
#include "detector/output/line_writer.h"

#include <stdbool.h>

enum text_time { TEXT_TIME_NONE, TEXT_TIME_CLOCK, TEXT_TIME_EPOCH };

// What -q and -e quiet= silence.
enum text_quiet {
	TEXT_QUIET_ATTACH = 1u << 0,
	TEXT_QUIET_EXIT = 1u << 1,
	TEXT_QUIET_PATH_RESOLUTION = 1u << 2,
	TEXT_QUIET_PERSONALITY = 1u << 3,
	TEXT_QUIET_THREAD_EXECVE = 1u << 4,
	TEXT_QUIET_ALL = (1u << 5) - 1,
};

// -e abbrev=, verbose=, raw=. As long as `chosen` is false, `decode` says what holds for all calls.
struct text_calls {
	bool chosen;
	struct call_set abbreviated, followed, raw;
};

struct text_options {
	struct decode_options decode;
	enum text_time time;                                   // -t, -tt, -ttt
	uint8_t time_digits, relative_digits, duration_digits; // behind the second: 0, 3, 6 or 9
	bool relative;                                         // -r
	bool durations;                                        // -T
	bool always_pid;                                       // with -o: the bare pid before every line
	bool numbers;                                          // -n
	unsigned quiet;                                        // enum text_quiet
	struct text_calls calls;
	struct dump_options dump; // -e read=, write=
};

struct text_output;

struct text_output *text_output_new(struct line_writer *writer, const struct text_options *options);
// Lines go to a file for each task (-ff): `writer_of` answers the one for a task's line, `ended` is told of its end.
struct text_files {
	struct line_writer *(*writer_of)(void *ctx, uint32_t tid);
	void (*ended)(void *ctx, uint32_t tid);
	void *ctx;
};
void text_output_separate(struct text_output *output, const struct text_files *files);
void text_output_free(struct text_output *output);
// tasks: alive in the scan; with more than one, each line names its task.
void text_output_event(void *text_output, const struct event *event, unsigned tasks);
void text_output_gap(void *text_output, const struct wire_gap *gap);
// A task was made that is traced as well: "strace: Process N attached" in strace.
void text_output_attached(void *text_output, uint32_t tid);
// A thread's execve took the place of its process's first task.
void text_output_superseded(void *text_output, uint32_t pid, uint32_t tid, unsigned tasks);
