// SPDX-License-Identifier: Apache-2.0
// The ptrace trace source: its loop side. As with the eBPF source, a bell and a slow timer call a turn, which delivers a bounded number of
// records. What the tracer counts is read where it lies.
#include "detector/trace/source.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "common/syscalls/syscalls.h"
#include "detector/trace/cgroup_of.h"
#include "detector/trace/copy_table.h"
#include "detector/trace/host_check.h"
#include "detector/trace/ptrace_tracer.h"
#include "detector/trace/source_backend.h"
#include "detector/trace/source_counter.h"

#define QUEUE_BYTES  (8ull << 20)
#define TURN_RECORDS 8192u
#define PERIOD_MS    20
#define LOOK_MS      20

struct ptrace_source {
	struct ptrace_tracer tracer;
	struct loop_poll *bell;
	struct loop_timer *timer, *look;
	unsigned scans, cgroups;
};

static void deliver_one(struct source *source, const struct record *record)
{
	const struct ptrace_source *ptrace = source->backend;
	source_deliver(source, record);
	if (source->ended && record->type == RECORD_EXIT && (record->flags & RECORD_F_LEADER))
		source->ended(source->ended_ctx, (pid_t)record->pid, (int)record->ret,
			      atomic_load(&ptrace->tracer.living));
}

static bool deliver(struct source *source, size_t budget)
{
	struct ptrace_source *ptrace = source->backend;
	for (size_t i = 0; i < budget; i++) {
		const struct record *record = ptrace_queue_peek(ptrace->tracer.queue);
		if (!record)
			return false;
		deliver_one(source, record);
		ptrace_queue_pop(ptrace->tracer.queue);
	}
	return true;
}

static void turn(void *ctx)
{
	struct source *source = ctx;
	struct ptrace_source *ptrace = source->backend;
	ptrace_queue_silence(ptrace->tracer.queue);
	bool more = deliver(source, TURN_RECORDS);
	loop_timer_start(ptrace->timer, more ? 0 : PERIOD_MS, PERIOD_MS);
}

static void on_bell(void *ctx, unsigned events)
{
	(void)events;
	turn(ctx);
}

static void on_look(void *ctx)
{
	struct source *source = ctx;
	struct ptrace_source *ptrace = source->backend;
	struct error err;
	for (unsigned i = 0; i < RECORD_SCANS; i++) {
		struct source_scan *scan = source->scans[i];
		if (scan && scan->backend && !scan->stopped && scan->scope.kind == SCOPE_CGROUP)
			(void)ptrace_tracer_do(&ptrace->tracer, PTRACE_ORDER_LOOK, scan, &err);
	}
}

static int ptrace_open(struct source *source, const struct source_settings *settings, struct error *err)
{
	AUTO_FREE struct ptrace_source *ptrace = xcalloc(1, sizeof(*ptrace));
	struct ptrace_tracer *tracer = &ptrace->tracer;
	int r = host_require_ptrace(err);
	if (r < 0)
		return r;
	tracer->queue = ptrace_queue_new(settings->ring_bytes ? settings->ring_bytes : QUEUE_BYTES);
	copy_table_fill(tracer->rows, &syscall_capture, CAPTURE_MAX);
	tracer->join = entry_join_new(tracer->rows);
	ptrace_tasks_init(&tracer->tasks);
	r = ptrace_tracer_start(tracer, err);
	if (r < 0)
		return r;
	source->backend = take_ptr(&ptrace);
	return 0;
}

static void ptrace_close(struct source *source)
{
	struct ptrace_source *ptrace = source->backend;
	struct error err;
	assert(!ptrace->scans);
	(void)ptrace_tracer_do(&ptrace->tracer, PTRACE_ORDER_QUIT, NULL, &err);
	(void)pthread_join(ptrace->tracer.thread, NULL);
	ptrace_tasks_done(&ptrace->tracer.tasks);
	entry_join_free(ptrace->tracer.join);
	ptrace_queue_free(ptrace->tracer.queue);
	free(ptrace);
}

static void watch(struct source *source)
{
	struct ptrace_source *ptrace = source->backend;
	ptrace->bell =
	    loop_poll_new(source->loop, ptrace_queue_bell(ptrace->tracer.queue), LOOP_READABLE, on_bell, source);
	ptrace->timer = loop_timer_new(source->loop, turn, source);
	ptrace->look = loop_timer_new(source->loop, on_look, source);
	loop_timer_start(ptrace->timer, PERIOD_MS, PERIOD_MS);
}

