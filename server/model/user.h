// SPDX-License-Identifier: Apache-2.0
// A person who may sign in. Plain data; times are ns since the epoch, 0 = never.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "server/model/role.h"

#define USERNAME_MAX     64
#define DISPLAY_NAME_MAX 100
#define PASSWORD_MIN     12
#define PASSWORD_MAX     256

struct user {
	struct uuid id;
	char username[USERNAME_MAX + 1]; // lower case, unique
	char display_name[DISPLAY_NAME_MAX + 1];
	enum role role;
	bool disabled;
	uint64_t created_at;
	uint64_t last_sign_in_at;
};

struct user_list {
	struct user *items;
	size_t n;
};

void user_list_done(struct user_list *list);
DEFINE_AUTO_VALUE(user_list, user_list_done);

// Lower-cases and checks: a-z 0-9 . _ - @, beginning with a letter or digit, at most USERNAME_MAX. ret has USERNAME_MAX + 1 bytes.
int username_normalize(const char *text, char *ret_username, struct error *err);
int display_name_check(const char *text, struct error *err);
// ASVS 5: at least 12 characters, no rules of composition, not a common password, not the user's own name.
int password_check(const char *password, const char *username, struct error *err);
