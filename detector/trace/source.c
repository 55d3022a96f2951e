// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/source.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "detector/trace/source_backend.h"

int source_open(struct loop *loop, const struct source_ops *backend, const struct source_settings *settings,
		struct source **ret_source, struct error *err)
{
	AUTO_FREE struct source *source = xcalloc(1, sizeof(*source));
	source->loop = loop;
	source->ops = backend;
	int r = backend->open(source, settings, err);
	if (r < 0)
		return r;
	*ret_source = take_ptr(&source);
	return 0;
}

int source_open_choice(struct loop *loop, enum source_backend choice, const struct source_settings *settings,
		       struct source **ret_source, struct error *ret_reason, struct error *err)
{
	error_clear(ret_reason);
	if (choice == SOURCE_BACKEND_PTRACE)
		return source_open(loop, &ptrace_source_ops, settings, ret_source, err);
	int r = source_open(loop, &ebpf_source_ops, settings, ret_source, err);
	if (r == 0 || choice == SOURCE_BACKEND_EBPF)
		return r;
	*ret_reason = *err;
	r = source_open(loop, &ptrace_source_ops, settings, ret_source, err);
	return r < 0 ? error_wrap(err, "eBPF: %.110s; ptrace", ret_reason->text) : 0;
}

const struct source_ops *source_ops_of(const struct source *source)
{
	return source->ops;
}

void source_on_end(struct source *source, void (*ended)(void *ctx, pid_t pid, int status, size_t living), void *ctx)
{
	source->ended = ended;
	source->ended_ctx = ctx;
}

void source_close(struct source *source)
{
	if (!source)
		return;
	for (unsigned i = 0; i < RECORD_SCANS; i++)
		assert(!source->scans[i]);
	source->ops->close(source);
	free(source);
}

int source_add_scan(struct source *source, const struct scope *scope, const struct source_plan *plan,
		    const struct source_sink *sink, struct source_scan **ret_scan, struct error *err)
{
	assert(!source->delivering);
	unsigned slot = 0;
	while (slot < RECORD_SCANS && source->scans[slot])
		slot++;
	if (slot == RECORD_SCANS)
		return error_set(err, EBUSY, "%d scans run already, which is the most at once: stop one first",
				 RECORD_SCANS);

	AUTO_FREE struct source_scan *scan = xcalloc(1, sizeof(*scan));
	scan->source = source;
	scan->slot = slot;
	scan->scope = *scope;
	scan->plan = *plan;
	scan->sink = *sink;
	if (plan->kernel) {
		scan->kernel = *plan->kernel;
		scan->plan.kernel = &scan->kernel;
	}
	if (plan->state_calls) {
		memcpy(scan->state_calls, plan->state_calls, sizeof(scan->state_calls));
		scan->plan.state_calls = scan->state_calls;
	}
	source->scans[slot] = scan;
	int r = source->ops->add_scan(source, scan, err);
	if (r < 0) {
		source->scans[slot] = NULL;
		return r;
	}
	*ret_scan = take_ptr(&scan);
	return 0;
}

void source_drain(struct source *source)
{
	assert(!source->delivering);
	source->ops->drain(source);
}

void source_stop_scan(struct source_scan *scan)
{
	assert(!scan->source->delivering);
	if (scan->stopped)
		return;
	scan->source->ops->stop_scan(scan->source, scan);
	scan->stopped = true;
}

void source_remove_scan(struct source_scan *scan)
{
	if (!scan)
		return;
	source_stop_scan(scan);
	scan->source->ops->remove_scan(scan->source, scan);
	scan->source->scans[scan->slot] = NULL;
	free(scan);
}

size_t source_counters(struct source_scan *scan, struct source_counter *out, size_t max)
{
	return scan->source->ops->counters(scan->source, scan, out, max);
}

uint64_t source_missed_runs(struct source_scan *scan)
{
	return scan->source->ops->missed_runs(scan->source, scan);
}

void source_deliver(struct source *source, const struct record *record)
{
	source->delivering = true;
	for (uint32_t left = record->scans & ((1u << RECORD_SCANS) - 1); left; left &= left - 1) {
		struct source_scan *scan = source->scans[__builtin_ctz(left)];
		if (scan && scan->sink.record)
			scan->sink.record(scan->sink.ctx, record);
	}
	source->delivering = false;
}

void source_deliver_loss(struct source_scan *scan, const struct source_loss *loss)
{
	scan->source->delivering = true;
	if (scan->sink.loss)
		scan->sink.loss(scan->sink.ctx, loss);
	scan->source->delivering = false;
}
