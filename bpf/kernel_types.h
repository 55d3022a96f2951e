/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The few kernel fields that the programs read. CO-RE finds their real places in the running kernel's BTF when we load. */
#pragma once

#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct thread_info {
	unsigned long flags;
	__u32 status; /* x86 */
};

struct kernfs_node {
	__u64 id;
};

struct cgroup {
	struct kernfs_node *kn;
	int level;
	struct cgroup *ancestors[1];
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
};

struct css_set {
	struct cgroup_subsys_state *subsys[16];
	struct cgroup *dfl_cgrp;
};

struct mm_struct {
	unsigned long start_stack;
	unsigned long arg_start;
	unsigned long arg_end;
	unsigned long env_end;
};

typedef struct {
	int counter;
} atomic_t;

struct pid_namespace;

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct signal_struct {
	atomic_t live;
	int group_exit_code;
	unsigned int flags;
	struct pid *pids[4];
};

typedef struct {
	__u32 val;
} kuid_t;

typedef struct {
	__u32 val;
} kgid_t;

struct cred {
	kuid_t uid;
	kuid_t euid;
	kgid_t egid;
};

struct in6_addr {
	__u8 bytes[16];
};

/* Flat: CO-RE looks into the kernel's unnamed unions. */
struct sock_common {
	__u32 skc_daddr;
	__u32 skc_rcv_saddr;
	__u16 skc_dport; /* network order */
	__u16 skc_num;
	unsigned short skc_family;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
};

struct socket {
	short type;
	struct sock *sk;
};

struct inode {
	unsigned short i_mode;
	unsigned long i_ino;
};

struct file {
	struct inode *f_inode;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct;

struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	int pid;
	int tgid;
	int exit_code;
	char comm[16];
	struct task_struct *real_parent;
	struct pid *thread_pid;
	struct files_struct *files;
	struct fs_struct *fs;
	struct css_set *cgroups;
	struct mm_struct *mm;
	struct signal_struct *signal;
	const struct cred *cred;
};

struct linux_binprm {
	const char *filename;
	const char *interp;
};

/* Classic tracepoints, as their format files say. */
struct trace_event_raw_task_newtask {
	int pid;
	unsigned long clone_flags;
};

struct trace_event_raw_sched_process_exec {
	__u32 __data_loc_filename;
	int old_pid;
};

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long bp, bx, r10, r9, r8, cx, dx, si, di, orig_ax, sp;
};
#elif defined(__TARGET_ARCH_arm64)
struct user_pt_regs {
	__u64 regs[31];
};
struct pt_regs {
	__u64 regs[31];
	__u64 sp;
	__u64 orig_x0;
	__s32 syscallno;
};
#endif

enum pid_type { PIDTYPE_PID, PIDTYPE_TGID, PIDTYPE_PGID, PIDTYPE_SID };

enum cgroup_subsys_id { pids_cgrp_id = 11 };

#pragma clang attribute pop

/* tracepoint/raw_syscalls: the kernel's struct trace_event_raw_sys_exit has the same layout (part of the user API). */
struct raw_sys_enter {
	__u64 header;
	long id;
	unsigned long args[6];
};

struct raw_sys_exit {
	__u64 header;
	long id;
	long ret;
};

#define CLONE_FS_FLAG       0x00000200u /* <linux/sched.h> */
#define CLONE_FILES_FLAG    0x00000400u
#define CLONE_PARENT_FLAG   0x00008000u
#define CLONE_THREAD_FLAG   0x00010000u
#define CLONE_UNTRACED_FLAG 0x00800000u

#define SIGNAL_GROUP_EXIT   0x00000004u /* signal_struct.flags */
#define SIGNAL_UNKILLABLE   0x00000040u

#define PF_EXITING          0x00000004u
#define PF_IO_WORKER        0x00000010u
#define PF_USER_WORKER      0x00004000u
#define PF_KTHREAD          0x00200000u
