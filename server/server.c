// SPDX-License-Identifier: Apache-2.0
// `syscope-server serve`: owns everything that runs, and the order in which it begins and ends. PostgreSQL may be away at any time,
// also at the start: then the server says so, answers /readyz with it, and waits.
#define LOG_TOPIC "server"

#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/loop/task.h"
#include "common/loop/waiter.h"
#include "server/arguments.h"
#include "server/command.h"
#include "server/handler/lws_server.h"
#include "server/repository/db.h"
#include "server/repository/migrate.h"
#include "server/service/auth_service.h"
#include "server/service/change_feed.h"
#include "server/service/counter_service.h"
#include "server/service/detector_service.h"
#include "server/service/enrollment_service.h"
#include "server/service/event_service.h"
#include "server/service/filter_service.h"
#include "server/service/ingest_service.h"
#include "server/service/live_hub.h"
#include "server/service/live_store_db.h"
#include "server/service/project_service.h"
#include "server/service/scan_service.h"
#include "server/service/terminal_service.h"
#include "server/service/user_service.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define RETRY_MS     1000u
#define IDLE_POLL_MS 50u
#define STOP_MS      10000u // for what is under way; then the end comes anyway

struct server {
	struct loop *loop;
	struct db *db;
	struct change_feed *feed;
	struct detector_registry *registry;
	struct password_hasher *hasher;
	struct services services;
	struct lws_server *lws;
	struct loop_signal *signals[2];
	struct loop_timer *idle_timer;
	struct waiter preparing; // the task that waits for the database
	bool prepared;
	bool preparing_runs;
	bool stopping;
	bool closed; // no connection is left
	bool failed;
	uint64_t stop_deadline;
	struct error away; // why it is not prepared yet
};

static void begin_stop(struct server *server);

static void say_setup(struct server *server)
{
	struct error err = {0};
	bool needed = false;
	if (auth_service_setup_needed(server->services.auth, &needed, &err) == 0 && needed)
		log_info("nobody can sign in yet: make a set-up link", "command=\"syscope-server token setup\"");
}

// Waits for the database and migrates it. Only a schema newer than this program ends the server: waiting does not help there.
static void prepare(void *ctx)
{
	struct server *server = ctx;
	int from = 0;
	int to = 0;
	while (!server->stopping && !server->prepared) {
		struct error err = {0};
		int r = migrate(server->db, &from, &to, &err);
		if (r == 0) {
			server->prepared = true;
			break;
		}
		if (strcmp(err.text, server->away.text) != 0)
			log_warn("cannot begin yet", "reason=%s", LOG_Q(err.text));
		server->away = err;
		if (r == -EPROTONOSUPPORT) {
			server->failed = true;
			begin_stop(server);
			break;
		}
		(void)waiter_wait_for(&server->preparing, RETRY_MS);
	}
	if (server->prepared) {
		log_info("ready", "schema=%d migrated_from=%d", to, from);
		say_setup(server);
	}
	server->preparing_runs = false;
}

static int ready(void *ctx, struct error *err)
{
	struct server *server = ctx;
	if (!server->prepared)
		return error_set(err, ENOTCONN, "%s", server->away.code ? server->away.text : "starting");
	return db_query(server->db, "SELECT 1", NULL, NULL, err);
}

static void make_services(struct server *server)
{
	struct services *s = &server->services;
	struct live_store store = live_store_db(server->db);
	server->feed = change_feed_new();
	server->registry = detector_registry_new(server->loop, server->feed);
	server->hasher = password_hasher_new(server->loop);
	s->registry = server->registry;
	s->auth = auth_service_new(server->loop, server->db, server->hasher);
	s->user = user_service_new(server->db, server->hasher);
	s->project = project_service_new(server->db, server->registry);
	s->detector = detector_service_new(server->loop, server->db, server->registry, server->feed);
	s->enrollment = enrollment_service_new(server->db);
	s->scan = scan_service_new(server->db, server->registry, server->feed);
	s->live = live_hub_new(server->loop, &store, server->feed);
	s->event = event_service_new(server->db, s->live);
	s->ingest = ingest_service_new(server->db, s->scan, s->live);
	s->terminal = terminal_service_new(server->db);
	s->counter = counter_service_new(server->db);
	s->filter = filter_service_new(server->db);
	s->ready = ready;
	s->ready_ctx = server;
}

