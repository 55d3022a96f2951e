// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "auth"

#include "server/service/auth_service.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "server/repository/user_repository.h"
#include "server/service/audit.h"
#include "server/service/throttle.h"
#include "server/service/token.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define TOUCH_NS (60 * NS_PER_S) // a session's last use is written at most so often

_Static_assert(AUTH_TOKEN_SIZE >= TOKEN_TEXT_SIZE, "room for a token");

// By account and address together the wait grows soon. By address alone and by account alone it comes later, and by account it
// stays short: somebody who guesses from elsewhere must not be able to keep the owner out.
enum { BY_PAIR, BY_ADDRESS, BY_ACCOUNT, BY_COUNT };
static const struct throttle_rule rules[BY_COUNT] = {
    [BY_PAIR] = {5, NS_PER_S, 60 * NS_PER_S, 900 * NS_PER_S, 10000},
    [BY_ADDRESS] = {30, NS_PER_S, 30 * NS_PER_S, 900 * NS_PER_S, 10000},
    [BY_ACCOUNT] = {50, NS_PER_S, 5 * NS_PER_S, 900 * NS_PER_S, 10000},
};

struct auth_service {
	struct loop *loop;
	struct db *db;
	struct password_hasher *hasher;
	struct throttle *throttles[BY_COUNT];
};

struct auth_service *auth_service_new(struct loop *loop, struct db *db, struct password_hasher *hasher)
{
	if (sodium_init() < 0)
		abort();
	struct auth_service *auth = xcalloc(1, sizeof(*auth));
	auth->loop = loop;
	auth->db = db;
	auth->hasher = hasher;
	for (int i = 0; i < BY_COUNT; i++)
		auth->throttles[i] = throttle_new(&rules[i]);
	return auth;
}

void auth_service_free(struct auth_service *auth)
{
	if (!auth)
		return;
	for (int i = 0; i < BY_COUNT; i++)
		throttle_free(auth->throttles[i]);
	free(auth);
}

struct keys {
	char key[BY_COUNT][USERNAME_MAX + ADDRESS_MAX + 16];
};

static void keys_make(struct keys *keys, const char *username, const char *address)
{
	(void)snprintf(keys->key[BY_PAIR], sizeof(keys->key[0]), "%.64s %.63s", username, address);
	(void)snprintf(keys->key[BY_ADDRESS], sizeof(keys->key[0]), "%.63s", address);
	(void)snprintf(keys->key[BY_ACCOUNT], sizeof(keys->key[0]), "%.64s", username);
}

// Counts the try as failed beforehand, or refuses it.
static int throttles_enter(struct auth_service *auth, const struct keys *keys, uint64_t *ret_retry_ms,
			   struct error *err)
{
	uint64_t now = clock_boot_ns();
	uint64_t wait = 0;
	for (int i = 0; i < BY_COUNT; i++) {
		uint64_t one = throttle_wait(auth->throttles[i], keys->key[i], now);
		wait = one > wait ? one : wait;
	}
	if (wait > 0) {
		*ret_retry_ms = wait / NS_PER_MS + 1;
		return error_set(err, EAGAIN, "too many tries: wait %llu s", (unsigned long long)(wait / NS_PER_S + 1));
	}
	for (int i = 0; i < BY_COUNT; i++)
		throttle_failed(auth->throttles[i], keys->key[i], now);
	return 0;
}

// The wait begins when the answer is given, not when hashing began.
static void throttles_restart(struct auth_service *auth, const struct keys *keys)
{
	for (int i = 0; i < BY_COUNT; i++) {
		throttle_forgive(auth->throttles[i], keys->key[i]);
		throttle_failed(auth->throttles[i], keys->key[i], clock_boot_ns());
	}
}

// After a try that was none: it succeeded, or the database was away.
static void throttles_forgive(struct auth_service *auth, const struct keys *keys, bool succeeded)
{
	for (int i = 0; i < BY_COUNT; i++)
		throttle_forgive(auth->throttles[i], keys->key[i]);
	if (succeeded)
		throttle_clear(auth->throttles[BY_PAIR], keys->key[BY_PAIR]);
}

int auth_service_setup_needed(struct auth_service *auth, bool *ret_needed, struct error *err)
{
	int64_t users = 0;
	int r = user_repository_count(auth->db, &users, err);
	if (r == 0)
		*ret_needed = users == 0;
	return r;
}

