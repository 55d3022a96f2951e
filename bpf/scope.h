/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "Is this ours, and whose?" – asked first by every program. Two things decide: the place (host, cgroup; cached for each CPU by
 * cgroup id, which the kernel never reuses) and, for trees and for scans that begin with an execve, the task's mark.
 */
#pragma once

#include "bpf/maps.h"

static __always_inline struct cgroup *pids_cgroup(struct task_struct *task)
{
	int id = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);
	struct cgroup_subsys_state *css = NULL;
	struct css_set *set = task->cgroups;

	bpf_core_read(&css, sizeof(css), &set->subsys[id & 15]);
	return BPF_CORE_READ(css, cgroup);
}

static __always_inline bool cgroup_under(struct cgroup *cgroup, __u64 id, int level)
{
	struct cgroup *ancestor = NULL;

	if (level < 0 || BPF_CORE_READ(cgroup, level) < level)
		return false;
	bpf_core_read(&ancestor, sizeof(ancestor), &cgroup->ancestors[level]);
	return BPF_CORE_READ(ancestor, kn, id) == id;
}

__noinline int place_fresh(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 place = config.host | config.tree;
	__u32 wanted = config.cgroup, wanted_v1 = config.cgroup_v1;
	struct cgroup *v1 = wanted_v1 ? pids_cgroup(task) : NULL;

	for (int i = 0; i < RECORD_SCANS; i++) {
		__u64 id = config.cgroup_id[i];
		int level = config.cgroup_level[i];

		if ((wanted & (1u << i)) && bpf_get_current_ancestor_cgroup_id(level) == id)
			place |= 1u << i;
		else if ((wanted_v1 & (1u << i)) && cgroup_under(v1, id, level))
			place |= 1u << i;
	}
	return place;
}

static __always_inline __u32 place_of(struct ring_head *ring, struct task_struct *task)
{
	__u64 cgroup = task->cgroups->dfl_cgrp->kn->id, v1 = 0;
	__u32 generation = *(volatile __u32 *)&config.generation;

	if (config.cgroup_v1) {
		struct cgroup *pids = pids_cgroup(task);
		v1 = BPF_CORE_READ(pids, kn, id);
	}
	if (ring->place_cgroup == cgroup && ring->place_v1 == v1 && ring->place_generation == generation)
		return ring->place;
	__u32 place = place_fresh();
	ring->place = place;
	ring->place_cgroup = cgroup;
	ring->place_v1 = v1;
	ring->place_generation = generation;
	return place;
}

static __always_inline __u16 *mark_of(__u32 tid)
{
	__u32 page = tid / MARKS_PER_VALUE;
	struct task_marks *value = bpf_map_lookup_elem(&marks, &page);
	return value ? &value->scans[tid % MARKS_PER_VALUE] : NULL;
}

static __always_inline __u32 marked(__u32 tid)
{
	__u16 *mark = mark_of(tid);
	return mark ? *mark : 0;
}

static __always_inline __u32 scope_of(struct ring_head *ring, struct task_struct *task)
{
	if ((__u32)task->tgid == config.own_pid)
		return 0;
	__u32 place = place_of(ring, task);
	__u32 need = place & config.needs_mark;
	if (!need)
		return place;
	return (place & ~need) | (need & marked(task->pid));
}

/* The same for a task that is not the current one, which no cache knows. */
static __always_inline __u32 scope_of_other(struct task_struct *task)
{
	__u32 place = config.host | config.tree, wanted = config.cgroup, wanted_v1 = config.cgroup_v1;
	struct cgroup *cgroup = task->cgroups->dfl_cgrp;
	struct cgroup *v1 = wanted_v1 ? pids_cgroup(task) : NULL;

	if ((__u32)task->tgid == config.own_pid)
		return 0;
	for (int i = 0; (wanted | wanted_v1) && i < RECORD_SCANS; i++) {
		__u64 id = config.cgroup_id[i];
		int level = config.cgroup_level[i];

		if ((wanted & (1u << i)) && cgroup_under(cgroup, id, level))
			place |= 1u << i;
		else if ((wanted_v1 & (1u << i)) && cgroup_under(v1, id, level))
			place |= 1u << i;
	}
	__u32 need = place & config.needs_mark;
	return need ? (place & ~need) | (need & marked(task->pid)) : place;
}

__noinline int roots_of(__u32 tgid)
{
	__u32 roots = config.exec_root, found = 0;

	for (__u32 i = 0; roots && i < RECORD_SCANS; i++)
		if ((roots >> i & 1) && config.root_pid[i] == tgid)
			found |= 1u << i;
	return found;
}

/* Scans that wait for this task's execve. */
static __always_inline __u32 scope_waiting(struct ring_head *ring, struct task_struct *task)
{
	__u32 any = config.exec_any, root = config.exec_root;

	if (!(any | root) || (__u32)task->tgid == config.own_pid)
		return 0;
	return ((place_of(ring, task) & any) | roots_of(task->tgid)) & ~marked(task->pid);
}
