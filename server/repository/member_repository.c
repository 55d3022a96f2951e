// SPDX-License-Identifier: Apache-2.0
// The part of project_repository.h that is about members.
#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "server/repository/project_repository.h"

#include <stdio.h>

#define MEMBERS_MAX 1000 // in one list

#define COLUMNS     "u.id, u.username, u.display_name, u.disabled, m.role, m.added_at"

static void read_member(const struct db_result *result, int row, struct member *ret_member)
{
	struct error ignored;
	*ret_member = (struct member){.user_id = db_uuid(result, row, 0), .role = ROLE_VIEWER};
	(void)snprintf(ret_member->username, sizeof(ret_member->username), "%s", db_text(result, row, 1));
	(void)snprintf(ret_member->display_name, sizeof(ret_member->display_name), "%s", db_text(result, row, 2));
	ret_member->disabled = db_bool(result, row, 3);
	(void)role_parse(db_text(result, row, 4), &ret_member->role, &ignored);
	ret_member->added_at = (uint64_t)db_i64(result, row, 5);
}

int project_repository_members(struct db *db, const struct uuid *id, struct member_list *ret_list, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_i64(&p, MEMBERS_MAX);
	int r = db_query(db,
			 "SELECT " COLUMNS " FROM membership m JOIN app_user u ON u.id = m.user_id "
			 "WHERE m.project_id = $1 ORDER BY u.username LIMIT $2",
			 &p, &result, err);
	if (r < 0)
		return r;
	struct member_list list = {.n = (size_t)db_rows(result)};
	list.items = xcalloc(list.n + 1, sizeof(*list.items));
	for (size_t i = 0; i < list.n; i++)
		read_member(result, (int)i, &list.items[i]);
	*ret_list = list;
	return 0;
}

int project_repository_set_member(struct db *db, const struct uuid *id, const struct uuid *user, enum role role,
				  struct member *ret_member, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_uuid(&p, user);
	db_param_text(&p, role_name(role));
	db_param_u64(&p, clock_real_ns());
	int r = db_query(db,
			 "WITH m AS (INSERT INTO membership (project_id, user_id, role, added_at) "
			 "SELECT $1, id, $3, $4 FROM app_user WHERE id = $2 "
			 "ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role "
			 "RETURNING user_id, role, added_at) "
			 "SELECT " COLUMNS " FROM m JOIN app_user u ON u.id = m.user_id",
			 &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return error_set(err, ENOENT, "there is no such user");
	read_member(result, 0, ret_member);
	return 0;
}

int project_repository_remove_member(struct db *db, const struct uuid *id, const struct uuid *user, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_uuid(&p, user);
	int r = db_query(db, "DELETE FROM membership WHERE project_id = $1 AND user_id = $2", &p, &result, err);
	if (r < 0 || db_affected(result) == 1)
		return r;
	return error_set(err, ENOENT, "there is no such member");
}

int project_repository_candidates(struct db *db, const struct uuid *id, const char *query, int64_t limit,
				  struct user_list *ret_list, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_text(&p, query);
	db_param_i64(&p, limit);
	int r = db_query(db,
			 "SELECT u.id, u.username, u.display_name FROM app_user u "
			 "WHERE NOT u.disabled AND NOT EXISTS (SELECT 1 FROM membership m "
			 "WHERE m.project_id = $1 AND m.user_id = u.id) "
			 "AND strpos(lower(u.username || ' ' || u.display_name), lower($2)) > 0 "
			 "ORDER BY u.username LIMIT $3",
			 &p, &result, err);
	if (r < 0)
		return r;
	struct user_list list = {.n = (size_t)db_rows(result)};
	list.items = xcalloc(list.n + 1, sizeof(*list.items));
	for (size_t i = 0; i < list.n; i++) {
		struct user *user = &list.items[i];
		user->id = db_uuid(result, (int)i, 0);
		(void)snprintf(user->username, sizeof(user->username), "%s", db_text(result, (int)i, 1));
		(void)snprintf(user->display_name, sizeof(user->display_name), "%s", db_text(result, (int)i, 2));
	}
	*ret_list = list;
	return 0;
}
