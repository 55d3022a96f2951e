// SPDX-License-Identifier: Apache-2.0
// A described world: processes and events from a JSON file (world.json says how), which mkscap.py writes as a .scap for sysdig, too.
#pragma once

#include "common/base/error.h"
#include "common/event/event.h"

#include <stddef.h>

struct world_event {
	const char *id;
	struct event event;
};

struct world {
	size_t n;
	struct world_event *events; // in the order of the file, which is the order of time
	struct world_parts *parts;  // what the events point to
};

int world_read(const char *path, struct world *ret_world, struct error *err);
void world_done(struct world *world);
