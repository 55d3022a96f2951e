// SPDX-License-Identifier: Apache-2.0
// The steps of a scan, top to bottom. Each leaves what it made in the scan, and clean_up takes away whatever is there.
#define LOG_TOPIC "scan"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "detector/container_manager/leftovers.h"
#include "detector/scan/scan_private.h"

#define DRAIN_TURN_MS  250u
#define DRAIN_PATIENCE 40 // turns without a byte, with the reading on, before the terminal's end is given up

static void tell(struct container_scan *scan, enum container_scan_state state, const char *message)
{
	scan->state = state;
	if (scan->abandoned)
		return;
	bool finished = state == CONTAINER_SCAN_FINISHED;
	struct container_scan_update update = {
	    .state = state,
	    .ts = clock_boot_ns(),
	    .message = message,
	    .container_id = scan->container_id,
	    .pid = scan->pid,
	    .exit_code = finished ? scan->exit_code : -1,
	    .signal = finished && scan->saw_exit && WIFSIGNALED(scan->wait_status) ? WTERMSIG(scan->wait_status) : 0,
	    .oom_killed = scan->oom_killed,
	    .failure = scan->failure,
	};
	scan->events.state(scan->events.ctx, &update);
}

static int fail(struct container_scan *scan, enum container_scan_failure failure, int result)
{
	scan->failure = failure;
	return result;
}

static void on_pulling(void *ctx, const char *text)
{
	struct container_scan *scan = ctx;
	if (!scan->abandoned && scan->events.pulling)
		scan->events.pulling(scan->events.ctx, text);
}

static int get_image(struct container_scan *scan, struct error *err)
{
	const char *image = scan->spec.image ? scan->spec.image : "";
	if (scan->pull == CONTAINER_PULL_NEVER)
		return 0; // create says it when there is none
	int r = podman_image_exists(scan->podman, image, err);
	if (r < 0)
		return fail(scan, CONTAINER_SCAN_FAILURE_PODMAN, r);
	// localhost/ is the name for images that no registry has.
	if ((r == 1 && scan->pull == CONTAINER_PULL_MISSING) || strncmp(image, "localhost/", 10) == 0)
		return 0;
	r = podman_pull_image(scan->podman, image, on_pulling, scan, &scan->pull_cancel, err);
	return r < 0 ? fail(scan, CONTAINER_SCAN_FAILURE_IMAGE, r) : 0;
}

static int create(struct container_scan *scan, struct error *err)
{
	int r = leftovers_label(&scan->spec, scan->id, scan->detector, err);
	if (r == 0)
		r = podman_create(scan->podman, &scan->spec, scan->container_id, err);
	if (r < 0)
		return fail(scan, r == -ENOENT ? CONTAINER_SCAN_FAILURE_IMAGE : CONTAINER_SCAN_FAILURE_PODMAN, r);
	return 0;
}

static bool is_gone(const struct error *err)
{
	return strstr(err->text, "no such container") || strstr(err->text, "no container with");
}

static const char *program_of(const struct container_scan *scan)
{
	const struct container_spec *spec = &scan->spec;
	if (spec->entrypoint.count)
		return spec->entrypoint.items[0];
	return spec->command.count ? spec->command.items[0] : "the image's own program";
}

static int fail_to_begin(struct container_scan *scan, int result, struct error *err)
{
	const char *program = program_of(scan), *image = scan->spec.image;
	if (is_gone(err))
		return fail(scan, CONTAINER_SCAN_FAILURE_LOST, result);
	if (result == -ENOENT)
		return fail(scan, CONTAINER_SCAN_FAILURE_COMMAND_NOT_FOUND,
			    error_wrap(err, "%.64s is not in image %.64s", program, image));
	if (result == -EACCES)
		return fail(scan, CONTAINER_SCAN_FAILURE_COMMAND_NOT_USABLE,
			    error_wrap(err, "%.64s of image %.64s cannot be executed", program, image));
	return fail(scan, CONTAINER_SCAN_FAILURE_PODMAN, result);
}

static int init(struct container_scan *scan, struct error *err)
{
	AUTO_VALUE(podman_container) struct podman_container container = {0};
	int r = podman_init(scan->podman, scan->container_id, err);
	if (r < 0)
		return fail_to_begin(scan, r, err);
	r = podman_inspect(scan->podman, scan->container_id, &container, err);
	if (r == 0 && container.pid <= 0)
		r = error_set(err, ESRCH, "container %.12s has no process: it ended before it was started",
			      scan->container_id);
	if (r < 0)
		return fail(
		    scan, is_gone(err) || r == -ESRCH ? CONTAINER_SCAN_FAILURE_LOST : CONTAINER_SCAN_FAILURE_PODMAN, r);
	scan->pid = container.pid;
	scan->pidfd = (int)syscall(SYS_pidfd_open, scan->pid, 0);
	if (scan->pidfd < 0)
		return fail(scan, CONTAINER_SCAN_FAILURE_LOST,
			    error_set(err, errno, "container %.12s ended before it was started", scan->container_id));
	return 0;
}

