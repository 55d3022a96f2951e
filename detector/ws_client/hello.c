// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/hello.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "common/base/alloc.h"
#include "detector/ws_client/json_fields.h"

int challenge_read(struct json_object *message, uint8_t ret_nonce[static IDENTITY_NONCE_SIZE], struct error *err)
{
	uint64_t protocol = 0;
	const char *type = json_string(message, "type");
	const char *nonce = json_string(message, "nonce");
	if (!type || strcmp(type, "challenge") != 0 || !json_number(message, "protocol", &protocol) || !nonce)
		return error_set(err, EBADMSG, "the server does not begin with a challenge; is it a syscope server?");
	if (protocol != PROTOCOL_VERSION)
		return error_set(err, EPROTONOSUPPORT,
				 "the server speaks protocol %" PRIu64
				 ", this detector %d; bring both to the same version",
				 protocol, PROTOCOL_VERSION);
	size_t len = 0;
	if (sodium_base642bin(ret_nonce, IDENTITY_NONCE_SIZE, nonce, strlen(nonce), NULL, &len, NULL,
			      sodium_base64_VARIANT_ORIGINAL) < 0 ||
	    len != IDENTITY_NONCE_SIZE)
		return error_set(err, EBADMSG, "the nonce in the server's challenge is not 32 bytes");
	return 0;
}

static struct json_object *make(const char *type, const struct identity *identity,
				const uint8_t nonce[static IDENTITY_NONCE_SIZE], const char *name,
				struct json_object *capabilities)
{
	char key[IDENTITY_BASE64_SIZE], signature[IDENTITY_BASE64_SIZE];
	identity_public_key(identity, key);
	identity_sign(identity, nonce, signature);
	struct json_object *message = json_object_new_object();
	json_add_string(message, "type", type);
	json_add_number(message, "protocol", PROTOCOL_VERSION);
	json_add_string(message, "public_key", key);
	json_add_string(message, "signature", signature);
	json_add_string(message, "name", name);
	json_add_string(message, "version", SYSCOPE_VERSION);
	(void)json_object_object_add(message, "capabilities", capabilities ? capabilities : json_object_new_object());
	return message;
}

struct json_object *hello_make(const struct identity *identity, const uint8_t nonce[static IDENTITY_NONCE_SIZE],
			       const char *name, struct json_object *capabilities, const struct spool *spool)
{
	struct json_object *message = make("hello", identity, nonce, name, capabilities);
	struct json_object *list = json_object_new_array();
	AUTO_FREE struct spool_stream *streams = xcalloc(SPOOL_MAX_STREAMS, sizeof(*streams));
	size_t n = spool_streams(spool, streams, SPOOL_MAX_STREAMS);
	for (size_t i = 0; i < n; i++) {
		struct json_object *stream = json_object_new_object();
		json_add_uuid(stream, "scan", &streams[i].scan);
		json_add_number(stream, "last_frame", streams[i].last_frame);
		(void)json_object_object_add(stream, "ended", json_object_new_boolean(streams[i].ended));
		(void)json_object_array_add(list, stream);
	}
	(void)json_object_object_add(message, "streams", list);
	return message;
}

struct json_object *enroll_make(const struct identity *identity, const uint8_t nonce[static IDENTITY_NONCE_SIZE],
				const char *name, struct json_object *capabilities, const char *token,
				struct json_object *labels)
{
	struct json_object *message = make("enroll", identity, nonce, name, capabilities);
	json_add_string(message, "token", token);
	(void)json_object_object_add(message, "labels", labels ? json_object_get(labels) : json_object_new_object());
	return message;
}
