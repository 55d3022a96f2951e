// SPDX-License-Identifier: Apache-2.0
// Podman over its REST API on a unix socket. Every function that asks Podman something is called inside a task
// (common/loop/task.h) and suspends it until the answer is there; replies are bounded. Errors name what was asked of whom.
// -ENOENT: no such image or container; -ECONNREFUSED: no Podman behind the socket; -ETIMEDOUT; -ECANCELED.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/loop/loop.h"
#include "detector/container_manager/container_spec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PODMAN_ID_SIZE 65 // 64 hexadecimal digits and the NUL

struct podman;
struct podman_request_state;

// Ends a long call early from outside its task: the call then returns -ECANCELED. Zeroed before the call.
struct podman_cancel {
	struct podman_request_state *call;
};

// The usual path of the socket here: $CONTAINER_HOST (unix://…), /run/podman/podman.sock for root, else the user's. Caller frees.
char *podman_default_socket(void);
// socket: a path, "unix://" in front is fine. Nothing is asked of Podman yet.
struct podman *podman_new(struct loop *loop, const char *socket);
// No call may be under way. NULL is fine.
void podman_free(struct podman *podman);
const char *podman_socket(const struct podman *podman);
struct loop *podman_loop(const struct podman *podman);
// Does nothing when the call is over already.
void podman_cancel(struct podman_cancel *cancel);

struct podman_version {
	char version[64];
	char api[32];
	char runtime[64]; // "runc", "crun"
};

int podman_ping(struct podman *podman, struct error *err);
int podman_get_version(struct podman *podman, struct podman_version *ret_version, struct error *err);

struct podman_image {
	char id[PODMAN_ID_SIZE];
	struct text_list names; // "localhost/sample:latest"; empty for an image without a name
	uint64_t size;          // bytes
	int64_t created;        // seconds since the epoch
};

struct podman_images {
	struct podman_image *items;
	size_t count;
};

void podman_images_done(struct podman_images *images);
int podman_list_images(struct podman *podman, struct podman_images *ret_images, struct error *err);
// 1 when it is here, 0 when not.
int podman_image_exists(struct podman *podman, const char *image, struct error *err);

typedef void (*podman_progress_fn)(void *ctx, const char *text);
// Fetches an image from its registry. progress gets a line of Podman's own words at a time; it may call other functions here.
// cancel may be NULL.
int podman_pull_image(struct podman *podman, const char *image, podman_progress_fn progress, void *ctx,
		      struct podman_cancel *cancel, struct error *err);

int podman_create(struct podman *podman, const struct container_spec *spec, char ret_id[static PODMAN_ID_SIZE],
		  struct error *err);
// Makes the container's first process, which waits before its first instruction. -ENOENT / -EACCES with the reason when the
// command is not there / not executable.
int podman_init(struct podman *podman, const char *id, struct error *err);
int podman_start(struct podman *podman, const char *id, struct error *err);
// Asks it to end, and kills it after grace_s. 0 as well when it had ended already.
int podman_stop(struct podman *podman, const char *id, unsigned grace_s, struct error *err);
int podman_kill(struct podman *podman, const char *id, int signal_number, struct error *err);
// Kills it when it runs. 0 as well when it is not there.
int podman_remove(struct podman *podman, const char *id, struct error *err);
// -EBUSY while it is not initialised.
int podman_resize(struct podman *podman, const char *id, uint16_t columns, uint16_t rows, struct error *err);
// Waits until it has ended. -ENOENT when it is gone. cancel may be NULL.
int podman_wait(struct podman *podman, const char *id, struct podman_cancel *cancel, int *ret_exit_code,
		struct error *err);

struct podman_container {
	char id[PODMAN_ID_SIZE];
	char name[128];
	char image[256];
	char state[24]; // Podman's word: created, initialized, running, paused, stopped, exited
	pid_t pid;      // of its first process on the host; 0 when it has none
	int exit_code;
	bool tty;
	bool oom_killed;
	char error[256];         // what Podman noted when it could not start it
	struct text_list labels; // name=value
};

void podman_container_done(struct podman_container *container);
int podman_inspect(struct podman *podman, const char *id, struct podman_container *ret_container, struct error *err);

struct podman_containers {
	struct podman_container *items; // without tty, oom_killed, error
	size_t count;
};

void podman_containers_done(struct podman_containers *containers);
// All, running or not, whose label is "name=value" (or has the name); label NULL: all.
int podman_list_containers(struct podman *podman, const char *label, struct podman_containers *ret_containers,
			   struct error *err);

DEFINE_AUTO_VALUE(podman_images, podman_images_done);
DEFINE_AUTO_VALUE(podman_container, podman_container_done);
DEFINE_AUTO_VALUE(podman_containers, podman_containers_done);
