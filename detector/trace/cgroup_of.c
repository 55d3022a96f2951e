// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/cgroup_of.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/cleanup.h"

#define TEXT_MAX (256u * 1024)

// "36 25 0:31 / /sys/fs/cgroup/pids rw shared:9 - cgroup cgroup rw,pids": the mount point is the fifth word.
static void parse_mount(const char *line, size_t length, struct cgroup_mounts *mounts)
{
	char text[1024], root[256], point[256], type[64], options[256];
	if (length >= sizeof(text))
		return;
	memcpy(text, line, length);
	text[length] = '\0';
	const char *behind = strstr(text, " - ");
	if (!behind || sscanf(text, "%*s %*s %*s %255s %255s", root, point) != 2 || strcmp(root, "/") != 0 ||
	    sscanf(behind, " - %63s %*s %255s", type, options) != 2)
		return;
	if (strcmp(type, "cgroup2") == 0 && !mounts->v2[0])
		(void)snprintf(mounts->v2, sizeof(mounts->v2), "%s", point);
	if (strcmp(type, "cgroup") != 0)
		return;
	char *rest = options;
	mounts->any_v1 |= !strstr(options, "name=");
	for (char *word; (word = strsep(&rest, ","));)
		if (strcmp(word, "pids") == 0 && !mounts->v1_pids[0])
			(void)snprintf(mounts->v1_pids, sizeof(mounts->v1_pids), "%s", point);
}

void cgroup_mounts_parse(const char *mountinfo, struct cgroup_mounts *ret_mounts)
{
	memset(ret_mounts, 0, sizeof(*ret_mounts));
	while (*mountinfo) {
		size_t length = strcspn(mountinfo, "\n");
		parse_mount(mountinfo, length, ret_mounts);
		mountinfo += length + (mountinfo[length] == '\n');
	}
}

static bool has_controller(const char *list, size_t length, const char *controller)
{
	size_t wanted = strlen(controller);
	if (!wanted)
		return length == 0;
	for (size_t at = 0; at < length;) {
		size_t word = 0;
		while (at + word < length && list[at + word] != ',')
			word++;
		if (word == wanted && memcmp(list + at, controller, wanted) == 0)
			return true;
		at += word + 1;
	}
	return false;
}

bool cgroup_path_parse(const char *text, const char *controller, char *ret_path, size_t size)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		const char *list = memchr(text, ':', length);
		const char *path = list ? memchr(list + 1, ':', length - (size_t)(list + 1 - text)) : NULL;
		if (path && has_controller(list + 1, (size_t)(path - list - 1), controller)) {
			size_t bytes = length - (size_t)(path + 1 - text);
			if (bytes >= size)
				return false;
			memcpy(ret_path, path + 1, bytes);
			ret_path[bytes] = '\0';
			return true;
		}
		text += length + (text[length] == '\n');
	}
	return false;
}

int cgroup_level(const char *path)
{
	int level = 0;
	for (; *path; path++)
		if (path[0] == '/' && path[1] && path[1] != '/')
			level++;
	return level;
}

static int read_text(const char *path, char *text)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	size_t length = 0;
	ssize_t got;
	while (length < TEXT_MAX - 1 && (got = read(fd, text + length, TEXT_MAX - 1 - length)) > 0)
		length += (size_t)got;
	text[length] = '\0';
	return 0;
}

int cgroup_mounts_read(struct cgroup_mounts *ret_mounts, struct error *err)
{
	AUTO_FREE char *text = xcalloc(1, TEXT_MAX);
	int r = read_text("/proc/self/mountinfo", text);
	if (r < 0)
		return error_set(err, -r, "cannot read /proc/self/mountinfo: %s", strerror(-r));
	cgroup_mounts_parse(text, ret_mounts);
	return 0;
}

static int find_folder(pid_t pid, char **ret_folder, struct cgroup_ref *ret_ref, struct error *err)
{
	struct cgroup_mounts mounts;
	AUTO_FREE char *text = xcalloc(1, TEXT_MAX);
	AUTO_FREE char *path = xcalloc(1, 4096);
	AUTO_FREE char *file = xasprintf("/proc/%d/cgroup", (int)pid);
	int r = cgroup_mounts_read(&mounts, err);
	if (r < 0)
		return r;
	r = read_text(file, text);
	if (r < 0)
		return error_set(err, r == -ENOENT ? ESRCH : -r, "cannot read %s: %s", file,
				 r == -ENOENT ? "no such process" : strerror(-r));
	bool v2 = mounts.v2[0] && cgroup_path_parse(text, "", path, 4096) && cgroup_level(path) > 0;
	bool v1 = !v2 && mounts.v1_pids[0] && cgroup_path_parse(text, "pids", path, 4096) && cgroup_level(path) > 0;
	if (!v2 && !v1)
		return error_set(err, ENOENT,
				 "process %d is in no cgroup of its own (neither v2 nor v1 pids): tracing it by cgroup "
				 "would trace the "
				 "whole host",
				 (int)pid);
	*ret_ref = (struct cgroup_ref){.v1 = v1, .level = cgroup_level(path)};
	*ret_folder = xasprintf("%s%s", v2 ? mounts.v2 : mounts.v1_pids, path);
	return 0;
}

static int stat_folder(const char *folder, struct cgroup_ref *ref, struct error *err)
{
	struct stat status;
	if (stat(folder, &status) < 0)
		return error_set(err, errno, "cannot see the cgroup %.150s: %s", folder,
				 errno == ENOENT ? "there is none" : strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return error_set(err, EINVAL, "%.150s is a file, not a cgroup", folder);
	ref->id = status.st_ino;
	return 0;
}

// Behind the mount point, NULL when it is not below it.
static const char *path_below(const char *folder, const char *mount)
{
	size_t len = strlen(mount);
	if (!len || strncmp(folder, mount, len) != 0 || (folder[len] && folder[len] != '/'))
		return NULL;
	return folder + len;
}

int cgroup_of_folder(const char *folder, struct cgroup_ref *ret_ref, struct error *err)
{
	struct cgroup_mounts mounts;
	int r = cgroup_mounts_read(&mounts, err);
	if (r < 0)
		return r;
	const char *v2 = path_below(folder, mounts.v2), *v1 = path_below(folder, mounts.v1_pids);
	const char *path = v2 ? v2 : v1;
	if (!path || strstr(folder, "/../"))
		return error_set(err, EINVAL, "%.150s is below no hierarchy of cgroups that can be traced (%s%s%s)",
				 folder, mounts.v2, mounts.v2[0] && mounts.v1_pids[0] ? ", " : "", mounts.v1_pids);
	struct cgroup_ref ref = {.v1 = !v2, .level = cgroup_level(path)};
	if (ref.level == 0)
		return error_set(err, EINVAL,
				 "%.150s is the root of all cgroups, that is the whole host: trace that by mode host",
				 folder);
	r = stat_folder(folder, &ref, err);
	if (r == 0)
		*ret_ref = ref;
	return r;
}

int cgroup_of_pid(pid_t pid, struct cgroup_ref *ret_ref, struct error *err)
{
	AUTO_FREE char *folder = NULL;
	struct cgroup_ref ref;
	int r = find_folder(pid, &folder, &ref, err);
	if (r == 0)
		r = stat_folder(folder, &ref, err);
	if (r == 0)
		*ret_ref = ref;
	return r;
}

int cgroup_folder_of_pid(pid_t pid, char **ret_folder, struct error *err)
{
	struct cgroup_ref ref;
	return find_folder(pid, ret_folder, &ref, err);
}
