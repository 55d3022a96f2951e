/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hooks of tasks: fork hands marks on, execve gives them to those that a scan waits for, the end of a task is also where
 * exit and exit_group are counted, which never return. Signals as they are delivered. */
#include "bpf/capture.h"
#include "bpf/count.h"
#include "bpf/filter.h"
#include "bpf/scope.h"

#define SIGKILL_NR 9
#define SIGCHLD_NR 17
#define SIGCHLD_NR 17

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

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	struct ring_head *ring = ring_here();
	__u16 *mark = mark_of(child->pid);
	struct ring_turn turn;

	if (!ring)
		return 0;
	if (mark)
		*mark = marked(parent->pid);
	else
		ring->overflows++;
	__u32 scans = scope_of(ring, parent) & config.records;
	if (!scans || not_a_program(child))
		return 0;
	ring_enter(ring, &turn);
	struct record *record = ring_begin(ring, &turn, sizeof(*record), parent, RECORD_FORK, scans);
	if (record) {
		record->nr = 0;
		record->ret = 0;
		__builtin_memset(record->args, 0, sizeof(record->args));
		record->args[0] = child->tgid;
		record->args[1] = child->pid;
		if (child->files == parent->files)
			record->args[2] |= RECORD_TASK_FILES;
		if (child->fs == parent->fs)
			record->args[2] |= RECORD_TASK_FS;
		put_ids(record, child);
		record->args[4] = child->real_parent->tgid;
		ring_commit(ring, record);
	} else {
		ring_dropped(ring, &turn); /* no event: nobody counts it */
	}
	ring_leave(ring, &turn);
	return 0;
}

/* An execve by a thread that is not the leader takes over the leader's tid. */
static __always_inline void move_tid(__u32 from, __u32 to)
{
	__u16 *old_mark = mark_of(from), *new_mark = mark_of(to);
	__u32 old_key = from & slot_mask, new_key = to & slot_mask;
	struct entry_slot *old_slot = bpf_map_lookup_elem(&entries, &old_key);
	struct entry_slot *new_slot = bpf_map_lookup_elem(&entries, &new_key);

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

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	struct ring_head *ring = ring_here();
	struct ring_turn turn;

	if (!ring)
		return 0;
	if (old_pid != task->pid)
		move_tid(old_pid, task->pid);
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
		record->args[0] = (__u32)old_pid;
		put_ids(record, task);
		ring->work.off = sizeof(struct record);
		ring->work.entry = 0;
		put_path(ring, 0, bprm->filename);
		if (bprm->interp != bprm->filename)
			put_path(ring, 1, bprm->interp);
		ring_commit(ring, record);
	} else {
		ring_dropped(ring, &turn);
	}
	ring_leave(ring, &turn);
	return 0;
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
	if (mark)
		*mark = 0;
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

/* The beginning of siginfo_t: part of the user API, the same everywhere. `info` may be a small number instead of a pointer (a
 * signal that the kernel sends without one), so newer verifiers allow no direct access. */
struct signal_info {
	__s32 signo, error, code, pad;
	__s32 first, second; /* pid and uid, or an address */
	__s64 third;         /* status or value */
};

SEC("tp_btf/signal_deliver")
int BPF_PROG(on_signal, int sig, void *from)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct ring_head *ring = ring_here();
	struct signal_info info = {};
	struct ring_turn turn;

	/* Threads that exit_group ends get a SIGKILL that nobody sent; a real one shows in the task's end. */
	if (!ring || sig == SIGKILL_NR)
		return 0;
	__u32 scans = scope_of(ring, task) & config.records;
	if (!scans)
		return 0;
	bpf_probe_read_kernel(&info, sizeof(info), from);
	ring_enter(ring, &turn);
	struct record *record = ring_begin(ring, &turn, sizeof(*record), task, RECORD_SIGNAL, scans);
	if (!record) {
		ring_dropped_other(ring, &turn, scans);
	} else {
		/* SIGILL 4, SIGTRAP 5, SIGBUS 7, SIGFPE 8, SIGSEGV 11, SIGSYS 31 from the kernel carry an address */
		bool fault = info.code > 0 && info.code < 0x80 && sig < 32 && ((1u << (sig & 31)) & 0x800009b0u);
		record->nr = sig;
		record->ret = 0;
		record->args[0] = (__s64)info.code;
		record->args[1] = (__s64)info.error;
		record->args[2] = fault ? (__u32)info.first | (__u64)info.second << 32 : (__u64)(__s64)info.first;
		record->args[3] = fault ? 0 : (__u32)info.second;
		record->args[4] = sig == SIGCHLD_NR ? (__s64)(__s32)info.third : info.third;
		record->args[5] = 0;
		ring_commit(ring, record);
	}
	ring_leave(ring, &turn);
	return 0;
}
