// SPDX-License-Identifier: Apache-2.0
// run: a container as `podman run` would start it, traced from its first instruction.
#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/loop/task.h"
#include "detector/container_manager/leftovers.h"
#include "detector/container_manager/podman_service.h"
#include "detector/mode/manual.h"
#include "detector/mode/mode.h"
#include "detector/mode/tracing.h"
#include "detector/pty_reader/local_terminal.h"
#include "detector/scan/container_scan.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define LOCAL_DETECTOR "local" // the label of containers that no server's detector made

#define REFUSED_MAX    (1u << 20) // far above what local_terminal reads at once

struct run {
	struct loop *loop;
	struct mode_options *options;
	char **command; // image and what follows, NULL-terminated
	struct tracing *tracing;
	struct podman *podman;
	struct podman_service *service;
	struct local_terminal *terminal;
	struct container_scan *scan;
	int status;
	struct buffer refused; // input that found no room; nothing more is read until it is passed on
	struct error failure;  // of the container; code 0 = none
};

static void on_state(void *ctx, const struct container_scan_update *update)
{
	struct run *run = ctx;
	static const int statuses[] = {
	    [CONTAINER_SCAN_FAILURE_COMMAND_NOT_USABLE] = EXIT_CANNOT_RUN,
	    [CONTAINER_SCAN_FAILURE_COMMAND_NOT_FOUND] = EXIT_NOT_FOUND,
	    [CONTAINER_SCAN_FAILURE_LOST] = EXIT_DETECTOR,
	};
	switch (update->state) {
	case CONTAINER_SCAN_RUNNING:
		tracing_container(run->tracing, update->container_id, run->command[0], update->pid);
		break;
	case CONTAINER_SCAN_FINISHED:
		run->status = update->exit_code;
		break;
	case CONTAINER_SCAN_FAILED:
		run->status = statuses[update->failure] ? statuses[update->failure] : EXIT_DETECTOR;
		(void)error_set(&run->failure, EIO, "%s", update->message);
		break;
	case CONTAINER_SCAN_CANCELLED:
		run->status = EXIT_DETECTOR;
		break;
	default:
		break;
	}
}

static void on_output(void *ctx, const struct terminal_piece *piece)
{
	struct run *run = ctx;
	if (piece->kind == TERMINAL_RESIZE)
		return;
	enum local_stream stream = piece->kind == TERMINAL_STDERR ? LOCAL_STDERR : LOCAL_STDOUT;
	int64_t waiting = local_terminal_write(run->terminal, stream, piece->bytes, piece->len);
	if (waiting == -EPIPE)
		container_scan_stop(run->scan); // asked again while it writes on: then it is killed, as SIGPIPE would
	else if (waiting > LOCAL_TERMINAL_HIGH)
		container_scan_pause_output(run->scan);
}

static void on_output_room(void *ctx)
{
	struct run *run = ctx;
	if (run->scan)
		container_scan_resume_output(run->scan);
}

static void on_record(void *ctx, const struct record *record)
{
	struct run *run = ctx;
	struct source_sink sink = tracing_sink(run->tracing);
	sink.record(sink.ctx, record);
}

static void on_loss(void *ctx, const struct source_loss *loss)
{
	struct run *run = ctx;
	struct source_sink sink = tracing_sink(run->tracing);
	sink.loss(sink.ctx, loss);
}

static void on_counters(void *ctx, const struct container_scan_counters *counters)
{
	struct run *run = ctx;
	struct error err;
	if (!counters->final) {
		if (run->options->trace.interval_ns)
			tracing_interval(run->tracing, counters->counters, counters->count);
		return;
	}
	if (tracing_report(run->tracing, counters->counters, counters->count, counters->missed_runs, &err) < 0)
		run->failure = err;
}

static void on_pulling(void *ctx, const char *text)
{
	(void)ctx;
	(void)fprintf(stderr, "%s\n", text);
}

static void on_input(void *ctx, const uint8_t *bytes, size_t len)
{
	struct run *run = ctx;
	struct error err;
	if (!run->scan || container_scan_input(run->scan, bytes, len, &err) != -EAGAIN)
		return;
	local_terminal_pause_input(run->terminal);
	(void)buffer_append(&run->refused, bytes, len);
}

static void on_input_room(void *ctx)
{
	struct run *run = ctx;
	struct error err;
	if (container_scan_input(run->scan, run->refused.data, run->refused.len, &err) == -EAGAIN)
		return;
	buffer_clear(&run->refused);
	local_terminal_resume_input(run->terminal);
}

static void on_input_end(void *ctx)
{
	struct run *run = ctx;
	if (run->scan)
		container_scan_close_input(run->scan);
}

static void on_resized(void *ctx, uint16_t columns, uint16_t rows)
{
	struct run *run = ctx;
	if (run->scan)
		container_scan_resize(run->scan, columns, rows);
}

static void on_signal(void *ctx, int signal_number)
{
	struct run *run = ctx;
	(void)signal_number;
	if (run->scan)
		container_scan_stop(run->scan);
}

