// SPDX-License-Identifier: Apache-2.0
// The thread and its commands. waitpid sleeps until a task stops; a command wakes it by a signal, sent again until it is taken, so that
// none is missed between a look at the commands and the sleep. Nothing here polls.
#include "detector/trace/ptrace_tracer.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "detector/trace/source_backend.h"

#define WAKE_SIGNAL SIGURG // ignored by who has no handler, so one too many does no harm
#define WAKE_MS     2

static void on_wake(int signal_number)
{
	(void)signal_number;
}

static void apply_plans(struct ptrace_tracer *tracer)
{
	tracer->timed = tracer->recording = tracer->filtering = 0;
	tracer->string_limit = 0;
	for (unsigned i = 0; i < RECORD_SCANS; i++) {
		const struct source_plan *plan = tracer->scans[i] ? &tracer->scans[i]->plan : NULL;
		if (!plan)
			continue;
		tracer->timed |= (uint32_t)plan->latency << i;
		tracer->recording |= (uint32_t)!plan->count_only << i;
		tracer->filtering |= (uint32_t)plan->chosen_only << i;
		if (!plan->count_only && plan->string_limit > tracer->string_limit)
			tracer->string_limit = plan->string_limit;
	}
	if (tracer->string_limit > CAPTURE_MAX)
		tracer->string_limit = CAPTURE_MAX;
}

static void begin_command(struct ptrace_tracer *tracer, struct ptrace_command *command)
{
	tracer->under_way = command;
	if (command->order == PTRACE_ORDER_QUIT) {
		tracer->quit = true;
		return;
	}
	unsigned slot = command->scan->slot;
	switch (command->order) {
	case PTRACE_ORDER_ARM:
		tracer->scans[slot] = command->scan->backend;
		apply_plans(tracer);
		command->result = ptrace_scope_arm(tracer, slot, &command->err);
		if (command->result < 0)
			ptrace_scope_disarm(tracer, slot);
		break;
	case PTRACE_ORDER_DISARM:
		ptrace_scope_disarm(tracer, slot);
		break;
	case PTRACE_ORDER_LOOK:
		ptrace_scope_look(tracer, slot);
		break;
	default:
		break;
	}
}

// Done when every task that it touched has stopped once.
static void end_command(struct ptrace_tracer *tracer)
{
	struct ptrace_command *command = tracer->under_way;
	bool takes_away =
	    command->order == PTRACE_ORDER_DISARM || (command->order == PTRACE_ORDER_ARM && command->result < 0);
	if (tracer->arming || tracer->leaving)
		return;
	if (takes_away) {
		tracer->scans[command->scan->slot] = NULL;
		apply_plans(tracer);
	}
	tracer->under_way = NULL;
	(void)pthread_mutex_lock(&tracer->lock);
	tracer->command = NULL;
	command->done = true;
	(void)pthread_cond_broadcast(&tracer->changed);
	(void)pthread_mutex_unlock(&tracer->lock);
}

static void take_command(struct ptrace_tracer *tracer)
{
	if (!tracer->under_way && atomic_exchange(&tracer->posted, false)) {
		(void)pthread_mutex_lock(&tracer->lock);
		struct ptrace_command *command = tracer->command;
		(void)pthread_mutex_unlock(&tracer->lock);
		begin_command(tracer, command);
	}
	if (tracer->under_way)
		end_command(tracer);
}

static void wait_for_command(struct ptrace_tracer *tracer)
{
	(void)pthread_mutex_lock(&tracer->lock);
	while (!atomic_load(&tracer->posted))
		(void)pthread_cond_wait(&tracer->changed, &tracer->lock);
	(void)pthread_mutex_unlock(&tracer->lock);
}

static void *run(void *ctx)
{
	struct ptrace_tracer *tracer = ctx;
	while (!tracer->quit) {
		int status;
		pid_t tid = waitpid(-1, &status, __WALL | __WNOTHREAD);
		if (tid > 0)
			ptrace_stops_take(tracer, tid, status);
		else if (errno == ECHILD && !tracer->under_way)
			wait_for_command(tracer);
		if (tracer->under_way || atomic_load_explicit(&tracer->posted, memory_order_relaxed))
			take_command(tracer);
	}
	return NULL;
}

int ptrace_tracer_start(struct ptrace_tracer *tracer, struct error *err)
{
	sigset_t all, before;
	pthread_condattr_t steady;
	struct sigaction wake = {.sa_handler = on_wake}; // without SA_RESTART: it must end the wait
	(void)pthread_mutex_init(&tracer->lock, NULL);
	(void)pthread_condattr_init(&steady);
	(void)pthread_condattr_setclock(&steady, CLOCK_MONOTONIC); // the other one may jump by years
	(void)pthread_cond_init(&tracer->changed, &steady);
	(void)pthread_condattr_destroy(&steady);
	(void)sigaction(WAKE_SIGNAL, &wake, NULL);
	(void)sigfillset(&all);
	(void)sigdelset(&all, WAKE_SIGNAL);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before); // the loop's thread handles all others
	int r = pthread_create(&tracer->thread, NULL, run, tracer);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r ? error_set(err, r, "cannot start the tracer's thread: %s", strerror(r)) : 0;
}

static struct timespec soon(void)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	time.tv_nsec += WAKE_MS * 1000000;
	if (time.tv_nsec >= 1000000000) {
		time.tv_nsec -= 1000000000;
		time.tv_sec++;
	}
	return time;
}

int ptrace_tracer_do(struct ptrace_tracer *tracer, enum ptrace_order order, struct source_scan *scan, struct error *err)
{
	struct ptrace_command command = {.order = order, .scan = scan};
	(void)pthread_mutex_lock(&tracer->lock);
	tracer->command = &command;
	atomic_store(&tracer->posted, true);
	(void)pthread_cond_broadcast(&tracer->changed);
	while (!command.done) {
		struct timespec until = soon();
		(void)pthread_kill(tracer->thread, WAKE_SIGNAL);
		(void)pthread_cond_timedwait(&tracer->changed, &tracer->lock, &until);
		ptrace_queue_spill(tracer->queue); // it may wait for room
	}
	(void)pthread_mutex_unlock(&tracer->lock);
	if (command.result < 0)
		*err = command.err;
	return command.result;
}
