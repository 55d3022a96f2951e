// SPDX-License-Identifier: Apache-2.0
// A container by its cgroup. Pure.
#pragma once

#include <stdbool.h>

#define CONTAINER_ID_SHORT 12 // hex digits, as Podman shows them

// The first digits of the innermost id in the text of /proc/PID/cgroup: 64 hex digits in a folder's name as libpod, docker, cri-o,
// containerd and the kubelet write it. False (and "") when there is none.
bool container_id_of_cgroup(const char *text, char ret_id[CONTAINER_ID_SHORT + 1]);
