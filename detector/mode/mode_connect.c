// SPDX-License-Identifier: Apache-2.0
// connect: serves the server this detector is enrolled at, until it is told to stop.
#include "common/base/config.h"
#include "common/base/log.h"
#include "common/loop/task.h"
#include "detector/command/detector.h"
#include "detector/mode/connect_options.h"
#include "detector/mode/manual.h"
#include "detector/mode/mode.h"

#include <signal.h>
#include <stdio.h>

struct connect_run {
	struct loop *loop;
	const struct detector_settings *settings;
	struct detector *detector;
	struct error err;
	bool started;
	bool stopping;
	int result;
};

static void start_task(void *ctx)
{
	struct connect_run *run = ctx;
	run->result = detector_new(run->loop, run->settings, &run->detector, &run->err);
	run->started = true;
	if (run->result < 0 || run->stopping)
		loop_stop(run->loop);
}

static void stop_task(void *ctx)
{
	struct connect_run *run = ctx;
	detector_stop(run->detector);
	loop_stop(run->loop);
}

static void on_signal(void *ctx, int signal_number)
{
	struct connect_run *run = ctx;
	(void)signal_number;
	if (run->stopping || !run->started) {
		run->stopping = true;
		return;
	}
	run->stopping = true;
	task_spawn(run->loop, stop_task, run);
}

int mode_connect(int argc, char **argv)
{
	static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};
	AUTO_VALUE(mode_options) struct mode_options options;
	struct detector_settings settings = {0};
	struct error err;
	mode_ignore_broken_pipes();
	options_init(&options);
	int r = connect_options_parse(mode_groups("connect"), argc, argv, &options, &settings, &err);
	if (r < 0 || options.help) {
		if (options.help)
			mode_print_help(mode_manual("connect"), options.help_all);
		config_free(detector_config_keys, &settings);
		return r < 0 ? mode_fail(&err) : 0;
	}
	struct connect_run run = {.loop = loop_new(), .settings = &settings};
	struct loop_signal *signals[3];
	for (int i = 0; i < 3; i++)
		signals[i] = loop_signal_new(run.loop, stop_signals[i], on_signal, &run);
	task_spawn(run.loop, start_task, &run);
	if (!run.started || run.result == 0)
		loop_run(run.loop);
	int status = run.result < 0 ? mode_fail(&run.err) : 0;
	detector_free(run.detector);
	for (int i = 0; i < 3; i++)
		loop_signal_free(signals[i]);
	loop_free(run.loop);
	config_free(detector_config_keys, &settings);
	return status;
}
