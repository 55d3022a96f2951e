/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hooks of system calls. Each exists twice: as tp_btf, the cheapest, and as a classic tracepoint, for kernels that run tp_btf
 * programs of these tracepoints preemptibly (7.2 on), where the kernel would skip them unseen. The detector loads one pair.
 */
#include "bpf/capture.h"
#include "bpf/count.h"
#include "bpf/file.h"
#include "bpf/filter.h"
#include "bpf/scope.h"

struct call {
	long nr; /* in its abi */
	__u32 abi;
	__u32 slot;
	__u32 row;    /* in `rows`, when it has one */
	__u32 scans;  /* in whose scope it is */
	__u32 wanted; /* who wants a record of it */
	__s64 ret;
	__u64 duration;
	__u16 flags;
};

#define EINPROGRESS_NR 115 /* a connect that is under way */

static __always_inline bool call_failed(__s64 ret)
{
	return ret < 0 && ret >= -4095;
}

static __always_inline struct copy_row *row_at(__u32 index)
{
	return bpf_map_lookup_elem(&rows, &index);
}

static __always_inline struct copy_row *row_of(struct call *call)
{
	call->row = row_of_call(call->abi, call->nr);
	return row_at(call->row);
}

/* The row of a call's command, its own when there is none. */
__noinline int command_row(__u32 call, __u32 command)
{
	struct copy_commands *commands = (void *)row_at(command_bucket(call, command));

	for (__u32 i = 0; commands && i < BUCKET_SLOTS; i++)
		if (commands->slots[i].command == command && commands->slots[i].call == call)
			return commands->slots[i].row;
	return call;
}

static __always_inline struct copy_row *row_by_command(struct ring_work *work, struct pt_regs *regs, struct call *call,
						       struct copy_row *row)
{
	if (!row || !row->command)
		return row;
	__u64 arg = (row->command & 15) - 1;
	regs_args(regs, call->abi, work->args);
	asm volatile("" : "+r"(arg));
	if (arg < RECORD_ARGS)
		call->row = command_row(call->row, command_of(row->command >> 4, work->args[arg]));
	return row_at(call->row);
}

static __always_inline void call_named(struct call *call, struct task_struct *task, long raw)
{
	call->abi = task_abi(task, raw);
	call->nr = real_number(raw, call->abi);
	call->slot = counter_slot(call->nr, call->abi);
}

/* Takes the time since the call's entry out of the task's slot. An end without an entry, of a task that was between calls: denied.
 * A new program of another abi has its own number for the execve that began it. */
static __always_inline void call_timed(struct call *call, struct task_struct *task, __u64 now, bool new_program)
{
	struct entry_slot *slot = entry_of(task->pid);

	call->flags |= RECORD_F_NO_ENTER;
	if (!slot || slot->tid != (__u32)task->pid)
		return;
	__u64 start = slot->start;
	if (start & ENTRY_BETWEEN) {
		bool born = (start & ENTRY_BORN) && !call->ret;
		if ((__u32)start == config.epoch && !born)
			call->flags |= RECORD_F_DENIED;
	} else if (slot->nr == (__s32)call->nr || new_program) {
		call->duration = now - start;
		call->flags &= ~RECORD_F_NO_ENTER;
	}
	slot->start = ENTRY_BETWEEN | config.epoch;
}

/* The child's own return from the fork that made it. */
static __always_inline void child_returned(struct task_struct *task)
{
	struct entry_slot *slot = entry_of(task->pid);

	if (slot && slot->tid == (__u32)task->pid && (slot->start & ENTRY_BORN))
		slot->start &= ~ENTRY_BORN;
}

/* Before the row's need of room: the detector raises the need first, so the limit never outgrows it. */
static __always_inline void work_limit(struct ring_work *work)
{
	work->limit = *(volatile __u64 *)&config.string_limit;
	barrier();
}

static __always_inline void work_begin(struct ring_work *work, struct pt_regs *regs, const struct call *call,
				       bool entry)
{
	regs_args(regs, call->abi, work->args);
	if (is_sigreturn(call->nr, call->abi)) /* the registers are the interrupted program's by now */
		__builtin_memset(work->args, 0, sizeof(work->args));
	if (entry && is_sigreturn(call->nr, call->abi) && call->abi == RECORD_ABI_NATIVE)
		work->args[0] = sigframe_mask(regs);
	work->ret = call->ret;
	work->row = call->row;
	work->entry = entry;
}

/* Who wants the call now that its path is copied. What an execve names is known better from its entry: user space decides. */
static __always_inline __u32 want_path(const struct call *call, const struct copy_row *row)
{
	__u32 asked = call->wanted & config.filters_path & ~always_by(call->nr, call->abi);

	if (row && row->exec)
		asked = 0;
	else if (row && row->two_paths)
		asked &= ~config.filters_path_plain;
	if (!asked)
		return call->wanted;
	__u32 refused = asked & ~paths_passed(asked);
	if (refused)
		count_filtered(refused, call->slot);
	return call->wanted & ~refused;
}

