// SPDX-License-Identifier: Apache-2.0
// Users and their global roles. The last enabled administrator can be neither removed, disabled nor demoted (-EBUSY).
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "server/model/user.h"
#include "server/repository/db.h"
#include "server/service/password_hasher.h"
#include "server/service/principal.h"

struct user_service;

// who NULL in create, update and find = the command line, which is root on its machine anyway.
struct user_service *user_service_new(struct db *db, struct password_hasher *hasher);
void user_service_free(struct user_service *users);
DEFINE_AUTO(user_service, user_service_free);

struct user_new {
	const char *username, *display_name, *role, *password;
};

// NULL = leave as it is.
struct user_change {
	const char *display_name, *role, *password;
	const char *current_password; // needed by those who change their own password
	const bool *disabled;
};

int user_service_list(struct user_service *users, const struct principal *who, struct user_list *ret_list,
		      struct error *err);
int user_service_get(struct user_service *users, const struct principal *who, const struct uuid *id,
		     struct user *ret_user, struct error *err);
int user_service_create(struct user_service *users, const struct principal *who, const struct user_new *input,
			struct user *ret_user, struct error *err);
// Managers of users change anything; others their own display name and password. A new password, another role or disabling ends
// the user's sessions, but for the asking one.
int user_service_update(struct user_service *users, const struct principal *who, const struct uuid *id,
			const struct user_change *change, struct user *ret_user, struct error *err);
int user_service_find(struct user_service *users, const char *username, struct user *ret_user, struct error *err);
int user_service_delete(struct user_service *users, const struct principal *who, const struct uuid *id,
			struct error *err);
