// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/ingest/ingest_case.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "server/repository/migrate.h"
#include "server/service/live_store_db.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

static char *read_conninfo(void)
{
	const char *folder = getenv("SYSCOPE_TEST_PG");
	ck_assert_msg(folder != NULL, "started without run.sh");
	char *path = xasprintf("%s/conninfo", folder);
	FILE *file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	char line[1024] = "";
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	(void)fclose(file);
	free(path);
	line[strcspn(line, "\n")] = '\0';
	return xstrdup(line);
}

void ingest_case_database(const char *what)
{
	char *words[] = {getenv("SYSCOPE_TEST_PG_FIXTURE"), (char *)(uintptr_t)what, getenv("SYSCOPE_TEST_PG"), NULL};
	pid_t pid = 0;
	int status = 0;
	ck_assert_int_eq(posix_spawn(&pid, words[0], NULL, NULL, words, environ), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

struct finishing {
	loop_fn fn;
	void *ctx;
	bool finished;
};

static void run_and_finish(void *ctx)
{
	struct finishing *finishing = ctx;
	finishing->fn(finishing->ctx);
	finishing->finished = true;
}

static bool is_finished(void *ctx)
{
	return ((struct finishing *)ctx)->finished;
}

void ingest_case_until(struct ingest_case *test, bool (*done)(void *ctx), void *ctx, unsigned seconds)
{
	uint64_t end = clock_boot_ns() + seconds * NS_PER_S;
	while (!done(ctx)) {
		ck_assert_msg(clock_boot_ns() < end, "it takes too long");
		loop_run_once(test->loop, 20);
	}
}

void ingest_case_run(struct ingest_case *test, loop_fn fn, void *ctx)
{
	struct finishing finishing = {.fn = fn, .ctx = ctx};
	task_spawn(test->loop, run_and_finish, &finishing);
	ingest_case_until(test, is_finished, &finishing, 120);
}

static void execute(struct db *db, const char *sql, const struct uuid *first, const struct uuid *second,
		    const struct uuid *third, const void *key)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	struct error err;
	db_param_uuid(&params, first);
	if (second)
		db_param_uuid(&params, second);
	if (third)
		db_param_uuid(&params, third);
	if (key)
		db_param_bytea(&params, key, 32);
	ck_assert_msg(db_query(db, sql, &params, NULL, &err) == 0, "%s", err.text);
}

struct uuid ingest_case_detector(struct ingest_case *test)
{
	struct uuid id;
	uint8_t key[32] = {0};
	uuid_generate(&id);
	memcpy(key, id.bytes, sizeof(id.bytes));
	execute(test->db, "INSERT INTO detector (id, public_key, name, enrolled_at) VALUES ($1, $2, 'host', 1)", &id,
		NULL, NULL, key);
	return id;
}

struct uuid ingest_case_scan(struct ingest_case *test, const struct uuid *detector)
{
	struct uuid id;
	uuid_generate(&id);
	execute(
	    test->db,
	    "INSERT INTO scan (id, project_id, detector_id, image, command, tty, columns, rows, time_limit_s, "
	    "event_limit, "
	    "network, memory_bytes, latency, string_limit, ring_bytes, state, created_at, created_by_name) VALUES "
	    "($1, $2, $3, 'sample', '{}', true, 80, 24, 0, 0, 'none', 0, true, 256, 65536, 'running', 1, 'somebody')",
	    &id, &test->project, detector, NULL);
	return id;
}

static void prepare(void *ctx)
{
	struct ingest_case *test = ctx;
	struct error err;
	int from = 0, to = 0;
	for (unsigned i = 0; i < 100 && !db_connected(test->db); i++)
		task_sleep(test->loop, 20);
	ck_assert_msg(migrate(test->db, &from, &to, &err) == 0, "%s", err.text);
	uuid_generate(&test->project);
	execute(test->db, "INSERT INTO project (id, name, created_at) VALUES ($1, $1::text, 1)", &test->project, NULL,
		NULL, NULL);
	test->detector = ingest_case_detector(test);
}

struct ingest_case *ingest_case_new(void)
{
	struct ingest_case *test = xcalloc(1, sizeof(*test));
	char *conninfo = read_conninfo();
	test->loop = loop_new();
	test->db = db_open(test->loop, conninfo, 8);
	free(conninfo);
	test->feed = change_feed_new();
	test->registry = detector_registry_new(test->loop, test->feed);
	test->scans = scan_service_new(test->db, test->registry, test->feed);
	struct live_store store = live_store_db(test->db);
	test->hub = live_hub_new(test->loop, &store, test->feed);
	test->ingest = ingest_service_new(test->db, test->scans, test->hub);
	test->events = event_service_new(test->db, test->hub);
	test->terminals = terminal_service_new(test->db);
	test->counters = counter_service_new(test->db);
	test->admin.user.role = ROLE_ADMIN;
	uuid_generate(&test->admin.user.id);
	ingest_case_run(test, prepare, test);
	return test;
}

static bool is_idle(void *ctx)
{
	return ingest_service_idle(((struct ingest_case *)ctx)->ingest);
}

void ingest_case_free(struct ingest_case *test)
{
	ingest_case_until(test, is_idle, test, 60);
	counter_service_free(test->counters);
	terminal_service_free(test->terminals);
	event_service_free(test->events);
	ingest_service_free(test->ingest);
	live_hub_free(test->hub);
	for (unsigned i = 0; i < 20; i++)
		loop_run_once(test->loop, 10);
	scan_service_free(test->scans);
	detector_registry_free(test->registry);
	change_feed_free(test->feed);
	db_close(test->db);
	loop_free(test->loop);
	free(test);
}

int64_t ingest_case_number(struct ingest_case *test, const char *sql, const struct uuid *scan)
{
	AUTO_VALUE(db_params) struct db_params params = {0};
	AUTO(db_result) struct db_result *result = NULL;
	struct error err;
	db_param_uuid(&params, scan);
	ck_assert_msg(db_query(test->db, sql, &params, &result, &err) == 0, "%s: %s", sql, err.text);
	return db_rows(result) ? db_i64(result, 0, 0) : -1;
}

struct json_object *ingest_case_json(struct buffer *body)
{
	struct json_object *json = json_tokener_parse(buffer_text(body));
	ck_assert_msg(json != NULL, "not JSON: %.200s", buffer_text(body));
	return json;
}

uint64_t json_number(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;
	ck_assert_msg(json_object_object_get_ex(object, key, &value), "no %s", key);
	return (uint64_t)json_object_get_int64(value);
}

const char *json_text(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;
	ck_assert_msg(json_object_object_get_ex(object, key, &value), "no %s", key);
	return json_object_get_string(value);
}
