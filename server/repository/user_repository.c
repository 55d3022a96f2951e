// SPDX-License-Identifier: Apache-2.0
#include "server/repository/user_repository.h"

#include "common/base/alloc.h"

#include <stdio.h>

#define USERS_MAX 1000 // in one list

void user_repository_read(const struct db_result *result, int row, struct user *ret_user)
{
	struct error ignored; // a CHECK of the table keeps others out
	*ret_user = (struct user){.id = db_uuid(result, row, 0), .role = ROLE_VIEWER};
	(void)snprintf(ret_user->username, sizeof(ret_user->username), "%s", db_text(result, row, 1));
	(void)snprintf(ret_user->display_name, sizeof(ret_user->display_name), "%s", db_text(result, row, 2));
	(void)role_parse(db_text(result, row, 3), &ret_user->role, &ignored);
	ret_user->disabled = db_bool(result, row, 4);
	ret_user->created_at = (uint64_t)db_i64(result, row, 5);
	ret_user->last_sign_in_at = (uint64_t)db_i64(result, row, 6);
}

static int one(const struct db_result *result, struct user *ret_user, struct error *err)
{
	if (db_rows(result) == 0)
		return error_set(err, ENOENT, "there is no such user");
	user_repository_read(result, 0, ret_user);
	return 0;
}

int user_repository_insert(struct db *db, const struct user *user, const char *password_hash, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, &user->id);
	db_param_text(&p, user->username);
	db_param_text(&p, user->display_name);
	db_param_text(&p, role_name(user->role));
	db_param_text(&p, password_hash);
	db_param_u64(&p, user->created_at);
	return db_query(db,
			"INSERT INTO app_user (id, username, display_name, role, password_hash, created_at) "
			"VALUES ($1, $2, $3, $4, $5, $6)",
			&p, NULL, err);
}

int user_repository_get(struct db *db, const struct uuid *id, struct user *ret_user, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	int r = db_query(db, "SELECT " USER_COLUMNS " FROM app_user u WHERE u.id = $1", &p, &result, err);
	return r < 0 ? r : one(result, ret_user, err);
}

int user_repository_find(struct db *db, const char *username, struct user *ret_user, char **ret_hash, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_text(&p, username);
	int r = db_query(db, "SELECT " USER_COLUMNS ", u.password_hash FROM app_user u WHERE u.username = $1", &p,
			 &result, err);
	if (r == 0)
		r = one(result, ret_user, err);
	if (r == 0)
		*ret_hash = db_text_dup(result, 0, 7);
	return r;
}

int user_repository_hash(struct db *db, const struct uuid *id, char **ret_hash, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	int r = db_query(db, "SELECT password_hash FROM app_user WHERE id = $1", &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return error_set(err, ENOENT, "there is no such user");
	*ret_hash = db_text_dup(result, 0, 0);
	return 0;
}

int user_repository_list(struct db *db, struct user_list *ret_list, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_i64(&p, USERS_MAX);
	int r = db_query(db, "SELECT " USER_COLUMNS " FROM app_user u ORDER BY u.username LIMIT $1", &p, &result, err);
	if (r < 0)
		return r;
	struct user_list list = {.n = (size_t)db_rows(result)};
	list.items = xcalloc(list.n + 1, sizeof(*list.items));
	for (size_t i = 0; i < list.n; i++)
		user_repository_read(result, (int)i, &list.items[i]);
	*ret_list = list;
	return 0;
}

int user_repository_update(struct db *db, const struct uuid *id, const struct user_row_change *change,
			   struct user *ret_user, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	int32_t disabled = change->disabled && *change->disabled;
	db_param_uuid(&p, id);
	db_param_text(&p, change->display_name);
	db_param_text(&p, change->role ? role_name(*change->role) : NULL);
	db_param_null_i32(&p, change->disabled ? &disabled : NULL);
	db_param_text(&p, change->password_hash);
	int r = db_query(db,
			 "UPDATE app_user u SET display_name = coalesce($2, display_name), role = coalesce($3, role), "
			 "disabled = coalesce($4::int = 1, disabled), password_hash = coalesce($5, password_hash) "
			 "WHERE u.id = $1 RETURNING " USER_COLUMNS,
			 &p, &result, err);
	return r < 0 ? r : one(result, ret_user, err);
}

int user_repository_signed_in(struct db *db, const struct uuid *id, uint64_t now_ns, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, id);
	db_param_u64(&p, now_ns);
	return db_query(db, "UPDATE app_user SET last_sign_in_at = $2 WHERE id = $1", &p, NULL, err);
}

int user_repository_delete(struct db *db, const struct uuid *id, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, id);
	return db_query(db, "DELETE FROM app_user WHERE id = $1", &p, NULL, err);
}

int user_repository_count(struct db *db, int64_t *ret_count, struct error *err)
{
	AUTO(db_result) struct db_result *result = NULL;
	int r = db_query(db, "SELECT count(*) FROM app_user", NULL, &result, err);
	if (r == 0)
		*ret_count = db_i64(result, 0, 0);
	return r;
}

int user_repository_lock_admins(struct db *tx, int64_t *ret_count, struct error *err)
{
	AUTO(db_result) struct db_result *result = NULL;
	int r = db_query(tx, "LOCK TABLE app_user IN SHARE ROW EXCLUSIVE MODE", NULL, NULL, err);
	if (r == 0)
		r = db_query(tx, "SELECT count(*) FROM app_user WHERE role = 'admin' AND NOT disabled", NULL, &result,
			     err);
	if (r == 0)
		*ret_count = db_i64(result, 0, 0);
	return r;
}
