// SPDX-License-Identifier: Apache-2.0
// Containers carry labels that say which detector made them, for which scan and from which process. What a detector that was
// killed left behind is found by them at the next start. Several processes with the same key do not touch each other's.
#pragma once

#include "detector/container_manager/podman.h"

#define LABEL_SCAN     "syscope.scan"     // the scan's UUID
#define LABEL_DETECTOR "syscope.detector" // the detector's key id, "local" without a server
#define LABEL_OWNER    "syscope.owner"    // BOOT-ID/PID/START-TIME of the process that made it

// Adds the three labels. scan and detector in letters, digits, "-", "_", ".".
int leftovers_label(struct container_spec *spec, const char *scan, const char *detector, struct error *err);
// Whether the process that the owner label names is alive. False for anything that is not such a label.
bool leftovers_owner_alive(const char *owner);
// Removes this detector's containers whose maker is dead. One that cannot be removed does not keep the others; the first
// failure is returned then. Inside a task.
int leftovers_remove(struct podman *podman, const char *detector, size_t *ret_removed, struct error *err);
