// SPDX-License-Identifier: Apache-2.0
// A scan that a server asked for: the container scan on one side, its stream of frames in the spool on the other. It needs no
// server while it runs. Belongs to the detector; lives on the loop.
#pragma once

#include "common/base/list.h"
#include "detector/command/scan_request.h"
#include "detector/command/sources.h"
#include "detector/container_manager/podman.h"
#include "detector/ws_client/spool.h"

struct remote_scan;

struct remote_scan_host {
	struct loop *loop;
	struct podman *podman;
	struct sources *sources;
	struct spool *spool;
	const char *key_id;  // for the containers' label
	uint64_t ring_bytes; // when the request names none
	void (*frame_ready)(void *ctx, const struct uuid *scan);
	void (*over)(void *ctx,
		     struct remote_scan *scan); // its last frame is in the spool; the host frees it now or later
	void *ctx;
};

// Always leaves at least one frame: what cannot start is a stream of one final state "failed". The request's content is moved.
// NULL when the scan is over already.
struct remote_scan *remote_scan_start(const struct remote_scan_host *host, struct scan_request *request);
void remote_scan_free(struct remote_scan *scan); // kills its container if it is not over
const struct uuid *remote_scan_id(const struct remote_scan *scan);
struct list *remote_scan_node(struct remote_scan *scan);
struct remote_scan *remote_scan_of(struct list *node);
void remote_scan_stop(struct remote_scan *scan);
int remote_scan_input(struct remote_scan *scan, const void *bytes, size_t len, struct error *err);
void remote_scan_resize(struct remote_scan *scan, uint16_t columns, uint16_t rows);
uint64_t remote_scan_lost(const struct remote_scan *scan); // system calls, by the kernel's ring

// Ends a stream whose scan is no more: this detector was stopped in its middle.
void remote_scan_interrupted(struct spool *spool, const struct uuid *scan);
// A stream of one final state for a request that could not even be read.
void remote_scan_refused(struct spool *spool, const struct uuid *scan, const char *reason);
