// SPDX-License-Identifier: Apache-2.0
// The model's structs as the JSON of docs/openapi.yaml. Pure; the caller puts the objects.
#pragma once

#include "common/base/uuid.h"
#include "server/model/detector.h"
#include "server/model/enrollment.h"
#include "server/model/project.h"
#include "server/model/scan.h"
#include "server/model/user.h"
#include "server/service/completeness.h"
#include "server/service/filter_request.h"
#include "server/service/principal.h"

#include <json-c/json.h>

struct json_object *uuid_json(const struct uuid *uuid);
// ISO 8601 in UTC with milliseconds from ns since the epoch; null for 0.
struct json_object *time_json(uint64_t ns);

struct json_object *user_json(const struct user *user);
struct json_object *user_ref_json(const struct user *user);
struct json_object *me_json(const struct principal *who);
struct json_object *role_json(enum role role);
struct json_object *project_json(const struct project *project);
struct json_object *member_json(const struct member *member);
struct json_object *detector_json(const struct detector *detector);
struct json_object *enrollment_json(const struct enrollment_token *token);
// Adds message, at, len, expected and nearest.
void fault_json(const struct filter_fault *fault, struct json_object *object);
// role: what the asking user is in the scan's project.
struct json_object *scan_json(const struct scan *scan, enum role role, const struct completeness *judged);