static int setup_done(struct error *err)
{
	return error_set(err, EEXIST, "the set-up is done already: sign in");
}

int auth_service_new_setup_token(struct auth_service *auth, char ret_token[static AUTH_TOKEN_SIZE], struct error *err)
{
	bool needed = false;
	uint8_t hash[TOKEN_HASH_SIZE];
	int r = auth_service_setup_needed(auth, &needed, err);
	if (r < 0)
		return r;
	if (!needed)
		return setup_done(err);
	token_make("", ret_token, AUTH_TOKEN_SIZE, hash);
	return setup_repository_put(auth->db, hash, clock_real_ns() + AUTH_SETUP_TOKEN_LIFE_S * NS_PER_S, err);
}

static int make_first_admin(struct auth_service *auth, const uint8_t *hash, struct user *user,
			    const struct auth_setup *setup, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	int64_t users = 0;
	int64_t admins = 0;
	bool found = false;
	char password_hash[PASSWORD_HASH_SIZE];
	int r = db_begin(auth->db, &tx, err);
	if (r == 0)
		r = user_repository_lock_admins(db_tx_db(tx), &admins, err);
	if (r == 0)
		r = user_repository_count(db_tx_db(tx), &users, err);
	if (r == 0 && users > 0)
		r = setup_done(err);
	if (r == 0)
		r = setup_repository_take(db_tx_db(tx), hash, clock_real_ns(), &found, err);
	if (r == 0 && !found)
		r = error_set(err, EPERM, "this set-up link is wrong, expired or replaced by a newer one");
	if (r == 0)
		r = password_hasher_hash(auth->hasher, setup->password, password_hash, err);
	if (r == 0)
		r = user_repository_insert(db_tx_db(tx), user, password_hash, err);
	if (r == 0) {
		struct principal who = {.user = *user};
		(void)snprintf(who.address, sizeof(who.address), "%.63s", setup->address ? setup->address : "");
		r = audit(db_tx_db(tx), &who, "setup", &user->id, user->username, NULL, err);
	}
	return r < 0 ? r : db_commit(tx, err);
}

int auth_service_setup(struct auth_service *auth, const struct auth_setup *setup, struct user *ret_user,
		       uint64_t *ret_retry_ms, struct error *err)
{
	struct user user = {.role = ROLE_ADMIN, .created_at = clock_real_ns()};
	struct keys keys;
	uint8_t hash[TOKEN_HASH_SIZE];
	int r = username_normalize(setup->username, user.username, err);
	if (r == 0)
		r = display_name_check(setup->display_name, err);
	if (r == 0)
		r = password_check(setup->password, user.username, err);
	if (r < 0)
		return r;
	keys_make(&keys, "set-up", setup->address ? setup->address : "");
	r = throttles_enter(auth, &keys, ret_retry_ms, err);
	if (r < 0)
		return r;
	uuid_generate(&user.id);
	(void)snprintf(user.display_name, sizeof(user.display_name), "%s", setup->display_name);
	if (!token_hash("", setup->token, hash))
		return error_set(err, EPERM, "this set-up link is wrong, expired or replaced by a newer one");
	r = make_first_admin(auth, hash, &user, setup, err);
	if (r != -EPERM)
		throttles_forgive(auth, &keys, r == 0);
	if (r < 0)
		return r;
	log_info("set-up is done", "user=%s", LOG_Q(user.username));
	*ret_user = user;
	return 0;
}

static int bad_credentials(struct error *err)
{
	return error_set(err, EPERM, "wrong user name or password");
}

// The same work and the same words, whatever is wrong.
static int check_password(struct auth_service *auth, const char *username, const char *password, struct user *ret_user,
			  struct error *err)
{
	AUTO_FREE char *hash = NULL;
	bool match = false;
	bool possible = password && strnlen(password, PASSWORD_MAX + 1) <= PASSWORD_MAX;
	int r = username[0] ? user_repository_find(auth->db, username, ret_user, &hash, err) : -ENOENT;
	if (r < 0 && r != -ENOENT)
		return r;
	r = password_hasher_verify(auth->hasher, possible ? password : "", possible ? hash : NULL, &match, err);
	if (r < 0)
		return r;
	return match && !ret_user->disabled ? 0 : bad_credentials(err);
}

