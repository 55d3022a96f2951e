// SPDX-License-Identifier: Apache-2.0
// Taking the server down takes turns of the loop: goodbyes go out, tasks end, then libwebsockets closes its handles, which libuv
// tells a turn later; only then may the context be freed.
#define LOG_TOPIC "http"
#include "common/base/log.h"
#include "server/handler/ws_lws.h"

#include <stdlib.h>

#define TICK_MS     20
#define TICKS_SOFT  250 // then connections that do not end are cut off
#define TICKS_CLOSE 5   // turns between the start of the destruction and its end

static void begin_destruction(struct lws_server *server)
{
	loop_timer_free(server->tick);
	server->tick = NULL;
	lws_context_destroy(server->context);
	server->gone_ticks = 1;
}

static void on_stop_tick(void *ctx)
{
	struct lws_server *server = ctx;
	bool quiet = server->exchanges == 0 && server->n_sockets == 0;
	server->stop_ticks++;
	if (server->gone_ticks == 0) {
		if (quiet || server->stop_ticks > TICKS_SOFT)
			begin_destruction(server);
		return;
	}
	// Cut off or not: a request whose task still runs needs the server's memory.
	if (++server->gone_ticks < TICKS_CLOSE || server->exchanges > 0)
		return;
	loop_timer_free(server->stop_timer);
	server->stop_timer = NULL;
	log_info("stopped", "ticks=%u", server->stop_ticks);
	server->stopped(server->stopped_ctx);
}

void lws_server_stop(struct lws_server *server, loop_fn stopped, void *ctx)
{
	if (server->stopping)
		return;
	server->stopping = true;
	server->stopped = stopped;
	server->stopped_ctx = ctx;
	ws_close_all(server);
	server->stop_timer = loop_timer_new(server->loop, on_stop_tick, server);
	loop_timer_start(server->stop_timer, TICK_MS, TICK_MS);
}

void lws_server_free(struct lws_server *server)
{
	if (!server)
		return;
	if (server->context)
		lws_context_destroy(server->context);
	free(server->web_root);
	free(server);
}

void lws_server_abandon(struct lws_server *server)
{
	if (server->context) {
		begin_destruction(server);
		for (int i = 0; i < TICKS_CLOSE; i++)
			loop_run_once(server->loop, 0);
	}
	loop_timer_free(server->tick);
	lws_server_free(server);
}
