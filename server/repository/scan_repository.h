// SPDX-License-Identifier: Apache-2.0
// Table scan.
#pragma once

#include "server/model/scan.h"
#include "server/repository/db.h"

struct scan_filter {
	const struct uuid *viewer;  // only projects this user is a member of; NULL = all
	const struct uuid *project; // NULL = any
	const char *const *states;  // NULL = any
	size_t n_states;
	uint64_t before_created_at; // 0 = from the newest
	int64_t limit;
};

int scan_repository_insert(struct db *db, const struct scan *scan, struct error *err);
int scan_repository_get(struct db *db, const struct uuid *id, struct scan *ret_scan, struct error *err);
// The same, locked until the transaction's end.
int scan_repository_lock(struct db *tx, const struct uuid *id, struct scan *ret_scan, struct error *err);
// Newest first.
int scan_repository_list(struct db *db, const struct scan_filter *filter, struct scan_list *ret_list,
			 struct error *err);
// Those of a detector that are not at their end, oldest first.
int scan_repository_unfinished(struct db *db, const struct uuid *detector, struct scan_list *ret_list,
			       struct error *err);
int scan_repository_project(struct db *db, const struct uuid *id, struct uuid *ret_project, struct error *err);
// Writes what the update says. started_at and ended_at are set by the first state that means them.
int scan_repository_apply(struct db *tx, const struct uuid *id, const struct scan_update *update, struct error *err);
int scan_repository_request_stop(struct db *db, const struct uuid *id, struct error *err);
int scan_repository_start_sent(struct db *db, const struct uuid *id, struct error *err);
int scan_repository_delete(struct db *db, const struct uuid *id, struct error *err);
