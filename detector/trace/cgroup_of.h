// SPDX-License-Identifier: Apache-2.0
// A process's cgroup as the kernel's programs know it: an id, and how deep it lies.
#pragma once

#include "common/base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct cgroup_ref {
	bool v1; // of the pids hierarchy, because the process has no v2 cgroup of its own
	uint64_t id;
	int level; // 1 = directly below the root
};

struct cgroup_mounts {
	char v2[256]; // "" = not mounted
	char v1_pids[256];
	bool any_v1; // some controller is in a v1 hierarchy
};

// From the text of /proc/PID/mountinfo. Pure.
void cgroup_mounts_parse(const char *mountinfo, struct cgroup_mounts *ret_mounts);
int cgroup_mounts_read(struct cgroup_mounts *ret_mounts, struct error *err); // this process's
// The path of a hierarchy in the text of /proc/PID/cgroup: controller "" is v2, else e.g. "pids". False when it is not there. Pure.
bool cgroup_path_parse(const char *text, const char *controller, char *ret_path, size_t size);
// How many components a path has: "/" 0, "/a/b" 2. Pure.
int cgroup_level(const char *path);

// The cgroup that confines `pid`. -ENOENT when it is in no cgroup but the root: that would be the whole host.
int cgroup_of_pid(pid_t pid, struct cgroup_ref *ret_ref, struct error *err);
// The folder of that cgroup; freed by the caller.
int cgroup_folder_of_pid(pid_t pid, char **ret_folder, struct error *err);
// The same of a folder below one of the two hierarchies' mount points: "/sys/fs/cgroup/a/b". -ENOENT when there is none, -EINVAL when it is
// not such a folder, or the root of one.
int cgroup_of_folder(const char *folder, struct cgroup_ref *ret_ref, struct error *err);
