// SPDX-License-Identifier: Apache-2.0
// How a detector proves itself: an Ed25519 signature over the nonce of this very connection; and how a new one enrols its key.
#define LOG_TOPIC "detectors"

#include "common/base/clock.h"
#include "common/base/log.h"
#include "server/model/text.h"
#include "server/repository/detector_repository.h"
#include "server/service/audit.h"
#include "server/service/detector_internal.h"
#include "server/service/enrollment_service.h"
#include "server/service/token.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

// With its NUL: the signature can be mistaken for one of nothing else.
static const char signed_prefix[] = "syscope.detector.v1";

_Static_assert(DETECTOR_KEY_SIZE == crypto_sign_PUBLICKEYBYTES, "Ed25519 keys");

const char *detector_refusal_code(enum detector_refusal refusal)
{
	static const char *const codes[] = {
	    [REFUSAL_NONE] = "",
	    [REFUSAL_UNKNOWN_DETECTOR] = "unknown_detector",
	    [REFUSAL_REVOKED] = "revoked",
	    [REFUSAL_BAD_SIGNATURE] = "bad_signature",
	    [REFUSAL_BAD_TOKEN] = "bad_token",
	    [REFUSAL_TOKEN_EXPIRED] = "token_expired",
	    [REFUSAL_TOKEN_USED] = "token_used",
	    [REFUSAL_PROTOCOL] = "protocol",
	    [REFUSAL_BUSY] = "busy",
	};
	return codes[refusal];
}

static int refuse(enum detector_refusal *ret_refusal, enum detector_refusal refusal, int code, struct error *err,
		  const char *text)
{
	*ret_refusal = refusal;
	return error_set(err, code, "%s", text);
}

// A failure of ours or of the database is none of the detector's: it shall come again.
static int classify(int r, enum detector_refusal *ret_refusal)
{
	if (r < 0 && *ret_refusal == REFUSAL_NONE)
		*ret_refusal = r == -EINVAL ? REFUSAL_PROTOCOL : REFUSAL_BUSY;
	return r;
}

static bool decode(const char *text, uint8_t *ret_bytes, size_t size)
{
	size_t len = 0;
	return text &&
	       sodium_base642bin(ret_bytes, size, text, strnlen(text, 2 * size), NULL, &len, NULL,
				 sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       len == size;
}

static int check_signature(const struct detector_hello *hello, uint8_t ret_key[static DETECTOR_KEY_SIZE],
			   enum detector_refusal *ret_refusal, struct error *err)
{
	uint8_t signature[crypto_sign_BYTES];
	uint8_t message[sizeof(signed_prefix) + DETECTOR_NONCE_SIZE];
	if (!decode(hello->public_key, ret_key, DETECTOR_KEY_SIZE))
		return refuse(ret_refusal, REFUSAL_PROTOCOL, EINVAL, err, "public_key is not 32 bytes in base64");
	if (!decode(hello->signature, signature, sizeof(signature)))
		return refuse(ret_refusal, REFUSAL_BAD_SIGNATURE, EPERM, err, "signature is not 64 bytes in base64");
	memcpy(message, signed_prefix, sizeof(signed_prefix));
	memcpy(message + sizeof(signed_prefix), hello->nonce, DETECTOR_NONCE_SIZE);
	if (crypto_sign_verify_detached(signature, message, sizeof(message), ret_key) != 0)
		return refuse(ret_refusal, REFUSAL_BAD_SIGNATURE, EPERM, err,
			      "the signature does not fit the key and this connection's nonce");
	return 0;
}

static int use_token(struct db *tx, const char *token, struct enrollment_token *ret_entry,
		     enum detector_refusal *ret_refusal, struct error *err)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	if (!token_hash(ENROLLMENT_TOKEN_PREFIX, token, hash))
		return refuse(ret_refusal, REFUSAL_BAD_TOKEN, EPERM, err, "this is no enrolment token of this server");
	int r = enrollment_repository_lock(tx, hash, ret_entry, err);
	if (r == -ENOENT || (r == 0 && ret_entry->revoked_at))
		return refuse(ret_refusal, REFUSAL_BAD_TOKEN, EPERM, err,
			      "this enrolment token is unknown here or was withdrawn: make a new one");
	if (r < 0)
		return r;
	if (ret_entry->expires_at <= clock_real_ns())
		return refuse(ret_refusal, REFUSAL_TOKEN_EXPIRED, EPERM, err,
			      "this enrolment token has expired: make a new one");
	if (ret_entry->uses_left == 0)
		return refuse(ret_refusal, REFUSAL_TOKEN_USED, EPERM, err,
			      "this enrolment token is used up: make a new one");
	return enrollment_repository_use(tx, &ret_entry->id, err);
}

static int audit_enrolment(struct db *tx, const struct detector_new *detector, const struct enrollment_token *entry,
			   const char *address, struct error *err)
{
	struct audit_entry audited = {.actor = entry->label,
				      .address = address ? address : "",
				      .action = "detector.enroll",
				      .object_id = &detector->id,
				      .object = detector->name};
	return audit_repository_add(tx, &audited, err);
}

