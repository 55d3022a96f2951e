// SPDX-License-Identifier: Apache-2.0
// Enrolment tokens: made by people who may, used by new detectors (detector_service_enroll).
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "server/model/enrollment.h"
#include "server/repository/db.h"
#include "server/service/principal.h"

#define ENROLLMENT_TOKEN_PREFIX "sce_"
#define ENROLLMENT_TOKEN_SIZE   64 // text with its NUL

struct enrollment_service;

struct enrollment_service *enrollment_service_new(struct db *db);
void enrollment_service_free(struct enrollment_service *enrollments);
DEFINE_AUTO(enrollment_service, enrollment_service_free);

int enrollment_service_list(struct enrollment_service *enrollments, const struct principal *who,
			    struct enrollment_token_list *ret_list, struct error *err);
// ret_token is shown once and stored nowhere. who NULL = the command line, which is its machine's root anyway.
int enrollment_service_create(struct enrollment_service *enrollments, const struct principal *who, const char *label,
			      int64_t uses, int64_t expires_in_s, char ret_token[static ENROLLMENT_TOKEN_SIZE],
			      struct enrollment_token *ret_entry, struct error *err);
int enrollment_service_revoke(struct enrollment_service *enrollments, const struct principal *who,
			      const struct uuid *id, struct error *err);
