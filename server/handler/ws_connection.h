// SPDX-License-Identifier: Apache-2.0
// One WebSocket: whole messages in, a bounded queue of messages out. An endpoint gives its functions; all are called on the loop,
// outside of tasks. `closed` is the last call: the connection must not be used after it.
#pragma once

#include "server/handler/services.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ws_connection;
struct loop;
struct lws_server;

struct ws_info {
	struct loop *loop;
	const struct services *services;
	const char *address; // of the peer; valid during open
	const char *cookie;  // the Cookie header or NULL; valid during open
	bool secure;
};

struct ws_endpoint {
	const char *path;
	const char *subprotocol; // NULL = none
	bool browser;            // only pages of our own may connect: the Origin header is checked
	size_t text_max;         // bytes of one message from the peer
	size_t binary_max;       // 0 = no binary messages
	size_t queue_max;        // bytes queued for the peer
	void *(*open)(struct ws_connection *connection, const struct ws_info *info);
	void (*message)(void *ctx, const void *bytes, size_t len, bool binary);
	void (*drained)(void *ctx);            // the queue has become empty
	void (*closed)(void *ctx, bool clean); // clean: the peer said goodbye (1000 or 1001)
};

// The endpoints there are, by path; NULL when there is none.
const struct ws_endpoint *ws_endpoint_find(const char *path);

// Queues a text message. -ENOBUFS when the queue is full, -EPIPE when it is closing.
int ws_send(struct ws_connection *connection, const void *bytes, size_t len);
size_t ws_queued(const struct ws_connection *connection);
// Sends what is queued, then the close frame. Messages that come in meanwhile are thrown away.
void ws_close(struct ws_connection *connection, uint16_t code, const char *reason);
// Stops reading the socket, so that TCP holds the peer back; a few messages read already may still come.
void ws_pause(struct ws_connection *connection, bool pause);
