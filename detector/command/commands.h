// SPDX-License-Identifier: Apache-2.0
// One table: a message from the server → a function of the detector.
#pragma once

#include <json-c/json_types.h>

struct detector;

// Unknown types are ignored: a newer server may know more than we do. Returns whether the type was known.
int commands_run(struct detector *detector, const char *type, struct json_object *message);
