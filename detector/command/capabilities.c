// SPDX-License-Identifier: Apache-2.0
#include "detector/command/capabilities.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>

void capabilities_find(struct podman *podman, struct capabilities *ret_capabilities)
{
	struct sysinfo info;
	struct error err;
	memset(ret_capabilities, 0, sizeof(*ret_capabilities));
	trace_probe(&ret_capabilities->trace);
	if (podman_get_version(podman, &ret_capabilities->podman, &err) < 0)
		(void)snprintf(ret_capabilities->podman_error, sizeof(ret_capabilities->podman_error), "%s", err.text);
	ret_capabilities->cpus = (unsigned)get_nprocs();
	if (sysinfo(&info) == 0)
		ret_capabilities->memory_bytes = (uint64_t)info.totalram * info.mem_unit;
}

static void add_text(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name, json_object_new_string(text));
}

static void add_flag(struct json_object *object, const char *name, bool flag)
{
	json_object_object_add(object, name, json_object_new_boolean(flag));
}

struct json_object *capabilities_json(const struct capabilities *capabilities)
{
	struct json_object *object = json_object_new_object();
	add_text(object, "kernel", capabilities->trace.kernel);
	add_text(object, "arch", capabilities->trace.arch);
	add_flag(object, "btf", capabilities->trace.btf);
	add_flag(object, "ebpf", capabilities->trace.ebpf);
	add_text(object, "ebpf_error", capabilities->trace.ebpf_error);
	add_flag(object, "ptrace", capabilities->trace.ptrace);
	add_text(object, "cgroup", capabilities->trace.cgroup);
	add_text(object, "podman", capabilities->podman.version);
	add_text(object, "podman_error", capabilities->podman_error);
	add_text(object, "runtime", capabilities->podman.runtime);
	json_object_object_add(object, "cpus", json_object_new_int64(capabilities->cpus));
	json_object_object_add(object, "memory_bytes", json_object_new_uint64(capabilities->memory_bytes));
	return object;
}
