// SPDX-License-Identifier: Apache-2.0
// Runs one function in a task with a database, for the commands that do one thing and end.
#pragma once

#include "common/base/error.h"
#include "server/config.h"
#include "server/repository/db.h"

typedef int (*one_shot_fn)(struct loop *loop, struct db *db, void *ctx, struct error *err);

// needs_schema: refuses first when the schema is not what this program needs.
int one_shot(const struct server_config *config, bool needs_schema, one_shot_fn fn, void *ctx, struct error *err);
