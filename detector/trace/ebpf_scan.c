// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/ebpf_scan.h"

#include <linux/membarrier.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/syscalls/syscalls.h"
#include "detector/trace/cgroup_of.h"
#include "detector/trace/copy_table.h"
#include "detector/trace/plan_calls.h"
#include "detector/trace/source_counter.h"
#include "detector/trace/task_list.h"
#include "detector/trace/task_marks.h"

#define PER_ABI RECORD_SYSCALLS

static void publish(struct capture_config *config)
{
	__atomic_fetch_add(&config->generation, 1, __ATOMIC_SEQ_CST);
}

// Programs run under RCU: when this returns, none that read an older configuration is still at work.
static void wait_for_programs(void)
{
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) == 0)
		return;
	struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
	(void)nanosleep(&pause, NULL);
}

static int arm_cgroup(struct capture_config *config, const struct source_scan *scan, struct error *err)
{
	struct cgroup_ref cgroup;
	uint32_t bit = 1u << scan->slot;
	int r = scan->scope.cgroup ? cgroup_of_folder(scan->scope.cgroup, &cgroup, err)
				   : cgroup_of_pid(scan->scope.pid, &cgroup, err);
	if (r < 0)
		return r;
	config->cgroup_id[scan->slot] = cgroup.id;
	config->cgroup_level[scan->slot] = cgroup.level;
	if (scan->scope.after_exec) {
		config->exec_any |= bit;
		config->needs_mark |= bit;
	}
	__atomic_thread_fence(__ATOMIC_SEQ_CST); // the bit last: a program may look at any moment
	if (cgroup.v1)
		config->cgroup_v1 |= bit;
	else
		config->cgroup |= bit;
	return 0;
}

// Again until a look finds nothing new: what is marked hands its mark on, but somebody not marked yet may fork meanwhile.
static int mark_tree(struct ebpf_object *object, const struct source_scan *scan, struct error *err)
{
	int found;
	do {
		AUTO_VALUE(task_list) struct task_list list = {0};
		task_list_tree(&scan->scope, &list);
		found = 0;
		for (size_t i = 0; i < list.n; i++) {
			int r = task_marks_set(object->marks, object->marks_tids, list.pids[i], scan->slot);
			found += r > 0 ? r : 0;
		}
	} while (found > 0);
	return task_list_check(&scan->scope, err);
}

static int arm_tree(struct ebpf_object *object, const struct source_scan *scan, struct error *err)
{
	struct capture_config *config = object->config;
	uint32_t bit = 1u << scan->slot;
	int r = task_list_check(&scan->scope, err);
	if (r < 0)
		return r;
	config->needs_mark |= bit;
	config->root_pid[scan->slot] = (uint32_t)scan->scope.pid;
	if (scan->scope.after_exec)
		config->exec_root |= bit;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	config->tree |= bit;
	publish(config);
	if (scan->scope.after_exec)
		return 0; // its execve sets the mark
	return mark_tree(object, scan, err);
}

static int arm_scope(struct ebpf_object *object, const struct source_scan *scan, struct error *err)
{
	switch (scan->scope.kind) {
	case SCOPE_CGROUP:
		return arm_cgroup(object->config, scan, err);
	case SCOPE_TREE:
		return arm_tree(object, scan, err);
	case SCOPE_HOST:
		object->config->host |= 1u << scan->slot;
		return 0;
	}
	return error_set(err, EINVAL, "unknown kind of scope");
}

int ebpf_scan_arm(struct ebpf_object *object, struct source_scan *scan, struct error *err)
{
	struct ebpf_scan *state = xcalloc(1, sizeof(*state));
	scan->backend = state;
	state->missed_before = ebpf_object_missed(object);
	int r = ebpf_counters_new(object, scan->slot, &state->counters, err);
	if (r < 0)
		return r;
	for (unsigned i = 0; i < object->cpus; i++)
		ebpf_object_ring(object, i)->others_lost[scan->slot] = 0;
	ebpf_scans_apply(object, scan->source);
	state->armed_ts = clock_boot_ns();
	__atomic_fetch_add(&object->config->epoch, 1, __ATOMIC_SEQ_CST); // before any task is in scope
	r = arm_scope(object, scan, err);
	publish(object->config);
	return r;
}

