// SPDX-License-Identifier: Apache-2.0
// Detectors: enrolment, proof of the key, presence, capabilities, revocation. The first half is called for a detector's own
// connection, the second for people.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "server/model/detector.h"
#include "server/repository/db.h"
#include "server/service/detector_registry.h"
#include "server/service/principal.h"

#define DETECTOR_NONCE_SIZE 32

// Codes of the `refused` message.
enum detector_refusal {
	REFUSAL_NONE,
	REFUSAL_UNKNOWN_DETECTOR,
	REFUSAL_REVOKED,
	REFUSAL_BAD_SIGNATURE,
	REFUSAL_BAD_TOKEN,
	REFUSAL_TOKEN_EXPIRED,
	REFUSAL_TOKEN_USED,
	REFUSAL_PROTOCOL,
	REFUSAL_BUSY, // the database is away: try again later
};

struct detector_service;

struct detector_service *detector_service_new(struct loop *loop, struct db *db, struct detector_registry *registry,
					      struct change_feed *feed);
void detector_service_free(struct detector_service *detectors);
DEFINE_AUTO(detector_service, detector_service_free);

// False while such a task is under way: for an orderly stop.
bool detector_service_idle(const struct detector_service *detectors);

const char *detector_refusal_code(enum detector_refusal refusal);

// What enroll and hello have in common. Texts as they came: NULL when missing. labels (enroll) and capabilities are JSON objects.
struct detector_hello {
	const uint8_t *nonce;   // DETECTOR_NONCE_SIZE bytes, the challenge of this connection
	const char *public_key; // base64
	const char *signature;  // base64, over "syscope.detector.v1\0" and the nonce
	const char *name;
	const char *version;
	const char *labels;
	const char *capabilities;
	const char *address; // for audit and log
};

// Both: 0, or -errno with the refusal's code and a text for people in err.
// Enrolling a key that is enrolled already answers its id again and uses nothing up.
int detector_service_enroll(struct detector_service *detectors, const char *token, const struct detector_hello *hello,
			    struct uuid *ret_id, enum detector_refusal *ret_refusal, struct error *err);
// Checks key and signature, stores name, version and capabilities, marks it seen.
int detector_service_authenticate(struct detector_service *detectors, const struct detector_hello *hello,
				  struct uuid *ret_id, enum detector_refusal *ret_refusal, struct error *err);
// Presence: after `welcome` was decided, and when the connection ended. clean = the detector closed it in good order. Neither
// waits: what is to be stored goes on in a task of its own.
void detector_service_connected(struct detector_service *detectors, const struct uuid *id,
				const struct detector_channel *channel);
void detector_service_disconnected(struct detector_service *detectors, const struct uuid *id,
				   const struct detector_channel *channel, bool clean);
// A status message: spool and capabilities are JSON object texts or NULL. Stores at most every 30 s; in a task.
int detector_service_status(struct detector_service *detectors, const struct uuid *id, const char *spool,
			    const char *capabilities, struct error *err);

int detector_service_list(struct detector_service *detectors, const struct principal *who,
			  struct detector_list *ret_list, struct error *err);
int detector_service_get(struct detector_service *detectors, const struct principal *who, const struct uuid *id,
			 struct detector *ret_detector, struct error *err);
// name, labels: NULL = leave as it is.
int detector_service_update(struct detector_service *detectors, const struct principal *who, const struct uuid *id,
			    const char *name, const char *labels, struct detector *ret_detector, struct error *err);
// Ends its connection too; its key is refused from now on. Its scans that are not at their end become interrupted.
int detector_service_revoke(struct detector_service *detectors, const struct principal *who, const struct uuid *id,
			    struct error *err);
// Images on the detector's machine, asked of it now: the JSON array of the reply (caller puts). For those with detector.view, and
// for members with detector.use in a project that has it.
int detector_service_images(struct detector_service *detectors, const struct principal *who, const struct uuid *id,
			    struct json_object **ret_images, struct error *err);
