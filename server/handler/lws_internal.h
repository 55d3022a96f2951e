// SPDX-License-Identifier: Apache-2.0
// Shared by lws_server.c, http_exchange.c and ws_connection.c, the only files that see libwebsockets.
#pragma once

#include "common/base/list.h"
#include "server/handler/lws_server.h"

#include <libwebsockets.h>
#include <stdbool.h>
#include <stdint.h>

#define WRITE_MAX (32u * 1024u) // bytes given to the socket at once

struct exchange;
struct ws_connection;

enum peer_kind { PEER_EXCHANGE, PEER_SOCKET };

// What hangs on a connection as its opaque data: the first member of struct exchange and struct ws_connection.
struct peer {
	enum peer_kind kind;
};

struct lws_server {
	struct loop *loop;
	struct lws_context *context; // libwebsockets sets it to NULL when it is gone
	struct lws_vhost *vhost;
	struct services services;
	char *web_root;
	char public_base[256]; // "" = not set
	bool secure;
	bool stopping;
	struct loop_timer *tick;
	unsigned exchanges; // requests whose task runs or whose answer is under way
	unsigned n_sockets;
	struct list sockets; // struct ws_connection
	uint64_t next_request;
	struct loop_timer *stop_timer;
	unsigned stop_ticks;
	unsigned gone_ticks; // since the context's destruction began
	loop_fn stopped;
	void *stopped_ctx;
	struct lws_protocol_vhost_options headers[12];
	unsigned char scratch[LWS_PRE + WRITE_MAX];
};

// After a start that failed half-way: takes everything down, running the loop as far as that needs.
void lws_server_abandon(struct lws_server *server);

// A header's text, allocated; NULL when absent or longer than max.
char *lws_header_text(struct lws *wsi, enum lws_token_indexes token, size_t max);