static int open_session(struct auth_service *auth, const struct auth_sign_in *sign_in, struct principal *who,
			char ret_token[static AUTH_TOKEN_SIZE], struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	uint8_t hash[TOKEN_HASH_SIZE];
	uint8_t old_hash[TOKEN_HASH_SIZE];
	uint64_t now = clock_real_ns();
	uuid_generate(&who->session);
	token_make("", ret_token, AUTH_TOKEN_SIZE, hash);
	struct session_new session = {.id = who->session,
				      .user = who->user.id,
				      .token_hash = hash,
				      .address = who->address,
				      .now = now,
				      .expires_at = now + AUTH_SESSION_ABSOLUTE_S * NS_PER_S};
	int r = db_begin(auth->db, &tx, err);
	if (r == 0)
		r = session_repository_delete_expired(db_tx_db(tx), now, now - AUTH_SESSION_IDLE_S * NS_PER_S, err);
	if (r == 0 && token_hash("", sign_in->old_token, old_hash))
		r = session_repository_delete_token(db_tx_db(tx), old_hash, err);
	if (r == 0)
		r = session_repository_insert(db_tx_db(tx), &session, err);
	if (r == 0)
		r = user_repository_signed_in(db_tx_db(tx), &who->user.id, now, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "session.begin", &who->user.id, who->user.username, NULL, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r == 0)
		who->user.last_sign_in_at = now;
	return r;
}

int auth_service_sign_in(struct auth_service *auth, const struct auth_sign_in *sign_in,
			 char ret_token[static AUTH_TOKEN_SIZE], struct principal *ret_who, uint64_t *ret_retry_ms,
			 struct error *err)
{
	struct principal who = {0};
	struct keys keys;
	char username[USERNAME_MAX + 1] = "";
	struct error ignored; // a name that cannot be one is an unknown one
	(void)username_normalize(sign_in->username, username, &ignored);
	(void)snprintf(who.address, sizeof(who.address), "%.63s", sign_in->address ? sign_in->address : "");
	keys_make(&keys, username, who.address);
	int r = throttles_enter(auth, &keys, ret_retry_ms, err);
	if (r < 0) {
		log_warn("sign-in held back", "user=%s address=%s", LOG_Q(username), LOG_Q(who.address));
		return r;
	}
	r = check_password(auth, username, sign_in->password, &who.user, err);
	if (r == 0)
		r = open_session(auth, sign_in, &who, ret_token, err);
	if (r == -EPERM) {
		throttles_restart(auth, &keys);
		log_warn("sign-in refused", "user=%s address=%s", LOG_Q(username), LOG_Q(who.address));
	} else {
		throttles_forgive(auth, &keys, r == 0);
	}
	if (r < 0)
		return r;
	log_info("signed in", "user=%s address=%s", LOG_Q(username), LOG_Q(who.address));
	*ret_who = who;
	return 0;
}

static int not_signed_in(struct error *err)
{
	return error_set(err, EPERM, "not signed in");
}

int auth_service_authenticate(struct auth_service *auth, const char *token, const char *address,
			      struct principal *ret_who, struct error *err)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	struct session_row row = {0};
	uint64_t now = clock_real_ns();
	if (!token_hash("", token, hash))
		return not_signed_in(err);
	int r = session_repository_find(auth->db, hash, &row, err);
	if (r == -ENOENT)
		return not_signed_in(err);
	if (r < 0)
		return r;
	if (row.expires_at <= now || row.last_used_at + AUTH_SESSION_IDLE_S * NS_PER_S <= now || row.user.disabled)
		return not_signed_in(err);
	if (row.last_used_at + TOUCH_NS < now)
		r = session_repository_touch(auth->db, &row.id, now, err);
	if (r < 0)
		return r;
	*ret_who = (struct principal){.user = row.user, .session = row.id};
	(void)snprintf(ret_who->address, sizeof(ret_who->address), "%.63s", address ? address : "");
	return 0;
}

int auth_service_sign_out(struct auth_service *auth, const struct principal *who, struct error *err)
{
	int r = session_repository_delete(auth->db, &who->session, err);
	if (r == 0)
		log_info("signed out", "user=%s", LOG_Q(who->user.username));
	return r;
}
