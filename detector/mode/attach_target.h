// SPDX-License-Identifier: Apache-2.0
// What `attach` shall trace: a container that Podman knows, a cgroup, or processes.
#pragma once

#include "detector/container_manager/podman_service.h"
#include "detector/trace/source.h"

#define ATTACH_PIDS_MAX 256

enum attach_kind { ATTACH_CONTAINER, ATTACH_CGROUP, ATTACH_PIDS };

struct attach_target {
	enum attach_kind kind;
	char *cgroup; // its folder; NULL for processes, and for a container without one of its own
	pid_t pids[ATTACH_PIDS_MAX];
	size_t n_pids;
	// Of a container.
	struct podman *podman;
	struct podman_service *service; // NULL = Podman served already
	struct podman_container container;
};

// "1,2 3" as strace -p takes it.
int attach_target_add_pids(struct attach_target *target, const char *text, struct error *err);
// A word of the command line: pid:N, cgroup:/path, /sys/fs/cgroup/path, or a container's name, id or the beginning of one. Nothing is looked
// up for pids and cgroups; a container is asked for, so inside a task. socket: where Podman listens; NULL = the usual places, also users'.
int attach_target_find(struct attach_target *target, struct loop *loop, const char *word, const char *socket,
		       struct error *err);
// The scope; pointers into the target.
struct scope attach_target_scope(const struct attach_target *target);
void attach_target_done(struct attach_target *target);

// The folder of the container's own cgroup by that of a process in it, which may have moved below: up to the last part that names the id.
// NULL when no part does. Freed by the caller. Pure.
char *attach_container_cgroup(const char *folder, const char *id);
