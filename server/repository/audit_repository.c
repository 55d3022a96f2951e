// SPDX-License-Identifier: Apache-2.0
#include "server/repository/audit_repository.h"

#include "common/base/clock.h"

int audit_repository_add(struct db *db, const struct audit_entry *entry, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_u64(&p, clock_real_ns());
	db_param_uuid(&p, entry->actor_id);
	db_param_text(&p, entry->actor);
	db_param_text(&p, entry->address);
	db_param_text(&p, entry->action);
	db_param_uuid(&p, entry->object_id);
	db_param_text(&p, entry->object);
	db_param_json(&p, entry->detail ? entry->detail : "{}");
	return db_query(db,
			"INSERT INTO audit_entry (at, actor_id, actor, address, action, object_id, object, detail) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			&p, NULL, err);
}
