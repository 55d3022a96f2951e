// SPDX-License-Identifier: Apache-2.0
// What the tests with PostgreSQL share: an empty, migrated database for each test, the services on it, users of every role.
#pragma once

#include "common/loop/task.h"
#include "server/repository/db.h"
#include "server/service/auth_service.h"
#include "server/service/change_feed.h"
#include "server/service/detector_service.h"
#include "server/service/enrollment_service.h"
#include "server/service/project_service.h"
#include "server/service/scan_service.h"
#include "server/service/user_service.h"
#include "tests/unit/support/check_main.h"

#define PASSWORD "correct horse battery"

struct pg_case {
	struct loop *loop;
	char *conninfo;
	struct db *db;
	struct change_feed *feed;
	struct detector_registry *registry;
	struct password_hasher *hasher;
	struct auth_service *auth;
	struct user_service *users;
	struct project_service *projects;
	struct detector_service *detectors;
	struct enrollment_service *enrollments;
	struct scan_service *scans;
};

typedef void (*pg_fn)(struct pg_case *test);

// Runs fn in a task with a database of its own and ends the test when it has not come back after 50 s. unmigrated: empty.
void pg_run(pg_fn fn);
void pg_run_unmigrated(pg_fn fn);
// "halt" or "resume" of PostgreSQL; stops the loop meanwhile.
void pg_server(const char *what);

// Expect 0, or a code. They say the error's text when it is otherwise.
#define OK(call)                                                              \
	do {                                                                  \
		int ok_r = (call);                                            \
		ck_assert_msg(ok_r == 0, "%s: %d %s", #call, ok_r, err.text); \
	} while (0)
#define FAILS(call, code)                                                                                          \
	do {                                                                                                       \
		int fails_r = (call);                                                                              \
		ck_assert_msg(fails_r == -(code), "%s: %d instead of -%d (%s)", #call, fails_r, (code), err.text); \
	} while (0)

// A user with this name and global role, signed in on the spot.
struct principal pg_user(struct pg_case *test, const char *username, enum role role);
// Makes them a member with this role.
void pg_member(struct pg_case *test, const struct uuid *project, const struct principal *who, enum role role);
struct uuid pg_project(struct pg_case *test, const char *name);
// An enrolled detector with a random key.
struct uuid pg_detector(struct pg_case *test);
int64_t pg_number(struct pg_case *test, const char *sql);
void pg_execute(struct pg_case *test, const char *sql);

// A detector's connection: remembers what it was sent.
struct pg_channel {
	struct detector_channel channel;
	struct json_object *sent[32];
	unsigned n;
	char refused[32]; // the code
};
void pg_channel_init(struct pg_channel *channel);
void pg_channel_clear(struct pg_channel *channel);
// The n-th message's member as text, "" when there is none.
const char *pg_sent(const struct pg_channel *channel, unsigned n, const char *key);
