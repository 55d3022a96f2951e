// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/leftovers.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/parse.h"

static int read_text(const char *path, char *ret_text, size_t size)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return -errno;
	size_t len = fread(ret_text, 1, size - 1, file);
	(void)fclose(file);
	ret_text[len] = '\0';
	return len > 0 ? 0 : -ENODATA;
}

static int read_boot_id(char *ret_text, size_t size)
{
	int r = read_text("/proc/sys/kernel/random/boot_id", ret_text, size);
	ret_text[strcspn(ret_text, "\n")] = '\0';
	return r;
}

// Field 22 of /proc/PID/stat. The name in field 2 may hold anything, so the count begins behind its last ")".
static int read_start_time(pid_t pid, char *ret_text, size_t size)
{
	char path[32], stat[1024];
	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	int r = read_text(path, stat, sizeof(stat));
	if (r < 0)
		return r;
	char *rest = strrchr(stat, ')');
	for (int field = 2; rest && field < 22; field++) {
		rest = strchr(rest, ' ');
		rest = rest ? rest + 1 : NULL;
	}
	if (!rest)
		return -EBADMSG;
	(void)snprintf(ret_text, size, "%.*s", (int)strcspn(rest, " "), rest);
	return 0;
}

static bool valid_value(const char *text)
{
	size_t len = strlen(text);
	bool good = len > 0 && len <= 128;
	for (; good && *text; text++)
		good = isalnum((unsigned char)*text) || strchr("-_.", *text);
	return good;
}

int leftovers_label(struct container_spec *spec, const char *scan, const char *detector, struct error *err)
{
	char boot[64], start[32];
	if (!valid_value(scan) || !valid_value(detector))
		return error_set(err, EINVAL, "\"%.64s\" cannot be in a label", valid_value(scan) ? detector : scan);
	int r = read_boot_id(boot, sizeof(boot));
	if (r == 0)
		r = read_start_time(getpid(), start, sizeof(start));
	if (r < 0)
		return error_set(err, -r, "read this process's start time: %s", strerror(-r));
	AUTO_FREE char *scan_label = xasprintf(LABEL_SCAN "=%s", scan);
	AUTO_FREE char *detector_label = xasprintf(LABEL_DETECTOR "=%s", detector);
	AUTO_FREE char *owner_label = xasprintf(LABEL_OWNER "=%s/%d/%s", boot, (int)getpid(), start);
	r = container_spec_add_label(spec, scan_label, err);
	if (r == 0)
		r = container_spec_add_label(spec, detector_label, err);
	return r < 0 ? r : container_spec_add_label(spec, owner_label, err);
}

bool leftovers_owner_alive(const char *owner)
{
	char boot[64], start[32], copy[160];
	(void)snprintf(copy, sizeof(copy), "%s", owner);
	char *rest = copy;
	const char *owner_boot = strsep(&rest, "/"), *owner_pid = strsep(&rest, "/"), *owner_start = rest;
	int64_t pid = 0;
	if (!owner_pid || !owner_start || parse_i64(owner_pid, &pid) < 0 || pid <= 0 || pid > INT32_MAX)
		return false;
	if (read_boot_id(boot, sizeof(boot)) < 0 || read_start_time((pid_t)pid, start, sizeof(start)) < 0)
		return false;
	return strcmp(boot, owner_boot) == 0 && strcmp(start, owner_start) == 0;
}

static const char *label_of(const struct podman_container *container, const char *name)
{
	size_t len = strlen(name);
	for (size_t i = 0; i < container->labels.count; i++) {
		const char *label = container->labels.items[i];
		if (strncmp(label, name, len) == 0 && label[len] == '=')
			return label + len + 1;
	}
	return "";
}

int leftovers_remove(struct podman *podman, const char *detector, size_t *ret_removed, struct error *err)
{
	if (!valid_value(detector))
		return error_set(err, EINVAL, "\"%.64s\" cannot be in a label", detector);
	AUTO_FREE char *label = xasprintf(LABEL_DETECTOR "=%s", detector);
	AUTO_VALUE(podman_containers) struct podman_containers containers = {0};
	int result = podman_list_containers(podman, label, &containers, err);
	if (result < 0)
		return result;
	size_t removed = 0;
	for (size_t i = 0; i < containers.count; i++) {
		struct podman_container *container = &containers.items[i];
		struct error problem;
		if (leftovers_owner_alive(label_of(container, LABEL_OWNER)))
			continue;
		int r = podman_remove(podman, container->id, &problem);
		if (r == 0)
			removed++;
		else if (result == 0) {
			result = r;
			*err = problem;
		}
	}
	*ret_removed = removed;
	return result;
}
