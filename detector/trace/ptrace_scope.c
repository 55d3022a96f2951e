// SPDX-License-Identifier: Apache-2.0
// Which tasks belong to a scan. New ones are seized, never stopped by a signal; then interrupted once, so that their calls stop.
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "detector/trace/ptrace_tracer.h"
#include "detector/trace/task_list.h"

#define OPTIONS                                                                                                        \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | \
	 PTRACE_O_TRACEEXIT)
#define DEPTH_MAX 32u

static int explain(pid_t tid, int code, struct error *err)
{
	struct ptrace_status status;
	struct ptrace_task by = {0};
	if (code == EPERM && ptrace_proc_status(tid, &status) && status.tracer > 0) {
		by.tid = status.tracer;
		ptrace_proc_name(&by, by.comm);
		return error_set(err, code, "cannot trace process %d: it is traced already, by %.15s (process %d)",
				 (int)tid, by.comm, (int)status.tracer);
	}
	if (code == EPERM)
		return error_set(err, code,
				 "cannot trace process %d: not permitted. It needs CAP_SYS_PTRACE (root), or one's own "
				 "process and 0 in /proc/sys/kernel/yama/ptrace_scope",
				 (int)tid);
	return error_set(err, code, "cannot trace process %d: %s", (int)tid, strerror(code));
}

// A task that ends meanwhile is none: 0.
static int seize(struct ptrace_tracer *tracer, unsigned slot, pid_t tid, pid_t pid, struct error *err)
{
	const struct ptrace_scan *scan = tracer->scans[slot];
	bool own = scan->scope.kind == SCOPE_TREE &&
		   scan->scope.after_exec; // made for this scan: it must not outlive us unseen
	unsigned long options =
	    OPTIONS | (own && scan->plan.chosen_only ? PTRACE_O_TRACESECCOMP : 0) | (own ? PTRACE_O_EXITKILL : 0);
	struct ptrace_status status = {0};
	if (ptrace(PTRACE_SEIZE, tid, 0, options) < 0) {
		int code = errno;
		bool gone = code == ESRCH || !ptrace_proc_status(tid, &status) || status.over;
		// Ours already, by a parent that will tell of it.
		return gone || status.tracer == gettid() ? 0 : explain(tid, code, err);
	}
	(void)ptrace(PTRACE_INTERRUPT, tid, 0, 0);
	struct ptrace_task *task = ptrace_tasks_add(&tracer->tasks, tid, pid);
	ptrace_proc_name(task, task->comm);
	if (ptrace_proc_status(tid, &status)) {
		task->uid = status.uid;
		task->gid = status.gid;
	}
	task->arming = true;
	tracer->arming++;
	return 0;
}

// In the scope, or waiting for its execve to be; seized if it was not yet.
static int take_task(struct ptrace_tracer *tracer, unsigned slot, pid_t tid, pid_t pid, bool waits, bool *ret_new,
		     struct error *err)
{
	struct ptrace_task *task = ptrace_tasks_find(&tracer->tasks, tid);
	uint32_t bit = 1u << slot;
	if (!task) {
		int r = seize(tracer, slot, tid, pid, err);
		task = ptrace_tasks_find(&tracer->tasks, tid);
		if (r < 0 || !task)
			return r;
		*ret_new = true;
	} else if (task->filtered && !task->arming && !((task->scans | task->waiting) & bit)) {
		(void)ptrace(PTRACE_INTERRUPT, tid, 0, 0); // from now on all its calls must stop
		task->arming = true;
		tracer->arming++;
	}
	if ((task->scans | task->waiting) & bit)
		return 0;
	if (task->leaving) {
		task->leaving = false;
		tracer->leaving--;
	}
	*(waits ? &task->waiting : &task->scans) |= bit;
	return 0;
}

static int take_threads(struct ptrace_tracer *tracer, unsigned slot, pid_t pid, bool waits, bool *ret_new,
			struct error *err)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	DIR *folder = opendir(path);
	int r = 0;
	if (!folder)
		return 0;
	for (struct dirent *entry; r == 0 && (entry = readdir(folder));) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);
		if (tid > 0)
			r = take_task(tracer, slot, tid, pid, waits, ret_new, err);
	}
	(void)closedir(folder);
	return r;
}

// A container runtime that enters for "podman exec": the program that it becomes is what belongs to the scan.
static bool is_runtime(pid_t pid)
{
	static const char *const names[] = {"/memfd:", "/crun", "/runc", "/youki", "/conmon"};
	char link[64], target[256];
	(void)snprintf(link, sizeof(link), "/proc/%d/exe", (int)pid);
	ssize_t len = readlink(link, target, sizeof(target) - 1);
	target[len < 0 ? 0 : len] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strstr(target, names[i]))
			return true;
	return false;
}

