// SPDX-License-Identifier: Apache-2.0
// Shared by detector_service.c and detector_identity.c.
#pragma once

#include "server/service/detector_service.h"

struct detector_service {
	struct loop *loop;
	struct db *db;
	struct detector_registry *registry;
	struct change_feed *feed;
	unsigned tasks; // of our own, under way
};