static __always_inline void record_call(struct ring_head *ring, struct ring_turn *turn, struct task_struct *task,
					struct pt_regs *regs, struct call *call, struct copy_row *row)
{
	if (turn->owned)
		row = row_by_command(&ring->work, regs, call, row);
	work_limit(&ring->work);
	__u32 bits = row ? row->exit_args : 0;
	struct record *record = ring_begin(ring, turn, sizeof(*record) + RING_RESERVE + (row ? row->exit_bytes : 0),
					   task, RECORD_SYSCALL, call->wanted);
	if (!record) {
		count_lost(call->wanted, call->slot);
		ring_dropped(ring, turn);
		return;
	}
	record->abi = call->abi;
	record->flags = call->flags;
	record->duration = call->duration;
	record->nr = call->nr;
	record->ret = call->ret;
	work_begin(&ring->work, regs, call, false);
	__builtin_memcpy(record->args, ring->work.args, sizeof(record->args));
	if (bits) {
		if (row->exec && !call->ret)
			copy_new_program(row->exec - 1);
		else
			copy_at_exit(row, call_failed(call->ret), call->duration != RECORD_NO_DURATION);
	}
	if (row && row->file && (!call_failed(call->ret) || call->ret == -EINPROGRESS_NR))
		copy_files(&ring->work, row->file);
	if (call->wanted & config.filters_path) {
		record->scans = want_path(call, row);
		if (!record->scans)
			return; /* never made public: the room is free again */
	}
	ring_commit(ring, record);
}

static __always_inline int on_exit(struct task_struct *task, struct pt_regs *regs, long raw, long ret)
{
	struct ring_head *ring = ring_here();
	struct call call = {.ret = ret, .duration = RECORD_NO_DURATION};
	struct ring_turn turn;

	if (!ring)
		return 0;
	call.scans = scope_of(ring, task);
	if (!call.scans)
		return 0;
	call_named(&call, task, raw);
	struct copy_row *row = row_of(&call);
	if (row && row->child && !ret) {
		child_returned(task);
		return 0;
	}
	__u32 wanting = call.scans & config.records;
	call.wanted = call.scans & wanted_by(call.nr, call.abi);
	if (!call.wanted && !(config.latency & call.scans)) {
		count_call(call.scans, call.slot, RECORD_NO_DURATION, call_failed(ret), wanting);
		if (call_failed(ret))
			count_error(call.scans, call.slot, (__u32)-ret);
		return 0;
	}
	ring_enter(ring, &turn);
	if (config.latency & call.scans)
		call_timed(&call, task, turn.now, row && row->exec && !ret);
	if ((call.wanted & config.filters) && turn.owned)
		call.wanted = filter_call(ring, regs, call.nr, call.abi, call.wanted, ret, call.duration, 0);
	count_call(call.scans, call.slot, call.duration, call_failed(ret), wanting & ~call.wanted);
	if (call_failed(ret))
		count_error(call.scans, call.slot, (__u32)-ret);
	if (call.flags & RECORD_F_DENIED)
		count_denied(call.scans & config.latency, call.slot);
	if (call.wanted)
		record_call(ring, &turn, task, regs, &call, row);
	ring_leave(ring, &turn);
	return 0;
}

static __always_inline void record_entry(struct ring_head *ring, struct ring_turn *turn, struct task_struct *task,
					 struct pt_regs *regs, struct call *call, struct copy_row *row)
{
	work_limit(&ring->work);
	struct record *record =
	    ring_begin(ring, turn, sizeof(*record) + RING_RESERVE + row->entry_bytes, task, RECORD_ENTER, call->scans);
	if (!record)
		return; /* the call's own record may still find room; it then lacks what was copied here */
	record->nr = call->nr;
	record->ret = 0;
	work_begin(&ring->work, regs, call, true);
	__builtin_memcpy(record->args, ring->work.args, sizeof(record->args));
	copy_at_entry(row);
	if (ring->work.off > sizeof(*record))
		ring_commit(ring, record);
}

static __always_inline int on_enter(struct task_struct *task, struct pt_regs *regs, long raw)
{
	struct ring_head *ring = ring_here();
	struct call call = {};
	struct ring_turn turn;

	if (!ring)
		return 0;
	call.scans = scope_of(ring, task);
	call_named(&call, task, raw);
	struct copy_row *row = row_of(&call);
	if (row && row->exec) /* it may be the one that its scan begins with */
		call.scans |= scope_waiting(ring, task);
	call.scans &= config.latency;
	if (!call.scans)
		return 0;
	ring_enter(ring, &turn);
	struct entry_slot *slot = entry_of(task->pid);
	if (slot) {
		slot->start = turn.now;
		slot->tid = task->pid;
		slot->nr = call.nr;
	}
	if (turn.owned)
		row = row_by_command(&ring->work, regs, &call, row);
	if (row && row->entry_args) {
		__u32 wanted = call.scans & wanted_by(call.nr, call.abi);
		if ((wanted & config.filters) && turn.owned && !row->exec) /* after an execve it may all be different */
			wanted =
			    filter_call(ring, regs, call.nr, call.abi, wanted, 0, RECORD_NO_DURATION, FILTER_AT_ENTRY);
		if (wanted)
			record_entry(ring, &turn, task, regs, &call, row);
	}
	ring_leave(ring, &turn);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(exit_btf, struct pt_regs *regs, long ret)
{
	return on_exit(bpf_get_current_task_btf(), regs, regs_number(regs), ret);
}

SEC("tp_btf/sys_enter")
int BPF_PROG(enter_btf, struct pt_regs *regs, long nr)
{
	return on_enter(bpf_get_current_task_btf(), regs, nr);
}

SEC("tracepoint/raw_syscalls/sys_exit")
int exit_classic(struct raw_sys_exit *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	return on_exit(task, (struct pt_regs *)bpf_task_pt_regs(task), ctx->id, ctx->ret);
}

SEC("tracepoint/raw_syscalls/sys_enter")
int enter_classic(struct raw_sys_enter *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	return on_enter(task, (struct pt_regs *)bpf_task_pt_regs(task), ctx->id);
}
