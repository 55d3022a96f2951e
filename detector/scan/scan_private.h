// SPDX-License-Identifier: Apache-2.0
// The inside of a container_scan, for the files of this folder. One task walks through the steps (scan_task.c); helpers that
// must not hold it up (wait, stop, resize) are tasks of their own and are waited for before the end.
#pragma once

#include "common/loop/waiter.h"
#include "detector/scan/container_scan.h"
#include "detector/trace/filter_kernel.h"

struct container_scan {
	struct loop *loop;
	struct podman *podman;
	struct source *source;
	struct container_spec spec;
	struct source_plan plan;
	struct kernel_filter kernel;                // behind plan.kernel
	uint64_t state_calls[RECORD_SYSCALLS / 64]; // behind plan.state_calls
	char id[UUID_TEXT_SIZE];
	char *detector;
	enum container_pull pull;
	uint64_t time_limit_ns;
	unsigned stop_grace_s;
	bool keep_container;
	struct container_scan_events events;

	struct waiter wake; // the main task
	struct waiter over_waiter;
	enum container_scan_state state;
	bool abandoned; // freed before its end: tells nothing
	bool over;
	bool telling_last;
	bool freed_in_last;

	char container_id[PODMAN_ID_SIZE]; // "" before it exists and after it was removed
	pid_t pid;
	int pidfd;
	struct terminal *terminal;
	struct terminal_counters terminal_counters; // of a terminal that is gone
	struct loop_timer *limit_timer;
	struct buffer early_input; // of before there was a terminal
	bool input_closed;         // the same
	bool input_wanted;         // early_input refused something
	bool terminal_gone;

	bool stop_requested;
	bool kill_requested;
	char stop_reason[96];
	struct podman_cancel pull_cancel;
	struct podman_cancel wait_cancel;
	unsigned helpers;
	bool ended; // the wait is over
	int wait_result;
	struct error wait_error;
	int exit_code;

	uint16_t applied_columns, applied_rows;
	bool resizing;

	struct source_scan *trace;
	struct loop_timer *tick;
	struct source_counter *counters; // room for 3 * RECORD_SYSCALLS
	bool saw_exit;                   // of the first process
	int wait_status;                 // then

	enum container_scan_failure failure;
	bool ran;
	bool oom_killed;
	char note[160]; // what is to be told with a good end
};

// scan_task.c
void scan_task(void *ctx);
void scan_destroy(struct container_scan *scan);
void scan_request_stop(struct container_scan *scan, bool at_once, const char *reason);
void scan_apply_size(struct container_scan *scan); // to a running container, without waiting

// scan_helpers.c: each starts a task
void scan_start_wait(struct container_scan *scan);
void scan_start_stop(struct container_scan *scan);
void scan_kill(struct container_scan *scan);

// scan_trace.c
int scan_arm(struct container_scan *scan, struct error *err);
void scan_disarm(struct container_scan *scan); // drains, tells the final counters
