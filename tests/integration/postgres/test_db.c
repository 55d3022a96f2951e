// SPDX-License-Identifier: Apache-2.0
#include "common/base/buffer.h"
#include "common/base/clock.h"
#include "tests/integration/postgres/pg_case.h"

#include <string.h>

static void values(struct pg_case *test)
{
	struct error err = {0};
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	static const char big[300000] = "\0\1\2 bytes";
	struct uuid uuid;
	size_t len = 0;
	uuid_generate(&uuid);
	db_param_text(&p, "Grüße ' \" \\ $1");
	db_param_i64(&p, INT64_MIN);
	db_param_i32(&p, -7);
	db_param_bool(&p, true);
	db_param_uuid(&p, &uuid);
	db_param_bytea(&p, big, sizeof(big));
	db_param_text(&p, NULL);
	db_param_json(&p, "{\"a\":[1,2]}");
	OK(db_query(test->db, "SELECT $1, $2, $3, $4, $5, $6, $7, $8, 1.5::float8, 3::int2", &p, &result, &err));
	ck_assert_int_eq(db_rows(result), 1);
	ck_assert_str_eq(db_text(result, 0, 0), "Grüße ' \" \\ $1");
	ck_assert_int_eq(db_i64(result, 0, 1), INT64_MIN);
	ck_assert_int_eq(db_i64(result, 0, 2), -7);
	ck_assert(db_bool(result, 0, 3));
	struct uuid back = db_uuid(result, 0, 4);
	ck_assert(uuid_equal(&back, &uuid));
	const uint8_t *bytes = db_bytea(result, 0, 5, &len);
	ck_assert_uint_eq(len, sizeof(big));
	ck_assert_mem_eq(bytes, big, sizeof(big));
	ck_assert(db_is_null(result, 0, 6));
	ck_assert_ptr_null(db_text_dup(result, 0, 6));
	ck_assert_str_eq(db_text(result, 0, 7), "{\"a\": [1, 2]}");
	ck_assert_double_eq(db_f64(result, 0, 8), 1.5);
	ck_assert_int_eq(db_i64(result, 0, 9), 3);
}

static void arrays(struct pg_case *test)
{
	struct error err = {0};
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	const char *const words[] = {"", "a,b", "{\"}"};
	const int64_t longs[] = {-1, 1ll << 60};
	const int32_t ints[] = {5, -6};
	const struct db_bytes blobs[] = {{"\0x", 2}, {"", 0}};
	struct uuid ids[2];
	size_t n = 0;
	uuid_generate(&ids[0]);
	uuid_generate(&ids[1]);
	db_param_text_array(&p, words, 3);
	db_param_i64_array(&p, longs, 2);
	db_param_i32_array(&p, ints, 2);
	db_param_uuid_array(&p, ids, 2);
	db_param_bytea_array(&p, blobs, 2);
	db_param_text_array(&p, NULL, 0);
	OK(db_query(test->db, "SELECT $1, $2, $3, $4, length(($5)[1]), cardinality($6)", &p, &result, &err));
	char **texts = db_text_array(result, 0, 0, &n);
	ck_assert_uint_eq(n, 3);
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(texts[i], words[i]);
		free(texts[i]);
	}
	free(texts);
	int64_t *numbers = db_i64_array(result, 0, 1, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(numbers[1], 1ll << 60);
	free(numbers);
	numbers = db_i64_array(result, 0, 2, &n);
	ck_assert_int_eq(numbers[1], -6);
	free(numbers);
	struct uuid *uuids = db_uuid_array(result, 0, 3, &n);
	ck_assert(n == 2 && uuid_equal(&uuids[1], &ids[1]));
	free(uuids);
	ck_assert_int_eq(db_i64(result, 0, 4), 2);
	ck_assert_int_eq(db_i64(result, 0, 5), 0);
}

static void errors(struct pg_case *test)
{
	struct error err = {0};
	pg_execute(test, "CREATE TABLE a (id int PRIMARY KEY CHECK (id < 10));"
			 "CREATE TABLE b (a int NOT NULL REFERENCES a); INSERT INTO a VALUES (1)");
	FAILS(db_query(test->db, "INSERT INTO a VALUES (1)", NULL, NULL, &err), EEXIST);
	FAILS(db_query(test->db, "INSERT INTO a VALUES (11)", NULL, NULL, &err), EINVAL);
	FAILS(db_query(test->db, "INSERT INTO b VALUES (2)", NULL, NULL, &err), ENOENT);
	FAILS(db_query(test->db, "INSERT INTO b VALUES (NULL)", NULL, NULL, &err), EINVAL);
	FAILS(db_query(test->db, "SELEKT", NULL, NULL, &err), EIO);
	ck_assert_ptr_nonnull(strstr(err.text, "42601"));
	FAILS(db_script(test->db, "SET statement_timeout = 20; SELECT pg_sleep(5)", &err), ETIMEDOUT);
	OK(db_query(test->db, "SELECT 1", NULL, NULL, &err)); // the connection is none the worse
}

