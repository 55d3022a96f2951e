// SPDX-License-Identifier: Apache-2.0
// Shared by the files of the pool, and by nobody else: the only ones that see libpq.
#pragma once

#include "common/base/list.h"
#include "common/loop/task.h"
#include "server/repository/db.h"

#include <libpq-fe.h>

// Takes the PGresult over.
struct db_result *db_result_wrap(PGresult *pg);

// One open connection. `busy` and the list node are the pool's.
struct db_conn;

struct db_conn_owner {
	void (*lost)(void *ctx, struct db_conn *conn); // an idle connection broke; the owner frees it
	void *ctx;
};

// Takes the open PGconn over.
struct db_conn *db_conn_new(struct loop *loop, PGconn *pg, const struct db_conn_owner *owner);
void db_conn_free(struct db_conn *conn);
struct list *db_conn_node(struct db_conn *conn);
struct db_conn *db_conn_of_node(struct list *node);
void db_conn_set_busy(struct db_conn *conn, bool busy);
bool db_conn_busy(const struct db_conn *conn);
bool db_conn_dead(const struct db_conn *conn);  // it is of no use any more
bool db_conn_in_tx(const struct db_conn *conn); // a transaction is open, sound or failed

// Inside a task, one at a time for a connection. PGresult is the last one of what was asked; the caller clears it.
int db_conn_exec(struct db_conn *conn, const char *sql, const struct db_params *params, PGresult **ret_pg,
		 struct error *err);
// may_take_long: no time limit of ours, as for a migration.
int db_conn_script(struct db_conn *conn, const char *sql, bool may_take_long, struct error *err);
int db_conn_copy_in(struct db_conn *conn, const char *sql, const void *bytes, size_t len, PGresult **ret_pg,
		    struct error *err);
