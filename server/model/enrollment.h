// SPDX-License-Identifier: Apache-2.0
// A token with which new detectors enrol themselves. Only its hash is stored; the token itself is shown once.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "server/model/user.h"

#define ENROLLMENT_LABEL_MAX   100
#define ENROLLMENT_USES_MAX    10000
#define ENROLLMENT_EXPIRES_MAX (90ull * 24 * 3600) // seconds

struct enrollment_token {
	struct uuid id;
	char label[ENROLLMENT_LABEL_MAX + 1];
	int64_t uses;      // how often it may be used in all
	int64_t uses_left; // 0 = used up
	uint64_t created_at;
	uint64_t expires_at;
	uint64_t revoked_at;               // 0 = not revoked
	char created_by[USERNAME_MAX + 1]; // "" when made on the command line
};

struct enrollment_token_list {
	struct enrollment_token *items;
	size_t n;
};

void enrollment_token_list_done(struct enrollment_token_list *list);
DEFINE_AUTO_VALUE(enrollment_token_list, enrollment_token_list_done);

int enrollment_check(const char *label, int64_t uses, int64_t expires_in_s, struct error *err);
