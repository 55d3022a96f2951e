/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where kernels and processors differ, one fix each. */
#pragma once

#include "bpf/kernel_types.h"
#include "bpf/record.h"

#if defined(__TARGET_ARCH_x86)

#define NR_EXIT              60
#define NR_EXIT_GROUP        231
#define NR_RT_SIGRETURN      15
#define NR_I386_EXIT         1
#define NR_I386_EXIT_GROUP   252
#define NR_I386_RT_SIGRETURN 173
#define TS_COMPAT            0x2u
#define X32_BIT              0x40000000

static __always_inline long regs_number(struct pt_regs *regs)
{
	return (int)regs->orig_ax;
}

static __always_inline __u32 task_abi(struct task_struct *task, long nr)
{
	if (task->thread_info.status & TS_COMPAT)
		return RECORD_ABI_I386;
	return nr > 0 && (nr & X32_BIT) ? RECORD_ABI_X32 : RECORD_ABI_NATIVE;
}

/* rt_sigreturn has no number any more when it ends: the kernel writes -1, so that it is not restarted. */
static __always_inline long real_number(long nr, __u32 abi)
{
	if (nr == -1)
		return abi == RECORD_ABI_I386 ? NR_I386_RT_SIGRETURN : NR_RT_SIGRETURN;
	return abi == RECORD_ABI_X32 ? nr & ~X32_BIT : nr;
}

static __always_inline bool is_sigreturn(long nr, __u32 abi)
{
	return abi == RECORD_ABI_I386 ? nr == NR_I386_RT_SIGRETURN : nr == NR_RT_SIGRETURN;
}

/* The mask of the signal frame that rt_sigreturn goes back through: uc_sigmask, the stack begins with the ucontext. */
static __always_inline __u64 sigframe_mask(struct pt_regs *regs)
{
	return regs->sp + SIGFRAME_MASK;
}

static __always_inline bool is_exit(long nr, __u32 abi)
{
	if (abi == RECORD_ABI_I386)
		return nr == NR_I386_EXIT || nr == NR_I386_EXIT_GROUP;
	return nr == NR_EXIT || nr == NR_EXIT_GROUP;
}

static __always_inline void regs_args(struct pt_regs *regs, __u32 abi, __u64 *args)
{
	if (abi == RECORD_ABI_I386) {
		args[0] = (__u32)regs->bx;
		args[1] = (__u32)regs->cx;
		args[2] = (__u32)regs->dx;
		args[3] = (__u32)regs->si;
		args[4] = (__u32)regs->di;
		args[5] = (__u32)regs->bp;
		return;
	}
	args[0] = regs->di;
	args[1] = regs->si;
	args[2] = regs->dx;
	args[3] = regs->r10;
	args[4] = regs->r8;
	args[5] = regs->r9;
}

/* Of a program that begins: its execve left the mark of its kind. (TIF_ADDR32 has another place in each kernel.) */
static __always_inline bool task_is_32bit(struct task_struct *task)
{
	return task->thread_info.status & TS_COMPAT;
}

/* Stores are seen in order on x86: the record's bytes before the head that makes it public. */
#define publish(place, value)                                    \
	do {                                                     \
		asm volatile("" ::: "memory");                   \
		*(volatile typeof(*(place)) *)(place) = (value); \
	} while (0)

#elif defined(__TARGET_ARCH_arm64)

#define NR_EXIT               93
#define NR_EXIT_GROUP         94
#define NR_RT_SIGRETURN       139
#define TIF_32BIT             22

static __always_inline long regs_number(struct pt_regs *regs)
{
	return regs->syscallno;
}

static __always_inline bool task_is_32bit(struct task_struct *task)
{
	return task->thread_info.flags & (1ul << TIF_32BIT);
}

static __always_inline __u32 task_abi(struct task_struct *task, long nr)
{
	(void)nr;
	return task_is_32bit(task) ? RECORD_ABI_I386 : RECORD_ABI_NATIVE;
}

static __always_inline long real_number(long nr, __u32 abi)
{
	(void)abi;
	return nr == -1 ? NR_RT_SIGRETURN : nr;
}

static __always_inline bool is_sigreturn(long nr, __u32 abi)
{
	return abi == RECORD_ABI_NATIVE && nr == NR_RT_SIGRETURN;
}

/* The stack begins with the siginfo, the ucontext follows. */
static __always_inline __u64 sigframe_mask(struct pt_regs *regs)
{
	return regs->sp + SIGFRAME_MASK;
}

static __always_inline bool is_exit(long nr, __u32 abi)
{
	return abi == RECORD_ABI_NATIVE ? nr == NR_EXIT || nr == NR_EXIT_GROUP : nr == 1 || nr == 248;
}

static __always_inline void regs_args(struct pt_regs *regs, __u32 abi, __u64 *args)
{
	(void)abi;
	args[0] = regs->orig_x0;
	args[1] = regs->regs[1];
	args[2] = regs->regs[2];
	args[3] = regs->regs[3];
	args[4] = regs->regs[4];
	args[5] = regs->regs[5];
}

#define publish(place, value) ((void)__sync_lock_test_and_set((place), (value)))

#else
#error "syscope's programs know x86 and arm64"
#endif
