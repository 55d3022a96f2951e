// SPDX-License-Identifier: Apache-2.0
// A call's two stops: counted, asked for by the scans' filters, copied and put into the queue, as bpf/syscall.bpf.c does it.
#include <linux/audit.h>
#include <linux/sched.h>
#include <string.h>
#include <sys/syscall.h>

#include "common/base/clock.h"
#include "common/event/event.h"
#include "common/syscalls/syscalls.h"
#include "detector/trace/copy_table.h"
#include "detector/trace/filter_kernel.h"
#include "detector/trace/plan_calls.h"
#include "detector/trace/ptrace_seccomp.h"
#include "detector/trace/ptrace_tracer.h"
#include "detector/trace/source_counter.h"

#define X32_BIT 0x40000000u

static bool call_failed(int64_t ret)
{
	return ret < 0 && ret >= -4095;
}

static void name_call(struct ptrace_call *call, uint32_t arch, uint64_t nr)
{
	call->abi = RECORD_ABI_NATIVE;
	if (arch == AUDIT_ARCH_I386)
		call->abi = RECORD_ABI_I386;
#ifdef __x86_64__
	else if ((int32_t)nr > 0 && (nr & X32_BIT))
		call->abi = RECORD_ABI_X32;
#endif
	call->nr = call->abi == RECORD_ABI_X32 ? (int32_t)(nr & ~X32_BIT) : (int32_t)nr;
}

static bool is_native(const struct ptrace_call *call, int32_t nr)
{
	return call->abi != RECORD_ABI_I386 && call->nr == nr;
}

static bool never_returns(const struct ptrace_call *call)
{
	if (call->abi == RECORD_ABI_I386)
		return call->nr == 1 || call->nr == 252;
	return call->nr == SYS_exit || call->nr == SYS_exit_group;
}

static unsigned slot_of(const struct ptrace_call *call)
{
	unsigned nr = (uint32_t)call->nr < RECORD_SYSCALLS ? (unsigned)call->nr : RECORD_SYSCALLS - 1;
	return call->abi * RECORD_SYSCALLS + nr;
}

static bool has_number(const struct ptrace_call *call)
{
	return (uint32_t)call->nr < CALL_NUMBERS;
}

static uint32_t each_scan(const struct ptrace_tracer *tracer, const struct ptrace_call *call, uint32_t scans,
			  bool (*asks)(const struct source_plan *plan, const struct ptrace_call *call))
{
	uint32_t found = 0;
	for (uint32_t left = scans; left; left &= left - 1) {
		unsigned slot = (unsigned)__builtin_ctz(left);
		if (tracer->scans[slot] && asks(&tracer->scans[slot]->plan, call))
			found |= 1u << slot;
	}
	return found;
}

static bool is_wanted(const struct source_plan *plan, const struct ptrace_call *call)
{
	return has_number(call) ? plan_wants_call(plan, call->abi * CALL_NUMBERS + (unsigned)call->nr)
				: plan_wants_beyond(plan);
}

// Where a plan's other calls run unseen, those that we see for reasons of our own are not counted either.
static bool is_counted(const struct source_plan *plan, const struct ptrace_call *call)
{
	if (!plan->chosen_only || !plan->kernel || !(plan->kernel->on & KERNEL_ON_CALLS))
		return true;
	if (!has_number(call))
		return plan->kernel->calls_beyond;
	unsigned at = call->abi * CALL_NUMBERS + (unsigned)call->nr;
	return (plan->kernel->calls[at / 64] >> at % 64 & 1) ||
	       (at < RECORD_SYSCALLS && plan->state_calls && (plan->state_calls[at / 64] >> at % 64 & 1));
}

static bool is_always(const struct source_plan *plan, const struct ptrace_call *call)
{
	unsigned nr = (uint32_t)call->nr;
	return call->abi == RECORD_ABI_NATIVE && nr < RECORD_SYSCALLS && plan->state_calls &&
	       (plan->state_calls[nr / 64] >> nr % 64 & 1);
}

static void count_one(struct counter *counter, uint32_t error, uint64_t duration)
{
	__atomic_store_n(&counter->calls, counter->calls + 1, __ATOMIC_RELAXED);
	if (error) {
		counter->errors++;
		counter_add_error(counter, error);
	}
	if (duration == RECORD_NO_DURATION)
		return;
	unsigned bucket = duration ? 63u - (unsigned)__builtin_clzll(duration) : 0;
	counter->histogram[bucket < COUNTER_BUCKETS ? bucket : COUNTER_BUCKETS - 1]++;
	counter->time_ns += duration;
	if (duration > counter->max_ns)
		counter->max_ns = duration;
	if (~duration > counter->min_ones)
		counter->min_ones = ~duration;
}

static void count(const struct ptrace_tracer *tracer, const struct ptrace_call *call, uint32_t scans, uint32_t filtered,
		  uint32_t error, uint64_t duration)
{
	unsigned slot = slot_of(call);
	for (uint32_t left = scans; left; left &= left - 1) {
		unsigned scan = (unsigned)__builtin_ctz(left);
		struct counter *counter = &tracer->scans[scan]->counters[slot];
		count_one(counter, error, tracer->timed >> scan & 1 ? duration : RECORD_NO_DURATION);
		if (filtered >> scan & 1)
			__atomic_store_n(&counter->filtered, counter->filtered + 1, __ATOMIC_RELEASE);
	}
}