static int arm(struct container_scan *scan, struct error *err)
{
	int r = scan_arm(scan, err);
	return r < 0 ? fail(scan, CONTAINER_SCAN_FAILURE_TRACE, r) : 0;
}

static void on_output(void *ctx, const struct terminal_piece *piece)
{
	struct container_scan *scan = ctx;
	if (!scan->abandoned)
		scan->events.output(scan->events.ctx, piece);
}

static void on_terminal_closed(void *ctx, const struct error *problem)
{
	struct container_scan *scan = ctx;
	if (problem)
		(void)snprintf(scan->note, sizeof(scan->note), "%.150s", problem->text);
	waiter_wake(&scan->wake);
}

static void on_input_room(void *ctx)
{
	struct container_scan *scan = ctx;
	if (!scan->abandoned && scan->events.input_room)
		scan->events.input_room(scan->events.ctx);
}

static void give_early_input(struct container_scan *scan)
{
	struct error err;
	struct buffer *early = &scan->early_input;
	// It fits: both have the same maximum.
	if (early->len > 0 && terminal_write(scan->terminal, early->data, early->len, &err) < 0)
		log_warn("input", "lost=%zu error=%s", early->len, LOG_Q(err.text));
	buffer_done(early);
	if (scan->input_closed)
		terminal_close_input(scan->terminal);
	else if (scan->input_wanted)
		on_input_room(scan);
}

static int attach(struct container_scan *scan, struct error *err)
{
	AUTO_VALUE(podman_connection) struct podman_connection connection = {.fd = -1};
	struct terminal_sink sink = {
	    .output = on_output, .closed = on_terminal_closed, .input_room = on_input_room, .ctx = scan};
	int r = podman_attach(scan->podman, scan->container_id, &connection, err);
	if (r < 0)
		return fail(scan, is_gone(err) ? CONTAINER_SCAN_FAILURE_LOST : CONTAINER_SCAN_FAILURE_PODMAN, r);
	scan->terminal = terminal_new(scan->loop, &connection, scan->spec.tty, &sink);
	give_early_input(scan);
	return 0;
}

static int set_first_size(struct container_scan *scan, struct error *err)
{
	if (!scan->spec.tty)
		return 0;
	if (!scan->spec.columns)
		scan->spec.columns = 80;
	if (!scan->spec.rows)
		scan->spec.rows = 24;
	scan->applied_columns = scan->spec.columns;
	scan->applied_rows = scan->spec.rows;
	int r = podman_resize(scan->podman, scan->container_id, scan->applied_columns, scan->applied_rows, err);
	if (r < 0)
		return fail(scan, is_gone(err) ? CONTAINER_SCAN_FAILURE_LOST : CONTAINER_SCAN_FAILURE_PODMAN, r);
	terminal_note_size(scan->terminal, scan->applied_columns, scan->applied_rows);
	return 0;
}

// Told before: output and records may come before Podman's answer does.
static int start(struct container_scan *scan, struct error *err)
{
	tell(scan, CONTAINER_SCAN_RUNNING, "");
	int r = podman_start(scan->podman, scan->container_id, err);
	return r < 0 ? fail_to_begin(scan, r, err) : 0;
}

static void on_time_limit(void *ctx)
{
	struct container_scan *scan = ctx;
	char reason[64];
	(void)snprintf(reason, sizeof(reason), "the time limit of %g s is reached", (double)scan->time_limit_ns / 1e9);
	scan_request_stop(scan, false, reason);
}

static void run_to_end(struct container_scan *scan)
{
	bool stopping = false, killed = false;
	scan_start_wait(scan);
	if (scan->time_limit_ns) {
		scan->limit_timer = loop_timer_new(scan->loop, on_time_limit, scan);
		loop_timer_start(scan->limit_timer, (scan->time_limit_ns + NS_PER_MS - 1) / NS_PER_MS, 0);
	}
	scan_apply_size(scan);
	while (!scan->ended) {
		if (scan->stop_requested && !stopping) {
			stopping = true;
			tell(scan, CONTAINER_SCAN_STOPPING, scan->stop_reason);
			if (!scan->kill_requested)
				scan_start_stop(scan);
		}
		if (scan->kill_requested && !killed) {
			killed = true;
			scan_kill(scan);
		}
		if (!scan->ended)
			waiter_wait(&scan->wake);
	}
	loop_timer_free(take_ptr(&scan->limit_timer));
}