static void transactions(struct pg_case *test)
{
	struct error err = {0};
	pg_execute(test, "CREATE TABLE a (id int PRIMARY KEY)");
	{
		AUTO(db_tx) struct db_tx *tx = NULL;
		OK(db_begin(test->db, &tx, &err));
		OK(db_query(db_tx_db(tx), "INSERT INTO a VALUES (1)", NULL, NULL, &err));
		ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM a"), 0); // another connection
	}
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM a"), 0);
	{
		AUTO(db_tx) struct db_tx *tx = NULL;
		OK(db_begin(test->db, &tx, &err));
		OK(db_query(db_tx_db(tx), "INSERT INTO a VALUES (1)", NULL, NULL, &err));
		OK(db_commit(tx, &err));
	}
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM a"), 1);
	{
		AUTO(db_tx) struct db_tx *tx = NULL;
		OK(db_begin(test->db, &tx, &err));
		OK(db_query(db_tx_db(tx), "INSERT INTO a VALUES (2)", NULL, NULL, &err));
		FAILS(db_query(db_tx_db(tx), "INSERT INTO a VALUES (1)", NULL, NULL, &err), EEXIST);
		FAILS(db_commit(tx, &err), EIO); // what failed cannot be committed unnoticed
	}
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM a"), 1);
}

static void copying(struct pg_case *test)
{
	struct error err = {0};
	AUTO_VALUE(buffer) struct buffer text = {0};
	int64_t rows = 0;
	buffer_init(&text, 4u << 20);
	for (int i = 0; i < 100000; i++)
		(void)buffer_printf(&text, "%d\trow number %d\n", i, i);
	pg_execute(test, "CREATE TABLE a (id int PRIMARY KEY, name text)");
	OK(db_copy_in(test->db, "COPY a FROM STDIN", text.data, text.len, &rows, &err));
	ck_assert_int_eq(rows, 100000);
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM a WHERE name = 'row number ' || id"), 100000);
	FAILS(db_copy_in(test->db, "COPY a FROM STDIN", text.data, 20, &rows, &err), EEXIST);
	FAILS(db_copy_in(test->db, "COPY nothing FROM STDIN", text.data, 20, &rows, &err), EIO);
}

static void count_tick(void *ctx)
{
	(*(int *)ctx)++;
}

static void slow_query(struct pg_case *test)
{
	struct error err = {0};
	int ticks = 0;
	struct loop_timer *timer = loop_timer_new(test->loop, count_tick, &ticks);
	loop_timer_start(timer, 5, 5);
	OK(db_query(test->db, "SELECT pg_sleep(0.5)", NULL, NULL, &err));
	loop_timer_free(timer);
	ck_assert_int_gt(ticks, 20);
}

struct many {
	struct pg_case *test;
	int started, done, refused;
	int order[400];
};

static void one_of_many(void *ctx)
{
	struct many *many = ctx;
	struct error err = {0};
	int number = many->started++;
	int r = db_query(many->test->db, "SELECT pg_sleep(0.001)", NULL, NULL, &err);
	if (r == -EBUSY)
		many->refused++;
	else
		OK(r);
	many->order[many->done++] = number;
}

static void more_tasks_than_connections(struct pg_case *test)
{
	struct many many = {.test = test};
	struct db_stats stats;
	for (int i = 0; i < 100; i++)
		task_spawn(test->loop, one_of_many, &many);
	while (many.done < 100)
		task_sleep(test->loop, 5);
	ck_assert_int_eq(many.refused, 0);
	// First come, first served. One of the four may be slow while the others go on, but the last to come does not end among the first.
	for (int i = 0; i < 100; i++)
		ck_assert_int_le(abs(many.order[i] - i), 50);
	db_get_stats(test->db, &stats);
	ck_assert_uint_le(stats.open, 4);
	ck_assert_uint_eq(stats.waiting, 0);
}

static void too_many_tasks(struct pg_case *test)
{
	struct many many = {.test = test};
	struct db_stats stats;
	for (int i = 0; i < 400; i++)
		task_spawn(test->loop, one_of_many, &many);
	while (many.done < 400)
		task_sleep(test->loop, 5);
	db_get_stats(test->db, &stats);
	ck_assert_int_gt(many.refused, 0);
	ck_assert_int_lt(many.refused, 200);
	ck_assert_uint_eq(stats.refused, (unsigned)many.refused);
}

