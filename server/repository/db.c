// SPDX-License-Identifier: Apache-2.0
// The pool: who gets which connection, in what order, and what happens while there is none. Connecting runs on a thread, because
// libpq looks up host names and shakes hands without asking the loop.
#include "server/repository/db.h"

#include "common/base/alloc.h"
#include "server/repository/db_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define WAITERS_MAX     256u
#define WAIT_TIMEOUT_MS 15000u
#define BACKOFF_MIN_MS  250u
#define BACKOFF_MAX_MS  5000u

// A handle: on the pool (conn NULL), or on the one connection of a transaction.
struct db {
	struct db_pool *pool;
	struct db_conn *conn;
};

struct db_tx {
	struct db handle; // conn NULL once it is given back
};

struct db_pool {
	struct db handle;
	struct loop *loop;
	char *conninfo;
	struct list conns;
	struct list waiters;
	struct db_stats stats;
	struct loop_timer *retry;
	uint64_t backoff_ms;
	bool retrying;   // the timer runs
	bool connecting; // a thread works on it
	bool away;       // the last try failed and no connection stands
	char failure[200];
};

struct waiter {
	struct list node;
	struct db_pool *pool;
	struct task *task;
	struct loop_timer *timer;
	struct db_conn *conn;
	int code;
};

struct connect {
	struct db_pool *pool;
	const char *conninfo;
	PGconn *pg;
};

static void connect_start(struct db_pool *pool);

// Wakes outside of the caller: it may be in the middle of something.
static void wake_now(void *ctx)
{
	task_resume(((struct waiter *)ctx)->task);
}

static void wake(struct waiter *waiter, struct db_conn *conn, int code)
{
	waiter->conn = conn;
	waiter->code = code;
	list_remove(&waiter->node);
	waiter->pool->stats.waiting--;
	loop_timer_stop(waiter->timer);
	loop_defer(waiter->pool->loop, wake_now, waiter);
}

static void on_wait_timeout(void *ctx)
{
	wake(ctx, NULL, EBUSY);
}

static void put_back(struct db_pool *pool, struct db_conn *conn)
{
	if (!list_empty(&pool->waiters)) {
		db_conn_set_busy(conn, true);
		wake(list_first(&pool->waiters, struct waiter, node), conn, 0);
		return;
	}
	db_conn_set_busy(conn, false);
	pool->stats.idle++;
}

static void drop(struct db_pool *pool, struct db_conn *conn)
{
	db_conn_free(conn);
	pool->stats.open--;
	if (pool->stats.open == 0 || !list_empty(&pool->waiters))
		connect_start(pool);
}

static void on_idle_lost(void *ctx, struct db_conn *conn)
{
	struct db_pool *pool = ctx;
	pool->stats.idle--;
	drop(pool, conn);
}

static void on_retry(void *ctx)
{
	struct db_pool *pool = ctx;
	pool->retrying = false;
	connect_start(pool);
}

static void connect_failed(struct db_pool *pool, const char *message)
{
	pool->stats.connect_failures++;
	(void)snprintf(pool->failure, sizeof(pool->failure), "%.*s", (int)strcspn(message, "\n"), message);
	pool->retrying = true;
	loop_timer_start(pool->retry, pool->backoff_ms, 0);
	pool->backoff_ms = pool->backoff_ms * 2 > BACKOFF_MAX_MS ? BACKOFF_MAX_MS : pool->backoff_ms * 2;
	if (pool->stats.open > 0)
		return; // those that stand serve the line
	pool->away = true;
	list_for_each (waiter, &pool->waiters, struct waiter, node)
		wake(waiter, NULL, ENOTCONN);
}

static void connect_done(void *ctx)
{
	struct connect *connect = ctx;
	struct db_pool *pool = connect->pool;
	PGconn *pg = connect->pg;
	free(connect);
	pool->connecting = false;
	if (PQstatus(pg) != CONNECTION_OK) {
		connect_failed(pool, PQerrorMessage(pg));
		PQfinish(pg);
		return;
	}
	struct db_conn *conn = db_conn_new(pool->loop, pg, &(struct db_conn_owner){on_idle_lost, pool});
	if (!conn) {
		connect_failed(pool, "no file descriptor is free");
		return;
	}
	list_append(&pool->conns, db_conn_node(conn));
	pool->stats.connects++;
	pool->stats.open++;
	pool->away = false;
	pool->backoff_ms = BACKOFF_MIN_MS;
	put_back(pool, conn);
	if (!list_empty(&pool->waiters))
		connect_start(pool);
}

