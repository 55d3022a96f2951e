// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "users"

#include "server/service/user_service.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "server/repository/session_repository.h"
#include "server/repository/user_repository.h"
#include "server/service/audit.h"
#include "server/service/rights.h"

#include <stdio.h>
#include <string.h>

struct user_service {
	struct db *db;
	struct password_hasher *hasher;
};

struct user_service *user_service_new(struct db *db, struct password_hasher *hasher)
{
	struct user_service *users = xcalloc(1, sizeof(*users));
	users->db = db;
	users->hasher = hasher;
	return users;
}

void user_service_free(struct user_service *users)
{
	free(users);
}

int user_service_list(struct user_service *users, const struct principal *who, struct user_list *ret_list,
		      struct error *err)
{
	int r = rights_global(who, PERMISSION_USER_VIEW, err);
	return r < 0 ? r : user_repository_list(users->db, ret_list, err);
}

int user_service_get(struct user_service *users, const struct principal *who, const struct uuid *id,
		     struct user *ret_user, struct error *err)
{
	int r = uuid_equal(id, &who->user.id) ? 0 : rights_global(who, PERMISSION_USER_VIEW, err);
	return r < 0 ? r : user_repository_get(users->db, id, ret_user, err);
}

static int insert(struct user_service *users, const struct principal *who, const struct user *user, const char *hash,
		  struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	char detail[64];
	(void)snprintf(detail, sizeof(detail), "{\"role\":\"%s\"}", role_name(user->role));
	int r = db_begin(users->db, &tx, err);
	if (r == 0)
		r = user_repository_insert(db_tx_db(tx), user, hash, err);
	if (r == -EEXIST)
		return error_set(err, EEXIST, "username: is taken already");
	if (r == 0)
		r = audit(db_tx_db(tx), who, "user.create", &user->id, user->username, detail, err);
	return r < 0 ? r : db_commit(tx, err);
}

int user_service_create(struct user_service *users, const struct principal *who, const struct user_new *input,
			struct user *ret_user, struct error *err)
{
	struct user user = {.created_at = clock_real_ns()};
	char hash[PASSWORD_HASH_SIZE];
	int r = who ? rights_global(who, PERMISSION_USER_MANAGE, err) : 0;
	if (r == 0)
		r = username_normalize(input->username, user.username, err);
	if (r == 0)
		r = display_name_check(input->display_name, err);
	if (r == 0)
		r = role_parse(input->role, &user.role, err);
	if (r == 0)
		r = password_check(input->password, user.username, err);
	if (r == 0)
		r = password_hasher_hash(users->hasher, input->password, hash, err);
	if (r < 0)
		return r;
	uuid_generate(&user.id);
	(void)snprintf(user.display_name, sizeof(user.display_name), "%s", input->display_name);
	r = insert(users, who, &user, hash, err);
	if (r < 0)
		return r;
	log_info("user created", "user=%s role=%s", LOG_Q(user.username), role_name(user.role));
	*ret_user = user;
	return 0;
}

// Managers may change everything; others only their own name and password. Who is nobody's business is not there.
static int may_change(const struct principal *who, const struct uuid *id, const struct user_change *change,
		      struct error *err)
{
	int r = who ? rights_global(who, PERMISSION_USER_MANAGE, err) : 0;
	if (r == 0 || !uuid_equal(id, &who->user.id) || change->role || change->disabled)
		return r;
	return 0;
}

static int check_current(struct user_service *users, const struct uuid *id, const char *password, struct error *err)
{
	AUTO_FREE char *hash = NULL;
	bool match = false;
	if (!password || strnlen(password, PASSWORD_MAX + 1) > PASSWORD_MAX)
		return error_set(err, EINVAL, "current_password: is needed to change your own password");
	int r = user_repository_hash(users->db, id, &hash, err);
	if (r == 0)
		r = password_hasher_verify(users->hasher, password, hash, &match, err);
	if (r < 0)
		return r;
	return match ? 0 : error_set(err, EINVAL, "current_password: is not your password");
}

static bool is_last_admin(const struct user *user, int64_t admins)
{
	return user->role == ROLE_ADMIN && !user->disabled && admins <= 1;
}

