// SPDX-License-Identifier: Apache-2.0
// The detector that serves a server (mode connect): owns every module, starts and stops them in order.
#pragma once

#include "common/base/config.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/loop/loop.h"
#include "detector/container_manager/podman.h"

#include <json-c/json_types.h>
#include <stdbool.h>
#include <stdint.h>

struct detector_settings {
	char *server;        // ws://host:port
	char *ca_file;       // "" = the system's
	char *name;          // "" = the host's
	char *state_dir;     // key and spool
	char *podman_socket; // "" = where it usually is, started by us if nothing listens
	uint64_t spool_bytes;
	uint64_t ring_bytes;
};

extern const struct config_key detector_config_keys[];

struct detector;

// Inside a task. Errors say what this host or the settings lack.
int detector_new(struct loop *loop, const struct detector_settings *settings, struct detector **ret_detector,
		 struct error *err);
// Stops the scans, waits until their containers are gone and their last frames are in the spool. Inside a task.
void detector_stop(struct detector *detector);
void detector_free(struct detector *detector); // outside of the loop's callbacks; NULL is fine

// For the commands.
struct loop *detector_loop(struct detector *detector);
struct podman *detector_podman(struct detector *detector);
struct remote_scan;
struct remote_scan *detector_find_scan(struct detector *detector, const struct uuid *id);
void detector_start_scan(struct detector *detector, struct json_object *scan);
// Around a task that uses the detector: detector_stop waits for it.
void detector_task_begin(struct detector *detector);
void detector_task_end(struct detector *detector);
void detector_reply(struct detector *detector, struct json_object *message); // takes the reference
