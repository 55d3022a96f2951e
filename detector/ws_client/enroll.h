// SPDX-License-Identifier: Apache-2.0
// Enrolment: shows the server a token and this detector's public key, once. Afterwards the server knows the key.
#pragma once

#include <json-c/json.h>

#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/loop/loop.h"
#include "detector/ws_client/identity.h"

struct enroll_request {
	const char *server;  // as in struct link_settings
	const char *ca_file; // NULL or "" = the system's
	const char *token;
	const char *name;
	struct json_object *labels;       // stays the caller's; may be NULL
	struct json_object *capabilities; // stays the caller's; may be NULL
	const struct identity *identity;
	uint32_t timeout_ms; // 0 = 20 seconds
};

// Runs the loop until there is an answer; call it from outside of the loop's callbacks. Failures, each with a text that says what
// to do: -EACCES the server refused (token wrong, expired, used up …), -ETIMEDOUT it did not answer, -ECONNREFUSED it could not be
// reached, -EPROTO it is not a syscope server or another version, -EINVAL the address is not one.
int enroll(struct loop *loop, const struct enroll_request *request, struct uuid *ret_detector, struct error *err);
