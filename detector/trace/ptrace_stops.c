// SPDX-License-Identifier: Apache-2.0
// The state machine of a traced task. waitpid's status says what the stop is; at its end the task goes on, or is let go. A task may be killed
// between any two lines here: then ptrace says ESRCH, and the next status of the task is its end.
#include <linux/audit.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "detector/trace/ptrace_tracer.h"

#define CALL_STOP (SIGTRAP | 0x80) // PTRACE_O_TRACESYSGOOD

static bool runs_filtered(const struct ptrace_tracer *tracer, const struct ptrace_task *task)
{
	return task->filtered && !((task->scans | task->waiting) & ~tracer->filtering);
}

static void let_go(struct ptrace_tracer *tracer, struct ptrace_task *task, int sig)
{
	(void)ptrace(PTRACE_DETACH, task->tid, 0, sig);
	tracer->leaving--;
	entry_join_forget(tracer->join, (uint32_t)task->tid);
	ptrace_tasks_remove(&tracer->tasks, task);
}

static void go_on(struct ptrace_tracer *tracer, struct ptrace_task *task, int sig)
{
	if (task->arming) {
		task->arming = false;
		tracer->arming--;
	}
	if (task->leaving) {
		let_go(tracer, task, sig);
		return;
	}
	bool every = task->in_call || !runs_filtered(tracer, task);
	(void)ptrace(every ? PTRACE_SYSCALL : PTRACE_CONT, task->tid, 0, sig);
}

static bool read_info(const struct ptrace_task *task, struct __ptrace_syscall_info *ret_info)
{
	memset(ret_info, 0, sizeof(*ret_info));
	return ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, sizeof(*ret_info), ret_info) > 0;
}

// A program that makes a filter of its own may have it answer before ours: from then on it is followed call by call.
static void note_filters(struct ptrace_tracer *tracer, struct ptrace_task *task)
{
	const struct ptrace_call *call = &task->call;
	bool native = call->abi != RECORD_ABI_I386;
	bool makes = native ? call->nr == SYS_seccomp || (call->nr == SYS_prctl && call->args[0] == 22)
			    : call->nr == 354 || (call->nr == 172 && call->args[0] == 22);
	if (makes)
		task->filtered =
		    !task->filtered && (task->waiting & tracer->filtering) && native && call->nr == SYS_seccomp;
}

static bool sets_ids(const struct ptrace_call *call)
{
	static const int16_t native[] = {SYS_setuid,   SYS_setgid,    SYS_setreuid,
					 SYS_setregid, SYS_setresuid, SYS_setresgid};
	static const int16_t i386[] = {23, 46, 70, 71, 164, 170, 203, 204, 208, 210, 213, 214};
	bool is_i386 = call->abi == RECORD_ABI_I386;
	const int16_t *numbers = is_i386 ? i386 : native;
	size_t n = is_i386 ? sizeof(i386) / sizeof(*i386) : sizeof(native) / sizeof(*native);
	for (size_t i = 0; i < n; i++)
		if (call->nr == numbers[i])
			return true;
	return false;
}

static void read_ids(struct ptrace_task *task)
{
	struct ptrace_status status;
	if (!ptrace_proc_status(task->tid, &status))
		return;
	task->uid = status.uid;
	task->gid = status.gid;
}

static void note_names(struct ptrace_task *task)
{
	const struct ptrace_call *call = &task->call;
	bool native = call->abi != RECORD_ABI_I386;
	if (call->nr == (native ? SYS_prctl : 172) && call->args[0] == 15) {
		ptrace_proc_name(task, task->comm);
		return;
	}
	if (sets_ids(call))
		read_ids(task);
}

static void end_call(struct ptrace_tracer *tracer, struct ptrace_task *task, int64_t ret)
{
	bool known = task->in_call;
	ptrace_untraced_restore(task);
	if (known)
		ptrace_calls_exit(tracer, task, ret);
	task->in_call = false;
	if (!known || ret < 0)
		return;
	note_names(task);
	if (ret == 0)
		note_filters(tracer, task);
}

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#else
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#endif

// A call's entry. rt_sigreturn has no arguments, but a frame with the mask that it restores: at its end the frame is gone.
static void enter_call(struct ptrace_tracer *tracer, struct ptrace_task *task, const struct __ptrace_syscall_info *info,
		       uint64_t nr, const uint64_t *args)
{
	const uint64_t frame[RECORD_ARGS] = {info->stack_pointer + SIGFRAME_MASK};
	bool restores = info->arch == NATIVE_ARCH && nr == SYS_rt_sigreturn;
	ptrace_calls_enter(tracer, task, info->arch, nr, restores ? frame : args);
	if (restores)
		memset(task->call.args, 0, sizeof(task->call.args));
	ptrace_untraced_take(tracer, task);
}

