// SPDX-License-Identifier: Apache-2.0
// The bodies of create requests: our specs in libpod's words (its SpecGenerator and ExecCreateConfig).
#include "detector/container_manager/podman_json.h"

#include <json-c/json.h>
#include <string.h>

#include "common/base/alloc.h"

static void put_text(json_object *object, const char *key, const char *text)
{
	if (text && *text)
		json_object_object_add(object, key, json_object_new_string(text));
}

static void put_bool(json_object *object, const char *key, bool value)
{
	if (value)
		json_object_object_add(object, key, json_object_new_boolean(true));
}

static json_object *array_of(const struct text_list *list)
{
	json_object *array = json_object_new_array();
	for (size_t i = 0; i < list->count; i++)
		(void)json_object_array_add(array, json_object_new_string(list->items[i]));
	return array;
}

static void put_list(json_object *object, const char *key, const struct text_list *list)
{
	if (list->count)
		json_object_object_add(object, key, array_of(list));
}

// name=value pairs as an object; the last of a name wins.
static void put_pairs(json_object *object, const char *key, const struct text_list *list)
{
	if (!list->count)
		return;
	json_object *pairs = json_object_new_object();
	for (size_t i = 0; i < list->count; i++) {
		const char *equals = strchrnul(list->items[i], '=');
		AUTO_FREE char *name = xstrndup(list->items[i], (size_t)(equals - list->items[i]));
		json_object_object_add(pairs, name, json_object_new_string(*equals ? equals + 1 : ""));
	}
	json_object_object_add(object, key, pairs);
}

static void put_network(json_object *object, enum container_network network)
{
	static const char *const modes[] = {
	    [CONTAINER_NETWORK_NONE] = "none",
	    [CONTAINER_NETWORK_BRIDGE] = "bridge",
	    [CONTAINER_NETWORK_HOST] = "host",
	};
	json_object *netns = json_object_new_object();
	put_text(netns, "nsmode", modes[network]);
	json_object_object_add(object, "netns", netns);
}

static void put_limits(json_object *object, const struct container_spec *spec)
{
	json_object *limits = json_object_new_object();
	if (spec->memory_bytes) {
		json_object *memory = json_object_new_object();
		json_object_object_add(memory, "limit", json_object_new_int64((int64_t)spec->memory_bytes));
		json_object_object_add(limits, "memory", memory);
	}
	if (spec->cpus > 0) {
		const int64_t period_us = 100000;
		json_object *cpu = json_object_new_object();
		json_object_object_add(cpu, "period", json_object_new_int64(period_us));
		json_object_object_add(cpu, "quota", json_object_new_int64((int64_t)(spec->cpus * (double)period_us)));
		json_object_object_add(limits, "cpu", cpu);
	}
	if (spec->processes) {
		json_object *processes = json_object_new_object();
		json_object_object_add(processes, "limit", json_object_new_int64((int64_t)spec->processes));
		json_object_object_add(limits, "pids", processes);
	}
	if (json_object_object_length(limits) > 0)
		json_object_object_add(object, "resource_limits", limits);
	else
		json_object_put(limits);
}

static void put_mounts(json_object *object, const struct container_spec *spec)
{
	json_object *mounts = json_object_new_array(), *volumes = json_object_new_array();
	for (size_t i = 0; i < spec->n_mounts; i++) {
		const struct container_mount *mount = &spec->mounts[i];
		bool folder = mount->source[0] == '/';
		json_object *item = json_object_new_object();
		put_text(item, folder ? "source" : "Name", mount->source);
		put_text(item, folder ? "destination" : "Dest", mount->destination);
		if (folder)
			put_text(item, "type", "bind");
		json_object_object_add(item, folder ? "options" : "Options", array_of(&mount->options));
		(void)json_object_array_add(folder ? mounts : volumes, item);
	}
	json_object_object_add(object, "mounts", mounts);
	json_object_object_add(object, "volumes", volumes);
}

static void put_security(json_object *object, const struct container_spec *spec)
{
	put_bool(object, "privileged", spec->privileged);
	put_bool(object, "no_new_privileges", spec->no_new_privileges);
	put_text(object, "seccomp_profile_path", spec->seccomp_profile);
	put_text(object, "apparmor_profile", spec->apparmor_profile);
	put_list(object, "selinux_opts", &spec->selinux_options);
	put_list(object, "cap_add", &spec->cap_add);
	put_list(object, "cap_drop", &spec->cap_drop);
	put_bool(object, "read_only_filesystem", spec->read_only);
	put_text(object, "user", spec->user);
}

static char *finish(json_object *object)
{
	char *text = xstrdup(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
	return text;
}

char *podman_json_create(const struct container_spec *spec)
{
	json_object *object = json_object_new_object();
	put_text(object, "image", spec->image);
	put_text(object, "name", spec->name);
	put_list(object, "command", &spec->command);
	put_list(object, "entrypoint", &spec->entrypoint);
	put_pairs(object, "env", &spec->env);
	put_pairs(object, "labels", &spec->labels);
	put_bool(object, "terminal", spec->tty);
	put_bool(object, "stdin", spec->input);
	put_text(object, "work_dir", spec->work_dir);
	put_text(object, "hostname", spec->hostname);
	put_bool(object, "remove", spec->remove);
	put_network(object, spec->network);
	put_limits(object, spec);
	put_mounts(object, spec);
	put_security(object, spec);
	return finish(object);
}

static json_object *array_of_texts(const char *const *texts)
{
	json_object *array = json_object_new_array();
	for (; *texts; texts++)
		(void)json_object_array_add(array, json_object_new_string(*texts));
	return array;
}

char *podman_json_exec_create(const struct podman_exec *exec)
{
	json_object *object = json_object_new_object();
	json_object_object_add(object, "Cmd", array_of_texts(exec->command));
	if (exec->env)
		json_object_object_add(object, "Env", array_of_texts(exec->env));
	put_bool(object, "AttachStdin", exec->input);
	put_bool(object, "AttachStdout", true);
	put_bool(object, "AttachStderr", true);
	put_bool(object, "Tty", exec->tty);
	put_bool(object, "Privileged", exec->privileged);
	put_text(object, "User", exec->user);
	put_text(object, "WorkingDir", exec->work_dir);
	return finish(object);
}

char *podman_json_exec_start(const struct podman_exec *exec)
{
	json_object *object = json_object_new_object();
	json_object_object_add(object, "Detach", json_object_new_boolean(false));
	put_bool(object, "Tty", exec->tty);
	if (exec->tty) {
		json_object_object_add(object, "h", json_object_new_int(exec->rows ? exec->rows : 24));
		json_object_object_add(object, "w", json_object_new_int(exec->columns ? exec->columns : 80));
	}
	return finish(object);
}
