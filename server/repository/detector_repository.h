// SPDX-License-Identifier: Apache-2.0
// Tables detector and enrollment_token. `viewer` limits each detector's project list to those this user is a member of; NULL = all.
#pragma once

#include "server/model/detector.h"
#include "server/model/enrollment.h"
#include "server/repository/db.h"

struct detector_new {
	struct uuid id;
	const uint8_t *public_key;
	const char *name, *version, *labels, *capabilities;
	uint64_t enrolled_at;
};

// project NULL = all detectors; revoked ones come only without project. Newest first.
int detector_repository_list(struct db *db, const struct uuid *project, const struct uuid *viewer,
			     struct detector_list *ret_list, struct error *err);
int detector_repository_get(struct db *db, const struct uuid *id, const struct uuid *viewer,
			    struct detector *ret_detector, struct error *err);
// -ENOENT when the key is not enrolled.
int detector_repository_find_key(struct db *db, const uint8_t *public_key, struct uuid *ret_id, bool *ret_revoked,
				 struct error *err);
// -EEXIST when the key is enrolled already.
int detector_repository_insert(struct db *db, const struct detector_new *detector, struct error *err);
// NULL = leave as it is.
int detector_repository_update(struct db *db, const struct uuid *id, const char *name, const char *labels,
			       struct error *err);
// A sign of life. version and capabilities: NULL = leave as they are.
int detector_repository_seen(struct db *db, const struct uuid *id, uint64_t now_ns, bool stopped, const char *version,
			     const char *capabilities, struct error *err);
// -ENOENT when there is none. Revoking twice keeps the first time.
int detector_repository_revoke(struct db *db, const struct uuid *id, uint64_t now_ns, char **ret_name,
			       struct error *err);
// Whether a project that this user is a member of, in one of the given roles, has the detector.
int detector_repository_used_by(struct db *db, const struct uuid *id, const struct uuid *user, const char *const *roles,
				size_t n_roles, bool *ret_used, struct error *err);

int enrollment_repository_insert(struct db *db, const struct enrollment_token *token, const uint8_t *token_hash,
				 struct error *err);
int enrollment_repository_list(struct db *db, struct enrollment_token_list *ret_list, struct error *err);
// Locks it until the transaction's end. -ENOENT for an unknown one.
int enrollment_repository_lock(struct db *tx, const uint8_t *token_hash, struct enrollment_token *ret_token,
			       struct error *err);
int enrollment_repository_use(struct db *tx, const struct uuid *id, struct error *err);
int enrollment_repository_revoke(struct db *db, const struct uuid *id, uint64_t now_ns, char **ret_label,
				 struct error *err);