static int take_folder(struct ptrace_tracer *tracer, unsigned slot, const char *cgroup, bool waits, unsigned depth,
		       bool *ret_new, struct error *err);

static int take_below(struct ptrace_tracer *tracer, unsigned slot, const char *cgroup, bool waits, unsigned depth,
		      bool *ret_new, struct error *err)
{
	DIR *folder = opendir(cgroup);
	int r = 0;
	if (!folder)
		return 0;
	for (struct dirent *entry; r == 0 && (entry = readdir(folder));) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		AUTO_FREE char *below = xasprintf("%s/%s", cgroup, entry->d_name);
		r = take_folder(tracer, slot, below, waits, depth + 1, ret_new, err);
	}
	(void)closedir(folder);
	return r;
}

static int take_folder(struct ptrace_tracer *tracer, unsigned slot, const char *cgroup, bool waits, unsigned depth,
		       bool *ret_new, struct error *err)
{
	AUTO_FREE char *path = xasprintf("%s/cgroup.procs", cgroup);
	FILE *file = fopen(path, "re");
	char line[32];
	int r = 0;
	while (file && r == 0 && fgets(line, sizeof(line), file)) {
		pid_t pid = (pid_t)strtol(line, NULL, 10);
		bool known = tracer->looking && ptrace_tasks_find(&tracer->tasks, pid);
		if (pid > 0 && pid != getpid() && !known)
			r = take_threads(tracer, slot, pid, tracer->looking ? is_runtime(pid) : waits, ret_new, err);
	}
	if (file)
		(void)fclose(file);
	return r < 0 || depth == DEPTH_MAX ? r : take_below(tracer, slot, cgroup, waits, depth, ret_new, err);
}

// A program that waits for its execve has no family yet.
static int take_tree(struct ptrace_tracer *tracer, unsigned slot, bool waits, bool *ret_new, struct error *err)
{
	const struct scope *scope = &tracer->scans[slot]->scope;
	AUTO_VALUE(task_list) struct task_list list = {0};
	int r = 0;
	if (scope->after_exec)
		return take_threads(tracer, slot, scope->pid, waits, ret_new, err);
	task_list_tree(scope, &list);
	for (size_t i = 0; r == 0 && i < list.n; i++)
		r = take_threads(tracer, slot, list.pids[i], waits, ret_new, err);
	return r;
}

// Again until a look finds nothing new: what was seized brings its children with it.
static int take_all(struct ptrace_tracer *tracer, unsigned slot, bool waits, struct error *err)
{
	const struct ptrace_scan *scan = tracer->scans[slot];
	bool found = true;
	int r = 0;
	while (r == 0 && found) {
		found = false;
		r = scan->scope.kind == SCOPE_TREE ? take_tree(tracer, slot, waits, &found, err)
						   : take_folder(tracer, slot, scan->cgroup, waits, 0, &found, err);
	}
	return r;
}

int ptrace_scope_arm(struct ptrace_tracer *tracer, unsigned slot, struct error *err)
{
	const struct scope *scope = &tracer->scans[slot]->scope;
	int r = scope->kind == SCOPE_TREE ? task_list_check(scope, err) : 0;
	return r < 0 ? r : take_all(tracer, slot, scope->after_exec, err);
}

void ptrace_scope_look(struct ptrace_tracer *tracer, unsigned slot)
{
	struct error err;
	tracer->looking = true;
	(void)take_all(tracer, slot, false, &err);
	tracer->looking = false;
}

void ptrace_scope_disarm(struct ptrace_tracer *tracer, unsigned slot)
{
	struct ptrace_task **all = ptrace_tasks_all(&tracer->tasks);
	for (size_t i = 0, n = tracer->tasks.n; i < n; i++) {
		struct ptrace_task *task = all[i];
		bool was_in = (task->scans | task->waiting) & 1u << slot;
		task->scans &= ~(1u << slot);
		task->waiting &= ~(1u << slot);
		if (!was_in || task->scans || task->waiting || task->leaving)
			continue;
		if (task->filtered) // without a tracer, the calls that its filter names would fail
			(void)kill(task->process->pid, SIGKILL);
		task->leaving = true;
		tracer->leaving++;
		(void)ptrace(PTRACE_INTERRUPT, task->tid, 0, 0);
	}
	free(all);
}
