// SPDX-License-Identifier: Apache-2.0
// The part of detector_repository.h that is about enrolment tokens.
#include "common/base/alloc.h"
#include "server/repository/detector_repository.h"
#include "server/repository/session_repository.h"

#include <stdio.h>

#define TOKENS_MAX 1000 // in one list

#define COLUMNS    "id, label, uses, uses_left, created_at, expires_at, revoked_at, created_by"

static void read_token(const struct db_result *result, int row, struct enrollment_token *ret_token)
{
	*ret_token = (struct enrollment_token){
	    .id = db_uuid(result, row, 0),
	    .uses = db_i64(result, row, 2),
	    .uses_left = db_i64(result, row, 3),
	    .created_at = (uint64_t)db_i64(result, row, 4),
	    .expires_at = (uint64_t)db_i64(result, row, 5),
	    .revoked_at = (uint64_t)db_i64(result, row, 6),
	};
	(void)snprintf(ret_token->label, sizeof(ret_token->label), "%s", db_text(result, row, 1));
	(void)snprintf(ret_token->created_by, sizeof(ret_token->created_by), "%s", db_text(result, row, 7));
}

int enrollment_repository_insert(struct db *db, const struct enrollment_token *token, const uint8_t *token_hash,
				 struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, &token->id);
	db_param_bytea(&p, token_hash, TOKEN_HASH_SIZE);
	db_param_text(&p, token->label);
	db_param_i64(&p, token->uses);
	db_param_u64(&p, token->created_at);
	db_param_u64(&p, token->expires_at);
	db_param_text(&p, token->created_by);
	return db_query(db,
			"INSERT INTO enrollment_token (id, token_hash, label, uses, uses_left, created_at, expires_at, "
			"created_by) VALUES ($1, $2, $3, $4, $4, $5, $6, $7)",
			&p, NULL, err);
}

int enrollment_repository_list(struct db *db, struct enrollment_token_list *ret_list, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_i64(&p, TOKENS_MAX);
	int r = db_query(db, "SELECT " COLUMNS " FROM enrollment_token ORDER BY created_at DESC, id LIMIT $1", &p,
			 &result, err);
	if (r < 0)
		return r;
	struct enrollment_token_list list = {.n = (size_t)db_rows(result)};
	list.items = xcalloc(list.n + 1, sizeof(*list.items));
	for (size_t i = 0; i < list.n; i++)
		read_token(result, (int)i, &list.items[i]);
	*ret_list = list;
	return 0;
}

int enrollment_repository_lock(struct db *tx, const uint8_t *token_hash, struct enrollment_token *ret_token,
			       struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_bytea(&p, token_hash, TOKEN_HASH_SIZE);
	int r =
	    db_query(tx, "SELECT " COLUMNS " FROM enrollment_token WHERE token_hash = $1 FOR UPDATE", &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return error_set(err, ENOENT, "there is no such enrolment token");
	read_token(result, 0, ret_token);
	return 0;
}

int enrollment_repository_use(struct db *tx, const struct uuid *id, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, id);
	return db_query(tx, "UPDATE enrollment_token SET uses_left = uses_left - 1 WHERE id = $1", &p, NULL, err);
}

int enrollment_repository_revoke(struct db *db, const struct uuid *id, uint64_t now_ns, char **ret_label,
				 struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_u64(&p, now_ns);
	int r =
	    db_query(db,
		     "UPDATE enrollment_token SET revoked_at = CASE WHEN revoked_at = 0 THEN $2 ELSE revoked_at END "
		     "WHERE id = $1 RETURNING label",
		     &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return error_set(err, ENOENT, "there is no such enrolment token");
	*ret_label = db_text_dup(result, 0, 0);
	return 0;
}
