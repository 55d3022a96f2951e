// SPDX-License-Identifier: Apache-2.0
// The processes that a scope begins with, as /proc and the cgroup's files show them at this moment.
#pragma once

#include "common/base/cleanup.h"
#include "detector/trace/source.h"

struct task_list {
	pid_t *pids;
	size_t n;
};

void task_list_done(struct task_list *list);
// Of a SCOPE_TREE: its roots and all their descendants, but not this process and what descends from it through it.
void task_list_tree(const struct scope *scope, struct task_list *list);
// Of the cgroup with that folder and all below it.
void task_list_cgroup(const char *folder, struct task_list *list);
// All but this process and the kernel's own.
void task_list_host(struct task_list *list);
// Whether every root of a SCOPE_TREE is there; -ESRCH with the one that is not.
int task_list_check(const struct scope *scope, struct error *err);
DEFINE_AUTO_VALUE(task_list, task_list_done);
