// SPDX-License-Identifier: Apache-2.0
// First set-up, sign-in, sessions. Tokens are 256 random bits; only their hash is stored. Everything with a database in it runs
// in a task. Owned by server.c.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "server/model/user.h"
#include "server/repository/db.h"
#include "server/service/password_hasher.h"
#include "server/service/principal.h"

#define AUTH_TOKEN_SIZE         48 // text of a token with its NUL
#define AUTH_SESSION_IDLE_S     (12 * 3600)
#define AUTH_SESSION_ABSOLUTE_S (7 * 24 * 3600)
#define AUTH_SETUP_TOKEN_LIFE_S (24 * 3600)

struct auth_service;

struct auth_service *auth_service_new(struct loop *loop, struct db *db, struct password_hasher *hasher);
void auth_service_free(struct auth_service *auth);
DEFINE_AUTO(auth_service, auth_service_free);

struct auth_setup {
	const char *token, *username, *display_name, *password;
	const char *address;
};

struct auth_sign_in {
	const char *username, *password;
	const char *address;
	const char *old_token; // the session cookie that came along, NULL without: that session ends (rotation)
};

// True while there is no user at all.
int auth_service_setup_needed(struct auth_service *auth, bool *ret_needed, struct error *err);
// A fresh one-time set-up token; the ones before it end. -EEXIST when set-up is done already.
int auth_service_new_setup_token(struct auth_service *auth, char ret_token[static AUTH_TOKEN_SIZE], struct error *err);
// Makes the first administrator. -EPERM for a wrong, expired or used token, -EEXIST when set-up is done. -EAGAIN: ret_retry_ms.
int auth_service_setup(struct auth_service *auth, const struct auth_setup *setup, struct user *ret_user,
		       uint64_t *ret_retry_ms, struct error *err);

// -EPERM wrong name or password (which of them is not told), -EAGAIN too many tries: ret_retry_ms says how long to wait.
int auth_service_sign_in(struct auth_service *auth, const struct auth_sign_in *sign_in,
			 char ret_token[static AUTH_TOKEN_SIZE], struct principal *ret_who, uint64_t *ret_retry_ms,
			 struct error *err);
// -EPERM when the token is no live session of an enabled user. token and address may be NULL.
int auth_service_authenticate(struct auth_service *auth, const char *token, const char *address,
			      struct principal *ret_who, struct error *err);
int auth_service_sign_out(struct auth_service *auth, const struct principal *who, struct error *err);
