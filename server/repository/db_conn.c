// SPDX-License-Identifier: Apache-2.0
// One connection: sends, waits on the loop for the socket, collects the answer, and turns SQLSTATE into errno.
#include "server/repository/db_internal.h"

#include "common/base/alloc.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>

// Longer than the statement_timeout that the session asks the server for: this one is for a server that is gone without a word.
#define QUERY_TIMEOUT_MS 75000u

struct db_conn {
	struct list node;
	struct loop *loop;
	PGconn *pg;
	struct db_conn_owner owner;
	int fd; // our own duplicate: libpq closes its socket when it sees the end, the watch must not lose its fd by that
	struct loop_poll *poll;
	struct loop_timer *timer;
	struct task *task; // waits for the socket
	bool busy;
	bool dead;
	bool timed_out;
};

static void resume(struct db_conn *conn)
{
	struct task *task = conn->task;
	conn->task = NULL;
	task_resume(task);
}

static void on_poll(void *ctx, unsigned events)
{
	struct db_conn *conn = ctx;
	if (conn->task) {
		resume(conn);
		return;
	}
	if (conn->busy) {
		// Its task does something else just now. A hang-up would be reported again and again until it looks.
		if (events & LOOP_HANGUP) {
			loop_poll_free(conn->poll);
			conn->poll = NULL;
		} else {
			loop_poll_set(conn->poll, 0);
		}
		return;
	}
	if (PQconsumeInput(conn->pg) == 1 && PQstatus(conn->pg) == CONNECTION_OK && !(events & LOOP_HANGUP))
		return;
	conn->dead = true;
	conn->owner.lost(conn->owner.ctx, conn);
}

static void on_timeout(void *ctx)
{
	struct db_conn *conn = ctx;
	conn->timed_out = true;
	if (conn->task)
		resume(conn);
}

struct db_conn *db_conn_new(struct loop *loop, PGconn *pg, const struct db_conn_owner *owner)
{
	int fd = fcntl(PQsocket(pg), F_DUPFD_CLOEXEC, 3);
	if (fd < 0 || PQsetnonblocking(pg, 1) != 0) {
		if (fd >= 0)
			(void)close(fd);
		PQfinish(pg);
		return NULL;
	}
	struct db_conn *conn = xcalloc(1, sizeof(*conn));
	list_init(&conn->node);
	conn->loop = loop;
	conn->pg = pg;
	conn->owner = *owner;
	conn->fd = fd;
	conn->poll = loop_poll_new(loop, fd, LOOP_READABLE, on_poll, conn);
	conn->timer = loop_timer_new(loop, on_timeout, conn);
	return conn;
}

void db_conn_free(struct db_conn *conn)
{
	if (!conn)
		return;
	assert(!conn->task);
	list_remove(&conn->node);
	loop_poll_free(conn->poll);
	loop_timer_free(conn->timer);
	PQfinish(conn->pg);
	(void)close(conn->fd);
	free(conn);
}

struct list *db_conn_node(struct db_conn *conn)
{
	return &conn->node;
}

struct db_conn *db_conn_of_node(struct list *node)
{
	return list_entry(node, struct db_conn, node);
}

void db_conn_set_busy(struct db_conn *conn, bool busy)
{
	conn->busy = busy;
	if (!busy && conn->poll)
		loop_poll_set(conn->poll, LOOP_READABLE);
}

bool db_conn_busy(const struct db_conn *conn)
{
	return conn->busy;
}

bool db_conn_dead(const struct db_conn *conn)
{
	return conn->dead || !conn->poll;
}

bool db_conn_in_tx(const struct db_conn *conn)
{
	return PQtransactionStatus(conn->pg) != PQTRANS_IDLE;
}

// libpq's messages end with line ends and may have several lines; the first says it.
static int lost(struct db_conn *conn, struct error *err)
{
	conn->dead = true;
	const char *message = PQerrorMessage(conn->pg);
	return error_set(err, ENOTCONN, "the connection to the database broke: %.*s", (int)strcspn(message, "\n"),
			 message);
}

static int wait_socket(struct db_conn *conn, unsigned events, struct error *err)
{
	if (!conn->poll)
		return lost(conn, err);
	loop_poll_set(conn->poll, events);
	conn->task = task_current();
	task_suspend();
	if (conn->timed_out) {
		conn->dead = true;
		return error_set(err, ETIMEDOUT, "the database did not answer within %u s", QUERY_TIMEOUT_MS / 1000);
	}
	return 0;
}

static int flush(struct db_conn *conn, struct error *err)
{
	for (;;) {
		int r = PQflush(conn->pg);
		if (r == 0)
			return 0;
		if (r < 0)
			return lost(conn, err);
		// Readable too: a server that is blocked on its own output reads nothing until we take that.
		r = wait_socket(conn, LOOP_READABLE | LOOP_WRITABLE, err);
		if (r < 0)
			return r;
		if (PQconsumeInput(conn->pg) == 0)
			return lost(conn, err);
	}
}

