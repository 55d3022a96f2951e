// SPDX-License-Identifier: Apache-2.0
// The services the handlers call. The program makes them and frees them behind the server.
#pragma once

#include "common/base/error.h"

struct auth_service;
struct counter_service;
struct detector_registry;
struct detector_service;
struct enrollment_service;
struct event_service;
struct filter_service;
struct ingest_service;
struct live_hub;
struct project_service;
struct scan_service;
struct terminal_service;
struct user_service;

struct services {
	struct auth_service *auth;
	struct user_service *user;
	struct project_service *project;
	struct detector_service *detector;
	struct detector_registry *registry;
	struct enrollment_service *enrollment;
	struct scan_service *scan;
	struct event_service *event;
	struct filter_service *filter;
	struct ingest_service *ingest;
	struct terminal_service *terminal;
	struct counter_service *counter;
	struct live_hub *live;
	// For /readyz, inside a task: 0, or -errno and what people must know (database away, schema behind …).
	int (*ready)(void *ctx, struct error *err);
	void *ready_ctx;
};