static int insert(struct detector_service *detectors, const char *token, const struct detector_new *detector,
		  const char *address, enum detector_refusal *ret_refusal, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	struct enrollment_token entry = {0};
	int r = db_begin(detectors->db, &tx, err);
	if (r == 0)
		r = use_token(db_tx_db(tx), token, &entry, ret_refusal, err);
	if (r == 0)
		r = detector_repository_insert(db_tx_db(tx), detector, err);
	if (r == 0)
		r = audit_enrolment(db_tx_db(tx), detector, &entry, address, err);
	return r < 0 ? r : db_commit(tx, err);
}

static int enroll(struct detector_service *detectors, const char *token, const struct detector_hello *hello,
		  struct uuid *ret_id, enum detector_refusal *ret_refusal, struct error *err)
{
	AUTO_FREE char *labels = NULL;
	AUTO_FREE char *capabilities = NULL;
	uint8_t key[DETECTOR_KEY_SIZE];
	bool revoked = false;
	int r = check_signature(hello, key, ret_refusal, err);
	if (r == 0)
		r = detector_name_check(hello->name, err);
	if (r == 0)
		r = text_check(hello->version, "version", 1, DETECTOR_VERSION_MAX, err);
	if (r == 0)
		r = text_check_object(hello->labels, "labels", DETECTOR_JSON_MAX, &labels, err);
	if (r == 0)
		r = text_check_object(hello->capabilities, "capabilities", DETECTOR_JSON_MAX, &capabilities, err);
	if (r < 0)
		return r;
	// Already there: its answer was lost the first time.
	r = detector_repository_find_key(detectors->db, key, ret_id, &revoked, err);
	if (r == 0 && revoked)
		return refuse(ret_refusal, REFUSAL_REVOKED, EPERM, err,
			      "this key was revoked: remove the detector's state folder to make a new one");
	if (r != -ENOENT)
		return r;
	struct detector_new detector = {.public_key = key,
					.name = hello->name,
					.version = hello->version,
					.labels = labels,
					.capabilities = capabilities,
					.enrolled_at = clock_real_ns()};
	uuid_generate(&detector.id);
	r = insert(detectors, token, &detector, hello->address, ret_refusal, err);
	if (r == 0)
		*ret_id = detector.id;
	return r;
}

int detector_service_enroll(struct detector_service *detectors, const char *token, const struct detector_hello *hello,
			    struct uuid *ret_id, enum detector_refusal *ret_refusal, struct error *err)
{
	*ret_refusal = REFUSAL_NONE;
	int r = classify(enroll(detectors, token, hello, ret_id, ret_refusal, err), ret_refusal);
	const char *address = hello->address ? hello->address : "";
	if (r < 0) {
		log_warn("enrolment refused", "code=%s address=%s reason=%s", detector_refusal_code(*ret_refusal),
			 LOG_Q(address), LOG_Q(err->text));
		return r;
	}
	log_info("detector enrolled", "name=%s address=%s", LOG_Q(hello->name), LOG_Q(address));
	change_feed_publish(detectors->feed, &(struct change){.kind = CHANGE_DETECTOR, .id = *ret_id});
	return 0;
}

static int authenticate(struct detector_service *detectors, const struct detector_hello *hello, struct uuid *ret_id,
			enum detector_refusal *ret_refusal, struct error *err)
{
	AUTO_FREE char *capabilities = NULL;
	uint8_t key[DETECTOR_KEY_SIZE];
	bool revoked = false;
	int r = check_signature(hello, key, ret_refusal, err);
	if (r == 0)
		r = text_check(hello->version, "version", 1, DETECTOR_VERSION_MAX, err);
	if (r == 0)
		r = text_check_object(hello->capabilities, "capabilities", DETECTOR_JSON_MAX, &capabilities, err);
	if (r < 0)
		return r;
	r = detector_repository_find_key(detectors->db, key, ret_id, &revoked, err);
	if (r == -ENOENT)
		return refuse(ret_refusal, REFUSAL_UNKNOWN_DETECTOR, EPERM, err,
			      "this key is not enrolled here: run syscope-detector enroll with a token");
	if (r == 0 && revoked)
		return refuse(ret_refusal, REFUSAL_REVOKED, EPERM, err, "this detector was revoked");
	if (r < 0)
		return r;
	// The name stays as it was enrolled, or as somebody changed it here.
	return detector_repository_seen(detectors->db, ret_id, clock_real_ns(), false, hello->version, capabilities,
					err);
}

int detector_service_authenticate(struct detector_service *detectors, const struct detector_hello *hello,
				  struct uuid *ret_id, enum detector_refusal *ret_refusal, struct error *err)
{
	*ret_refusal = REFUSAL_NONE;
	int r = classify(authenticate(detectors, hello, ret_id, ret_refusal, err), ret_refusal);
	if (r < 0)
		log_warn("detector refused", "code=%s address=%s reason=%s", detector_refusal_code(*ret_refusal),
			 LOG_Q(hello->address ? hello->address : ""), LOG_Q(err->text));
	return r;
}
