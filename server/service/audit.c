// SPDX-License-Identifier: Apache-2.0
#include "server/service/audit.h"

int audit(struct db *tx, const struct principal *who, const char *action, const struct uuid *object_id,
	  const char *object, const char *detail, struct error *err)
{
	struct audit_entry entry = {
	    .actor_id = who ? &who->user.id : NULL,
	    .actor = who ? who->user.username : "command line",
	    .address = who ? who->address : "",
	    .action = action,
	    .object_id = object_id,
	    .object = object,
	    .detail = detail,
	};
	return audit_repository_add(tx, &entry, err);
}