void ebpf_scan_disarm(struct ebpf_object *object, struct source_scan *scan)
{
	struct capture_config *config = object->config;
	uint32_t keep = ~(1u << scan->slot);
	bool marks = config->needs_mark & ~keep;
	config->host &= keep;
	config->cgroup &= keep;
	config->cgroup_v1 &= keep;
	config->tree &= keep;
	config->exec_any &= keep;
	config->exec_root &= keep;
	publish(config);
	wait_for_programs();
	config->needs_mark &= keep;
	if (!marks)
		return;
	// A fork under way may hand an old mark on while we clear; afterwards none can.
	task_marks_clear(object->marks, object->marks_tids, scan->slot);
	wait_for_programs();
	task_marks_clear(object->marks, object->marks_tids, scan->slot);
}

void ebpf_scan_free(struct ebpf_object *object, struct source_scan *scan)
{
	struct ebpf_scan *state = scan->backend;
	if (!state)
		return;
	ebpf_counters_free(object, scan->slot, state->counters);
	free(state);
	scan->backend = NULL;
}

static const struct counter *counter_at(const struct source_scan *scan, unsigned cpu, unsigned slot)
{
	const struct ebpf_scan *state = scan->backend;
	return &state->counters[(size_t)cpu * COUNTER_SLOTS + slot];
}

size_t ebpf_scan_counters(const struct ebpf_object *object, const struct source_scan *scan, struct source_counter *out,
			  size_t max)
{
	size_t n = 0;
	for (unsigned slot = 0; slot < COUNTER_SLOTS && n < max; slot++) {
		struct source_counter sum = {.abi = (uint8_t)(slot / PER_ABI), .nr = (int32_t)(slot % PER_ABI)};
		for (unsigned cpu = 0; cpu < object->cpus; cpu++)
			if (counter_at(scan, cpu, slot)->calls)
				source_counter_add(&sum, counter_at(scan, cpu, slot));
		if (sum.calls)
			out[n++] = sum;
	}
	return n;
}

static uint64_t others_lost(const struct ebpf_object *object, unsigned slot)
{
	uint64_t lost = 0;
	for (unsigned i = 0; i < object->cpus; i++)
		lost += ebpf_object_ring(object, i)->others_lost[slot];
	return lost;
}

void ebpf_scan_report_loss(const struct ebpf_object *object, struct source_scan *scan, uint64_t from_ts, uint64_t to_ts)
{
	struct ebpf_scan *state = scan->backend;
	AUTO_FREE struct source_counter *calls = NULL;
	struct source_loss loss = {.from_ts = from_ts > state->armed_ts ? from_ts : state->armed_ts, .to_ts = to_ts};
	for (unsigned slot = 0; slot < COUNTER_SLOTS; slot++) {
		uint64_t lost = 0;
		for (unsigned cpu = 0; cpu < object->cpus; cpu++)
			lost += __atomic_load_n(&counter_at(scan, cpu, slot)->lost, __ATOMIC_RELAXED);
		if (lost == state->lost_reported[slot])
			continue;
		if (!calls)
			calls = xcalloc(COUNTER_SLOTS, sizeof(*calls));
		calls[loss.n_calls++] = (struct source_counter){.abi = (uint8_t)(slot / PER_ABI),
								.nr = (int32_t)(slot % PER_ABI),
								.lost = lost - state->lost_reported[slot]};
		loss.count += lost - state->lost_reported[slot];
		state->lost_reported[slot] = lost;
	}
	uint64_t others = others_lost(object, scan->slot);
	loss.others = others - state->others_reported;
	state->others_reported = others;
	loss.calls = calls;
	if (loss.to_ts < loss.from_ts)
		loss.to_ts = loss.from_ts;
	if (loss.count || loss.others)
		source_deliver_loss(scan, &loss);
}

