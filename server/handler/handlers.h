// SPDX-License-Identifier: Apache-2.0
// The route tables, one a handler file.
#pragma once

#include "server/handler/http_router.h"

extern const struct route health_routes[];
extern const struct route auth_routes[];
extern const struct route user_routes[];
extern const struct route project_routes[];
extern const struct route member_routes[];
extern const struct route detector_routes[];
extern const struct route enrollment_routes[];
extern const struct route filter_routes[];
extern const struct route scan_routes[];
extern const struct route event_routes[];
