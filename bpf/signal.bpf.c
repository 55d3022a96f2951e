/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals. signal_deliver shows those that a program catches, that stop it or that make it dump core. Those that it ignores and those that
 * end it at once are delivered to nobody: signal_generate shows them, in whatever context they were sent. Both tracepoints are inside the
 * lock of the task's handlers, with interrupts off, so no other task and no interrupt can come between.
 */
#include "bpf/ring.h"
#include "bpf/scope.h"

#define SIGKILL_NR 9
#define SIGCHLD_NR 17
#define SIGSTOP_NR 19

#define SIGNALS_FAULT \
	0x800009b0u /* SIGILL 4, SIGTRAP 5, SIGBUS 7, SIGFPE 8, SIGSEGV 11, SIGSYS 31 of the kernel carry an address */
#define SIGNALS_CORE      0x830009f8u /* end a process only when they are delivered: SIGQUIT 3, … */
#define SIGNALS_STOP      0x00780000u /* SIGSTOP 19, SIGTSTP 20, SIGTTIN 21, SIGTTOU 22 */

#define SENT_QUEUED       0 /* enum of signal_generate's result */
#define SENT_IGNORED      1
#define SENT_LOST         4 /* queued without its siginfo */

#define SI_KERNEL_NR      0x80
#define SA_IMMUTABLE_FLAG 0x00800000u
#define PARENTS_MAX       16

/* kernel_siginfo: part of the user API, the same everywhere. `info` may be a small number instead of a pointer (a signal that the kernel
 * sends without one), so newer verifiers allow no direct access. */
struct signal_info {
	__s32 signo, error, code, pad;
	__s32 first, second; /* pid and uid, or an address */
	__s64 third;         /* status or value */
	__s64 fourth, fifth; /* of a SIGCHLD: utime, stime */
};

static __always_inline bool in_set(__u32 set, int sig)
{
	return sig > 0 && sig < 32 && (set & (1u << (sig & 31)));
}

static __always_inline void put_signal(struct record *record, int sig, const struct signal_info *info)
{
	bool fault = info->code > 0 && info->code < SI_KERNEL_NR && in_set(SIGNALS_FAULT, sig);

	record->nr = sig;
	record->ret = 0;
	record->args[0] = (__s64)info->code;
	record->args[1] = (__s64)info->error;
	record->args[2] = fault ? (__u32)info->first | (__u64)info->second << 32 : (__u64)(__s64)info->first;
	record->args[3] = fault ? 0 : (__u32)info->second;
	record->args[4] = sig == SIGCHLD_NR ? (__s64)(__s32)info->third : info->third;
	record->args[5] = sig == SIGCHLD_NR ? (__u32)info->fourth | (__u64)info->fifth << 32 : 0;
}

/* Who sent a signal that carries no siginfo: as the kernel would have told the receiver. */
static __always_inline void made_up_info(struct signal_info *info, unsigned long kind, struct task_struct *to)
{
	struct task_struct *sender = bpf_get_current_task_btf();
	struct pid *pid = BPF_CORE_READ(sender, signal, pids[PIDTYPE_TGID]);
	__u32 level = BPF_CORE_READ(to, thread_pid, level);

	info->code = kind ? SI_KERNEL_NR : 0;
	if (kind || level > BPF_CORE_READ(pid, level))
		return;
	bpf_core_read(&info->first, sizeof(info->first), &pid->numbers[level & 31].nr);
	info->second = sender->cred->uid.val;
}

/* A process group without a parent outside it, in its session, that could let it go on: the kernel does not stop those. */
static __always_inline bool group_is_orphaned(struct task_struct *task)
{
	struct pid *group = BPF_CORE_READ(task, signal, pids[PIDTYPE_PGID]);
	struct pid *session = BPF_CORE_READ(task, signal, pids[PIDTYPE_SID]);

	for (int i = 0; i < PARENTS_MAX; i++) {
		task = BPF_CORE_READ(task, real_parent);
		if (BPF_CORE_READ(task, signal, pids[PIDTYPE_SID]) != session)
			return true;
		if (BPF_CORE_READ(task, signal, pids[PIDTYPE_PGID]) != group)
			return false;
	}
	return true;
}

/* The beginning of struct k_sigaction. */
struct signal_action {
	__u64 handler, flags;
};

