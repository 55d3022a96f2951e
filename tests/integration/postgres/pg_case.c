// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/postgres/pg_case.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "server/repository/detector_repository.h"
#include "server/repository/migrate.h"
#include "server/repository/project_repository.h"
#include "server/repository/user_repository.h"

#include <sodium.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

static char *server_conninfo(void)
{
	const char *folder = getenv("SYSCOPE_TEST_PG");
	ck_assert_msg(folder != NULL, "started without run.sh");
	AUTO_FREE char *path = xasprintf("%s/conninfo", folder);
	FILE *file = fopen(path, "re");
	char line[1024] = "";
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	(void)fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return xstrdup(line);
}

void pg_server(const char *what)
{
	char *words[] = {getenv("SYSCOPE_TEST_PG_FIXTURE"), (char *)(uintptr_t)what, getenv("SYSCOPE_TEST_PG"), NULL};
	pid_t pid = 0;
	int status = 0;
	ck_assert_int_eq(posix_spawn(&pid, words[0], NULL, NULL, words, environ), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

struct run {
	struct pg_case *test;
	pg_fn fn;
	bool migrated;
	bool ended;
};

static void run_task(void *ctx)
{
	struct run *run = ctx;
	struct error err = {0};
	int from = 0;
	int to = 0;
	if (run->migrated)
		OK(migrate(run->test->db, &from, &to, &err));
	run->fn(run->test);
	run->ended = true;
}

static void create_database(void *ctx)
{
	struct run *run = ctx;
	struct error err = {0};
	char sql[128];
	(void)snprintf(sql, sizeof(sql), "CREATE DATABASE t%d", (int)getpid());
	OK(db_script(run->test->db, sql, &err));
	run->ended = true;
}

static void turn_until_ended(struct run *run)
{
	uint64_t end = clock_boot_ns() + 50 * NS_PER_S;
	while (!run->ended) {
		ck_assert_msg(clock_boot_ns() < end, "the test does not end");
		loop_run_once(run->test->loop, 20);
	}
}

static void make_database(struct pg_case *test)
{
	AUTO_FREE char *admin = server_conninfo();
	struct run run = {.test = test};
	test->db = db_open(test->loop, admin, 1);
	task_spawn(test->loop, create_database, &run);
	turn_until_ended(&run);
	db_close(test->db);
	// The last setting counts.
	test->conninfo = xasprintf("%s dbname=t%d", admin, (int)getpid());
	test->db = db_open(test->loop, test->conninfo, 4);
}

static void make_services(struct pg_case *test)
{
	test->feed = change_feed_new();
	test->registry = detector_registry_new(test->loop, test->feed);
	test->hasher = password_hasher_new(test->loop);
	test->auth = auth_service_new(test->loop, test->db, test->hasher);
	test->users = user_service_new(test->db, test->hasher);
	test->projects = project_service_new(test->db, test->registry);
	test->detectors = detector_service_new(test->loop, test->db, test->registry, test->feed);
	test->enrollments = enrollment_service_new(test->db);
	test->scans = scan_service_new(test->db, test->registry, test->feed);
}

static void free_all(struct pg_case *test)
{
	scan_service_free(test->scans);
	enrollment_service_free(test->enrollments);
	detector_service_free(test->detectors);
	project_service_free(test->projects);
	user_service_free(test->users);
	auth_service_free(test->auth);
	password_hasher_free(test->hasher);
	detector_registry_free(test->registry);
	change_feed_free(test->feed);
	db_close(test->db);
	loop_free(test->loop);
	free(test->conninfo);
}

static void run_with(pg_fn fn, bool migrated)
{
	struct pg_case test = {.loop = loop_new()};
	struct run run = {.test = &test, .fn = fn, .migrated = migrated};
	make_database(&test);
	make_services(&test);
	task_spawn(test.loop, run_task, &run);
	turn_until_ended(&run);
	free_all(&test);
}

void pg_run(pg_fn fn)
{
	run_with(fn, true);
}

void pg_run_unmigrated(pg_fn fn)
{
	run_with(fn, false);
}

struct principal pg_user(struct pg_case *test, const char *username, enum role role)
{
	struct error err = {0};
	struct principal who = {.user = {.role = role, .created_at = clock_real_ns()}, .address = "192.0.2.1"};
	uuid_generate(&who.user.id);
	uuid_generate(&who.session);
	(void)snprintf(who.user.username, sizeof(who.user.username), "%s", username);
	(void)snprintf(who.user.display_name, sizeof(who.user.display_name), "User %s", username);
	OK(user_repository_insert(test->db, &who.user, "no password", &err));
	return who;
}

void pg_member(struct pg_case *test, const struct uuid *project, const struct principal *who, enum role role)
{
	struct error err = {0};
	struct member member;
	OK(project_repository_set_member(test->db, project, &who->user.id, role, &member, &err));
}

struct uuid pg_project(struct pg_case *test, const char *name)
{
	struct error err = {0};
	struct uuid id;
	uuid_generate(&id);
	OK(project_repository_insert(test->db, &id, name, "", NULL, &err));
	return id;
}

struct uuid pg_detector(struct pg_case *test)
{
	struct error err = {0};
	uint8_t key[DETECTOR_KEY_SIZE];
	struct detector_new detector = {.public_key = key,
					.name = "host",
					.version = "1",
					.labels = "{}",
					.capabilities = "{}",
					.enrolled_at = clock_real_ns()};
	randombytes_buf(key, sizeof(key));
	uuid_generate(&detector.id);
	OK(detector_repository_insert(test->db, &detector, &err));
	return detector.id;
}

int64_t pg_number(struct pg_case *test, const char *sql)
{
	struct error err = {0};
	AUTO(db_result) struct db_result *result = NULL;
	OK(db_query(test->db, sql, NULL, &result, &err));
	return db_i64(result, 0, 0);
}

void pg_execute(struct pg_case *test, const char *sql)
{
	struct error err = {0};
	OK(db_script(test->db, sql, &err));
}

static int remember(void *ctx, struct json_object *message)
{
	struct pg_channel *channel = ctx;
	ck_assert_uint_lt(channel->n, sizeof(channel->sent) / sizeof(channel->sent[0]));
	channel->sent[channel->n++] = json_object_get(message);
	return 0;
}

static void refuse(void *ctx, const char *code, const char *message)
{
	struct pg_channel *channel = ctx;
	ck_assert_str_ne(message, "");
	(void)snprintf(channel->refused, sizeof(channel->refused), "%s", code);
}

void pg_channel_init(struct pg_channel *channel)
{
	*channel = (struct pg_channel){.channel = {.send = remember, .refuse = refuse, .ctx = channel}};
}

void pg_channel_clear(struct pg_channel *channel)
{
	for (unsigned i = 0; i < channel->n; i++)
		json_object_put(channel->sent[i]);
	channel->n = 0;
}

const char *pg_sent(const struct pg_channel *channel, unsigned n, const char *key)
{
	struct json_object *value = NULL;
	if (n >= channel->n || !json_object_object_get_ex(channel->sent[n], key, &value))
		return "";
	return json_object_get_string(value);
}
