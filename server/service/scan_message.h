// SPDX-License-Identifier: Apache-2.0
// The messages to a detector that are about a scan, as docs/protocol.md has them. The caller puts the object.
#pragma once

#include "server/model/scan.h"

#include <json-c/json.h>

struct json_object *scan_message_start(const struct scan *scan);
struct json_object *scan_message_stop(const struct uuid *scan);
struct json_object *scan_message_input(const struct uuid *scan, const void *bytes, size_t len);
struct json_object *scan_message_resize(const struct uuid *scan, int64_t columns, int64_t rows);
