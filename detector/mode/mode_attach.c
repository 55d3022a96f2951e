// SPDX-License-Identifier: Apache-2.0
// attach: what runs already: a container, a cgroup, a process with its children. It goes on when we leave.
#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/loop/waiter.h"
#include "detector/mode/attach_watch.h"
#include "detector/mode/manual.h"
#include "detector/mode/mode.h"
#include "detector/mode/tracing.h"
#include "detector/trace/task_list.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

struct attach {
	struct loop *loop;
	struct mode_options *options;
	char **words; // what to attach to; NULL-terminated
	struct attach_target target;
	struct tracing *tracing;
	struct attach_watch *watch;
	struct waiter wake;
	bool ended, stopped;
	int status;
};

static int apply_pids(struct mode_options *options, const char *value, struct error *err)
{
	if (options->n_attach_pids == sizeof(options->attach_pids) / sizeof(options->attach_pids[0]))
		return error_set(err, E2BIG, "given too often: give PID,PID");
	options->attach_pids[options->n_attach_pids++] = value;
	return 0;
}

static int apply_socket(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->podman_socket = value;
	return 0;
}

const struct option_row attach_option_rows[] = {
    {'p', "attach", "PID[,PID]", "trace these processes, their threads and children", apply_pids},
    {0, "podman-socket", "PATH", "where Podman listens", apply_socket},
    {0, NULL, NULL, NULL, NULL},
};

static void say(const struct attach *attach, const char *text)
{
	const struct podman_container *container = &attach->target.container;
	if (attach->options->trace.quiet_level)
		return;
	if (attach->target.kind == ATTACH_CONTAINER)
		(void)fprintf(stderr, "syscope-detector: container %s (%.12s) %s\n", container->name, container->id,
			      text);
	else if (attach->target.cgroup)
		(void)fprintf(stderr, "syscope-detector: cgroup %s %s\n", attach->target.cgroup, text);
	for (size_t i = 0; !attach->target.cgroup && attach->target.kind == ATTACH_PIDS && i < attach->target.n_pids;
	     i++)
		(void)fprintf(stderr, "syscope-detector: process %d %s\n", (int)attach->target.pids[i], text);
}

static void on_note(void *ctx, const char *text)
{
	say(ctx, text);
}

static void on_ended(void *ctx)
{
	struct attach *attach = ctx;
	attach->ended = true;
	waiter_wake(&attach->wake);
}

static void on_stop(void *ctx)
{
	struct attach *attach = ctx;
	attach->stopped = true;
	waiter_wake(&attach->wake);
}

static void on_signal(void *ctx, int signal_number)
{
	(void)signal_number;
	on_stop(ctx);
}

static int find(struct attach *attach, struct error *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < attach->options->n_attach_pids; i++)
		r = attach_target_add_pids(&attach->target, attach->options->attach_pids[i], err);
	if (r == 0 && attach->words[0])
		r = attach_target_find(&attach->target, attach->loop, attach->words[0], attach->options->podman_socket,
				       err);
	return r;
}

static void seed(struct attach *attach, const struct scope *scope)
{
	AUTO_VALUE(task_list) struct task_list list = {0};
	if (scope->kind == SCOPE_CGROUP)
		task_list_cgroup(scope->cgroup, &list);
	else
		task_list_tree(scope, &list);
	for (size_t i = 0; i < list.n; i++)
		tracing_was_there(attach->tracing, list.pids[i]);
}

static void name_container(struct attach *attach)
{
	const struct podman_container *container = &attach->target.container;
	if (attach->target.kind == ATTACH_CONTAINER)
		tracing_container(attach->tracing, container->id, container->image, container->pid);
}

