// SPDX-License-Identifier: Apache-2.0
// The kernel's own counts of a scan by system call, the newest that came. Needs scan.view. Runs inside a task.
#pragma once

#include "common/base/buffer.h"
#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "server/repository/db.h"
#include "server/service/principal.h"

struct counter_service;

struct counter_service *counter_service_new(struct db *db);
void counter_service_free(struct counter_service *counters);
DEFINE_AUTO(counter_service, counter_service_free);

// Counters; ts "0" and no counters before the first came.
int counter_service_get(struct counter_service *counters, const struct principal *who, const struct uuid *scan,
			struct buffer *ret_body, struct error *err);
