// SPDX-License-Identifier: Apache-2.0
// Scans as the asking user sees them: with what they may do there and with what is stored. Inside a task.
#pragma once

#include "common/base/error.h"
#include "server/handler/services.h"
#include "server/model/scan.h"
#include "server/service/principal.h"

#include <json-c/json.h>

// A JSON array; the caller puts it. The scans must come from scan_service for this user.
int scan_view_list(const struct services *services, const struct principal *who, const struct scan_list *list,
		   struct json_object **ret_json, struct error *err);
int scan_view_one(const struct services *services, const struct principal *who, const struct uuid *id,
		  struct json_object **ret_json, struct error *err);
