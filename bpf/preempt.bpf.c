/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The self-test: does this kernel run tp_btf programs of the syscall tracepoints preemptibly? While a task is preempted inside one,
 * the kernel skips it for all other tasks of that CPU. A long program and a look at sched_switch answer.
 */
#include "bpf/kernel_types.h"

#define MAGIC 0x737973636f706521ull /* first argument of the test's calls */
#define CPUS  4096

__u64 runs = 0;
__u64 switches = 0; /* inside a run */
__u8 inside[CPUS] = {};

SEC("tp_btf/sys_exit")
int BPF_PROG(long_exit, struct pt_regs *regs)
{
	__u32 cpu = bpf_get_smp_processor_id() & (CPUS - 1);
#if defined(__TARGET_ARCH_x86)
	__u64 first = regs->di;
#else
	__u64 first = regs->orig_x0;
#endif

	if (first != MAGIC)
		return 0;
	*(volatile __u8 *)&inside[cpu] = 1;
	for (int i = 0; i < 4096; i++)
		(void)bpf_ktime_get_ns();
	*(volatile __u8 *)&inside[cpu] = 0;
	__sync_fetch_and_add(&runs, 1);
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch)
{
	__u32 cpu = bpf_get_smp_processor_id() & (CPUS - 1);

	if (*(volatile __u8 *)&inside[cpu])
		__sync_fetch_and_add(&switches, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
