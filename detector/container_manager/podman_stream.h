// SPDX-License-Identifier: Apache-2.0
// Streams that Podman hands over: a container's terminal or standard streams (attach), the same of an exec session, logs and
// events. The functions are called inside a task.
#pragma once

#include "common/base/buffer.h"
#include "detector/container_manager/podman.h"
#include "detector/container_manager/podman_frames.h"

// A connection that carries raw bytes both ways: with a terminal as they are, without one in frames (podman_frames.h).
struct podman_connection {
	int fd;              // non-blocking; the caller closes it
	struct buffer early; // what came together with the reply's head; comes before what the fd gives
};

void podman_connection_done(struct podman_connection *connection);

// Before podman_start, so that no output is missed. Standard input is carried when the container was made with input.
int podman_attach(struct podman *podman, const char *id, struct podman_connection *ret_connection, struct error *err);

struct podman_exec {
	const char *const *command; // NULL-terminated
	const char *const *env;     // NULL-terminated NAME=value, or NULL
	const char *user;           // or NULL
	const char *work_dir;       // or NULL
	bool tty;
	bool input;
	bool privileged;
	uint16_t columns, rows; // 0 = 80, 24
};

int podman_exec_create(struct podman *podman, const char *id, const struct podman_exec *exec,
		       char ret_exec_id[static PODMAN_ID_SIZE], struct error *err);
// Starts it and connects to its streams.
int podman_exec_start(struct podman *podman, const char *exec_id, const struct podman_exec *exec,
		      struct podman_connection *ret_connection, struct error *err);
int podman_exec_resize(struct podman *podman, const char *exec_id, uint16_t columns, uint16_t rows, struct error *err);

struct podman_exec_state {
	bool running;
	pid_t pid; // on the host
	int exit_code;
};

int podman_exec_inspect(struct podman *podman, const char *exec_id, struct podman_exec_state *ret_state,
			struct error *err);

typedef void (*podman_log_fn)(void *ctx, enum podman_stream stream, const uint8_t *bytes, size_t len);
// What the container wrote so far; with follow, until it ends. log may call other functions here.
int podman_logs(struct podman *podman, const char *id, bool follow, podman_log_fn log, void *ctx,
		struct podman_cancel *cancel, struct error *err);

struct podman_event {
	char action[32]; // create, init, start, died, remove, …
	char id[PODMAN_ID_SIZE];
	char name[128];
	char image[256];
	int exit_code; // of died
	uint64_t ts;   // ns since the epoch
};

typedef void (*podman_event_fn)(void *ctx, const struct podman_event *event);
// Calls event for each thing that happens to containers from now on; returns when cancelled or when Podman goes away.
int podman_watch_events(struct podman *podman, podman_event_fn event, void *ctx, struct podman_cancel *cancel,
			struct error *err);

DEFINE_AUTO_VALUE(podman_connection, podman_connection_done);
