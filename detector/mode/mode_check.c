// SPDX-License-Identifier: Apache-2.0
// check: can this host be traced, and if not, what is missing.
#include "common/loop/task.h"
#include "detector/command/capabilities.h"
#include "detector/container_manager/podman_service.h"
#include "detector/mode/manual.h"
#include "detector/mode/mode.h"
#include "detector/mode/options.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

struct check {
	struct loop *loop;
	const char *socket; // NULL = the usual one, started by us when nobody listens
	struct podman *podman;
	struct podman_service *service;
	struct capabilities capabilities;
	bool done;
};

static void check_task(void *ctx)
{
	struct check *check = ctx;
	AUTO_FREE char *usual = podman_default_socket();
	struct error err;
	check->podman = podman_new(check->loop, check->socket ? check->socket : usual);
	if (!check->socket)
		(void)podman_service_ensure(check->podman, &check->service, &err); // what fails shows in the next line
	capabilities_find(check->podman, &check->capabilities);
	check->done = true;
	loop_stop(check->loop);
}

static void print_line(bool good, const char *what, const char *text)
{
	(void)printf("%-8s %-8s %s\n", good ? "ok" : "MISSING", what, text);
}

static int print_text(const struct capabilities *found)
{
	const struct trace_capabilities *trace = &found->trace;
	char text[256];
	(void)snprintf(text, sizeof(text), "%s, %s, %u CPUs", trace->kernel, trace->arch, found->cpus);
	print_line(true, "kernel", text);
	print_line(trace->btf, "BTF",
		   trace->btf ? "the kernel describes its types"
			      : "no /sys/kernel/btf/vmlinux: a kernel with CONFIG_DEBUG_INFO_BTF is needed");
	print_line(trace->ebpf, "eBPF", trace->ebpf ? "the tracing programs load" : trace->ebpf_error);
	print_line(trace->ptrace, "ptrace",
		   trace->ptrace ? "other processes may be traced, where eBPF is not wanted" : trace->ptrace_error);
	print_line(true, "cgroups", trace->cgroup);
	(void)snprintf(text, sizeof(text), "%s, %s", found->podman.version, found->podman.runtime);
	print_line(!found->podman_error[0], "Podman", found->podman_error[0] ? found->podman_error : text);
	bool good = trace->ebpf && !found->podman_error[0];
	(void)printf("\n%s\n",
		     good          ? "This host can be traced."
		     : trace->ebpf ? "Programs and the host can be traced; containers cannot, without Podman."
		     : trace->ptrace
			 ? "Programs and containers can be traced by ptrace alone: slower, and never the whole host."
			 : "This host cannot be traced.");
	return good ? 0 : 1;
}

static int apply_help(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->help = true;
	return 0;
}

static int apply_json(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.format = OUTPUT_JSON;
	return 0;
}

static int apply_socket(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->podman_socket = value;
	return 0;
}

static int apply_help_all(struct mode_options *options, const char *value, struct error *err)
{
	options->help_all = true;
	return apply_help(options, value, err);
}

const struct option_row check_option_rows[] = {
    {0, "json", NULL, "print what was found as one JSON object", apply_json},
    {0, "podman-socket", "PATH", "where Podman listens", apply_socket},
    {'h', "help", NULL, "this text", apply_help},
    {0, "help-all", NULL, NULL, apply_help_all},
    {0, NULL, NULL, NULL, NULL},
};

int mode_check(int argc, char **argv)
{
	AUTO_VALUE(mode_options) struct mode_options options;
	struct error err;
	int first;
	mode_ignore_broken_pipes();
	options_init(&options);
	options.podman_socket = getenv("SYSCOPE_DETECTOR_PODMAN_SOCKET");
	int r = options_parse(mode_groups("check"), argc, argv, &options, &first, &err);
	if (r == 0 && first < argc)
		r = error_set(&err, EINVAL, "check: \"%.80s\" is one word too many: it takes options only",
			      argv[first]);
	if (r < 0)
		return mode_fail(&err);
	if (options.help) {
		mode_print_help(mode_manual("check"), options.help_all);
		return 0;
	}
	struct check check = {.loop = loop_new(), .socket = options.podman_socket};
	task_spawn(check.loop, check_task, &check);
	if (!check.done)
		loop_run(check.loop);
	podman_free(check.podman);
	podman_service_free(check.service);
	loop_free(check.loop);
	if (options.trace.format != OUTPUT_JSON)
		return print_text(&check.capabilities);
	struct json_object *json = capabilities_json(&check.capabilities);
	(void)printf("%s\n", json_object_to_json_string_ext(json, JSON_C_TO_STRING_PLAIN));
	(void)json_object_put(json);
	return check.capabilities.trace.ebpf && !check.capabilities.podman_error[0] ? 0 : 1;
}
