// SPDX-License-Identifier: Apache-2.0
// Table saved_filter.
#pragma once

#include "server/model/saved_filter.h"
#include "server/repository/db.h"

// By name.
int filter_repository_list(struct db *db, const struct uuid *project, struct saved_filter_list *ret_list,
			   struct error *err);
// Nobody else changes filters of this project until the transaction's end: what uses what is looked at meanwhile. -ENOENT without
// such a project.
int filter_repository_lock(struct db *tx, const struct uuid *project, struct error *err);
// -EEXIST when the name is taken.
int filter_repository_insert(struct db *db, const struct saved_filter *filter, struct error *err);
// Name, text, description and updated_at. -EEXIST as above, -ENOENT when there is no such filter in the project.
int filter_repository_update(struct db *db, const struct saved_filter *filter, struct error *err);
int filter_repository_delete(struct db *db, const struct uuid *project, const struct uuid *id, struct error *err);
