// SPDX-License-Identifier: Apache-2.0
// host: every system call of this host but our own.
#include "common/base/clock.h"
#include "detector/mode/host_names.h"
#include "detector/mode/manual.h"
#include "detector/mode/mode.h"
#include "detector/mode/tracing.h"
#include "detector/trace/task_list.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static int apply_socket(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->podman_socket = value;
	return 0;
}

const struct option_row host_option_rows[] = {
    {0, "podman-socket", "PATH", "where Podman listens; it names the containers", apply_socket},
    {0, NULL, NULL, NULL, NULL},
};

static void on_end(void *ctx)
{
	loop_stop(ctx);
}

static void on_signal(void *ctx, int signal_number)
{
	(void)signal_number;
	loop_stop(ctx);
}

#define NAMES_MS 2000 // for the first answer, in turns of 10

// The names of what is there already come before the first event.
static struct host_names *ask_names(struct loop *loop, const char *socket, struct tracing *tracing)
{
	if (!tracing_names_containers(tracing))
		return NULL;
	struct host_names *names = host_names_new(loop, socket, tracing);
	for (int i = 0; i < NAMES_MS / 10 && !host_names_asked(names); i++)
		loop_run_once(loop, 10);
	return names;
}

static void end_names(struct loop *loop, struct host_names *names)
{
	if (!names)
		return;
	host_names_stop(names);
	while (!host_names_over(names))
		loop_run_once(loop, 10);
	host_names_free(names);
}

static void tell_processes(struct tracing *tracing)
{
	AUTO_VALUE(task_list) struct task_list list = {0};
	task_list_host(&list);
	for (size_t i = 0; i < list.n; i++)
		tracing_was_there(tracing, list.pids[i]);
}

static int trace(struct loop *loop, struct loop_timer *timer, const struct trace_options *options, const char *socket,
		 struct error *err)
{
	AUTO(tracing) struct tracing *tracing = NULL;
	struct scope scope = {.kind = SCOPE_HOST};
	struct trace_options by_ebpf = *options;
	if (options->backend == SOURCE_BACKEND_AUTO)
		by_ebpf.backend = SOURCE_BACKEND_EBPF; // nothing else can do it
	int r = tracing_new(loop, &by_ebpf, NULL, &tracing, err);
	if (r < 0)
		return r;
	struct host_names *names = ask_names(loop, socket, tracing);
	r = tracing_start(tracing, &scope, err);
	if (r < 0) {
		end_names(loop, names);
		return r;
	}
	tell_processes(tracing);
	// From here on, as the start itself may take a second.
	if (options->duration_ns)
		loop_timer_start(timer, options->duration_ns / NS_PER_MS, 0);
	loop_run(loop);
	tracing_stop(tracing);
	end_names(loop, names);
	return tracing_report_own(tracing, err);
}

int mode_host(int argc, char **argv)
{
	static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};
	AUTO_VALUE(mode_options) struct mode_options options;
	struct error err;
	int first;
	mode_ignore_broken_pipes();
	options_init(&options);
	options.trace.text.always_pid = true;
	options.podman_socket = getenv("SYSCOPE_DETECTOR_PODMAN_SOCKET");
	bool answered = false;
	int r = options_parse(mode_groups("host"), argc, argv, &options, &first, &err);
	if (r == 0 && first < argc)
		r = error_set(&err, EINVAL, "host: \"%.80s\" is one word too many: it takes options only", argv[first]);
	if (r == 0 && !options.help)
		r = options_finish(&options, &answered, &err);
	if (r < 0)
		return options_fail(&options, &err);
	if (answered)
		return 0;
	if (options.help) {
		mode_print_help(mode_manual("host"), options.help_all);
		return 0;
	}
	struct loop *loop = loop_new();
	struct loop_timer *timer = loop_timer_new(loop, on_end, loop);
	struct loop_signal *signals[3];
	for (int i = 0; i < 3; i++)
		signals[i] = loop_signal_new(loop, stop_signals[i], on_signal, loop);
	r = trace(loop, timer, &options.trace, options.podman_socket, &err);
	for (int i = 0; i < 3; i++)
		loop_signal_free(signals[i]);
	loop_timer_free(timer);
	loop_free(loop);
	return r < 0 ? mode_fail(&err) : 0;
}