static void long_query(void *ctx)
{
	struct many *many = ctx;
	struct error err = {0};
	many->refused = db_query(many->test->db, "SELECT pg_sleep(20)", NULL, NULL, &err);
	many->done = 1;
}

// What people do meanwhile fails fast and clearly; what comes afterwards works again without a restart.
static void goes_and_comes(struct pg_case *test)
{
	struct error err = {0};
	struct many many = {.test = test};
	pg_execute(test, "CREATE TABLE a (id int PRIMARY KEY)");
	AUTO(db_tx) struct db_tx *tx = NULL;
	OK(db_begin(test->db, &tx, &err));
	OK(db_query(db_tx_db(tx), "INSERT INTO a VALUES (1)", NULL, NULL, &err));
	task_spawn(test->loop, long_query, &many);
	pg_server("halt");
	while (!many.done)
		task_sleep(test->loop, 10);
	ck_assert_int_eq(many.refused, -ENOTCONN);
	FAILS(db_commit(tx, &err), ENOTCONN);
	for (int i = 0; i < 100 && db_query(test->db, "SELECT 1", NULL, NULL, &err) != -ENOTCONN; i++)
		task_sleep(test->loop, 10);
	uint64_t before = clock_boot_ns();
	FAILS(db_query(test->db, "SELECT 1", NULL, NULL, &err), ENOTCONN);
	ck_assert_uint_lt(clock_boot_ns() - before, NS_PER_S);
	ck_assert(!db_connected(test->db));
	ck_assert_str_ne(db_last_failure(test->db), "");
	pg_server("resume");
	int r = -ENOTCONN;
	for (int i = 0; i < 200 && r < 0; i++) {
		task_sleep(test->loop, 50);
		r = db_query(test->db, "SELECT 1", NULL, NULL, &err);
	}
	OK(r);
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM a"), 0);
}

static void starts_without(struct pg_case *test)
{
	struct error err = {0};
	pg_server("halt");
	struct db *db = db_open(test->loop, test->conninfo, 2);
	FAILS(db_query(db, "SELECT 1", NULL, NULL, &err), ENOTCONN);
	ck_assert_ptr_nonnull(strstr(err.text, "the database is away"));
	pg_server("resume");
	int r = -ENOTCONN;
	for (int i = 0; i < 200 && r < 0; i++) {
		task_sleep(test->loop, 50);
		r = db_query(db, "SELECT 1", NULL, NULL, &err);
	}
	OK(r);
	db_close(db);
}

START_TEST(values_come_back_as_they_went)
{
	pg_run_unmigrated(values);
}
END_TEST

START_TEST(arrays_come_back_as_they_went)
{
	pg_run_unmigrated(arrays);
}
END_TEST

START_TEST(errors_have_their_codes)
{
	pg_run_unmigrated(errors);
}
END_TEST

START_TEST(a_transaction_is_all_or_nothing)
{
	pg_run_unmigrated(transactions);
}
END_TEST

START_TEST(copy_takes_many_rows)
{
	pg_run_unmigrated(copying);
}
END_TEST

START_TEST(a_slow_query_does_not_stop_the_loop)
{
	pg_run_unmigrated(slow_query);
}
END_TEST

START_TEST(tasks_wait_in_line_for_a_connection)
{
	pg_run_unmigrated(more_tasks_than_connections);
}
END_TEST

START_TEST(the_line_is_bounded)
{
	pg_run_unmigrated(too_many_tasks);
}
END_TEST

START_TEST(the_pool_outlives_a_restart_of_postgresql)
{
	pg_run_unmigrated(goes_and_comes);
}
END_TEST

START_TEST(the_pool_waits_for_a_postgresql_that_comes_later)
{
	pg_run_unmigrated(starts_without);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, values_come_back_as_they_went);
	tcase_add_test(tests, arrays_come_back_as_they_went);
	tcase_add_test(tests, errors_have_their_codes);
	tcase_add_test(tests, a_transaction_is_all_or_nothing);
	tcase_add_test(tests, copy_takes_many_rows);
	tcase_add_test(tests, a_slow_query_does_not_stop_the_loop);
	tcase_add_test(tests, tasks_wait_in_line_for_a_connection);
	tcase_add_test(tests, the_line_is_bounded);
	tcase_add_test(tests, the_pool_outlives_a_restart_of_postgresql);
	tcase_add_test(tests, the_pool_waits_for_a_postgresql_that_comes_later);
}
