// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/attach_target.h"

#include "common/base/alloc.h"
#include "common/base/parse.h"
#include "common/filter/filter_text.h"
#include "detector/trace/cgroup_of.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USER_SOCKETS "/run/user/*/podman/podman.sock"

int attach_target_add_pids(struct attach_target *target, const char *text, struct error *err)
{
	AUTO_FREE char *copy = xstrdup(text);
	char *rest = copy;
	target->kind = ATTACH_PIDS;
	for (char *word; (word = strsep(&rest, ", \t\n"));) {
		int64_t pid;
		if (!*word)
			continue;
		if (parse_i64(word, &pid) < 0 || pid <= 0 || pid > INT32_MAX)
			return error_set(err, EINVAL, "\"%.40s\" is not the number of a process", word);
		if (pid == getpid())
			return error_set(err, EINVAL, "process %d is this detector itself", (int)pid);
		if (target->n_pids == ATTACH_PIDS_MAX)
			return error_set(err, E2BIG, "more than %d processes", ATTACH_PIDS_MAX);
		target->pids[target->n_pids++] = (pid_t)pid;
	}
	if (!target->n_pids)
		return error_set(err, EINVAL, "\"%.40s\" names no process", text);
	return 0;
}

char *attach_container_cgroup(const char *folder, const char *id)
{
	const char *last = NULL;
	for (const char *at = folder; (at = strstr(at, id)); at++)
		last = at;
	return last ? xstrndup(folder, strcspn(last, "/") + (size_t)(last - folder)) : NULL;
}

// Unless it is whole, relative to the mount point of v2, or else of v1's pids.
static int take_cgroup(struct attach_target *target, const char *path, bool whole, struct error *err)
{
	struct cgroup_mounts mounts;
	struct cgroup_ref ref;
	target->kind = ATTACH_CGROUP;
	int r = cgroup_mounts_read(&mounts, err);
	if (r < 0)
		return r;
	whole |= strncmp(path, "/sys/fs/cgroup/", 15) == 0;
	const char *mount = whole ? "" : mounts.v2;
	target->cgroup = xasprintf("%s%s%s", mount, *path == '/' ? "" : "/", path);
	if (!whole && mounts.v1_pids[0] && access(target->cgroup, F_OK) != 0) {
		AUTO_FREE char *v1 = xasprintf("%s%s%s", mounts.v1_pids, *path == '/' ? "" : "/", path);
		if (access(v1, F_OK) == 0) {
			free(target->cgroup);
			target->cgroup = take_ptr(&v1);
		}
	}
	for (size_t len = strlen(target->cgroup); len > 1 && target->cgroup[len - 1] == '/'; len--)
		target->cgroup[len - 1] = '\0';
	return cgroup_of_folder(target->cgroup, &ref, err);
}

static int use_socket(struct attach_target *target, struct loop *loop, const char *socket, bool usual,
		      struct error *err)
{
	podman_service_free(take_ptr(&target->service));
	podman_free(target->podman);
	target->podman = podman_new(loop, socket);
	return usual ? podman_service_ensure(target->podman, &target->service, err) : podman_ping(target->podman, err);
}

static int no_such_container(struct attach_target *target, const char *name, struct error *err)
{
	AUTO_VALUE(podman_containers) struct podman_containers containers = {0};
	struct filter_nearest nearest;
	struct error ignored;
	filter_nearest_init(&nearest, name, strlen(name));
	if (podman_list_containers(target->podman, NULL, &containers, &ignored) == 0)
		for (size_t i = 0; i < containers.count; i++)
			filter_nearest_offer(&nearest, containers.items[i].name);
	if (nearest.name[0])
		return error_set(err, ENOENT, "no container \"%.64s\"; did you mean \"%s\"?", name, nearest.name);
	return error_set(err, ENOENT, "no container \"%.64s\": `podman ps` lists what runs", name);
}

// Containers of a user without rights of root are known to a Podman of that user only.
static int ask_users(struct attach_target *target, struct loop *loop, const char *name, struct error *err)
{
	glob_t found = {0};
	int result = -ENOENT;
	struct error ignored;
	if (glob(USER_SOCKETS, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc && result < 0; i++)
			if (use_socket(target, loop, found.gl_pathv[i], false, &ignored) == 0)
				result = podman_inspect(target->podman, name, &target->container, err);
	globfree(&found);
	return result;
}

static int ask(struct attach_target *target, struct loop *loop, const char *name, const char *socket, struct error *err)
{
	AUTO_FREE char *usual = podman_default_socket();
	struct error ignored;
	int r = use_socket(target, loop, socket ? socket : usual, !socket, err);
	if (r == 0)
		r = podman_inspect(target->podman, name, &target->container, err);
	if (r == 0 || socket || (r != -ENOENT && r != -ECONNREFUSED && r != -EIO))
		return r == -ENOENT ? no_such_container(target, name, err) : r;
	if (ask_users(target, loop, name, &ignored) == 0)
		return 0;
	if (r != -ENOENT)
		return r;
	r = use_socket(target, loop, usual, true, err);
	return r < 0 ? r : no_such_container(target, name, err);
}

static int take_container(struct attach_target *target, struct error *err)
{
	static const char *const live[] = {"running", "paused", "initialized"};
	const struct podman_container *container = &target->container;
	AUTO_FREE char *folder = NULL;
	bool lives = false;
	for (size_t i = 0; i < sizeof(live) / sizeof(live[0]); i++)
		lives |= strcmp(container->state, live[i]) == 0;
	if (!lives || container->pid <= 0)
		return error_set(err, ESRCH, "container %.64s is not running (%s); mode run traces one from its start",
				 container->name, container->state);
	target->pids[0] = container->pid;
	target->n_pids = 1;
	int r = cgroup_folder_of_pid(container->pid, &folder, err);
	if (r == -ESRCH)
		return error_set(err, ESRCH, "container %.64s has just ended", container->name);
	if (r == 0)
		target->cgroup = attach_container_cgroup(folder, container->id);
	return 0; // without a cgroup of its own (--cgroups=disabled) its processes are traced as a tree
}

int attach_target_find(struct attach_target *target, struct loop *loop, const char *word, const char *socket,
		       struct error *err)
{
	if (strncmp(word, "pid:", 4) == 0)
		return attach_target_add_pids(target, word + 4, err);
	if (strncmp(word, "cgroup:", 7) == 0)
		return take_cgroup(target, word + 7, false, err);
	if (*word == '/')
		return take_cgroup(target, word, true, err);
	target->kind = ATTACH_CONTAINER;
	int r = ask(target, loop, word, socket, err);
	return r < 0 ? r : take_container(target, err);
}

struct scope attach_target_scope(const struct attach_target *target)
{
	if (target->cgroup)
		return (struct scope){
		    .kind = SCOPE_CGROUP,
		    .cgroup = target->cgroup,
		    .after_exec = strcmp(target->container.state, "initialized") == 0,
		};
	return (struct scope){
	    .kind = SCOPE_TREE, .pid = target->pids[0], .more = target->pids + 1, .n_more = target->n_pids - 1};
}

void attach_target_done(struct attach_target *target)
{
	podman_container_done(&target->container);
	podman_free(target->podman);
	podman_service_free(target->service);
	free(target->cgroup);
	*target = (struct attach_target){0};
}
