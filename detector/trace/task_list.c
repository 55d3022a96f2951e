// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/task_list.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/alloc.h"

#define DEPTH_MAX 32u

struct family {
	pid_t pid, parent;
	bool chosen;
};

static void add(struct task_list *list, pid_t pid)
{
	// Grows by doubling: the capacity is the next power of two.
	if ((list->n & (list->n - 1)) == 0) {
		pid_t *pids = xcalloc(list->n ? list->n * 2 : 1, sizeof(*pids));
		if (list->n)
			memcpy(pids, list->pids, list->n * sizeof(*pids));
		free(list->pids);
		list->pids = pids;
	}
	list->pids[list->n++] = pid;
}

void task_list_done(struct task_list *list)
{
	free(list->pids);
	*list = (struct task_list){0};
}

// Field 4 of /proc/PID/stat; the name before it may hold anything but ends at the last ')'.
static pid_t parent_of(pid_t pid)
{
	char path[32], text[512];
	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "re");
	if (!file)
		return 0;
	size_t len = fread(text, 1, sizeof(text) - 1, file);
	(void)fclose(file);
	text[len] = '\0';
	const char *rest = strrchr(text, ')');
	return rest && strlen(rest) > 4 ? (pid_t)strtol(rest + 4, NULL, 10) : 0;
}

static struct family *read_families(size_t *ret_n)
{
	struct task_list all = {0};
	DIR *folder = opendir("/proc");
	for (struct dirent *entry; folder && (entry = readdir(folder));) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		if (pid > 0)
			add(&all, pid);
	}
	if (folder)
		(void)closedir(folder);
	struct family *families = xcalloc(all.n + 1, sizeof(*families));
	for (size_t i = 0; i < all.n; i++)
		families[i] = (struct family){.pid = all.pids[i], .parent = parent_of(all.pids[i])};
	*ret_n = all.n;
	task_list_done(&all);
	return families;
}

static bool is_root(const struct scope *scope, pid_t pid)
{
	bool root = pid == scope->pid;
	for (size_t i = 0; i < scope->n_more; i++)
		root |= pid == scope->more[i];
	return root;
}

static bool is_chosen(const struct family *families, size_t n, pid_t pid)
{
	for (size_t i = 0; i < n; i++)
		if (families[i].pid == pid)
			return families[i].chosen;
	return false;
}

void task_list_tree(const struct scope *scope, struct task_list *list)
{
	size_t n;
	bool found = true;
	AUTO_FREE struct family *families = read_families(&n);
	for (size_t i = 0; i < n; i++)
		families[i].chosen = is_root(scope, families[i].pid) && families[i].pid != getpid();
	while (found) {
		found = false;
		for (size_t i = 0; i < n; i++) {
			if (families[i].chosen || families[i].pid == getpid() || families[i].parent <= 0 ||
			    !is_chosen(families, n, families[i].parent))
				continue;
			families[i].chosen = true;
			found = true;
		}
	}
	for (size_t i = 0; i < n; i++)
		if (families[i].chosen)
			add(list, families[i].pid);
}

#define KTHREADD 2 // the kernel's own processes are its children

void task_list_host(struct task_list *list)
{
	size_t n;
	AUTO_FREE struct family *families = read_families(&n);
	for (size_t i = 0; i < n; i++)
		if (families[i].pid != getpid() && families[i].pid != KTHREADD && families[i].parent != KTHREADD)
			add(list, families[i].pid);
}

static void add_folder(const char *folder, unsigned depth, struct task_list *list)
{
	AUTO_FREE char *path = xasprintf("%s/cgroup.procs", folder);
	char line[32];
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		pid_t pid = (pid_t)strtol(line, NULL, 10);
		if (pid > 0 && pid != getpid())
			add(list, pid);
	}
	if (file)
		(void)fclose(file);
	DIR *below = depth < DEPTH_MAX ? opendir(folder) : NULL;
	for (struct dirent *entry; below && (entry = readdir(below));) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		AUTO_FREE char *name = xasprintf("%s/%s", folder, entry->d_name);
		add_folder(name, depth + 1, list);
	}
	if (below)
		(void)closedir(below);
}

void task_list_cgroup(const char *folder, struct task_list *list)
{
	add_folder(folder, 0, list);
}

static int check(pid_t pid, struct error *err)
{
	if (kill(pid, 0) < 0 && errno == ESRCH)
		return error_set(err, ESRCH, "cannot trace process %d: there is none", (int)pid);
	return 0;
}

int task_list_check(const struct scope *scope, struct error *err)
{
	int r = check(scope->pid, err);
	for (size_t i = 0; r == 0 && i < scope->n_more; i++)
		r = check(scope->more[i], err);
	return r;
}
