// SPDX-License-Identifier: Apache-2.0
// The scan's side of the trace source: passes records through and tells the counters.
#include <stdlib.h>

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "detector/scan/scan_private.h"

#define COUNTERS_MAX (3u * RECORD_SYSCALLS)
#define TICK_MS      1000u

static void on_record(void *ctx, const struct record *record)
{
	struct container_scan *scan = ctx;
	if (record->type == RECORD_EXIT && (record->flags & RECORD_F_LEADER) && record->pid == (uint32_t)scan->pid) {
		scan->saw_exit = true;
		scan->wait_status = (int)record->ret;
	}
	if (!scan->abandoned)
		scan->events.record(scan->events.ctx, record);
}

static void on_loss(void *ctx, const struct source_loss *loss)
{
	struct container_scan *scan = ctx;
	if (!scan->abandoned)
		scan->events.loss(scan->events.ctx, loss);
}

static void tell_counters(struct container_scan *scan, bool final)
{
	if (scan->abandoned || !scan->events.counters)
		return;
	struct container_scan_counters counters = {
	    .ts = clock_boot_ns(),
	    .counters = scan->counters,
	    .count = source_counters(scan->trace, scan->counters, COUNTERS_MAX),
	    .missed_runs = source_missed_runs(scan->trace),
	    .final = final,
	};
	scan->events.counters(scan->events.ctx, &counters);
}

static void on_tick(void *ctx)
{
	tell_counters(ctx, false);
}

int scan_arm(struct container_scan *scan, struct error *err)
{
	struct scope scope = {.kind = SCOPE_CGROUP, .pid = scan->pid, .after_exec = true};
	struct source_sink sink = {.record = on_record, .loss = on_loss, .ctx = scan};
	int r = source_add_scan(scan->source, &scope, &scan->plan, &sink, &scan->trace, err);
	if (r < 0)
		return error_wrap(err, "trace container %.12s", scan->container_id);
	scan->counters = xcalloc(COUNTERS_MAX, sizeof(*scan->counters));
	scan->tick = loop_timer_new(scan->loop, on_tick, scan);
	loop_timer_start(scan->tick, TICK_MS, TICK_MS);
	return 0;
}

void scan_disarm(struct container_scan *scan)
{
	loop_timer_free(take_ptr(&scan->tick));
	if (!scan->trace)
		return;
	source_stop_scan(scan->trace);
	tell_counters(scan, true);
	source_remove_scan(take_ptr(&scan->trace));
	free(take_ptr(&scan->counters));
}
