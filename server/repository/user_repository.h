// SPDX-License-Identifier: Apache-2.0
// Table app_user.
#pragma once

#include "server/model/user.h"
#include "server/repository/db.h"

// NULL = leave as it is.
struct user_row_change {
	const char *display_name;
	const enum role *role;
	const bool *disabled;
	const char *password_hash;
};

// -EEXIST when the name is taken.
int user_repository_insert(struct db *db, const struct user *user, const char *password_hash, struct error *err);
int user_repository_get(struct db *db, const struct uuid *id, struct user *ret_user, struct error *err);
// For sign-in: -ENOENT without such a user. The hash is the caller's to free.
int user_repository_find(struct db *db, const char *username, struct user *ret_user, char **ret_hash,
			 struct error *err);
int user_repository_hash(struct db *db, const struct uuid *id, char **ret_hash, struct error *err);
int user_repository_list(struct db *db, struct user_list *ret_list, struct error *err);
int user_repository_update(struct db *db, const struct uuid *id, const struct user_row_change *change,
			   struct user *ret_user, struct error *err);
int user_repository_signed_in(struct db *db, const struct uuid *id, uint64_t now_ns, struct error *err);
int user_repository_delete(struct db *db, const struct uuid *id, struct error *err);
int user_repository_count(struct db *db, int64_t *ret_count, struct error *err);
// Enabled administrators; nobody else changes any user until the transaction's end.
int user_repository_lock_admins(struct db *tx, int64_t *ret_count, struct error *err);
// Columns of a query that begins with id, username, display_name, role, disabled, created_at, last_sign_in_at.
#define USER_COLUMNS "u.id, u.username, u.display_name, u.role, u.disabled, u.created_at, u.last_sign_in_at"
void user_repository_read(const struct db_result *result, int row, struct user *ret_user);