static int last_admin(struct error *err)
{
	return error_set(err, EBUSY, "this is the last administrator: make another one first");
}

// What changed, for the audit: never the password itself.
static void describe(const struct user_row_change *change, char ret_detail[static 128])
{
	(void)snprintf(ret_detail, 128, "{\"role\":%s%s%s,\"disabled\":%s,\"display_name\":%s,\"password\":%s}",
		       change->role ? "\"" : "", change->role ? role_name(*change->role) : "null",
		       change->role ? "\"" : "",
		       !change->disabled   ? "null"
		       : *change->disabled ? "true"
					   : "false",
		       change->display_name ? "true" : "false", change->password_hash ? "true" : "false");
}

static int apply(struct user_service *users, const struct principal *who, const struct uuid *id,
		 const struct user_row_change *change, struct user *ret_user, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	struct user before = {0};
	int64_t admins = 0;
	char detail[128];
	bool demotes = (change->role && *change->role != ROLE_ADMIN) || (change->disabled && *change->disabled);
	bool self = who && uuid_equal(id, &who->user.id);
	describe(change, detail);
	int r = db_begin(users->db, &tx, err);
	if (r == 0)
		r = user_repository_lock_admins(db_tx_db(tx), &admins, err);
	if (r == 0)
		r = user_repository_get(db_tx_db(tx), id, &before, err);
	if (r == 0 && demotes && is_last_admin(&before, admins))
		r = last_admin(err);
	if (r == 0)
		r = user_repository_update(db_tx_db(tx), id, change, ret_user, err);
	if (r == 0 && (change->role || change->disabled || change->password_hash))
		r = session_repository_delete_of_user(db_tx_db(tx), id, self ? &who->session : NULL, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "user.change", id, before.username, detail, err);
	return r < 0 ? r : db_commit(tx, err);
}

int user_service_update(struct user_service *users, const struct principal *who, const struct uuid *id,
			const struct user_change *change, struct user *ret_user, struct error *err)
{
	struct user before = {0};
	struct user_row_change row = {.display_name = change->display_name, .disabled = change->disabled};
	enum role role = ROLE_VIEWER;
	char hash[PASSWORD_HASH_SIZE];
	int r = may_change(who, id, change, err);
	if (r == 0)
		r = user_repository_get(users->db, id, &before, err);
	if (r == 0 && change->display_name)
		r = display_name_check(change->display_name, err);
	if (r == 0 && change->role)
		r = role_parse(change->role, &role, err);
	if (r == 0 && change->password)
		r = password_check(change->password, before.username, err);
	if (r == 0 && change->password && who && uuid_equal(id, &who->user.id))
		r = check_current(users, id, change->current_password, err);
	if (r == 0 && change->password)
		r = password_hasher_hash(users->hasher, change->password, hash, err);
	if (r < 0)
		return r;
	row.role = change->role ? &role : NULL;
	row.password_hash = change->password ? hash : NULL;
	r = apply(users, who, id, &row, ret_user, err);
	if (r == 0)
		log_info("user changed", "user=%s", LOG_Q(before.username));
	return r;
}

int user_service_delete(struct user_service *users, const struct principal *who, const struct uuid *id,
			struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	struct user before = {0};
	int64_t admins = 0;
	int r = rights_global(who, PERMISSION_USER_MANAGE, err);
	if (r == 0)
		r = db_begin(users->db, &tx, err);
	if (r == 0)
		r = user_repository_lock_admins(db_tx_db(tx), &admins, err);
	if (r == 0)
		r = user_repository_get(db_tx_db(tx), id, &before, err);
	if (r == 0 && is_last_admin(&before, admins))
		r = last_admin(err);
	if (r == 0)
		r = user_repository_delete(db_tx_db(tx), id, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "user.delete", id, before.username, NULL, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r == 0)
		log_info("user deleted", "user=%s", LOG_Q(before.username));
	return r;
}

int user_service_find(struct user_service *users, const char *username, struct user *ret_user, struct error *err)
{
	AUTO_FREE char *hash = NULL;
	char name[USERNAME_MAX + 1];
	int r = username_normalize(username, name, err);
	return r < 0 ? r : user_repository_find(users->db, name, ret_user, &hash, err);
}
