// SPDX-License-Identifier: Apache-2.0
// Argon2id on the thread pool, a bounded number at once: each needs 64 MiB, so sign-ins can neither stop the loop nor eat the
// memory. Who finds the line full gets -EBUSY. Owned by server.c; inside tasks only.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/loop/loop.h"

#include <stdbool.h>

#define PASSWORD_HASH_SIZE 128

struct password_hasher;

struct password_hasher *password_hasher_new(struct loop *loop);
void password_hasher_free(struct password_hasher *hasher);
DEFINE_AUTO(password_hasher, password_hasher_free);

int password_hasher_hash(struct password_hasher *hasher, const char *password, char ret_hash[static PASSWORD_HASH_SIZE],
			 struct error *err);
// hash NULL = there is no such user: hashes all the same, so that time tells nothing, and does not match.
int password_hasher_verify(struct password_hasher *hasher, const char *password, const char *hash, bool *ret_match,
			   struct error *err);
