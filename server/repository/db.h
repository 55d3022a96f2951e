// SPDX-License-Identifier: Apache-2.0
// PostgreSQL for tasks: a call looks synchronous and suspends the task while libpq works on the loop, so a slow query holds up
// nobody else. A `struct db` is the pool, or one transaction (db_tx_db): repository functions take it and need not know which.
// The pool connects by itself, again and again with a growing pause; meanwhile calls fail at once with -ENOTCONN.
//
// Errors: -ENOTCONN database away · -EBUSY too many wait for a connection, or none came free in time · -ETIMEDOUT query too slow ·
// -EEXIST unique violation · -ENOENT foreign key violation · -EINVAL check or not-null violation · -ERANGE data that the
// statement cannot work on · -EAGAIN serialization failure
// or deadlock, try again · -ENOSPC the database's disk is full · -EIO anything else. The text is for the log, not for strangers.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/loop/loop.h"
#include "server/repository/db_params.h"
#include "server/repository/db_result.h"

struct db;
struct db_tx;

struct db_stats {
	unsigned size, open, idle; // connections: at most, now, of these without work
	unsigned waiting;          // tasks in the queue
	uint64_t queries, errors, connects, connect_failures;
	uint64_t refused; // queue full or waited in vain
};

// Starts connecting; never waits. conninfo as libpq has it ("host=/run/postgresql dbname=syscope").
struct db *db_open(struct loop *loop, const char *conninfo, unsigned pool_size);
// Only outside of loop_run, when no task uses it any more.
void db_close(struct db *db);
DEFINE_AUTO(db, db_close);
struct loop *db_loop(const struct db *db);

// True while at least one connection stands. What went wrong last, "" when nothing did.
bool db_connected(const struct db *db);
const char *db_last_failure(const struct db *db);
void db_get_stats(const struct db *db, struct db_stats *ret_stats);

// Only inside a task. One statement; params may be NULL; ret_result may be NULL when rows do not matter.
int db_query(struct db *db, const char *sql, const struct db_params *params, struct db_result **ret_result,
	     struct error *err);
// Several statements separated by ;, without parameters, in one implicit transaction unless they say otherwise. No time limit
// but the server's.
int db_script(struct db *db, const char *sql, struct error *err);
// `COPY t (…) FROM STDIN (FORMAT binary)` with all its bytes.
int db_copy_in(struct db *db, const char *copy_sql, const void *bytes, size_t len, int64_t *ret_rows,
	       struct error *err);

// A transaction holds one connection of the pool. Freed without db_commit it is rolled back:
//   AUTO(db_tx) struct db_tx *tx = NULL;
//   int r = db_begin(db, &tx, err);  …  r = x_repository_insert(db_tx_db(tx), …);  …  return db_commit(tx, err);
// Waits in line for a connection like any query: never begin a second one inside a first, nor use the pool itself there.
int db_begin(struct db *db, struct db_tx **ret_tx, struct error *err);
struct db *db_tx_db(struct db_tx *tx);
// After a failure nothing is stored, but for -ENOTCONN and -ETIMEDOUT: then nobody knows. The tx stays to be freed.
int db_commit(struct db_tx *tx, struct error *err);
void db_tx_free(struct db_tx *tx);
DEFINE_AUTO(db_tx, db_tx_free);
