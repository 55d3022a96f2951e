// SPDX-License-Identifier: Apache-2.0
// The side of struct ws_connection that libwebsockets' callback calls. Returns are what the callback returns.
#pragma once

#include "server/handler/lws_internal.h"

// May this upgrade go on? 0, or what HTTP_CONFIRM_UPGRADE wants; the peer was answered then.
int ws_confirm(struct lws_server *server, struct lws *wsi);
int ws_established(struct lws_server *server, struct lws *wsi);
int ws_receive(struct ws_connection *connection, const void *bytes, size_t len);
int ws_writable(struct ws_connection *connection);
void ws_peer_closes(struct ws_connection *connection, const void *bytes, size_t len);
void ws_gone(struct ws_connection *connection);
// A peer whose socket we do not read cannot show that it lives: it counts as alive.
void ws_spare_paused(struct lws_server *server);
void ws_close_all(struct lws_server *server);
