/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hooks of tasks: fork hands marks on, execve gives them to those that a scan waits for, the end of a task is also where
 * exit and exit_group are counted, which never return. */
#include "bpf/capture.h"
#include "bpf/count.h"
#include "bpf/filter.h"
#include "bpf/scope.h"

static __always_inline bool not_a_program(struct task_struct *task)
{
	return task->flags & (PF_KTHREAD | PF_IO_WORKER | PF_USER_WORKER);
}

/* args[2] and args[3] as record.h says. */
static __always_inline void put_ids(struct record *record, struct task_struct *task)
{
	const struct cred *cred = task->cred;

	record->args[2] |= RECORD_TASK_IDS;
	record->args[3] = cred->euid.val | (__u64)cred->egid.val << 32;
}

/* What a fork makes, as far as both kinds of hook know it. */
struct newborn {
	__u32 pid, tid, parent; /* the parent's pid */
	__u32 flags;            /* enum record_task_flags */
	const struct cred *cred;
	bool is_program;
};

static __always_inline void slot_born(__u32 tid)
{
	struct entry_slot *slot = entry_of(tid);

	if (!slot)
		return;
	slot->start = ENTRY_BETWEEN | ENTRY_BORN | config.epoch;
	slot->tid = tid;
}

static __always_inline int on_fork(struct task_struct *maker, const struct newborn *child)
{
	struct ring_head *ring = ring_here();
	__u16 *mark = mark_of(child->tid);
	struct ring_turn turn;

	if (!ring)
		return 0;
	if (mark)
		*mark = marked(maker->pid);
	else
		ring->overflows++;
	__u32 scans = scope_of(ring, maker);
	if (scans & config.latency)
		slot_born(child->tid);
	scans &= config.records;
	if (!scans || !child->is_program)
		return 0;
	ring_enter(ring, &turn);
	struct record *record = ring_begin(ring, &turn, sizeof(*record), maker, RECORD_FORK, scans);
	if (record) {
		record->nr = 0;
		record->ret = 0;
		record->args[0] = child->pid;
		record->args[1] = child->tid;
		record->args[2] = child->flags | RECORD_TASK_IDS;
		record->args[3] = child->cred->euid.val | (__u64)child->cred->egid.val << 32;
		record->args[4] = child->parent;
		record->args[5] = 0;
		ring_commit(ring, record);
	} else {
		ring_dropped(ring, &turn); /* no event: nobody counts it */
	}
	ring_leave(ring, &turn);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(fork_btf, struct task_struct *parent, struct task_struct *child)
{
	struct newborn newborn = {.pid = child->tgid,
				  .tid = child->pid,
				  .parent = child->real_parent->tgid,
				  .cred = child->cred,
				  .is_program = !not_a_program(child)};

	if (child->files == parent->files)
		newborn.flags |= RECORD_TASK_FILES;
	if (child->fs == parent->fs)
		newborn.flags |= RECORD_TASK_FS;
	return on_fork(parent, &newborn);
}

/* sched_process_fork has no more than two pids for a classic program; this one, a little earlier, has the flags. Where they are passed on
 * to the child it is as its maker: the same descriptors, folder, user. The kernel's own workers are CLONE_UNTRACED. */
SEC("tracepoint/task/task_newtask")
int fork_classic(struct trace_event_raw_task_newtask *ctx)
{
	struct task_struct *maker = bpf_get_current_task_btf();
	__u64 flags = ctx->clone_flags;
	__u32 tid = ctx->pid, maker_pid = maker->tgid, maker_parent = maker->real_parent->tgid;

	/* Else clang makes one load of two, and a load may not be from the context and from a task. */
	asm volatile("" : "+r"(tid), "+r"(maker_pid), "+r"(maker_parent));
	struct newborn newborn = {.pid = flags & CLONE_THREAD_FLAG ? maker_pid : tid,
				  .tid = tid,
				  .parent = flags & (CLONE_THREAD_FLAG | CLONE_PARENT_FLAG) ? maker_parent : maker_pid,
				  .cred = maker->cred,
				  .is_program = !(not_a_program(maker) || (flags & CLONE_UNTRACED_FLAG))};

	if (flags & CLONE_FILES_FLAG)
		newborn.flags |= RECORD_TASK_FILES;
	if (flags & CLONE_FS_FLAG)
		newborn.flags |= RECORD_TASK_FS;
	return on_fork(maker, &newborn);
}

/* An execve by a thread that is not the leader takes over the leader's tid. */
static __always_inline void move_tid(__u32 from, __u32 to)
{
	__u16 *old_mark = mark_of(from), *new_mark = mark_of(to);
	struct entry_slot *old_slot = entry_of(from), *new_slot = entry_of(to);

	if (old_mark && new_mark) {
		*new_mark = *old_mark;
		*old_mark = 0;
	}
	if (old_slot && new_slot && old_slot->tid == from) {
		new_slot->start = old_slot->start;
		new_slot->nr = old_slot->nr;
		new_slot->tid = to;
		if (old_slot != new_slot)
			old_slot->tid = 0;
	}
}

static __always_inline void put_path(struct ring_head *ring, __u32 arg, const char *path)
{
	__u64 off = ring->work.off;
	if (off > sizeof(struct record) + 8 + CAPTURE_MAX)
		return;
	__u8 *place = ring_at(ring, ring->work.base) + off;
	long got = bpf_probe_read_kernel_str(place + 8, CAPTURE_MAX, path);
	__u64 len = got < 1 ? 0 : got - 1;

	asm volatile("" : "+r"(len));
	if (len > CAPTURE_MAX)
		return;
	piece_done(&ring->work, place, arg, RECORD_DATA_STRING, 0, 0, len);
}

/* `interp` is `path` unless the kernel runs another program for it, or if it is not known. */
static __always_inline int on_exec(struct task_struct *task, __u32 old_tid, const char *path, const char *interp)
{
	struct ring_head *ring = ring_here();
	struct ring_turn turn;

	if (!ring)
		return 0;
	if (old_tid != (__u32)task->pid)
		move_tid(old_tid, task->pid);
	__u32 waiting = scope_waiting(ring, task);
	__u16 *mark = mark_of(task->pid);
	if (waiting && mark)
		*mark |= waiting;
	__u32 scans = scope_of(ring, task) & config.records;
	if (!scans)
		return 0;
	ring_enter(ring, &turn);
	struct record *record =
	    ring_begin(ring, &turn, sizeof(*record) + 2 * (8 + CAPTURE_MAX), task, RECORD_EXEC, scans);
	if (record) {
		record->nr = 0;
		record->ret = 0;
		__builtin_memset(record->args, 0, sizeof(record->args));
		record->args[0] = old_tid;
		put_ids(record, task);
		ring->work.off = sizeof(struct record);
		ring->work.entry = 0;
		put_path(ring, 0, path);
		if (interp != path)
			put_path(ring, 1, interp);
		ring_commit(ring, record);
	} else {
		ring_dropped(ring, &turn);
	}
	ring_leave(ring, &turn);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(exec_btf, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	return on_exec(task, old_pid, bprm->filename, bprm->interp);
}

SEC("tracepoint/sched/sched_process_exec")
int exec_classic(struct trace_event_raw_sched_process_exec *ctx)
{
	const char *path = (const char *)ctx + (ctx->__data_loc_filename & 0xffff);
	return on_exec(bpf_get_current_task_btf(), ctx->old_pid, path, path);
}

/* exit and exit_group end here: the task was inside the call if its registers say so. A hook of two kinds, as those of system calls: an end
 * that is not seen is a call that is not counted. */
static __always_inline void record_exit_call(struct ring_head *ring, struct ring_turn *turn, struct task_struct *task,
					     __u32 scans)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	long raw = regs_number(regs);
	__u32 abi = task_abi(task, raw);
	long nr = real_number(raw, abi);

	if (!is_exit(nr, abi))
		return;
	__u32 slot = counter_slot(nr, abi);
	__u32 wanted = scans & wanted_by(nr, abi), path = wanted & config.filters_path & ~always_by(nr, abi);
	if ((wanted & config.filters) && turn->owned)
		wanted = filter_call(ring, regs, nr, abi, wanted, 0, RECORD_NO_DURATION, 0);
	ring->work.path = 0;
	if (wanted & path)
		wanted &= ~path | paths_passed(wanted & path);
	count_call(scans, slot, RECORD_NO_DURATION, false, scans & config.records & ~wanted);
	if (!wanted)
		return;
	struct record *record = ring_begin(ring, turn, sizeof(*record), task, RECORD_SYSCALL, wanted);
	if (!record) {
		count_lost(wanted, slot);
		ring_dropped(ring, turn);
		return;
	}
	record->abi = abi;
	record->flags = RECORD_F_NO_RETURN;
	record->nr = nr;
	record->ret = 0;
	__builtin_memset(record->args, 0, sizeof(record->args));
	regs_args(regs, abi, record->args);
	ring_commit(ring, record);
}

static __always_inline void record_end(struct ring_head *ring, struct ring_turn *turn, struct task_struct *task,
				       __u32 scans)
{
	struct record *record = ring_begin(ring, turn, sizeof(*record), task, RECORD_EXIT, scans);
	if (!record) {
		ring_dropped_other(ring, turn, scans);
		return;
	}
	if (task->signal->live.counter == 0)
		record->flags = RECORD_F_LEADER;
	record->nr = 0;
	record->ret = task->exit_code;
	__builtin_memset(record->args, 0, sizeof(record->args));
	ring_commit(ring, record);
}

static __always_inline int on_end(struct task_struct *task)
{
	struct ring_head *ring = ring_here();
	struct ring_turn turn;

	if (!ring)
		return 0;
	__u32 scans = scope_of(ring, task);
	if (scans && !not_a_program(task)) {
		ring_enter(ring, &turn);
		record_exit_call(ring, &turn, task, scans);
		if (scans & config.records)
			record_end(ring, &turn, task, scans & config.records);
		ring_leave(ring, &turn);
	}
	__u16 *mark = mark_of(task->pid);
	struct entry_slot *slot = entry_of(task->pid);
	if (mark)
		*mark = 0;
	if (slot && slot->tid == (__u32)task->pid)
		slot->tid = 0;
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(end_btf, struct task_struct *task)
{
	return on_end(task);
}

SEC("tracepoint/sched/sched_process_exit")
int end_classic(void *ctx)
{
	(void)ctx;
	return on_end(bpf_get_current_task_btf());
}