// Armed before it is watched: an end in between is seen by the watch's own look.
static int start(struct attach *attach, struct error *err)
{
	struct attach_watch_events events = {.note = on_note, .ended = on_ended, .ctx = attach};
	bool container = attach->target.kind == ATTACH_CONTAINER;
	int r = tracing_new(attach->loop, &attach->options->trace, container ? attach->target.container.name : NULL,
			    &attach->tracing, err);
	if (r < 0)
		return r;
	struct scope scope = attach_target_scope(&attach->target);
	if (scope.kind == SCOPE_TREE)
		name_container(attach); // the start reads the root's descriptors
	r = tracing_start(attach->tracing, &scope, err);
	if (r < 0)
		return container ? error_wrap(err, "container %.64s", attach->target.container.name) : r;
	if (scope.kind == SCOPE_CGROUP)
		name_container(attach);
	seed(attach, &scope);
	return attach_watch_new(attach->loop, &attach->target, &events, &attach->watch, err);
}

static int trace(struct attach *attach, struct error *err)
{
	char verdict[64] = "ended";
	struct loop_timer *timer = loop_timer_new(attach->loop, on_stop, attach);
	say(attach, "attached");
	if (attach->options->trace.duration_ns)
		loop_timer_start(timer, attach->options->trace.duration_ns / NS_PER_MS, 0);
	while (!attach->ended && !attach->stopped)
		waiter_wait(&attach->wake);
	loop_timer_free(timer);
	tracing_stop(attach->tracing);
	int r = tracing_report_own(attach->tracing, err);
	if (attach->ended && attach->target.kind == ATTACH_CONTAINER)
		attach_watch_verdict(attach->watch, verdict, sizeof(verdict));
	say(attach, attach->ended ? verdict : "detached");
	return r;
}

static void attach_task(void *ctx)
{
	struct attach *attach = ctx;
	struct error err;
	int r = find(attach, &err);
	if (r == 0)
		r = start(attach, &err);
	if (r == 0)
		r = trace(attach, &err);
	attach->status = r < 0 ? mode_fail(&err) : 0;
	attach_watch_free(attach->watch);
	loop_stop(attach->loop);
}

static int check_words(const struct mode_options *options, int argc, char **argv, int first, struct error *err)
{
	bool pids = options->n_attach_pids > 0;
	if (first >= argc && !pids)
		return error_set(err, EINVAL, "attach: name what to trace: a container, cgroup:/path, pid:N or -p PID");
	if (first + 1 < argc || (pids && first < argc))
		return error_set(err, EINVAL, "attach: \"%.80s\" is one word too many: it takes one thing to trace",
				 argv[pids ? first : first + 1]);
	return 0;
}

int mode_attach(int argc, char **argv)
{
	static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	AUTO_VALUE(mode_options) struct mode_options options;
	struct loop_signal *signals[4];
	struct error err;
	bool answered = false;
	int first;
	mode_ignore_broken_pipes();
	options_init(&options);
	options.podman_socket = getenv("SYSCOPE_DETECTOR_PODMAN_SOCKET");
	int r = options_parse(mode_groups("attach"), argc, argv, &options, &first, &err);
	if (r == 0 && !options.help)
		r = options_finish(&options, &answered, &err);
	if (r == 0 && !options.help && !answered)
		r = check_words(&options, argc, argv, first, &err);
	if (r < 0)
		return options_fail(&options, &err);
	if (options.help)
		mode_print_help(mode_manual("attach"), options.help_all);
	if (options.help || answered)
		return 0;
	struct attach attach = {.loop = loop_new(), .options = &options, .words = argv + first};
	waiter_init(&attach.wake, attach.loop);
	for (int i = 0; i < 4; i++)
		signals[i] = loop_signal_new(attach.loop, stop_signals[i], on_signal, &attach);
	task_spawn(attach.loop, attach_task, &attach);
	loop_run(attach.loop);
	for (int i = 0; i < 4; i++)
		loop_signal_free(signals[i]);
	tracing_free(attach.tracing);
	attach_target_done(&attach.target);
	loop_free(attach.loop);
	return attach.status;
}
