// SPDX-License-Identifier: Apache-2.0
// The options of mode run that make the container. The letters mean what they mean in podman run.
#include "common/base/alloc.h"
#include "common/base/parse.h"
#include "detector/mode/options.h"

#include <stdlib.h>
#include <string.h>

static void set_text(char **place, const char *value)
{
	free(*place);
	*place = xstrdup(value);
}

static int apply_interactive(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->container.input = true;
	return 0;
}

static int apply_tty(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->container.tty = true;
	return 0;
}

static int apply_env(struct mode_options *options, const char *value, struct error *err)
{
	return container_spec_add_env(&options->container, value, err);
}

static int apply_volume(struct mode_options *options, const char *value, struct error *err)
{
	return container_spec_add_volume(&options->container, value, err);
}

static int apply_label(struct mode_options *options, const char *value, struct error *err)
{
	return container_spec_add_label(&options->container, value, err);
}

static int apply_security(struct mode_options *options, const char *value, struct error *err)
{
	return container_spec_add_security_option(&options->container, value, err);
}

static int apply_network(struct mode_options *options, const char *value, struct error *err)
{
	return container_spec_set_network(&options->container, value, err);
}

static int apply_user(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	set_text(&options->container.user, value);
	return 0;
}

static int apply_work_dir(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	set_text(&options->container.work_dir, value);
	return 0;
}

static int apply_name(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	set_text(&options->container.name, value);
	return 0;
}

static int apply_hostname(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	set_text(&options->container.hostname, value);
	return 0;
}

static int apply_remove(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->keep_container = false;
	return 0;
}

static int apply_read_only(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->container.read_only = true;
	return 0;
}

static int apply_memory(struct mode_options *options, const char *value, struct error *err)
{
	if (parse_size(value, &options->container.memory_bytes) < 0)
		return error_set(err, EINVAL, "\"%.40s\" is not a size such as 64m", value);
	return 0;
}

static int apply_cpus(struct mode_options *options, const char *value, struct error *err)
{
	char *end;
	double cpus = strtod(value, &end);
	if (*end || end == value || !(cpus > 0 && cpus <= 4096))
		return error_set(err, EINVAL, "\"%.40s\" is not a number of CPUs such as 1.5", value);
	options->container.cpus = cpus;
	return 0;
}

static int apply_pull(struct mode_options *options, const char *value, struct error *err)
{
	static const char *const words[] = {
	    [CONTAINER_PULL_NEVER] = "never", [CONTAINER_PULL_MISSING] = "missing", [CONTAINER_PULL_ALWAYS] = "always"};
	for (int i = 0; i <= CONTAINER_PULL_ALWAYS; i++) {
		if (strcmp(value, words[i]) == 0) {
			options->pull = (enum container_pull)i;
			return 0;
		}
	}
	return error_set(err, EINVAL, "\"%.40s\" is none of never, missing, always", value);
}

static int apply_socket(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->podman_socket = value;
	return 0;
}

static int add_word(struct text_list *list, const char *value, struct error *err)
{
	if (!*value)
		return error_set(err, EINVAL, "it is empty");
	return text_list_add(list, value) < 0 ? error_set(err, E2BIG, "given too often") : 0;
}

static int apply_cap_add(struct mode_options *options, const char *value, struct error *err)
{
	return add_word(&options->container.cap_add, value, err);
}

static int apply_cap_drop(struct mode_options *options, const char *value, struct error *err)
{
	return add_word(&options->container.cap_drop, value, err);
}

// As in Podman the last one counts.
static int apply_entrypoint(struct mode_options *options, const char *value, struct error *err)
{
	text_list_done(&options->container.entrypoint);
	return add_word(&options->container.entrypoint, value, err);
}

static int apply_privileged(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->container.privileged = true;
	return 0;
}

static int apply_pids_limit(struct mode_options *options, const char *value, struct error *err)
{
	if (parse_u64(value, &options->container.processes) < 0 || !options->container.processes)
		return error_set(err, EINVAL, "\"%.40s\" is not a number of processes", value);
	return 0;
}

static int apply_env_file(struct mode_options *options, const char *value, struct error *err)
{
	return container_spec_add_env_file(&options->container, value, err);
}

const struct option_row container_option_rows[] = {
    {'i', "interactive", NULL, "keep standard input open", apply_interactive},
    {'t', "tty", NULL, "give it a terminal", apply_tty},
    {'e', "env", "NAME[=VALUE]", "set an environment variable", apply_env},
    {0, "env-file", "FILE", "the same from a file, a NAME=VALUE or NAME on each line", apply_env_file},
    {0, "entrypoint", "PROGRAM", "run it in place of the image's own", apply_entrypoint},
    {'v', "volume", "SRC:DST[:OPT]", "mount a folder", apply_volume},
    {'w', "workdir", "DIR", "working directory", apply_work_dir},
    {'u', "user", "USER[:GROUP]", "run as", apply_user},
    {0, "name", "NAME", "name the container", apply_name},
    {0, "rm", NULL, "remove the container when it has ended", apply_remove},
    {0, "network", "MODE", "none, bridge (default) or host", apply_network},
    {0, "hostname", "NAME", "its host name", apply_hostname},
    {'m', "memory", "SIZE", "limit its memory", apply_memory},
    {0, "cpus", "N", "limit its CPU time", apply_cpus},
    {0, "pids-limit", "N", "limit its number of processes and threads", apply_pids_limit},
    {0, "cap-add", "CAPABILITY", "give it a capability, such as SYS_PTRACE or all", apply_cap_add},
    {0, "cap-drop", "CAPABILITY", "take a capability away", apply_cap_drop},
    {0, "privileged", NULL, "all rights of root on this host; only for images that you trust", apply_privileged},
    {0, "read-only", NULL, "its root file system cannot be written", apply_read_only},
    {'l', "label", "NAME=VALUE", "add a label", apply_label},
    {0, "security-opt", "OPTION", "seccomp=FILE, no-new-privileges, label=…", apply_security},
    {0, "pull", "POLICY", "missing (default), always or never", apply_pull},
    {0, "podman-socket", "PATH", "where Podman listens", apply_socket},
    {0, NULL, NULL, NULL, NULL},
};