static void call_stop(struct ptrace_tracer *tracer, struct ptrace_task *task)
{
	struct __ptrace_syscall_info info;
	if (!read_info(task, &info))
		return;
	switch (info.op) {
	case PTRACE_SYSCALL_INFO_ENTRY:
		enter_call(tracer, task, &info, info.entry.nr, info.entry.args);
		break;
	case PTRACE_SYSCALL_INFO_SECCOMP:
		if (task->in_call)
			break; // its entry has stopped before
		enter_call(tracer, task, &info, info.seccomp.nr, info.seccomp.args);
		break;
	case PTRACE_SYSCALL_INFO_EXIT:
		end_call(tracer, task, info.exit.rval);
		break;
	default:
		break;
	}
}

static void forget(struct ptrace_tracer *tracer, struct ptrace_task *task)
{
	tracer->arming -= task->arming;
	tracer->leaving -= task->leaving;
	tracer->held -= task->held;
	entry_join_forget(tracer->join, (uint32_t)task->tid);
	ptrace_tasks_remove(&tracer->tasks, task);
}

// The task has its process's tid by now, and all other threads are gone.
static struct ptrace_task *exec_stop(struct ptrace_tracer *tracer, struct ptrace_task *task)
{
	unsigned long message;
	if (ptrace(PTRACE_GETEVENTMSG, task->tid, 0, &message) < 0)
		return task;
	pid_t old = (pid_t)message, tid = task->tid;
	struct ptrace_task *mover = old == tid ? NULL : ptrace_tasks_find(&tracer->tasks, old);
	if (mover) {
		task->in_call = false;
		ptrace_record_exit(tracer, task, 0);
		forget(tracer, task);
		ptrace_tasks_rename(&tracer->tasks, mover, tid);
		entry_join_rename(tracer->join, (uint32_t)old, (uint32_t)tid);
		task = mover;
	}
	ptrace_proc_name(task, task->comm);
	read_ids(task);
	task->scans |= task->waiting;
	task->waiting = 0;
	ptrace_record_exec(tracer, task, old);
	return task;
}

// Group-stops stay stopped, but listen; the others are our own interrupt, or a new task's beginning.
static void event_stop(struct ptrace_tracer *tracer, struct ptrace_task *task, int sig)
{
	bool group = sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;
	if (!group || task->leaving) {
		go_on(tracer, task, 0);
		return;
	}
	if (task->arming) {
		task->arming = false;
		tracer->arming--;
	} else {
		ptrace_record_stopped(tracer, task, sig);
	}
	(void)ptrace(PTRACE_LISTEN, task->tid, 0, 0);
}

static void end(struct ptrace_tracer *tracer, struct ptrace_task *task, int status)
{
	ptrace_calls_cut(tracer, task, false);
	ptrace_record_exit(tracer, task, status);
	if (tracer->held)
		ptrace_family_adopt(tracer, task);
	forget(tracer, task);
}

void ptrace_stops_take(struct ptrace_tracer *tracer, pid_t tid, int status)
{
	struct ptrace_task *task = ptrace_tasks_find(&tracer->tasks, tid);
	if (!WIFSTOPPED(status)) {
		if (task)
			end(tracer, task, status);
		return;
	}
	unsigned event = (unsigned)status >> 16;
	int sig = WSTOPSIG(status);
	if (!task && event == PTRACE_EVENT_EXEC)
		task = ptrace_tasks_add(&tracer->tasks, tid, tid); // a leader that was over before we came
	if (!task) {
		ptrace_family_hold(tracer, tid, status);
		return;
	}
	ptrace_memory_of(tracer, tid);
	switch (event) {
	case 0:
		if (sig != CALL_STOP) {
			ptrace_record_signal(tracer, task);
			go_on(tracer, task, sig);
			return;
		}
		call_stop(tracer, task);
		break;
	case PTRACE_EVENT_SECCOMP:
		call_stop(tracer, task);
		break;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		ptrace_family_fork(tracer, task, event);
		break;
	case PTRACE_EVENT_EXEC:
		task = exec_stop(tracer, task);
		break;
	case PTRACE_EVENT_EXIT:
		ptrace_calls_cut(tracer, task, true);
		break;
	case PTRACE_EVENT_STOP:
		event_stop(tracer, task, sig);
		return;
	default:
		break;
	}
	go_on(tracer, task, 0);
}