static __always_inline bool will_stop(struct task_struct *task, int sig, const struct signal_action *action)
{
	if (!in_set(SIGNALS_STOP, sig) || action->handler)
		return false;
	return sig == SIGSTOP_NR || !((task->signal->flags & SIGNAL_UNKILLABLE) || group_is_orphaned(task));
}

SEC("tp_btf/signal_deliver")
int BPF_PROG(on_signal, int sig, void *from, void *how)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct ring_head *ring = ring_here();
	struct signal_action action = {};
	struct signal_info info = {};
	struct ring_turn turn;

	/* Threads that exit_group ends get a SIGKILL that nobody sent; a real one shows in the task's end. */
	if (!ring || sig == SIGKILL_NR)
		return 0;
	__u32 scans = scope_of(ring, task) & config.records;
	if (!scans)
		return 0;
	/* What a seccomp filter kills by is kept from debuggers too. */
	bpf_probe_read_kernel(&action, sizeof(action), how);
	if (action.flags & SA_IMMUTABLE_FLAG)
		return 0;
	bpf_probe_read_kernel(&info, sizeof(info), from);
	bool stops = will_stop(task, sig, &action);
	ring_enter(ring, &turn);
	struct record *record = ring_begin(ring, &turn, sizeof(*record), task, RECORD_SIGNAL, scans);
	if (!record) {
		ring_dropped_other(ring, &turn, scans);
	} else {
		put_signal(record, sig, &info);
		ring_commit(ring, record);
	}
	record = stops ? ring_begin(ring, &turn, sizeof(*record), task, RECORD_SIGNAL, scans) : NULL;
	if (record) {
		record->flags = RECORD_F_STOPPED;
		record->nr = sig;
		record->ret = 0;
		__builtin_memset(record->args, 0, sizeof(record->args));
		ring_commit(ring, record);
	} else if (stops) {
		ring_dropped_other(ring, &turn, scans);
	}
	ring_leave(ring, &turn);
	return 0;
}

/* 0: signal_deliver will show it, or nothing comes of it; else the flags of its record, plus one. A process that dies already takes none. */
static __always_inline __u32 unseen(struct task_struct *task, int sig, int result)
{
	bool dies = task->signal->flags & SIGNAL_GROUP_EXIT;

	if (result == SENT_IGNORED)
		return dies || (task->flags & PF_EXITING) ? 0 : 1;
	if (result != SENT_QUEUED && result != SENT_LOST)
		return 0;
	return dies && task->signal->group_exit_code == sig && !in_set(SIGNALS_CORE, sig) ? 1 + RECORD_F_FATAL : 0;
}

SEC("tp_btf/signal_generate")
int BPF_PROG(on_generate, int sig, void *from, struct task_struct *task, int group, int result)
{
	struct ring_head *ring = ring_here();
	struct signal_info info = {};
	struct ring_turn turn;
	unsigned long kind = 0;

	if (!ring || sig == SIGKILL_NR)
		return 0;
	__u32 how = unseen(task, sig, result);
	if (!how)
		return 0;
	__u32 scans = scope_of_other(task) & config.records;
	if (!scans)
		return 0;
	bpf_probe_read_kernel(&kind, sizeof(kind), &ctx[1]); /* for the verifier `from` is a pointer, thus not 0 */
	if (kind > 1)
		bpf_probe_read_kernel(&info, sizeof(info), from);
	else
		made_up_info(&info, kind, task);
	if (ring->busy) {
		struct record aside = {.size = sizeof(aside), .type = RECORD_SENT, .scans = scans};
		aside.flags = how - 1;
		aside.ts = turn.now = bpf_ktime_get_boot_ns();
		aside.duration = RECORD_NO_DURATION;
		aside.pid = task->tgid;
		aside.tid = task->pid;
		__builtin_memcpy(aside.comm, task->comm, sizeof(aside.comm));
		put_signal(&aside, sig, &info);
		ring_put_aside(ring, &turn, &aside);
		return 0;
	}
	ring_enter(ring, &turn);
	struct record *record = ring_begin(ring, &turn, sizeof(*record), task, RECORD_SENT, scans);
	if (!record) {
		ring_dropped_other(ring, &turn, scans);
	} else {
		record->flags = how - 1;
		put_signal(record, sig, &info);
		ring_commit(ring, record);
	}
	ring_leave(ring, &turn);
	return 0;
}
