// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/container_spec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/parse.h"

#define MOUNTS_MAX 256

int text_list_add(struct text_list *list, const char *text)
{
	if (list->count >= TEXT_LIST_MAX)
		return -E2BIG;
	// Grows by doubling: the capacity is the next power of two.
	if ((list->count & (list->count - 1)) == 0) {
		size_t room = list->count ? list->count * 2 : 1;
		char **items = xcalloc(room, sizeof(*items));
		if (list->count)
			memcpy(items, list->items, list->count * sizeof(*items));
		free(list->items);
		list->items = items;
	}
	list->items[list->count++] = xstrdup(text);
	return 0;
}

void text_list_done(struct text_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct text_list){0};
}

void container_spec_done(struct container_spec *spec)
{
	free(spec->image);
	free(spec->name);
	text_list_done(&spec->command);
	text_list_done(&spec->entrypoint);
	text_list_done(&spec->env);
	text_list_done(&spec->labels);
	free(spec->user);
	free(spec->work_dir);
	free(spec->hostname);
	for (size_t i = 0; i < spec->n_mounts; i++) {
		free(spec->mounts[i].source);
		free(spec->mounts[i].destination);
		text_list_done(&spec->mounts[i].options);
	}
	free(spec->mounts);
	free(spec->seccomp_profile);
	free(spec->apparmor_profile);
	text_list_done(&spec->selinux_options);
	text_list_done(&spec->cap_add);
	text_list_done(&spec->cap_drop);
	*spec = (struct container_spec){0};
}

static int add(struct text_list *list, const char *text, const char *what, struct error *err)
{
	if (text_list_add(list, text) < 0)
		return error_set(err, E2BIG, "more than %d %s", TEXT_LIST_MAX, what);
	return 0;
}

int container_spec_add_env(struct container_spec *spec, const char *text, struct error *err)
{
	if (!*text || *text == '=')
		return error_set(err, EINVAL, "environment \"%s\": give NAME=value or NAME", text);
	if (strchr(text, '='))
		return add(&spec->env, text, "environment variables", err);
	const char *value = getenv(text);
	if (!value)
		return 0;
	AUTO_FREE char *pair = xasprintf("%s=%s", text, value);
	return add(&spec->env, pair, "environment variables", err);
}

int container_spec_add_env_file(struct container_spec *spec, const char *path, struct error *err)
{
	char *line = NULL;
	size_t room = 0;
	int r = 0;
	FILE *file = fopen(path, "re");
	if (!file)
		return error_set(err, errno, "cannot read %.150s: %s", path, strerror(errno));
	while (r == 0 && getline(&line, &room, file) >= 0) {
		line[strcspn(line, "\r\n")] = '\0';
		const char *text = line + strspn(line, " \t");
		if (*text && *text != '#')
			r = container_spec_add_env(spec, text, err);
	}
	free(line);
	(void)fclose(file);
	return r < 0 ? error_wrap(err, "%.100s", path) : 0;
}

int container_spec_add_label(struct container_spec *spec, const char *text, struct error *err)
{
	if (!*text || *text == '=')
		return error_set(err, EINVAL, "label \"%s\": give name=value or name", text);
	return add(&spec->labels, text, "labels", err);
}

static bool valid_option(const char *option)
{
	static const char *const known[] = {"ro",      "rw",    "z",      "Z",       "U",        "exec",  "noexec",
					    "dev",     "nodev", "suid",   "nosuid",  "bind",     "rbind", "shared",
					    "rshared", "slave", "rslave", "private", "rprivate", "O"};
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(option, known[i]) == 0)
			return true;
	}
	return false;
}

static int read_options(struct container_mount *mount, char *text, struct error *err)
{
	for (char *option = strsep(&text, ","); option; option = strsep(&text, ",")) {
		if (!valid_option(option))
			return error_set(err, EINVAL, "unknown volume option \"%s\"", option);
		if (text_list_add(&mount->options, option) < 0)
			return error_set(err, E2BIG, "too many volume options");
	}
	return 0;
}

int container_spec_add_volume(struct container_spec *spec, const char *text, struct error *err)
{
	AUTO_FREE char *copy = xstrdup(text);
	char *destination = strchr(copy, ':');
	if (!destination || destination == copy || destination[1] != '/')
		return error_set(err, EINVAL, "volume \"%s\": give SOURCE:/DESTINATION[:OPTIONS]", text);
	*destination++ = '\0';
	char *options = strchr(destination, ':');
	if (options)
		*options++ = '\0';
	if (spec->n_mounts >= MOUNTS_MAX)
		return error_set(err, E2BIG, "more than %d volumes", MOUNTS_MAX);
	struct container_mount mount = {0};
	int r = options ? read_options(&mount, options, err) : 0;
	if (r < 0) {
		text_list_done(&mount.options);
		return error_wrap(err, "volume \"%s\"", text);
	}
	// As podman run does: a path is taken from here, anything without a slash names a volume.
	mount.source = *copy == '.' ? realpath(copy, NULL) : xstrdup(copy);
	if (!mount.source) {
		text_list_done(&mount.options);
		return error_set(err, errno, "volume \"%s\": %s", text, strerror(errno));
	}
	mount.destination = xstrdup(destination);
	struct container_mount *mounts = xcalloc(spec->n_mounts + 1, sizeof(*mounts));
	if (spec->n_mounts)
		memcpy(mounts, spec->mounts, spec->n_mounts * sizeof(*mounts));
	free(spec->mounts);
	mounts[spec->n_mounts++] = mount;
	spec->mounts = mounts;
	return 0;
}

static void replace(char **text, const char *value)
{
	free(*text);
	*text = xstrdup(value);
}

int container_spec_add_security_option(struct container_spec *spec, const char *text, struct error *err)
{
	if (strncmp(text, "seccomp=", 8) == 0 && text[8]) {
		replace(&spec->seccomp_profile, text + 8);
		return 0;
	}
	if (strncmp(text, "apparmor=", 9) == 0 && text[9]) {
		replace(&spec->apparmor_profile, text + 9);
		return 0;
	}
	if (strncmp(text, "label=", 6) == 0 && text[6])
		return add(&spec->selinux_options, text + 6, "SELinux options", err);
	if (strncmp(text, "no-new-privileges", 17) == 0) {
		int on = text[17] == '\0' ? 1 : text[17] == '=' || text[17] == ':' ? parse_bool(text + 18) : -EINVAL;
		if (on >= 0) {
			spec->no_new_privileges = on;
			return 0;
		}
	}
	return error_set(
	    err, EINVAL,
	    "security option \"%s\": give seccomp=FILE, seccomp=unconfined, apparmor=PROFILE, label=OPTION "
	    "or no-new-privileges",
	    text);
}

int container_spec_set_network(struct container_spec *spec, const char *text, struct error *err)
{
	static const char *const names[] = {
	    [CONTAINER_NETWORK_NONE] = "none",
	    [CONTAINER_NETWORK_BRIDGE] = "bridge",
	    [CONTAINER_NETWORK_HOST] = "host",
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(text, names[i]) == 0) {
			spec->network = (enum container_network)i;
			return 0;
		}
	}
	return error_set(err, EINVAL, "network \"%s\": give none, bridge or host", text);
}
