// SPDX-License-Identifier: Apache-2.0
// exec: a plain program and its children, from its first instruction, as `strace -f` does.
#include "common/base/clock.h"
#include "detector/mode/child.h"
#include "detector/mode/manual.h"
#include "detector/mode/mode.h"
#include "detector/mode/tracing.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

struct exec_run {
	struct loop *loop;
	struct tracing *tracing;
	struct child child;
	struct child_setup setup;
	struct loop_timer *duration_timer;
	int status; // of the program, as from wait4
	bool ended;
	size_t living;   // tasks that our tracer holds
	int stops;       // how often we were asked to stop
	int not_started; // exit status when the program did not start
};

// What the tracer reaped is a zombie of its parent still, and ours when that is gone. A stop is the tracer's: looked at, never taken.
static void reap_untraced(struct exec_run *run)
{
	siginfo_t info = {0};
	while (!run->living && waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WNOTHREAD) == 0) {
		bool over = info.si_code == CLD_EXITED || info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED;
		if (!info.si_pid || !over)
			return;
		(void)waitpid(info.si_pid, NULL, WNOHANG | __WNOTHREAD);
		info.si_pid = 0;
	}
	if (!run->living && errno == ECHILD)
		loop_stop(run->loop);
}

static void on_traced_end(void *ctx, pid_t pid, int status, size_t living)
{
	struct exec_run *run = ctx;
	run->living = living;
	if (pid == run->child.pid) {
		run->status = status;
		run->ended = true;
	}
	reap_untraced(run);
}

// We are the reaper of all it leaves behind (PR_SET_CHILD_SUBREAPER): no child left = nothing of it runs any more.
static void on_child(void *ctx, int signal_number)
{
	struct exec_run *run = ctx;
	int status;
	pid_t pid;
	(void)signal_number;
	if (run->child.traced) {
		reap_untraced(run);
		return;
	}
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != run->child.pid)
			continue;
		run->status = status;
		run->ended = true;
	}
	if (pid < 0 && errno == ECHILD)
		loop_stop(run->loop);
}

static void on_duration(void *ctx)
{
	struct exec_run *run = ctx;
	loop_stop(run->loop);
}

// The terminal sends SIGINT to the program too; the others are for us to pass on. Behind the program's end they end us.
static void on_stop(void *ctx, int signal_number)
{
	struct exec_run *run = ctx;
	run->stops++;
	if (run->ended)
		loop_stop(run->loop);
	else if (signal_number != SIGINT || run->stops > 1)
		(void)kill(run->child.pid, signal_number);
}

static int exit_status(const struct exec_run *run)
{
	if (!run->ended)
		return 0; // --duration: it goes on without us
	return WIFEXITED(run->status) ? WEXITSTATUS(run->status) : 128 + WTERMSIG(run->status);
}

// As strace does: who waits for us sees the program's end, however it was. Returns when it was no signal.
static void end_as(int status)
{
	sigset_t unblocked;
	if (!WIFSIGNALED(status))
		return;
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){0}); // one core file is enough
	(void)sigaction(WTERMSIG(status), &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	(void)sigemptyset(&unblocked);
	(void)sigaddset(&unblocked, WTERMSIG(status));
	(void)sigprocmask(SIG_UNBLOCK, &unblocked, NULL);
	(void)raise(WTERMSIG(status));
}

static int could_not_start(struct exec_run *run, const struct error *err)
{
	run->not_started = err->code == ENOENT ? EXIT_NOT_FOUND : err->code == EINVAL ? EXIT_DETECTOR : EXIT_CANNOT_RUN;
	return -err->code;
}

static int trace(struct exec_run *run, const struct trace_options *options, char **argv, struct error *err)
{
	int r = tracing_new(run->loop, options, NULL, &run->tracing, err);
	if (r < 0)
		return r;
	r = child_prepare(argv, &run->setup, &run->child, err);
	if (r < 0)
		return could_not_start(run, err);
	struct sock_filter filter[PTRACE_FILTER_MAX];
	// With a time limit the program goes on without us, and a filter would stay.
	size_t n_filter = options->duration_ns ? 0 : tracing_skip_unchosen(run->tracing, filter);
	struct scope scope = {.kind = SCOPE_TREE, .pid = run->child.pid, .after_exec = true};
	r = tracing_start(run->tracing, &scope, err);
	if (r < 0) {
		child_abandon(&run->child);
		return r;
	}
	run->child.traced = tracing_by_ptrace(run->tracing);
	run->living = 1;
	source_on_end(tracing_source(run->tracing), on_traced_end, run);
	if (child_release(&run->child, argv[0], filter, n_filter, err) < 0)
		return could_not_start(run, err);
	if (options->duration_ns)
		loop_timer_start(run->duration_timer, options->duration_ns / NS_PER_MS, 0);
	loop_run(run->loop);
	tracing_stop(run->tracing);
	return tracing_report_own(run->tracing, err);
}

int mode_exec(int argc, char **argv)
{
	static const int stop_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	AUTO_VALUE(mode_options) struct mode_options options;
	struct error err;
	int first;
	bool answered = false;
	options_init(&options);
	int r = options_parse(mode_groups("exec"), argc, argv, &options, &first, &err);
	if (r == 0 && !options.help)
		r = options_finish(&options, &answered, &err);
	if (r < 0)
		return options_fail(&options, &err);
	if (answered)
		return 0;
	if (options.help) {
		mode_print_help(mode_manual("exec"), options.help_all);
		return 0;
	}
	if (first >= argc) {
		(void)error_set(&err, EINVAL,
				"exec: name a program to run: syscope-detector exec -- PROGRAM [ARGUMENT…]");
		return mode_fail(&err);
	}
	struct exec_run run = {.loop = loop_new(), .child = {.go_fd = -1, .failed_fd = -1}};
	child_save_signals(&run.setup);
	run.setup.environment = options.trace.environment;
	run.setup.n_environment = options.trace.n_environment;
	run.setup.user = options.trace.user;
	mode_ignore_broken_pipes();
	struct loop_signal *signals[5];
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	run.duration_timer = loop_timer_new(run.loop, on_duration, &run);
	signals[0] = loop_signal_new(run.loop, SIGCHLD, on_child, &run);
	for (int i = 0; i < 4; i++)
		signals[i + 1] = loop_signal_new(run.loop, stop_signals[i], on_stop, &run);
	r = trace(&run, &options.trace, argv + first, &err);
	int status = exit_status(&run);
	if (r < 0 && (mode_fail(&err), status == 0))
		status = run.not_started ? run.not_started : EXIT_DETECTOR;
	for (int i = 0; i < 5; i++)
		loop_signal_free(signals[i]);
	loop_timer_free(run.duration_timer);
	tracing_free(run.tracing);
	loop_free(run.loop);
	if (run.ended)
		end_as(run.status);
	return status;
}