static const struct {
	const char *state; // a SQLSTATE or the beginning of several
	int code;
} states[] = {
    {"23505", EEXIST},    // unique_violation
    {"23503", ENOENT},    // foreign_key_violation
    {"23", EINVAL},       // other integrity constraints
    {"22P05", EINVAL},    // untranslatable_character
    {"22", ERANGE},       // other data exceptions
    {"21", ERANGE},       // cardinality_violation
    {"40", EAGAIN},       // serialization_failure, deadlock_detected
    {"55P03", EAGAIN},    // lock_not_available
    {"57014", ETIMEDOUT}, // query_canceled, by statement_timeout
    {"57P", ENOTCONN},    // admin_shutdown, crash_shutdown, cannot_connect_now
    {"08", ENOTCONN},     // connection exceptions
    {"53300", ENOTCONN},  // too_many_connections
    {"53100", ENOSPC},    // disk_full
    {"25006", ENOTCONN},  // read_only_sql_transaction: a standby
};

static int failure(struct db_conn *conn, const PGresult *pg, struct error *err)
{
	const char *state = PQresultErrorField(pg, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(pg, PG_DIAG_MESSAGE_PRIMARY);
	if (!state) // libpq's own, when the connection is gone
		return lost(conn, err);
	int code = EIO;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]) && code == EIO; i++)
		if (strncmp(state, states[i].state, strlen(states[i].state)) == 0)
			code = states[i].code;
	if (PQstatus(conn->pg) != CONNECTION_OK)
		conn->dead = true;
	return error_set(err, code, "database: %.180s (%.5s)", message ? message : "", state);
}

// Waits until the next result is there; NULL at the end of the answers.
static int next_result(struct db_conn *conn, PGresult **ret_pg, struct error *err)
{
	while (PQisBusy(conn->pg)) {
		int r = wait_socket(conn, LOOP_READABLE, err);
		if (r < 0)
			return r;
		if (PQconsumeInput(conn->pg) == 0)
			return lost(conn, err);
	}
	*ret_pg = PQgetResult(conn->pg);
	return 0;
}

// Reads all results of what was sent; keeps the last, but the first error wins.
static int collect(struct db_conn *conn, PGresult **ret_pg, struct error *err)
{
	PGresult *last = NULL;
	int failed = 0;
	for (;;) {
		PGresult *pg = NULL;
		int r = next_result(conn, &pg, err);
		if (r < 0 || !pg) {
			failed = r < 0 ? r : failed;
			break;
		}
		PQclear(last);
		last = pg;
		ExecStatusType status = PQresultStatus(pg);
		if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)
			break;
		if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && failed == 0)
			failed = failure(conn, pg, err);
		if (PQstatus(conn->pg) != CONNECTION_OK)
			break;
	}
	if (failed == 0 && !last)
		failed = lost(conn, err);
	if (failed < 0) {
		PQclear(last);
		return failed;
	}
	*ret_pg = last;
	return 0;
}

static void begin(struct db_conn *conn, bool may_take_long)
{
	assert(task_current() && conn->busy && !conn->task);
	conn->timed_out = false;
	if (!may_take_long)
		loop_timer_start(conn->timer, QUERY_TIMEOUT_MS, 0);
}

static int end(struct db_conn *conn, int r)
{
	loop_timer_stop(conn->timer);
	return r;
}

static int send_query(struct db_conn *conn, const char *sql, const struct db_params *params)
{
	if (!params)
		return PQsendQueryParams(conn->pg, sql, 0, NULL, NULL, NULL, NULL, 1);
	return PQsendQueryParams(conn->pg, sql, params->n, params->types, params->values, params->lengths,
				 params->formats, 1);
}

int db_conn_exec(struct db_conn *conn, const char *sql, const struct db_params *params, PGresult **ret_pg,
		 struct error *err)
{
	begin(conn, false);
	int r = send_query(conn, sql, params) == 1 ? flush(conn, err) : lost(conn, err);
	if (r == 0)
		r = collect(conn, ret_pg, err);
	return end(conn, r);
}

int db_conn_script(struct db_conn *conn, const char *sql, bool may_take_long, struct error *err)
{
	PGresult *pg = NULL;
	begin(conn, may_take_long);
	int r = PQsendQuery(conn->pg, sql) == 1 ? flush(conn, err) : lost(conn, err);
	if (r == 0)
		r = collect(conn, &pg, err);
	PQclear(pg);
	return end(conn, r);
}

static int put_all(struct db_conn *conn, const char *bytes, size_t len, struct error *err)
{
	while (len > 0) {
		int part = len > 65536 ? 65536 : (int)len;
		int r = PQputCopyData(conn->pg, bytes, part);
		if (r < 0)
			return lost(conn, err);
		if (r == 1) {
			bytes += part;
			len -= (size_t)part;
		}
		r = flush(conn, err);
		if (r < 0)
			return r;
	}
	return PQputCopyEnd(conn->pg, NULL) < 0 ? lost(conn, err) : flush(conn, err);
}

static int copy_in(struct db_conn *conn, const char *sql, const void *bytes, size_t len, PGresult **ret_pg,
		   struct error *err)
{
	PGresult *pg = NULL;
	int r = PQsendQuery(conn->pg, sql) == 1 ? flush(conn, err) : lost(conn, err);
	if (r == 0)
		r = collect(conn, &pg, err);
	if (r < 0)
		return r;
	ExecStatusType status = PQresultStatus(pg);
	PQclear(pg);
	assert(status == PGRES_COPY_IN); // the statement is ours
	(void)status;
	r = put_all(conn, bytes, len, err);
	return r < 0 ? r : collect(conn, ret_pg, err);
}

int db_conn_copy_in(struct db_conn *conn, const char *sql, const void *bytes, size_t len, PGresult **ret_pg,
		    struct error *err)
{
	begin(conn, false);
	return end(conn, copy_in(conn, sql, bytes, len, ret_pg, err));
}