// The end of the stream comes once Podman has passed on the last byte. A paused reader may take all the time it wants.
static void drain_terminal(struct container_scan *scan)
{
	uint64_t before = 0;
	for (int turns = 0; !terminal_is_closed(scan->terminal) && turns < DRAIN_PATIENCE; turns++) {
		uint64_t now = terminal_counters(scan->terminal).output_bytes;
		if (scan->abandoned)
			terminal_resume(scan->terminal);
		if (now != before || terminal_is_paused(scan->terminal))
			turns = 0;
		before = now;
		(void)waiter_wait_for(&scan->wake, DRAIN_TURN_MS);
	}
	if (!terminal_is_closed(scan->terminal))
		(void)snprintf(scan->note, sizeof(scan->note), "the end of the container's output did not come");
}

static void read_last_state(struct container_scan *scan)
{
	AUTO_VALUE(podman_container) struct podman_container container = {0};
	struct error err;
	if (podman_inspect(scan->podman, scan->container_id, &container, &err) == 0)
		scan->oom_killed = container.oom_killed;
}

static int judge_end(struct container_scan *scan, struct error *err)
{
	if (scan->wait_result == 0) {
		read_last_state(scan);
		return 0;
	}
	// Whatever became of Podman: nothing runs on that nobody watches.
	scan_kill(scan);
	*err = scan->wait_error;
	if (scan->wait_result == -ENOENT)
		return fail(scan, CONTAINER_SCAN_FAILURE_LOST,
			    error_set(err, ENOENT, "container %.12s was removed by someone else while it ran",
				      scan->container_id));
	return fail(scan, CONTAINER_SCAN_FAILURE_LOST,
		    error_wrap(err, "Podman went away, and the container was ended"));
}

static int run(struct container_scan *scan, struct error *err)
{
	scan->ran = true;
	run_to_end(scan);
	int r = judge_end(scan, err);
	drain_terminal(scan);
	return r;
}

// Steps fail in odd words when the waiting process was killed meanwhile.
static int explain(struct container_scan *scan, int result, struct error *err)
{
	struct pollfd pollfd = {.fd = scan->pidfd, .events = POLLIN};
	if (result >= 0 || scan->ran || scan->pidfd < 0 || scan->failure != CONTAINER_SCAN_FAILURE_PODMAN ||
	    poll(&pollfd, 1, 0) != 1)
		return result;
	return fail(scan, CONTAINER_SCAN_FAILURE_LOST,
		    error_set(err, ESRCH, "container %.12s was ended by someone else before it was started",
			      scan->container_id));
}

static int go_through(struct container_scan *scan, struct error *err)
{
	static int (*const steps[])(struct container_scan *, struct error *) = {get_image, create,         init,  arm,
										attach,    set_first_size, start, run};
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		// Once started, a stop goes the way of a running container.
		if (scan->stop_requested && steps[i] != run)
			return error_set(err, ECANCELED, "stopped before it ran");
		int r = steps[i](scan, err);
		if (r < 0)
			return explain(scan, r, err);
	}
	return 0;
}

static void clean_up(struct container_scan *scan)
{
	struct error err;
	while (scan->helpers > 0)
		waiter_wait(&scan->wake);
	scan_disarm(scan);
	if (scan->terminal)
		scan->terminal_counters = terminal_counters(scan->terminal);
	terminal_free(take_ptr(&scan->terminal));
	scan->terminal_gone = true;
	bool keep = scan->keep_container && scan->ran;
	if (scan->container_id[0] && !keep && podman_remove(scan->podman, scan->container_id, &err) < 0) {
		log_warn("remove", "container=%.12s error=%s", scan->container_id, LOG_Q(err.text));
		(void)snprintf(scan->note, sizeof(scan->note), "%.150s", err.text);
	}
	if (scan->pidfd >= 0)
		(void)close(take_fd(&scan->pidfd));
}

static void tell_last(struct container_scan *scan, int result, const struct error *err)
{
	scan->over = true;
	scan->telling_last = true;
	if (result == 0)
		tell(scan, CONTAINER_SCAN_FINISHED, scan->stop_reason[0] ? scan->stop_reason : scan->note);
	else if (scan->stop_requested && !scan->ran && (result == -ECANCELED || scan->abandoned))
		tell(scan, CONTAINER_SCAN_CANCELLED, err->text);
	else
		tell(scan, CONTAINER_SCAN_FAILED, err->text);
	scan->telling_last = false;
}

void scan_task(void *ctx)
{
	struct container_scan *scan = ctx;
	struct error err;
	error_clear(&err);
	tell(scan, CONTAINER_SCAN_STARTING, "");
	int r = go_through(scan, &err);
	if (r == -ECANCELED && !scan->ran)
		scan->failure = CONTAINER_SCAN_NO_FAILURE;
	clean_up(scan);
	tell_last(scan, r, &err);
	if (scan->abandoned || scan->freed_in_last)
		scan_destroy(scan);
	else
		waiter_wake(&scan->over_waiter);
}
