// SPDX-License-Identifier: Apache-2.0
// What goes on beside the scan's main task while the container runs. Each helper wakes the main task when it is done.
#define LOG_TOPIC "scan"
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/log.h"
#include "detector/scan/scan_private.h"

static void helper_done(struct container_scan *scan)
{
	scan->helpers--;
	waiter_wake(&scan->wake);
}

static void wait_task(void *ctx)
{
	struct container_scan *scan = ctx;
	scan->wait_result =
	    podman_wait(scan->podman, scan->container_id, &scan->wait_cancel, &scan->exit_code, &scan->wait_error);
	scan->ended = true;
	helper_done(scan);
}

void scan_start_wait(struct container_scan *scan)
{
	scan->helpers++;
	task_spawn(scan->loop, wait_task, scan);
}

void scan_kill(struct container_scan *scan)
{
	// By its own handle, which can mean no other process and needs no Podman. The kernel ends the rest of the container.
	if (scan->pidfd >= 0 && syscall(SYS_pidfd_send_signal, scan->pidfd, SIGKILL, NULL, 0) < 0 && errno != ESRCH)
		log_warn("kill", "container=%.12s error=%s", scan->container_id, strerrorname_np(errno));
}

static void stop_task(void *ctx)
{
	struct container_scan *scan = ctx;
	struct error err;
	int r = podman_stop(scan->podman, scan->container_id, scan->stop_grace_s, &err);
	if (r < 0 && !scan->ended) {
		log_warn("stop", "container=%.12s error=%s", scan->container_id, LOG_Q(err.text));
		scan_kill(scan);
	}
	helper_done(scan);
}

void scan_start_stop(struct container_scan *scan)
{
	scan->helpers++;
	task_spawn(scan->loop, stop_task, scan);
}

// conmon may lose a size that comes while it is still at the one before.
#define RESIZE_PAUSE_MS 100

static void resize_task(void *ctx)
{
	struct container_scan *scan = ctx;
	struct error err;
	while (!scan->ended && (scan->applied_columns != scan->spec.columns || scan->applied_rows != scan->spec.rows)) {
		scan->applied_columns = scan->spec.columns;
		scan->applied_rows = scan->spec.rows;
		int r =
		    podman_resize(scan->podman, scan->container_id, scan->applied_columns, scan->applied_rows, &err);
		if (r < 0)
			log_debug("resize", "error=%s", LOG_Q(err.text));
		else if (scan->terminal)
			terminal_note_size(scan->terminal, scan->applied_columns, scan->applied_rows);
		task_sleep(scan->loop, RESIZE_PAUSE_MS);
	}
	scan->resizing = false;
	helper_done(scan);
}

void scan_apply_size(struct container_scan *scan)
{
	bool running = scan->state == CONTAINER_SCAN_RUNNING || scan->state == CONTAINER_SCAN_STOPPING;
	if (!running || scan->resizing || !scan->spec.tty || scan->ended)
		return;
	scan->resizing = true;
	scan->helpers++;
	task_spawn(scan->loop, resize_task, scan);
}
