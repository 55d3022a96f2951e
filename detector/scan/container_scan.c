// SPDX-License-Identifier: Apache-2.0
#include "detector/scan/container_scan.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "detector/scan/scan_private.h"

#define STOP_GRACE_S 10u

const char *container_scan_state_name(enum container_scan_state state)
{
	static const char *const names[] = {
	    [CONTAINER_SCAN_STARTING] = "starting", [CONTAINER_SCAN_RUNNING] = "running",
	    [CONTAINER_SCAN_STOPPING] = "stopping", [CONTAINER_SCAN_FINISHED] = "finished",
	    [CONTAINER_SCAN_FAILED] = "failed",     [CONTAINER_SCAN_CANCELLED] = "cancelled",
	};
	return names[state];
}

static void begin(void *ctx)
{
	struct container_scan *scan = ctx;
	task_spawn(scan->loop, scan_task, scan);
}

static void take_plan(struct container_scan *scan, const struct source_plan *plan)
{
	scan->plan = *plan;
	if (plan->kernel) {
		scan->kernel = *plan->kernel;
		scan->plan.kernel = &scan->kernel;
	}
	if (plan->state_calls) {
		memcpy(scan->state_calls, plan->state_calls, sizeof(scan->state_calls));
		scan->plan.state_calls = scan->state_calls;
	}
}

int container_scan_start(const struct container_scan_options *options, const struct container_scan_events *events,
			 struct container_scan **ret_scan, struct error *err)
{
	assert(options->podman && options->source && events->state && events->output && events->record && events->loss);
	struct container_scan *scan = xcalloc(1, sizeof(*scan));
	scan->loop = podman_loop(options->podman);
	scan->podman = options->podman;
	scan->source = options->source;
	scan->spec = *options->spec;
	*options->spec = (struct container_spec){0};
	scan->spec.remove = false; // we remove it ourselves, after the last look
	take_plan(scan, &options->plan);
	uuid_format(&options->id, scan->id);
	scan->detector = xstrdup(options->detector ? options->detector : "local");
	scan->pull = options->pull;
	scan->time_limit_ns = options->time_limit_ns;
	scan->stop_grace_s = options->stop_grace_s ? options->stop_grace_s : STOP_GRACE_S;
	scan->keep_container = options->keep_container;
	scan->events = *events;
	scan->pidfd = -1;
	scan->exit_code = -1;
	buffer_init(&scan->early_input, TERMINAL_INPUT_MAX);
	waiter_init(&scan->wake, scan->loop);
	waiter_init(&scan->over_waiter, scan->loop);
	if (!scan->spec.image || !scan->spec.image[0]) {
		scan_destroy(scan);
		return error_set(err, EINVAL, "no image is named");
	}
	loop_defer(scan->loop, begin, scan);
	*ret_scan = scan;
	return 0;
}

void scan_destroy(struct container_scan *scan)
{
	container_spec_done(&scan->spec);
	buffer_done(&scan->early_input);
	free(scan->detector);
	free(scan);
}

void scan_request_stop(struct container_scan *scan, bool at_once, const char *reason)
{
	if (scan->over)
		return;
	if (!scan->stop_requested)
		(void)snprintf(scan->stop_reason, sizeof(scan->stop_reason), "%s", reason);
	scan->kill_requested |= at_once;
	scan->stop_requested = true;
	podman_cancel(&scan->pull_cancel);
	waiter_wake(&scan->wake);
}

void container_scan_stop(struct container_scan *scan)
{
	scan_request_stop(scan, scan->stop_requested, "stopped on request");
}

void container_scan_kill(struct container_scan *scan, const char *reason)
{
	scan_request_stop(scan, true, reason);
}

static int keep_input(struct container_scan *scan, const void *bytes, size_t len, struct error *err)
{
	if (buffer_append(&scan->early_input, bytes, len) == 0)
		return 0;
	scan->early_input.failed = false;
	scan->input_wanted = true;
	return error_set(err, EAGAIN, "the container does not run yet, and %zu bytes of input wait",
			 scan->early_input.len);
}

int container_scan_input(struct container_scan *scan, const void *bytes, size_t len, struct error *err)
{
	if (!scan->spec.input)
		return error_set(err, EPIPE, "the container was made without input");
	if (scan->over || scan->terminal_gone || (!scan->terminal && scan->input_closed))
		return error_set(err, EPIPE, "the container's input is closed");
	if (!scan->terminal)
		return keep_input(scan, bytes, len, err);
	return terminal_write(scan->terminal, bytes, len, err);
}

void container_scan_close_input(struct container_scan *scan)
{
	if (scan->terminal)
		terminal_close_input(scan->terminal);
	else
		scan->input_closed = true;
}

void container_scan_resize(struct container_scan *scan, uint16_t columns, uint16_t rows)
{
	if (!columns || !rows)
		return;
	scan->spec.columns = columns;
	scan->spec.rows = rows;
	scan_apply_size(scan);
}

void container_scan_pause_output(struct container_scan *scan)
{
	if (scan->terminal)
		terminal_pause(scan->terminal);
}

void container_scan_resume_output(struct container_scan *scan)
{
	if (scan->terminal)
		terminal_resume(scan->terminal);
}

bool container_scan_is_over(const struct container_scan *scan)
{
	return scan->over;
}

struct terminal_counters container_scan_terminal_counters(const struct container_scan *scan)
{
	return scan->terminal ? terminal_counters(scan->terminal) : scan->terminal_counters;
}

void container_scan_wait(struct container_scan *scan)
{
	while (!scan->over)
		waiter_wait(&scan->over_waiter);
}

void container_scan_free(struct container_scan *scan)
{
	if (!scan)
		return;
	if (scan->telling_last) {
		scan->freed_in_last = true;
	} else if (scan->over) {
		scan_destroy(scan);
	} else {
		scan->abandoned = true;
		scan_request_stop(scan, true, "given up");
	}
}
