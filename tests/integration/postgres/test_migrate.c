// SPDX-License-Identifier: Apache-2.0
#include "server/repository/migrate.h"

#include "tests/integration/postgres/pg_case.h"

#include <string.h>

static void fresh_and_again(struct pg_case *test)
{
	struct error err = {0};
	int from = -1;
	int to = -1;
	FAILS(migrate_check(test->db, &err), ESTALE);
	OK(migrate(test->db, &from, &to, &err));
	ck_assert_int_eq(from, 0);
	ck_assert_int_eq(to, migrate_known_version());
	OK(migrate(test->db, &from, &to, &err));
	ck_assert_int_eq(from, to);
	OK(migrate_check(test->db, &err));
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM schema_version"), to);
}

struct both {
	struct pg_case *test;
	int done;
};

static void migrate_one(void *ctx)
{
	struct both *both = ctx;
	struct error err = {0};
	int from = -1;
	int to = -1;
	OK(migrate(both->test->db, &from, &to, &err));
	both->done++;
}

static void two_at_once(struct pg_case *test)
{
	struct both both = {.test = test};
	for (int i = 0; i < 3; i++)
		task_spawn(test->loop, migrate_one, &both);
	while (both.done < 3)
		task_sleep(test->loop, 10);
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM schema_version"), migrate_known_version());
}

static void newer(struct pg_case *test)
{
	struct error err = {0};
	int from = -1;
	int to = -1;
	pg_execute(test, "INSERT INTO schema_version (version, name) VALUES (9999, 'future')");
	FAILS(migrate(test->db, &from, &to, &err), EPROTONOSUPPORT);
	ck_assert_ptr_nonnull(strstr(err.text, "9999"));
	FAILS(migrate_check(test->db, &err), EPROTONOSUPPORT);
}

// A table in the way makes the first file fail half way.
static void failing(struct pg_case *test)
{
	struct error err = {0};
	int from = -1;
	int to = -1;
	pg_execute(test, "CREATE TABLE audit_entry (id int)");
	ck_assert_int_lt(migrate(test->db, &from, &to, &err), 0);
	ck_assert_ptr_nonnull(strstr(err.text, "0001_core"));
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 1);
	pg_execute(test, "DROP TABLE audit_entry");
	OK(migrate(test->db, &from, &to, &err));
}

static void append_only(struct pg_case *test)
{
	struct error err = {0};
	pg_execute(test, "INSERT INTO audit_entry (at, actor, address, action, object) VALUES (1, 'a', '', 'b', 'c')");
	FAILS(db_query(test->db, "DELETE FROM audit_entry", NULL, NULL, &err), EIO);
	FAILS(db_query(test->db, "UPDATE audit_entry SET actor = 'x'", NULL, NULL, &err), EIO);
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM audit_entry WHERE actor = 'a'"), 1);
}

START_TEST(an_empty_database_is_migrated_once)
{
	pg_run_unmigrated(fresh_and_again);
}
END_TEST

START_TEST(several_servers_may_migrate_at_once)
{
	pg_run_unmigrated(two_at_once);
}
END_TEST

START_TEST(a_newer_schema_is_refused)
{
	pg_run(newer);
}
END_TEST

START_TEST(a_failed_migration_leaves_no_trace)
{
	pg_run_unmigrated(failing);
}
END_TEST

START_TEST(the_audit_is_append_only)
{
	pg_run(append_only);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, an_empty_database_is_migrated_once);
	tcase_add_test(tests, several_servers_may_migrate_at_once);
	tcase_add_test(tests, a_newer_schema_is_refused);
	tcase_add_test(tests, a_failed_migration_leaves_no_trace);
	tcase_add_test(tests, the_audit_is_append_only);
}
