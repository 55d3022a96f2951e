// SPDX-License-Identifier: Apache-2.0
// The first words of a connection: reading the challenge, writing hello and enroll. Pure.
#pragma once

#include <json-c/json.h>

#include "common/base/error.h"
#include "detector/ws_client/identity.h"
#include "detector/ws_client/spool.h"

#define PROTOCOL_VERSION 1

// -EPROTONOSUPPORT for another version, -EBADMSG when it is no challenge.
int challenge_read(struct json_object *message, uint8_t ret_nonce[static IDENTITY_NONCE_SIZE], struct error *err);
// Both take over capabilities (may be NULL); the caller puts the message.
struct json_object *hello_make(const struct identity *identity, const uint8_t nonce[static IDENTITY_NONCE_SIZE],
			       const char *name, struct json_object *capabilities, const struct spool *spool);
struct json_object *enroll_make(const struct identity *identity, const uint8_t nonce[static IDENTITY_NONCE_SIZE],
				const char *name, struct json_object *capabilities, const char *token,
				struct json_object *labels);
