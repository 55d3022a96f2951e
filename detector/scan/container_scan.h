// SPDX-License-Identifier: Apache-2.0
// One scan of one container, from its creation to its removal: create, init, arm the trace on the waiting first process, attach,
// resize, start; then until it ends: drain the terminal, drain the trace, read the final counters, remove both. Whatever
// fails on the way, nothing stays behind. Used by `run` and `connect`. On the loop of its Podman; the owner frees it.
#pragma once

#include "common/base/error.h"
#include "common/base/uuid.h"
#include "detector/container_manager/podman.h"
#include "detector/pty_reader/terminal.h"
#include "detector/trace/source.h"

struct container_scan;

enum container_pull { CONTAINER_PULL_NEVER, CONTAINER_PULL_MISSING, CONTAINER_PULL_ALWAYS };

struct container_scan_options {
	struct podman *podman; // must outlive the scan, like the source
	struct source *source;
	struct container_spec *spec; // its content is moved into the scan, and *spec is left empty, even on failure
	struct source_plan plan;     // copied
	struct uuid id;
	const char *detector; // key id for the label, "local" without a server; copied
	enum container_pull pull;
	uint64_t time_limit_ns; // from the start; 0 = none
	unsigned stop_grace_s;  // before SIGKILL; 0 = 10
	bool keep_container;    // do not remove it once it has run
};

enum container_scan_state {
	CONTAINER_SCAN_STARTING, // the first, told at once
	CONTAINER_SCAN_RUNNING,  // just before its start: whatever it does comes after this
	CONTAINER_SCAN_STOPPING,
	// The last state is one of these three.
	CONTAINER_SCAN_FINISHED, // it ran and has ended, by itself or stopped
	CONTAINER_SCAN_FAILED,
	CONTAINER_SCAN_CANCELLED, // stopped before it ran
};
const char *container_scan_state_name(enum container_scan_state state); // "starting", …

// Why a scan failed, for the exit status: 125 but for the two that podman run tells apart.
enum container_scan_failure {
	CONTAINER_SCAN_NO_FAILURE,
	CONTAINER_SCAN_FAILURE_PODMAN,             // 125
	CONTAINER_SCAN_FAILURE_IMAGE,              // 125: the image is not there
	CONTAINER_SCAN_FAILURE_COMMAND_NOT_USABLE, // 126
	CONTAINER_SCAN_FAILURE_COMMAND_NOT_FOUND,  // 127
	CONTAINER_SCAN_FAILURE_TRACE,              // 125: the source could not arm
	CONTAINER_SCAN_FAILURE_LOST,               // it ran, and then it was removed or Podman went away
};

struct container_scan_update {
	enum container_scan_state state;
	uint64_t ts;              // CLOCK_BOOTTIME ns
	const char *message;      // "" or what a person should know; lives during the call
	const char *container_id; // "" before there is one
	pid_t pid;                // of its first process, 0 before
	int exit_code;            // FINISHED: as Podman tells it, 128 + signal when a signal ended it; else -1
	int signal;               // FINISHED: the signal that ended it, as traced; 0 = none, or not known
	bool oom_killed;
	enum container_scan_failure failure;
};

struct container_scan_counters {
	uint64_t ts;                           // CLOCK_BOOTTIME ns
	const struct source_counter *counters; // cumulative; only calls that were made
	size_t count;
	uint64_t missed_runs;
	bool final; // after the last record
};

// Everything is told on the loop, never inside container_scan_start, and nothing after the last state. Order at the end: last
// output, last record, final counters (when the trace was armed), state.
struct container_scan_events {
	void (*state)(void *ctx, const struct container_scan_update *update);
	void (*output)(void *ctx, const struct terminal_piece *piece);
	void (*record)(void *ctx, const struct record *record);
	void (*loss)(void *ctx, const struct source_loss *loss);
	void (*counters)(void *ctx,
			 const struct container_scan_counters *counters); // every second, and once at the end
	void (*pulling)(void *ctx, const char *text);                     // a line of the image's download; may be NULL
	void (*input_room)(void *ctx); // container_scan_input has room again; may be NULL
	void *ctx;
};

int container_scan_start(const struct container_scan_options *options, const struct container_scan_events *events,
			 struct container_scan **ret_scan, struct error *err);
// Asks it to end: SIGTERM, after the grace SIGKILL. A second call kills at once. Before it runs: nothing will run.
void container_scan_stop(struct container_scan *scan);
// Kills it without a grace, in which it would go on making events. reason: the message of its states.
void container_scan_kill(struct container_scan *scan, const char *reason);
// Before it runs, what is typed waits for it. -EAGAIN: no room, try again after input_room. -EPIPE: it has ended, or was made
// without input.
int container_scan_input(struct container_scan *scan, const void *bytes, size_t len, struct error *err);
// Its standard input ends. For a container without a terminal.
void container_scan_close_input(struct container_scan *scan);
// The newest size wins; before the start it is the size the program begins with. Ignored without a terminal.
void container_scan_resize(struct container_scan *scan, uint16_t columns, uint16_t rows);
// Back-pressure on the terminal. The trace has none: its losses are counted.
void container_scan_pause_output(struct container_scan *scan);
void container_scan_resume_output(struct container_scan *scan);
bool container_scan_is_over(const struct container_scan *scan); // the last state was told
struct terminal_counters container_scan_terminal_counters(const struct container_scan *scan);
// Waits until it is over. Inside a task; one waits at a time.
void container_scan_wait(struct container_scan *scan);
// Before it is over: kills the container, tells nothing any more, and frees itself when all is cleaned up, for which the loop
// must run on. Allowed in the callback of the last state.
void container_scan_free(struct container_scan *scan); // NULL is fine
