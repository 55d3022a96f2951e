// SPDX-License-Identifier: Apache-2.0
// Reading messages that may hold anything: a field is there with the right type, or it is not there.
#pragma once

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/error.h"
#include "common/base/uuid.h"

// One JSON object in its whole text, at most 32 deep. -EBADMSG with the reason.
int json_parse_object(const char *text, size_t len, struct json_object **ret_object, struct error *err);
const char *json_string(struct json_object *object,
			const char *name); // NULL when there is none; lives as long as the object
bool json_number(struct json_object *object, const char *name, uint64_t *ret_value); // whole, 0 … INT64_MAX
bool json_uuid(struct json_object *object, const char *name, struct uuid *ret_uuid);
bool json_true(struct json_object *object, const char *name);
void json_add_string(struct json_object *object, const char *name, const char *value);
void json_add_number(struct json_object *object, const char *name, uint64_t value);
void json_add_uuid(struct json_object *object, const char *name, const struct uuid *uuid);
