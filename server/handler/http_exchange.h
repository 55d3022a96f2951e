// SPDX-License-Identifier: Apache-2.0
// One request and its answer on one connection: collects the request, runs the handler in a task, writes the answer. It outlives the
// connection while its task runs; the answer is dropped then. The functions return what libwebsockets wants from its callback.
#pragma once

#include "server/handler/lws_internal.h"

int exchange_begin(struct lws_server *server, struct lws *wsi);
int exchange_body(struct exchange *exchange, const void *bytes, size_t len);
int exchange_body_end(struct exchange *exchange);
int exchange_writable(struct exchange *exchange);
void exchange_gone(struct exchange *exchange); // the connection is no more

// Answers an upgrade with an error at once. Returns what HTTP_CONFIRM_UPGRADE wants.
int exchange_refuse(struct lws_server *server, struct lws *wsi, int status, const char *code, const char *message);
