// SPDX-License-Identifier: Apache-2.0
// Shared by scan_service.c and scan_state.c.
#pragma once

#include "server/service/scan_service.h"

struct scan_service {
	struct db *db;
	struct detector_registry *registry;
	struct change_feed *feed;
};

int scan_send_start(struct scan_service *scans, const struct scan *scan, struct error *err);
int scan_send_stop(struct scan_service *scans, const struct scan *scan, struct error *err);