static void fill_wanted(struct capture_config *config, const struct source *source)
{
	uint16_t wanted[CALL_ABIS * CALL_NUMBERS] = {0};
	uint16_t always[RECORD_SYSCALLS] = {0};
	uint32_t beyond = 0;
	for (unsigned i = 0; i < RECORD_SCANS; i++) {
		const struct source_plan *plan = source->scans[i] ? &source->scans[i]->plan : NULL;
		if (!plan)
			continue;
		for (unsigned at = 0; at < CALL_ABIS * CALL_NUMBERS; at++)
			wanted[at] |= (uint16_t)(plan_wants_call(plan, at) << i);
		beyond |= (uint32_t)plan_wants_beyond(plan) << i;
		for (unsigned nr = 0; plan->state_calls && nr < RECORD_SYSCALLS; nr++)
			always[nr] |= (uint16_t)((plan->state_calls[nr / 64] >> nr % 64 & 1) << i);
	}
	// Other scans' bits do not change: programs that read meanwhile see no difference.
	memcpy(config->wanted, wanted, sizeof(wanted));
	memcpy(config->always, always, sizeof(always));
	config->wanted_beyond = beyond;
}

// Before the scan is armed, and after its programs are over: nobody reads a filter that changes.
static void fill_filters(struct ebpf_object *object, const struct source *source)
{
	struct capture_config *config = object->config;
	uint32_t filters = 0, fd = 0, path = 0, plain = 0;
	for (unsigned i = 0; i < RECORD_SCANS; i++) {
		const struct kernel_filter *kernel = source->scans[i] ? source->scans[i]->plan.kernel : NULL;
		uint32_t on = kernel && !source->scans[i]->plan.count_only ? kernel->on & ~KERNEL_ON_CALLS : 0;
		if (!on)
			continue;
		if (memcmp(&object->filters[i], kernel, sizeof(*kernel)) != 0)
			object->filters[i] = *kernel;
		filters |= 1u << i;
		fd |= on & (1u << KERNEL_FD) ? 1u << i : 0;
		path |= on & KERNEL_ON_PATHS ? 1u << i : 0;
		plain |= on & KERNEL_ON_PATHS && kernel->paths_plain ? 1u << i : 0;
	}
	config->filters_fd = fd;
	config->filters_path = path;
	config->filters_path_plain = plain;
	config->filters = filters;
}

// A program may hold an older limit than the table it reads: the table's need of room never shrinks while scans run.
static void fill_rows(struct ebpf_object *object, uint32_t limit, bool any)
{
	if (!any || limit > object->rows_limit) {
		object->rows_limit = limit;
		copy_table_fill(object->rows, &syscall_capture, limit);
	}
	__atomic_store_n(&object->config->string_limit, limit, __ATOMIC_SEQ_CST);
}

void ebpf_scans_apply(struct ebpf_object *object, struct source *source)
{
	struct capture_config *config = object->config;
	uint32_t records = 0, latency = 0, limit = 0;
	bool any = config->records != 0;
	for (unsigned i = 0; i < RECORD_SCANS; i++) {
		const struct source_scan *scan = source->scans[i];
		if (!scan)
			continue;
		records |= scan->plan.count_only ? 0 : 1u << i;
		latency |= scan->plan.latency ? 1u << i : 0;
		if (!scan->plan.count_only && scan->plan.string_limit > limit)
			limit = scan->plan.string_limit;
	}
	fill_rows(object, limit < CAPTURE_MAX ? limit : CAPTURE_MAX, any);
	config->records = records;
	config->latency = latency;
	fill_filters(object, source);
	fill_wanted(config, source);
}

bool ebpf_scans_want_enter(const struct source *source)
{
	for (unsigned i = 0; i < RECORD_SCANS; i++)
		if (source->scans[i] && !source->scans[i]->stopped && source->scans[i]->plan.latency)
			return true;
	return false;
}
