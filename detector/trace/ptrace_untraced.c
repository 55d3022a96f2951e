// SPDX-License-Identifier: Apache-2.0
// CLONE_UNTRACED asks the kernel not to hand the child to the parent's tracer. It is taken from the flags for the length of the call.
#include <linux/sched.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include "detector/trace/ptrace_tracer.h"

enum place { PLACE_NONE, PLACE_REGISTER, PLACE_MEMORY };

static enum place place_of(const struct ptrace_call *call)
{
	if (call->abi != RECORD_ABI_I386 && call->nr == SYS_clone)
		return PLACE_REGISTER;
	if (call->abi == RECORD_ABI_I386 && call->nr == 120)
		return PLACE_REGISTER;
	return call->nr == SYS_clone3 ? PLACE_MEMORY : PLACE_NONE;
}

static void write_register(const struct ptrace_task *task, uint64_t value)
{
#ifdef __x86_64__
	size_t at = task->call.abi == RECORD_ABI_I386 ? offsetof(struct user_regs_struct, rbx)
						      : offsetof(struct user_regs_struct, rdi);
	(void)ptrace(PTRACE_POKEUSER, task->tid, at, value);
#else
	(void)task;
	(void)value;
#endif
}

void ptrace_untraced_take(struct ptrace_tracer *tracer, struct ptrace_task *task)
{
	struct ptrace_call *call = &task->call;
	enum place place = place_of(call);
	uint64_t flags = place == PLACE_REGISTER ? call->args[0] : 0;
	call->untraced = false;
	if (place == PLACE_MEMORY)
		(void)ptrace_memory_read(tracer, call->args[0], &flags, sizeof(flags));
	if (!(flags & CLONE_UNTRACED))
		return;
	call->untraced = true;
	if (place == PLACE_REGISTER)
		write_register(task, flags & ~(uint64_t)CLONE_UNTRACED);
	else
		(void)ptrace(PTRACE_POKEDATA, task->tid, call->args[0], flags & ~(uint64_t)CLONE_UNTRACED);
}

void ptrace_untraced_restore(struct ptrace_task *task)
{
	const struct ptrace_call *call = &task->call;
	if (!call->untraced)
		return;
	if (place_of(call) == PLACE_REGISTER) {
		write_register(task, call->args[0]);
		return;
	}
	errno = 0;
	long flags = ptrace(PTRACE_PEEKDATA, task->tid, call->args[0], 0);
	if (errno == 0)
		(void)ptrace(PTRACE_POKEDATA, task->tid, call->args[0], (uint64_t)flags | CLONE_UNTRACED);
}