// Of the scans that the record is for, those whose filters refuse it: the model decides as the kernel's programs do.
static uint32_t refused(const struct ptrace_tracer *tracer, const struct ptrace_task *task, const struct record *record)
{
	const struct event_process process = {.pid = record->pid, .uid = task->uid, .gid = task->gid};
	struct event event;
	uint32_t found = 0;
	bool decoded = false;
	for (uint32_t left = record->scans; left; left &= left - 1) {
		unsigned slot = (unsigned)__builtin_ctz(left);
		const struct source_plan *plan = &tracer->scans[slot]->plan;
		if (!plan->kernel || !(plan->kernel->on & ~KERNEL_ON_CALLS) || is_always(plan, &task->call))
			continue;
		if (!decoded && syscall_decode(record, 0, &event) < 0)
			return 0;
		decoded = true;
		event.process = &process;
		if (!filter_kernel_model(plan->kernel, &event))
			found |= 1u << slot;
	}
	return found;
}

static struct record *begin(struct ptrace_tracer *tracer, const struct ptrace_task *task, uint8_t type, uint32_t scans)
{
	struct record *record = ptrace_record_begin(tracer, task, type, scans);
	record->abi = task->call.abi;
	record->nr = task->call.nr;
	memcpy(record->args, task->call.args, sizeof(record->args));
	return record;
}

static const struct copy_row *row_of(const struct ptrace_tracer *tracer, const struct ptrace_call *call)
{
	return copy_table_row(tracer->rows, call->abi, call->nr, call->args);
}

static struct memory_reader reader_of(struct ptrace_tracer *tracer)
{
	return (struct memory_reader){.read = ptrace_memory_read, .ctx = tracer, .layout = ptrace_exec_layout};
}

// Counts the call and hands its record on, unless nobody wants it.
static void finish(struct ptrace_tracer *tracer, const struct ptrace_task *task, struct record *record, uint32_t scans,
		   uint32_t error)
{
	uint32_t wanting = scans & tracer->recording;
	if (record->scans)
		record->scans &= ~refused(tracer, task, record);
	count(tracer, &task->call, scans, wanting & ~record->scans, error, record->duration);
	if (record->scans)
		ptrace_queue_push(tracer->queue, record);
}

// What is never heard of again, or only when the task is gone.
static void tell_no_return(struct ptrace_tracer *tracer, struct ptrace_task *task, bool memory)
{
	struct ptrace_call *call = &task->call;
	const struct copy_row *row = row_of(tracer, call);
	uint32_t scans = each_scan(tracer, call, task->scans, is_counted);
	struct record *record = begin(tracer, task, RECORD_SYSCALL, each_scan(tracer, call, scans, is_wanted));
	struct memory_reader reader = reader_of(tracer);
	record->flags = RECORD_F_NO_RETURN;
	call->told = true;
	if (record->scans && row && memory) {
		record->ret = -EINTR; // the kernel filled nothing
		copy_memory_exit(row, tracer->string_limit, true, &reader, record, RING_RECORD_MAX);
		record = (struct record *)entry_join_exit(tracer->join, record);
		record->ret = 0;
	}
	finish(tracer, task, record, scans, 0);
}

void ptrace_calls_enter(struct ptrace_tracer *tracer, struct ptrace_task *task, uint32_t arch, uint64_t nr,
			const uint64_t *args)
{
	struct ptrace_call *call = &task->call;
	uint32_t scans = task->scans | task->waiting;
	memcpy(call->args, args, sizeof(call->args));
	name_call(call, arch, nr);
	call->told = false;
	task->in_call = true;
	if (!scans)
		return;
	if (never_returns(call)) {
		tell_no_return(tracer, task, false);
		return;
	}
	const struct copy_row *row = row_of(tracer, call);
	uint32_t wanted =
	    row && row->entry_args ? each_scan(tracer, call, row->exec ? scans : task->scans, is_wanted) : 0;
	if (wanted) {
		struct memory_reader reader = reader_of(tracer);
		struct record *record = begin(tracer, task, RECORD_ENTER, wanted);
		copy_memory_entry(row, tracer->string_limit, &reader, record, RING_RECORD_MAX);
		call->start = record->ts;
		entry_join_enter(tracer->join, record);
	} else {
		call->start = clock_boot_ns();
	}
}

static void fill(struct ptrace_tracer *tracer, const struct ptrace_task *task, const struct copy_row *row,
		 struct record *record)
{
	struct memory_reader reader = reader_of(tracer);
	bool failed = call_failed(record->ret);
	if (row->exit_args)
		copy_memory_exit(row, tracer->string_limit, true, &reader, record, RING_RECORD_MAX);
	if (row->file && (!failed || record->ret == -EINPROGRESS))
		ptrace_file_pieces(tracer, task, row->file, record);
}

void ptrace_calls_exit(struct ptrace_tracer *tracer, struct ptrace_task *task, int64_t ret)
{
	struct ptrace_call *call = &task->call;
	task->in_call = false;
	if (!task->scans || call->told)
		return;
	uint32_t scans = each_scan(tracer, call, task->scans, is_counted);
	uint32_t wanted = each_scan(tracer, call, scans, is_wanted);
	struct record *record = begin(tracer, task, RECORD_SYSCALL, wanted);
	const struct copy_row *row = row_of(tracer, call);
	record->ret = ret;
	if (is_native(call, SYS_rt_sigreturn)) // its arguments are none, whatever the registers held
		memset(record->args, 0, sizeof(record->args));
	if (tracer->timed & scans)
		record->duration = record->ts - call->start;
	if (wanted && row) {
		fill(tracer, task, row, record);
		record = (struct record *)entry_join_exit(tracer->join, record);
	}
	finish(tracer, task, record, scans, call_failed(ret) ? (uint32_t)-ret : 0);
}

void ptrace_calls_cut(struct ptrace_tracer *tracer, struct ptrace_task *task, bool memory)
{
	if (task->in_call && !task->call.told && task->scans)
		tell_no_return(tracer, task, memory);
	task->in_call = false;
}
