// SPDX-License-Identifier: Apache-2.0
// `podman system service` as a child of ours, for hosts where nothing else listens on the socket (no systemd). It ends with
// us. The functions that wait are called inside a task.
#pragma once

#include "common/base/error.h"
#include "detector/container_manager/podman.h"

struct podman_service;

// When something listens on podman's socket already, nothing is started and *ret_service is NULL. Otherwise starts the service
// on a socket of this process's own in the same folder (another process may do the same, and end sooner), waits until it
// answers, and lets podman use it. Call it before anything else is asked.
int podman_service_ensure(struct podman *podman, struct podman_service **ret_service, struct error *err);
// Asks the service to end, kills it if it does not within 5 s. NULL is fine. Not inside a task; waits.
void podman_service_free(struct podman_service *service);