static void no_notices(void *ctx, const char *message)
{
	(void)ctx;
	(void)message;
}

// On a thread. What the conninfo says goes before the defaults that stand ahead of it.
static void connect_work(void *ctx)
{
	struct connect *connect = ctx;
	static const char session[] = "-c statement_timeout=60s -c idle_in_transaction_session_timeout=120s "
				      "-c client_min_messages=warning";
	const struct {
		const char *name, *value;
	} settings[] = {{"connect_timeout", "5"},    {"tcp_user_timeout", "30000"},
			{"keepalives_idle", "30"},   {"application_name", "syscope-server"},
			{"options", session},        {"dbname", connect->conninfo},
			{"client_encoding", "UTF8"}, {NULL, NULL}};
	const char *names[8];
	const char *values[8];
	for (size_t i = 0; i < 8; i++) {
		names[i] = settings[i].name;
		values[i] = settings[i].value;
	}
	connect->pg = PQconnectdbParams(names, values, 1);
	(void)PQsetNoticeProcessor(connect->pg, no_notices, NULL);
}

static void connect_start(struct db_pool *pool)
{
	if (pool->connecting || pool->retrying || pool->stats.open >= pool->stats.size)
		return;
	struct connect *connect = xcalloc(1, sizeof(*connect));
	connect->pool = pool;
	connect->conninfo = pool->conninfo;
	pool->connecting = true;
	loop_offload(pool->loop, connect_work, connect_done, connect);
}

struct db *db_open(struct loop *loop, const char *conninfo, unsigned pool_size)
{
	assert(pool_size > 0);
	struct db_pool *pool = xcalloc(1, sizeof(*pool));
	pool->handle.pool = pool;
	pool->loop = loop;
	pool->conninfo = xstrdup(conninfo);
	list_init(&pool->conns);
	list_init(&pool->waiters);
	pool->stats.size = pool_size;
	pool->retry = loop_timer_new(loop, on_retry, pool);
	pool->backoff_ms = BACKOFF_MIN_MS;
	connect_start(pool);
	return &pool->handle;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	struct db_pool *pool = db->pool;
	assert(!db->conn && list_empty(&pool->waiters));
	pool->stats.size = 0; // a connection that comes now is not followed by another
	while (pool->connecting)
		loop_run_once(pool->loop, 100);
	while (!list_empty(&pool->conns)) {
		struct db_conn *conn = db_conn_of_node(pool->conns.next);
		assert(!db_conn_busy(conn));
		db_conn_free(conn);
	}
	loop_timer_free(pool->retry);
	free(pool->conninfo);
	free(pool);
}

struct loop *db_loop(const struct db *db)
{
	return db->pool->loop;
}

bool db_connected(const struct db *db)
{
	return db->pool->stats.open > 0;
}

const char *db_last_failure(const struct db *db)
{
	return db->pool->failure;
}

void db_get_stats(const struct db *db, struct db_stats *ret_stats)
{
	*ret_stats = db->pool->stats;
}

static int refuse(struct db_pool *pool, int code, struct error *err)
{
	if (code == ENOTCONN)
		return error_set(err, ENOTCONN, "the database is away: %s", pool->failure);
	pool->stats.refused++;
	return error_set(err, code, "the database has more work than it can do (%u connections, %u waiting)",
			 pool->stats.open, pool->stats.waiting);
}

static int acquire(struct db_pool *pool, struct db_conn **ret_conn, struct error *err)
{
	assert(task_current());
	for (struct list *node = pool->conns.next; node != &pool->conns && pool->stats.idle > 0; node = node->next) {
		struct db_conn *conn = db_conn_of_node(node);
		if (db_conn_busy(conn))
			continue;
		db_conn_set_busy(conn, true);
		pool->stats.idle--;
		*ret_conn = conn;
		return 0;
	}
	if (pool->away)
		return refuse(pool, ENOTCONN, err);
	if (pool->stats.waiting >= WAITERS_MAX)
		return refuse(pool, EBUSY, err);
	connect_start(pool);
	struct waiter waiter = {.pool = pool, .task = task_current()};
	list_append(&pool->waiters, &waiter.node);
	pool->stats.waiting++;
	waiter.timer = loop_timer_new(pool->loop, on_wait_timeout, &waiter);
	loop_timer_start(waiter.timer, WAIT_TIMEOUT_MS, 0);
	task_suspend();
	loop_timer_free(waiter.timer);
	if (waiter.code)
		return refuse(pool, waiter.code, err);
	*ret_conn = waiter.conn;
	return 0;
}

