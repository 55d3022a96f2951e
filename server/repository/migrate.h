// SPDX-License-Identifier: Apache-2.0
// Brings the database's schema to what this program needs. Inside a task.
#pragma once

#include "common/base/error.h"
#include "server/repository/db.h"

// The newest schema this program knows.
int migrate_known_version(void);
// The database's, 0 = empty.
int migrate_version(struct db *db, int *ret_version, struct error *err);
// Applies what is missing, each file in a transaction of its own, under an advisory lock: several may start at once.
// -EPROTONOSUPPORT when the database is newer than this program. A failed file leaves no trace; err names it.
int migrate(struct db *db, int *ret_from, int *ret_to, struct error *err);
// 0 when the schema is just right, else -EPROTONOSUPPORT (newer) or -ESTALE (older) with what to do.
int migrate_check(struct db *db, struct error *err);
