// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "enrollment"

#include "server/service/enrollment_service.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "server/repository/detector_repository.h"
#include "server/service/audit.h"
#include "server/service/rights.h"
#include "server/service/token.h"

#include <stdio.h>

_Static_assert(ENROLLMENT_TOKEN_SIZE >= sizeof(ENROLLMENT_TOKEN_PREFIX) + TOKEN_TEXT_SIZE, "room for a token");

struct enrollment_service {
	struct db *db;
};

struct enrollment_service *enrollment_service_new(struct db *db)
{
	struct enrollment_service *enrollments = xcalloc(1, sizeof(*enrollments));
	enrollments->db = db;
	return enrollments;
}

void enrollment_service_free(struct enrollment_service *enrollments)
{
	free(enrollments);
}

int enrollment_service_list(struct enrollment_service *enrollments, const struct principal *who,
			    struct enrollment_token_list *ret_list, struct error *err)
{
	int r = rights_global(who, PERMISSION_TOKEN_MANAGE, err);
	return r < 0 ? r : enrollment_repository_list(enrollments->db, ret_list, err);
}

int enrollment_service_create(struct enrollment_service *enrollments, const struct principal *who, const char *label,
			      int64_t uses, int64_t expires_in_s, char ret_token[static ENROLLMENT_TOKEN_SIZE],
			      struct enrollment_token *ret_entry, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	uint8_t hash[TOKEN_HASH_SIZE];
	int r = who ? rights_global(who, PERMISSION_TOKEN_MANAGE, err) : 0;
	if (r == 0)
		r = enrollment_check(label, uses, expires_in_s, err);
	if (r == 0)
		r = db_begin(enrollments->db, &tx, err);
	if (r < 0)
		return r;
	struct enrollment_token entry = {.uses = uses, .uses_left = uses, .created_at = clock_real_ns()};
	entry.expires_at = entry.created_at + (uint64_t)expires_in_s * NS_PER_S;
	(void)snprintf(entry.label, sizeof(entry.label), "%s", label ? label : "");
	(void)snprintf(entry.created_by, sizeof(entry.created_by), "%s", who ? who->user.username : "");
	uuid_generate(&entry.id);
	token_make(ENROLLMENT_TOKEN_PREFIX, ret_token, ENROLLMENT_TOKEN_SIZE, hash);
	r = enrollment_repository_insert(db_tx_db(tx), &entry, hash, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "enrollment_token.create", &entry.id, entry.label, NULL, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r < 0)
		return r;
	log_info("enrolment token made", "label=%s uses=%lld", LOG_Q(entry.label), (long long)uses);
	*ret_entry = entry;
	return 0;
}

int enrollment_service_revoke(struct enrollment_service *enrollments, const struct principal *who,
			      const struct uuid *id, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	AUTO_FREE char *label = NULL;
	int r = rights_global(who, PERMISSION_TOKEN_MANAGE, err);
	if (r == 0)
		r = db_begin(enrollments->db, &tx, err);
	if (r == 0)
		r = enrollment_repository_revoke(db_tx_db(tx), id, clock_real_ns(), &label, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "enrollment_token.revoke", id, label, NULL, err);
	return r < 0 ? r : db_commit(tx, err);
}
