// SPDX-License-Identifier: Apache-2.0
// What the ingest tests share: a migrated database with a project and a detector, the services on it, and tasks run to their end.
#pragma once

#include "common/loop/task.h"
#include "server/repository/db.h"
#include "server/service/counter_service.h"
#include "server/service/event_service.h"
#include "server/service/ingest_service.h"
#include "server/service/scan_service.h"
#include "server/service/terminal_service.h"
#include "tests/unit/support/check_main.h"

#include <json-c/json.h>

struct ingest_case {
	struct loop *loop;
	struct db *db;
	struct change_feed *feed;
	struct detector_registry *registry;
	struct scan_service *scans;
	struct live_hub *hub;
	struct ingest_service *ingest;
	struct event_service *events;
	struct terminal_service *terminals;
	struct counter_service *counters;
	struct principal admin;
	struct uuid project, detector;
};

// Ends the test when something is not as it must be.
struct ingest_case *ingest_case_new(void);
void ingest_case_free(struct ingest_case *test);
// Runs fn as a task until it has ended.
void ingest_case_run(struct ingest_case *test, loop_fn fn, void *ctx);
// Turns the loop until done(ctx), at most so many seconds.
void ingest_case_until(struct ingest_case *test, bool (*done)(void *ctx), void *ctx, unsigned seconds);
// "halt" or "resume" of the database.
void ingest_case_database(const char *what);

// Only inside a task.
struct uuid ingest_case_scan(struct ingest_case *test, const struct uuid *detector); // a new scan, running
struct uuid ingest_case_detector(struct ingest_case *test);                          // another detector
int64_t ingest_case_number(struct ingest_case *test, const char *sql, const struct uuid *scan);
// The body of a service's answer, parsed; the caller puts it.
struct json_object *ingest_case_json(struct buffer *body);
uint64_t json_number(struct json_object *object, const char *key);
const char *json_text(struct json_object *object, const char *key);
