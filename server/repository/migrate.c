// SPDX-License-Identifier: Apache-2.0
#include "server/repository/migrate.h"

#include "server/repository/migrate_internal.h"

// Any number will do, as long as all servers of one database use the same.
#define LOCK "7239105523"

int migrate_known_version(void)
{
	int version = 0;
	for (const struct migration *m = migrations; m->number; m++)
		version = m->number;
	return version;
}

int migrate_version(struct db *db, int *ret_version, struct error *err)
{
	AUTO(db_result) struct db_result *result = NULL;
	int r = db_query(db, "SELECT to_regclass('schema_version') IS NOT NULL", NULL, &result, err);
	if (r < 0)
		return r;
	if (!db_bool(result, 0, 0)) {
		*ret_version = 0;
		return 0;
	}
	AUTO(db_result) struct db_result *newest = NULL;
	r = db_query(db, "SELECT coalesce(max(version), 0) FROM schema_version", NULL, &newest, err);
	if (r == 0)
		*ret_version = (int)db_i64(newest, 0, 0);
	return r;
}

static int too_new(int version, struct error *err)
{
	return error_set(
	    err, EPROTONOSUPPORT,
	    "the database's schema is version %d, this program knows up to %d: install the newer syscope-server",
	    version, migrate_known_version());
}

static int apply(struct db *tx, const struct migration *m, struct error *err)
{
	int r = db_script(tx, m->sql, err);
	if (r < 0)
		return error_wrap(err, "migration %04d_%s", m->number, m->name);
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_i64(&p, m->number);
	db_param_text(&p, m->name);
	return db_query(tx, "INSERT INTO schema_version (version, name) VALUES ($1, $2)", &p, NULL, err);
}

// Applies the first missing one; *ret_done when there is none. The lock ends with the transaction.
static int step(struct db *db, int *ret_version, bool *ret_done, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	int r = db_begin(db, &tx, err);
	if (r < 0)
		return r;
	r = db_script(db_tx_db(tx),
		      "SET LOCAL statement_timeout = 0;"
		      "SELECT pg_advisory_xact_lock(" LOCK ");"
		      "CREATE TABLE IF NOT EXISTS schema_version (version int PRIMARY KEY, name text NOT NULL,"
		      " applied_at timestamptz NOT NULL DEFAULT now())",
		      err);
	if (r == 0)
		r = migrate_version(db_tx_db(tx), ret_version, err);
	if (r < 0)
		return r;
	int known = migrate_known_version();
	if (*ret_version > known)
		return too_new(*ret_version, err);
	*ret_done = *ret_version == known;
	if (*ret_done)
		return 0;
	r = apply(db_tx_db(tx), &migrations[*ret_version], err);
	return r < 0 ? r : db_commit(tx, err);
}

int migrate(struct db *db, int *ret_from, int *ret_to, struct error *err)
{
	int from = -1;
	for (bool done = false; !done;) {
		int version = 0;
		int r = step(db, &version, &done, err);
		if (r < 0)
			return r;
		if (from < 0)
			from = version;
	}
	*ret_from = from;
	*ret_to = migrate_known_version();
	return 0;
}

int migrate_check(struct db *db, struct error *err)
{
	int version = 0;
	int r = migrate_version(db, &version, err);
	if (r < 0)
		return r;
	if (version > migrate_known_version())
		return too_new(version, err);
	if (version < migrate_known_version())
		return error_set(err, ESTALE,
				 "the database's schema is version %d, %d is needed: run syscope-server migrate",
				 version, migrate_known_version());
	return 0;
}
