// SPDX-License-Identifier: Apache-2.0
// The live hub's store on the database.
#pragma once

#include "server/repository/db.h"
#include "server/service/live_store.h"

struct live_store live_store_db(struct db *db);
