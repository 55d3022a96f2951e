/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets and pipes as the kernel has them after the call that made or named them: their numbers and ends, which no argument tells. */
#pragma once

#include "bpf/capture.h"

#define AF_INET_NR  2
#define AF_INET6_NR 10
#define MODE_FORMAT 0170000
#define MODE_SOCKET 0140000
#define MODE_PIPE   0010000

static __always_inline void fill_ends(struct record_file *out, struct sock *sk)
{
	out->family = BPF_CORE_READ(sk, __sk_common.skc_family);
	out->protocol = BPF_CORE_READ(sk, sk_protocol);
	if (out->family != AF_INET_NR && out->family != AF_INET6_NR)
		return;
	out->local_port = BPF_CORE_READ(sk, __sk_common.skc_num);
	out->remote_port = __builtin_bswap16(BPF_CORE_READ(sk, __sk_common.skc_dport));
	if (out->family == AF_INET_NR) {
		BPF_CORE_READ_INTO((__u32 *)out->local, sk, __sk_common.skc_rcv_saddr);
		BPF_CORE_READ_INTO((__u32 *)out->remote, sk, __sk_common.skc_daddr);
	} else {
		BPF_CORE_READ_INTO((struct in6_addr *)out->local, sk, __sk_common.skc_v6_rcv_saddr);
		BPF_CORE_READ_INTO((struct in6_addr *)out->remote, sk, __sk_common.skc_v6_daddr);
	}
}

static __always_inline bool fill_file(struct record_file *out, struct task_struct *task, __u32 fd)
{
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **slots = BPF_CORE_READ(table, fd), *file = NULL;

	if (fd >= BPF_CORE_READ(table, max_fds) || bpf_probe_read_kernel(&file, sizeof(file), slots + fd) || !file)
		return false;
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	__u32 mode = BPF_CORE_READ(inode, i_mode) & MODE_FORMAT;
	if (mode != MODE_SOCKET && mode != MODE_PIPE)
		return false;
	out->inode = BPF_CORE_READ(inode, i_ino);
	if (mode == MODE_PIPE)
		return true;
	struct socket *socket = BPF_CORE_READ(file, private_data);
	out->type = BPF_CORE_READ(socket, type);
	fill_ends(out, BPF_CORE_READ(socket, sk));
	return true;
}

__noinline int copy_file(__u32 sub, __u32 fd)
{
	struct ring_head *ring = ring_here();
	struct record_file file = {};

	if (!ring || sub > 1)
		return 0;
	__u64 off = ring->work.off;
	if (off > RING_RECORD_MAX - sizeof(struct record_data) - sizeof(file))
		return 0;
	if (!fill_file(&file, bpf_get_current_task_btf(), fd))
		return 0;
	__u8 *place = ring_at(ring, ring->work.base) + off;
	__builtin_memcpy(place + sizeof(struct record_data), &file, sizeof(file));
	piece_head(place, 0, RECORD_DATA_FILE, 0, sub, sizeof(file));
	ring->work.off = off + sizeof(struct record_data) + sizeof(file);
	return 0;
}

static __always_inline void copy_files(struct ring_work *work, __u32 which)
{
	int fds[2];

	if (which == COPY_FILE_RETURNED) {
		copy_file(0, work->ret);
	} else if (which == COPY_FILE_GIVEN) {
		copy_file(0, work->args[0]);
	} else {
		__u64 pair = which == COPY_FILE_PAIR ? work->args[0] : work->args[3];
		if (bpf_probe_read_user(fds, sizeof(fds), (void *)pair))
			return;
		copy_file(0, fds[0]);
		copy_file(1, fds[1]);
	}
}