static int open_terminal(struct run *run, struct error *err)
{
	struct container_spec *spec = &run->options->container;
	struct local_terminal_events events = {
	    .input = spec->input ? on_input : NULL,
	    .input_end = on_input_end,
	    .resized = spec->tty ? on_resized : NULL,
	    .output_room = on_output_room,
	    .ctx = run,
	};
	if (spec->tty)
		(void)local_terminal_size(&spec->columns, &spec->rows); // else 80 × 24
	return local_terminal_new(run->loop, spec->tty && spec->input && isatty(STDIN_FILENO), &events, &run->terminal,
				  err);
}

static int fill_spec(struct run *run, struct error *err)
{
	struct container_spec *spec = &run->options->container;
	spec->image = xstrdup(run->command[0]);
	for (char **word = run->command + 1; *word; word++)
		if (text_list_add(&spec->command, *word) < 0)
			return error_set(err, E2BIG, "the command has more than %d words", TEXT_LIST_MAX);
	return 0;
}

static int start(struct run *run, struct error *err)
{
	struct container_scan_options scan = {
	    .podman = run->podman,
	    .source = tracing_source(run->tracing),
	    .spec = &run->options->container,
	    .plan = tracing_plan(run->tracing),
	    .detector = LOCAL_DETECTOR,
	    .pull = run->options->pull,
	    .time_limit_ns = run->options->trace.duration_ns,
	    .keep_container = run->options->keep_container,
	};
	struct container_scan_events events = {
	    .state = on_state,
	    .output = on_output,
	    .record = on_record,
	    .loss = on_loss,
	    .counters = on_counters,
	    .pulling = on_pulling,
	    .input_room = on_input_room,
	    .ctx = run,
	};
	uuid_generate(&scan.id);
	return container_scan_start(&scan, &events, &run->scan, err);
}

static int prepare(struct run *run, struct error *err)
{
	AUTO_FREE char *usual = podman_default_socket();
	size_t removed = 0;
	struct error ignored;
	int r = fill_spec(run, err);
	if (r < 0)
		return r;
	r = tracing_new(run->loop, &run->options->trace, run->options->container.name, &run->tracing, err);
	if (r < 0)
		return r;
	run->podman = podman_new(run->loop, run->options->podman_socket ? run->options->podman_socket : usual);
	r = run->options->podman_socket ? podman_ping(run->podman, err)
					: podman_service_ensure(run->podman, &run->service, err);
	if (r < 0)
		return r;
	(void)leftovers_remove(run->podman, LOCAL_DETECTOR, &removed, &ignored); // of a run that was killed
	return open_terminal(run, err);
}

static void run_task(void *ctx)
{
	struct run *run = ctx;
	struct error err;
	int r = prepare(run, &err);
	if (r == 0)
		r = start(run, &err);
	if (r == 0) {
		container_scan_wait(run->scan);
		local_terminal_drain(run->terminal);
	}
	local_terminal_free(run->terminal); // the screen is the user's again before anything is said on it
	run->terminal = NULL;
	if (r < 0)
		run->status = mode_fail(&err);
	else if (run->failure.code)
		(void)mode_fail(&run->failure);
	if (run->status == 0 && run->failure.code)
		run->status = EXIT_DETECTOR;
	container_scan_free(run->scan);
	run->scan = NULL;
	loop_stop(run->loop);
}

int mode_run(int argc, char **argv)
{
	static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};
	AUTO_VALUE(mode_options) struct mode_options options;
	struct error err;
	int first;
	mode_ignore_broken_pipes();
	options_init(&options);
	options.podman_socket = getenv("SYSCOPE_DETECTOR_PODMAN_SOCKET");
	bool answered = false;
	int r = options_parse(mode_groups("run"), argc, argv, &options, &first, &err);
	if (r == 0 && !options.help)
		r = options_finish(&options, &answered, &err);
	if (r == 0 && !options.help && !answered && first >= argc)
		r = error_set(&err, EINVAL, "run: name an image: syscope-detector run IMAGE [COMMAND…]");
	if (r < 0)
		return options_fail(&options, &err);
	if (answered)
		return 0;
	if (options.help) {
		mode_print_help(mode_manual("run"), options.help_all);
		return 0;
	}
	struct run run = {.loop = loop_new(), .options = &options, .command = argv + first, .status = EXIT_DETECTOR};
	struct loop_signal *signals[3];
	buffer_init(&run.refused, REFUSED_MAX);
	for (int i = 0; i < 3; i++)
		signals[i] = loop_signal_new(run.loop, stop_signals[i], on_signal, &run);
	task_spawn(run.loop, run_task, &run);
	loop_run(run.loop);
	for (int i = 0; i < 3; i++)
		loop_signal_free(signals[i]);
	tracing_free(run.tracing);
	podman_free(run.podman);
	podman_service_free(run.service);
	buffer_done(&run.refused);
	loop_free(run.loop);
	return run.status;
}