static void unwatch(struct ptrace_source *ptrace)
{
	loop_poll_free(ptrace->bell);
	loop_timer_free(ptrace->timer);
	loop_timer_free(ptrace->look);
}

static int new_scan(const struct source_scan *scan, struct ptrace_scan **ret_scan, struct error *err)
{
	AUTO_FREE struct ptrace_scan *made = xcalloc(1, sizeof(*made));
	made->scope = scan->scope;
	made->plan = scan->plan;
	if (scan->scope.kind == SCOPE_HOST)
		return error_set(err, EOPNOTSUPP,
				 "ptrace cannot trace a whole host: it would have to stop every process of it. Use the "
				 "eBPF backend, or trace a program or a container");
	if (scan->scope.kind == SCOPE_CGROUP) {
		struct cgroup_ref ref;
		int r = scan->scope.cgroup ? cgroup_of_folder(scan->scope.cgroup, &ref, err)
					   : cgroup_folder_of_pid(scan->scope.pid, &made->cgroup, err);
		if (r < 0)
			return r;
		if (scan->scope.cgroup)
			made->cgroup = xstrdup(scan->scope.cgroup);
	}
	*ret_scan = take_ptr(&made);
	return 0;
}

static void free_scan(struct ptrace_scan *scan)
{
	free(scan->cgroup);
	free(scan);
}

static int ptrace_add_scan(struct source *source, struct source_scan *scan, struct error *err)
{
	struct ptrace_source *ptrace = source->backend;
	struct ptrace_scan *made = NULL;
	int r = new_scan(scan, &made, err);
	if (r < 0)
		return r;
	scan->backend = made;
	r = ptrace_tracer_do(&ptrace->tracer, PTRACE_ORDER_ARM, scan, err);
	if (r < 0) {
		scan->backend = NULL;
		free_scan(made);
		return r;
	}
	if (ptrace->scans++ == 0)
		watch(source);
	if (made->cgroup && ptrace->cgroups++ == 0)
		loop_timer_start(ptrace->look, LOOK_MS, LOOK_MS);
	return 0;
}

static void ptrace_drain(struct source *source)
{
	(void)deliver(source, SIZE_MAX);
}

static void ptrace_stop_scan(struct source *source, struct source_scan *scan)
{
	struct ptrace_source *ptrace = source->backend;
	const struct ptrace_scan *made = scan->backend;
	struct error err;
	(void)ptrace_tracer_do(&ptrace->tracer, PTRACE_ORDER_DISARM, scan, &err);
	ptrace_drain(source);
	if (made->cgroup && --ptrace->cgroups == 0)
		loop_timer_stop(ptrace->look);
	if (--ptrace->scans == 0)
		unwatch(ptrace);
}

static void ptrace_remove_scan(struct source *source, struct source_scan *scan)
{
	(void)source;
	free_scan(scan->backend);
	scan->backend = NULL;
}

static size_t ptrace_counters(struct source *source, struct source_scan *scan, struct source_counter *out, size_t max)
{
	const struct ptrace_scan *made = scan->backend;
	size_t n = 0;
	(void)source;
	for (unsigned slot = 0; slot < COUNTER_SLOTS && n < max; slot++) {
		const struct counter *counter = &made->counters[slot];
		struct source_counter sum = {.abi = (uint8_t)(slot / RECORD_SYSCALLS),
					     .nr = (int32_t)(slot % RECORD_SYSCALLS)};
		source_counter_add(&sum, counter);
		if (sum.calls)
			out[n++] = sum;
	}
	return n;
}

static uint64_t ptrace_missed_runs(struct source *source, struct source_scan *scan)
{
	(void)source;
	(void)scan;
	return 0;
}

const struct source_ops ptrace_source_ops = {
    .name = "ptrace",
    .open = ptrace_open,
    .close = ptrace_close,
    .add_scan = ptrace_add_scan,
    .drain = ptrace_drain,
    .stop_scan = ptrace_stop_scan,
    .remove_scan = ptrace_remove_scan,
    .counters = ptrace_counters,
    .missed_runs = ptrace_missed_runs,
};
