// SPDX-License-Identifier: Apache-2.0
// A server for tests of the link: a real WebSocket on a free port, on the test's own loop. It says what the test tells it to say,
// and keeps what it hears. One connection at a time.
#pragma once

#include <check.h>
#include <json-c/json.h>
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

#include "common/base/buffer.h"
#include "common/loop/loop.h"
#include "common/wire/wire.h"
#include "detector/ws_client/json_fields.h"

#define LINK_SERVER_QUEUE 64u
#define LINK_SERVER_NONCE "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

struct link_server;
struct link_server_script {
	void (*text)(struct link_server *server, struct json_object *message, const char *type);
	void (*frame)(struct link_server *server, const struct wire_frame *frame);
	bool silent; // sends no challenge by itself
};

struct link_server {
	struct loop *loop;
	struct lws_context *context;
	struct lws *wsi;
	int port;
	char url[64];
	const struct link_server_script *script;
	void *ctx;
	unsigned connections;
	bool kill, pause;
	uint16_t clean_close; // the client's goodbye
	struct buffer in;
	char *queue[LINK_SERVER_QUEUE];
	unsigned head, tail;
};

static inline void link_server_say(struct link_server *server, const char *text)
{
	ck_assert_uint_lt(server->tail - server->head, LINK_SERVER_QUEUE);
	server->queue[server->tail++ % LINK_SERVER_QUEUE] = strdup(text);
	if (server->wsi)
		lws_callback_on_writable(server->wsi);
}

#define link_server_sayf(server, ...)                            \
	do {                                                     \
		char said[4096];                                 \
		(void)snprintf(said, sizeof(said), __VA_ARGS__); \
		link_server_say(server, said);                   \
	} while (0)

// Ends the connection without a goodbye.
static inline void link_server_kill(struct link_server *server)
{
	server->kill = true;
	if (server->wsi)
		lws_callback_on_writable(server->wsi);
}

static inline void link_server_heard(struct link_server *server, bool binary)
{
	struct error err = {0};
	if (binary) {
		struct wire_frame frame;
		ck_assert_msg(wire_decode_frame(server->in.data, server->in.len, &frame, &err) == 0, "%s", err.text);
		ck_assert_ptr_nonnull(server->script->frame);
		server->script->frame(server, &frame);
	} else {
		struct json_object *message = NULL;
		ck_assert_msg(json_parse_object(buffer_text(&server->in), server->in.len, &message, &err) == 0, "%s",
			      err.text);
		server->script->text(server, message, json_string(message, "type"));
		json_object_put(message);
	}
	buffer_clear(&server->in);
}

static inline void link_server_write(struct link_server *server)
{
	if (server->head == server->tail)
		return;
	char *text = server->queue[server->head++ % LINK_SERVER_QUEUE];
	size_t len = strlen(text);
	uint8_t *out = calloc(1, LWS_PRE + len);
	memcpy(out + LWS_PRE, text, len);
	(void)lws_write(server->wsi, out + LWS_PRE, len, LWS_WRITE_TEXT);
	free(out);
	free(text);
	if (server->head != server->tail)
		lws_callback_on_writable(server->wsi);
}

static int link_server_event(struct lws *wsi, enum lws_callback_reasons event, void *user, void *in, size_t len)
{
	(void)user;
	struct link_server *server = lws_context_user(lws_get_context(wsi));
	switch (event) {
	case LWS_CALLBACK_ESTABLISHED:
		ck_assert_ptr_null(server->wsi);
		server->wsi = wsi;
		server->connections++;
		server->kill = false;
		server->clean_close = 0;
		buffer_clear(&server->in);
		if (!server->script->silent)
			link_server_say(server, "{\"type\":\"challenge\",\"nonce\":\"" LINK_SERVER_NONCE
						"\",\"protocol\":1,\"server_version\":\"0.1.0\"}");
		return 0;
	case LWS_CALLBACK_RECEIVE:
		if (server->kill)
			return -1;
		ck_assert_int_eq(buffer_append(&server->in, in, len), 0);
		if (lws_is_final_fragment(wsi) && !lws_remaining_packet_payload(wsi))
			link_server_heard(server, lws_frame_is_binary(wsi));
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (server->kill)
			return -1;
		link_server_write(server);
		return 0;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		server->clean_close = len >= 2 ? (uint16_t)(((uint8_t *)in)[0] << 8 | ((uint8_t *)in)[1]) : 0;
		return 0;
	case LWS_CALLBACK_CLOSED:
		server->wsi = NULL;
		while (server->head != server->tail)
			free(server->queue[server->head++ % LINK_SERVER_QUEUE]);
		return 0;
	default:
		return 0;
	}
}

// port 0 takes a free one.
static inline void link_server_start(struct link_server *server, struct loop *loop,
				     const struct link_server_script *script, int port)
{
	static const struct lws_protocols protocols[] = {
	    {.name = "syscope.detector.v1", .callback = link_server_event, .rx_buffer_size = 65536}, {0}};
	void *loops[] = {loop_uv(loop)};
	*server = (struct link_server){.loop = loop, .script = script, .ctx = server->ctx};
	buffer_init(&server->in, WIRE_MAX_FRAME);
	struct lws_context_creation_info info = {
	    .port = port,
	    .iface = "127.0.0.1",
	    .protocols = protocols,
	    .foreign_loops = loops,
	    .user = server,
	    .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_DISABLE_IPV6 | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
		       LWS_SERVER_OPTION_ALLOW_LISTEN_SHARE,
	    .vhost_name = "test",
	    .fd_limit_per_thread = 64,
	};
	lws_set_log_level(getenv("LWSLOG") ? 1023 : 0, NULL);
	server->context = lws_create_context(&info);
	ck_assert_ptr_nonnull(server->context);
	struct lws_vhost *vhost = lws_create_vhost(server->context, &info);
	ck_assert_ptr_nonnull(vhost);
	server->port = port ? port : lws_get_vhost_listen_port(vhost);
	(void)snprintf(server->url, sizeof(server->url), "ws://127.0.0.1:%d", server->port);
}

static inline void link_server_stop(struct link_server *server)
{
	lws_context_destroy(server->context);
	for (int i = 0; i < 10; i++)
		loop_run_once(server->loop, 0);
	lws_context_destroy(server->context);
	buffer_done(&server->in);
}
