// SPDX-License-Identifier: Apache-2.0
// The server's face: HTTP, WebSockets and static files, libwebsockets as a guest on the loop. The caller owns everything in the
// options and keeps it until lws_server_free; the strings are copied.
#pragma once

#include "common/base/error.h"
#include "common/loop/loop.h"
#include "server/handler/services.h"

struct lws_server;

struct lws_server_options {
	const char *listen;     // "127.0.0.1:8080", "0.0.0.0:8443", "[::1]:8080"
	const char *web_root;   // folder of the built client; NULL or "" = none
	const char *public_url; // what people type, "https://syscope.example"; NULL or "" = the address listened on
	const char *tls_cert;   // files in PEM; NULL or "" = plain HTTP
	const char *tls_key;
	struct services services;
};

// -EINVAL for options that make no sense, -EADDRINUSE and the like when it cannot listen. Nothing is served before loop_run.
int lws_server_start(struct loop *loop, const struct lws_server_options *options, struct lws_server **ret_server,
		     struct error *err);
// Stops listening, tells detectors and viewers goodbye, lets running requests end; calls stopped on the loop when the last one has.
void lws_server_stop(struct lws_server *server, loop_fn stopped, void *ctx);
// After stopped was called; never inside it or a task (use loop_defer, or free behind loop_run). NULL is fine.
void lws_server_free(struct lws_server *server);
