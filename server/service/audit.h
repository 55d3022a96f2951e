// SPDX-License-Identifier: Apache-2.0
// One line of the audit, written in the transaction of the change.
#pragma once

#include "server/repository/audit_repository.h"
#include "server/service/principal.h"

// who NULL = the command line. detail: JSON object text or NULL.
int audit(struct db *tx, const struct principal *who, const char *action, const struct uuid *object_id,
	  const char *object, const char *detail, struct error *err);
