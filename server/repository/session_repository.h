// SPDX-License-Identifier: Apache-2.0
// Tables session and setup_token. Hashes are TOKEN_HASH_SIZE bytes.
#pragma once

#include "server/model/user.h"
#include "server/repository/db.h"

#define TOKEN_HASH_SIZE 32

struct session_row {
	struct uuid id;
	uint64_t last_used_at, expires_at;
	struct user user;
};

struct session_new {
	struct uuid id, user;
	const uint8_t *token_hash;
	const char *address;
	uint64_t now, expires_at;
};

int session_repository_insert(struct db *db, const struct session_new *session, struct error *err);
// With its user. -ENOENT when there is none; whether it is still good is the service's to say.
int session_repository_find(struct db *db, const uint8_t *token_hash, struct session_row *ret_row, struct error *err);
int session_repository_touch(struct db *db, const struct uuid *id, uint64_t now_ns, struct error *err);
int session_repository_delete(struct db *db, const struct uuid *id, struct error *err);
int session_repository_delete_token(struct db *db, const uint8_t *token_hash, struct error *err);
// except may be NULL.
int session_repository_delete_of_user(struct db *db, const struct uuid *user, const struct uuid *except,
				      struct error *err);
int session_repository_delete_expired(struct db *db, uint64_t now_ns, uint64_t idle_since_ns, struct error *err);

int setup_repository_put(struct db *db, const uint8_t *token_hash, uint64_t expires_at, struct error *err);
// Removes the token, so that it works once. ret_found is false when it is another one or too old.
int setup_repository_take(struct db *db, const uint8_t *token_hash, uint64_t now_ns, bool *ret_found,
			  struct error *err);