static void free_services(struct server *server)
{
	struct services *s = &server->services;
	filter_service_free(s->filter);
	counter_service_free(s->counter);
	terminal_service_free(s->terminal);
	ingest_service_free(s->ingest);
	event_service_free(s->event);
	live_hub_free(s->live);
	scan_service_free(s->scan);
	enrollment_service_free(s->enrollment);
	detector_service_free(s->detector);
	project_service_free(s->project);
	user_service_free(s->user);
	auth_service_free(s->auth);
	password_hasher_free(server->hasher);
	detector_registry_free(server->registry);
	change_feed_free(server->feed);
}

// Ends when the connections are closed and what they had begun is stored to its end.
static void check_idle(void *ctx)
{
	struct server *server = ctx;
	bool idle = server->closed && !server->preparing_runs && ingest_service_idle(server->services.ingest) &&
		    live_hub_idle(server->services.live) && detector_service_idle(server->services.detector);
	if (!idle && clock_boot_ns() < server->stop_deadline)
		return;
	if (!idle) {
		// Nothing is lost by this: what is not committed is not acknowledged either.
		log_warn("stopped in the middle of work", "waited_ms=%u", STOP_MS);
		_exit(EXIT_FAILED);
	}
	loop_timer_stop(server->idle_timer);
	loop_stop(server->loop);
}

static void on_closed(void *ctx)
{
	((struct server *)ctx)->closed = true;
}

static void begin_stop(struct server *server)
{
	server->stopping = true;
	server->stop_deadline = clock_boot_ns() + STOP_MS * NS_PER_MS;
	waiter_wake(&server->preparing);
	lws_server_stop(server->lws, on_closed, server);
	loop_timer_start(server->idle_timer, IDLE_POLL_MS, IDLE_POLL_MS);
}

static void on_signal(void *ctx, int number)
{
	struct server *server = ctx;
	if (server->stopping)
		_exit(EXIT_FAILED); // the second one is impatient
	log_info("stopping", "signal=%d", number);
	begin_stop(server);
}

// Thousands of detectors are thousands of sockets.
static void raise_file_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static int start(struct server *server, const struct server_config *config, struct error *err)
{
	struct lws_server_options options = {.listen = config->listen,
					     .web_root = config->web_root,
					     .public_url = config->public_url,
					     .tls_cert = config->tls_cert,
					     .tls_key = config->tls_key,
					     .services = server->services};
	int r = lws_server_start(server->loop, &options, &server->lws, err);
	if (r < 0)
		return r;
	server->signals[0] = loop_signal_new(server->loop, SIGTERM, on_signal, server);
	server->signals[1] = loop_signal_new(server->loop, SIGINT, on_signal, server);
	server->idle_timer = loop_timer_new(server->loop, check_idle, server);
	server->preparing_runs = true;
	task_spawn(server->loop, prepare, server);
	return 0;
}

static int serve(const struct server_config *config, struct error *err)
{
	struct server server = {.loop = loop_new()};
	waiter_init(&server.preparing, server.loop);
	raise_file_limit();
	server.db = db_open(server.loop, config->database, (unsigned)config->database_connections);
	make_services(&server);
	int r = start(&server, config, err);
	if (r == 0) {
		log_info("listening", "address=%s version=%s", LOG_Q(config->listen), SYSCOPE_VERSION);
		loop_run(server.loop);
		loop_timer_free(server.idle_timer);
		loop_signal_free(server.signals[0]);
		loop_signal_free(server.signals[1]);
		lws_server_free(server.lws);
	}
	free_services(&server);
	db_close(server.db);
	loop_free(server.loop);
	if (r == 0 && server.failed)
		r = error_set(err, EPROTONOSUPPORT, "%s", server.away.text);
	if (r == 0)
		log_info("stopped", "version=%s", SYSCOPE_VERSION);
	return r;
}

int command_serve(int argc, char **argv)
{
	AUTO_VALUE(arguments) struct arguments args = {0};
	struct error err = {0};
	if (arguments_parse(argc, argv, NULL, &args, &err) < 0 || args.n_words > 0)
		return command_usage(&err, "syscope-server serve [--config FILE] [--listen ADDRESS:PORT] …");
	return serve(&args.config, &err) < 0 ? command_fail(&err) : EXIT_OK;
}
