// SPDX-License-Identifier: Apache-2.0
#include "server/repository/session_repository.h"

#include "server/repository/user_repository.h"

int session_repository_insert(struct db *db, const struct session_new *session, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, &session->id);
	db_param_bytea(&p, session->token_hash, TOKEN_HASH_SIZE);
	db_param_uuid(&p, &session->user);
	db_param_text(&p, session->address);
	db_param_u64(&p, session->now);
	db_param_u64(&p, session->expires_at);
	return db_query(db,
			"INSERT INTO session (id, token_hash, user_id, address, created_at, last_used_at, expires_at) "
			"VALUES ($1, $2, $3, $4, $5, $5, $6)",
			&p, NULL, err);
}

int session_repository_find(struct db *db, const uint8_t *token_hash, struct session_row *ret_row, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_bytea(&p, token_hash, TOKEN_HASH_SIZE);
	int r = db_query(db,
			 "SELECT " USER_COLUMNS ", s.id, s.last_used_at, s.expires_at "
			 "FROM session s JOIN app_user u ON u.id = s.user_id WHERE s.token_hash = $1",
			 &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return error_set(err, ENOENT, "there is no such session");
	user_repository_read(result, 0, &ret_row->user);
	ret_row->id = db_uuid(result, 0, 7);
	ret_row->last_used_at = (uint64_t)db_i64(result, 0, 8);
	ret_row->expires_at = (uint64_t)db_i64(result, 0, 9);
	return 0;
}

int session_repository_touch(struct db *db, const struct uuid *id, uint64_t now_ns, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, id);
	db_param_u64(&p, now_ns);
	return db_query(db, "UPDATE session SET last_used_at = greatest(last_used_at, $2) WHERE id = $1", &p, NULL,
			err);
}

int session_repository_delete(struct db *db, const struct uuid *id, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, id);
	return db_query(db, "DELETE FROM session WHERE id = $1", &p, NULL, err);
}

int session_repository_delete_token(struct db *db, const uint8_t *token_hash, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_bytea(&p, token_hash, TOKEN_HASH_SIZE);
	return db_query(db, "DELETE FROM session WHERE token_hash = $1", &p, NULL, err);
}

int session_repository_delete_of_user(struct db *db, const struct uuid *user, const struct uuid *except,
				      struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, user);
	db_param_uuid(&p, except);
	return db_query(db, "DELETE FROM session WHERE user_id = $1 AND id IS DISTINCT FROM $2", &p, NULL, err);
}

int session_repository_delete_expired(struct db *db, uint64_t now_ns, uint64_t idle_since_ns, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_u64(&p, now_ns);
	db_param_u64(&p, idle_since_ns);
	return db_query(db, "DELETE FROM session WHERE expires_at <= $1 OR last_used_at <= $2", &p, NULL, err);
}

int setup_repository_put(struct db *db, const uint8_t *token_hash, uint64_t expires_at, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_bytea(&p, token_hash, TOKEN_HASH_SIZE);
	db_param_u64(&p, expires_at);
	return db_query(db,
			"INSERT INTO setup_token (token_hash, expires_at) VALUES ($1, $2) ON CONFLICT (single) "
			"DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at",
			&p, NULL, err);
}

int setup_repository_take(struct db *db, const uint8_t *token_hash, uint64_t now_ns, bool *ret_found, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_bytea(&p, token_hash, TOKEN_HASH_SIZE);
	db_param_u64(&p, now_ns);
	int r = db_query(db, "DELETE FROM setup_token WHERE token_hash = $1 AND expires_at > $2", &p, &result, err);
	if (r == 0)
		*ret_found = db_affected(result) == 1;
	return r;
}