static void release(struct db_pool *pool, struct db_conn *conn)
{
	if (db_conn_dead(conn) || db_conn_in_tx(conn))
		drop(pool, conn);
	else
		put_back(pool, conn);
}

// The connection of a transaction, or one of the pool for this call only.
static int borrow(struct db *db, struct db_conn **ret_conn, struct error *err)
{
	db->pool->stats.queries++;
	if (!db->conn)
		return acquire(db->pool, ret_conn, err);
	if (db_conn_dead(db->conn))
		return error_set(err, ENOTCONN, "the connection to the database broke in this transaction");
	*ret_conn = db->conn;
	return 0;
}

static int give_back(struct db *db, struct db_conn *conn, int r)
{
	if (r < 0)
		db->pool->stats.errors++;
	if (!db->conn)
		release(db->pool, conn);
	return r;
}

static void keep(PGresult *pg, struct db_result **ret_result)
{
	if (ret_result)
		*ret_result = db_result_wrap(pg);
	else
		PQclear(pg);
}

int db_query(struct db *db, const char *sql, const struct db_params *params, struct db_result **ret_result,
	     struct error *err)
{
	struct db_conn *conn = NULL;
	PGresult *pg = NULL;
	int r = borrow(db, &conn, err);
	if (r < 0)
		return r;
	r = give_back(db, conn, db_conn_exec(conn, sql, params, &pg, err));
	if (r == 0)
		keep(pg, ret_result);
	return r;
}

int db_script(struct db *db, const char *sql, struct error *err)
{
	struct db_conn *conn = NULL;
	int r = borrow(db, &conn, err);
	return r < 0 ? r : give_back(db, conn, db_conn_script(conn, sql, true, err));
}

int db_copy_in(struct db *db, const char *copy_sql, const void *bytes, size_t len, int64_t *ret_rows, struct error *err)
{
	struct db_conn *conn = NULL;
	PGresult *pg = NULL;
	int r = borrow(db, &conn, err);
	if (r < 0)
		return r;
	r = give_back(db, conn, db_conn_copy_in(conn, copy_sql, bytes, len, &pg, err));
	if (r < 0)
		return r;
	if (ret_rows)
		*ret_rows = strtoll(PQcmdTuples(pg), NULL, 10);
	PQclear(pg);
	return 0;
}

int db_begin(struct db *db, struct db_tx **ret_tx, struct error *err)
{
	assert(!db->conn); // no transaction in a transaction
	struct db_conn *conn = NULL;
	int r = acquire(db->pool, &conn, err);
	if (r < 0)
		return r;
	r = db_conn_script(conn, "BEGIN", false, err);
	if (r < 0) {
		release(db->pool, conn);
		return r;
	}
	struct db_tx *tx = xcalloc(1, sizeof(*tx));
	tx->handle = (struct db){.pool = db->pool, .conn = conn};
	*ret_tx = tx;
	return 0;
}

struct db *db_tx_db(struct db_tx *tx)
{
	assert(tx->handle.conn);
	return &tx->handle;
}

static void tx_end(struct db_tx *tx)
{
	struct db_conn *conn = take_ptr(&tx->handle.conn);
	release(tx->handle.pool, conn);
}

int db_commit(struct db_tx *tx, struct error *err)
{
	PGresult *pg = NULL;
	struct db_conn *conn = tx->handle.conn;
	assert(conn);
	int r = db_conn_dead(conn) ? error_set(err, ENOTCONN, "the connection to the database broke before the commit")
				   : db_conn_exec(conn, "COMMIT", NULL, &pg, err);
	// PostgreSQL answers ROLLBACK, without error, when a statement had failed before.
	if (r == 0 && strcmp(PQcmdStatus(pg), "COMMIT") != 0)
		r = error_set(err, EIO, "database: the transaction had failed and was rolled back");
	PQclear(pg);
	tx_end(tx);
	return r;
}

void db_tx_free(struct db_tx *tx)
{
	if (!tx)
		return;
	if (tx->handle.conn) {
		struct error ignored = {
		    0}; // a connection that cannot even roll back is dropped: the server does it then
		if (!db_conn_dead(tx->handle.conn))
			(void)db_conn_script(tx->handle.conn, "ROLLBACK", false, &ignored);
		tx_end(tx);
	}
	free(tx);
}
