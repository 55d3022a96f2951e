// SPDX-License-Identifier: Apache-2.0
// Start, stop and the one callback of libwebsockets, which sorts its reasons to http_exchange.c and ws_connection.c.
#define LOG_TOPIC "http"
#include "server/handler/lws_server.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "server/handler/http_exchange.h"
#include "server/handler/http_origin.h"
#include "server/handler/listen_address.h"
#include "server/handler/ws_lws.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define HEADERS_MAX   (16 * 1024) // bytes of one request's head
#define IDLE_SECONDS  75
#define HEAD_SECONDS  20
#define FILES_WANTED  20000u
#define FILES_MAX     65536u // libwebsockets' tables grow with the limit
#define KEEP_ALIVE_MS 10000

static const lws_retry_bo_t liveness = {.secs_since_valid_ping = 15, .secs_since_valid_hangup = 45};

static const char *const security_headers[][2] = {
    {"content-security-policy:",
     "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; "
     "img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"},
    {"x-content-type-options:", "nosniff"},
    {"referrer-policy:", "no-referrer"},
    {"cross-origin-opener-policy:", "same-origin"},
    {"cross-origin-resource-policy:", "same-origin"},
    {"x-frame-options:", "DENY"},
    {"permissions-policy:", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

static int peer_event(struct lws *wsi, enum lws_callback_reasons reason, void *in, size_t len)
{
	struct peer *peer = lws_get_opaque_user_data(wsi);
	if (!peer)
		return 0;
	struct exchange *exchange = peer->kind == PEER_EXCHANGE ? (struct exchange *)(void *)peer : NULL;
	struct ws_connection *socket = peer->kind == PEER_SOCKET ? (struct ws_connection *)(void *)peer : NULL;
	switch (reason) {
	case LWS_CALLBACK_HTTP_BODY:
		return exchange ? exchange_body(exchange, in, len) : 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return exchange ? exchange_body_end(exchange) : 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return exchange ? exchange_writable(exchange) : 0;
	case LWS_CALLBACK_RECEIVE:
		return socket ? ws_receive(socket, in, len) : 0;
	case LWS_CALLBACK_RECEIVE_PONG:
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return socket ? ws_writable(socket) : 0;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		if (socket)
			ws_peer_closes(socket, in, len);
		return 0;
	default: // closed, in one of three ways
		if (exchange)
			exchange_gone(exchange);
		if (socket)
			ws_gone(socket);
		return 0;
	}
}

static int on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)user;
	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return exchange_begin(lws_context_user(lws_get_context(wsi)), wsi);
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return ws_confirm(lws_context_user(lws_get_context(wsi)), wsi);
	case LWS_CALLBACK_ESTABLISHED:
		return ws_established(lws_context_user(lws_get_context(wsi)), wsi);
	case LWS_CALLBACK_HTTP_BODY:
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
	case LWS_CALLBACK_HTTP_WRITEABLE:
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_RECEIVE_PONG:
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_WSI_DESTROY:
		return peer_event(wsi, reason, in, len);
	case LWS_CALLBACK_RAW_ADOPT: // what CONNECT makes of a connection
	case LWS_CALLBACK_RAW_RX:
		return -1;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
    {.name = "http", .callback = on_lws, .rx_buffer_size = WRITE_MAX},
    {.name = "syscope.detector.v1", .callback = on_lws, .rx_buffer_size = WRITE_MAX},
    {0},
};

// What libwebsockets calls an error is a peer's rubbish most of the time.
static void log_line(int level, const char *line)
{
	char text[256];
	(void)snprintf(text, sizeof(text), "%s", line);
	text[strcspn(text, "\n")] = '\0';
	if (level == LLL_ERR)
		log_info("libwebsockets", "text=%s", LOG_Q(text));
	else
		log_debug("libwebsockets", "text=%s", LOG_Q(text));
}

static void set_file_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	rlim_t wanted = limit.rlim_cur < FILES_WANTED ? FILES_WANTED : limit.rlim_cur;
	if (wanted > FILES_MAX)
		wanted = FILES_MAX;
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static const struct lws_protocol_vhost_options *link_headers(struct lws_server *server)
{
	size_t n = sizeof(security_headers) / sizeof(security_headers[0]);
	struct lws_protocol_vhost_options *headers = server->headers;
	for (size_t i = 0; i < n; i++) {
		headers[i].name = security_headers[i][0];
		headers[i].value = security_headers[i][1];
		headers[i].next = i + 1 < n ? &headers[i + 1] : NULL;
	}
	if (server->secure) {
		headers[n].name = "strict-transport-security:";
		headers[n].value = "max-age=31536000";
		headers[n - 1].next = &headers[n];
	}
	return headers;
}

static int create(struct lws_server *server, const struct lws_server_options *options,
		  const struct listen_address *address, struct error *err)
{
	void *loops[] = {loop_uv(server->loop)};
	bool tls = options->tls_cert && options->tls_cert[0];
	struct lws_context_creation_info info = {
	    .port = address->port,
	    .iface = address->host[0] ? address->host : NULL,
	    .protocols = protocols,
	    .foreign_loops = loops,
	    .user = server,
	    .pcontext = &server->context,
	    .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
		       (address->ipv6 ? LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY : LWS_SERVER_OPTION_DISABLE_IPV6) |
		       (tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0),
	    .max_http_header_data = HEADERS_MAX,
	    .pt_serv_buf_size = WRITE_MAX + LWS_PRE,
	    .timeout_secs = HEAD_SECONDS,
	    .keepalive_timeout = IDLE_SECONDS,
	    .retry_and_idle_policy = &liveness,
	    .headers = link_headers(server),
	    .alpn = "http/1.1",
	    .vhost_name = "syscope",
	    .ssl_cert_filepath = tls ? options->tls_cert : NULL,
	    .ssl_private_key_filepath = tls ? options->tls_key : NULL,
	};
	server->context = lws_create_context(&info);
	if (!server->context)
		return error_set(err, EIO,
				 "libwebsockets does not start; is the package libwebsockets-evlib-uv installed?");
	server->vhost = lws_create_vhost(server->context, &info);
	if (!server->vhost)
		return error_set(err, EIO, "cannot listen on %s%s", options->listen,
				 tls ? ", or the certificate or key cannot be used" : "");
	return 0;
}

static void keep_paused_alive(void *ctx)
{
	struct lws_server *server = ctx;
	ws_spare_paused(server);
}

static int check_options(struct lws_server *server, const struct lws_server_options *options, struct error *err)
{
	const char *url = options->public_url ? options->public_url : "";
	bool cert = options->tls_cert && options->tls_cert[0];
	bool key = options->tls_key && options->tls_key[0];
	if (cert != key)
		return error_set(err, EINVAL, "tls-cert and tls-key are needed both or not at all");
	if (url[0] && !origin_of_url(url, server->public_base, sizeof(server->public_base)))
		return error_set(err, EINVAL,
				 "public-url must be an address like https://syscope.example, not '%.100s'", url);
	server->secure = cert || strncasecmp(server->public_base, "https:", 6) == 0;
	return 0;
}

int lws_server_start(struct loop *loop, const struct lws_server_options *options, struct lws_server **ret_server,
		     struct error *err)
{
	struct listen_address address;
	int r = listen_address_parse(options->listen, &address, err);
	if (r == 0)
		r = listen_address_probe(&address, err);
	if (r < 0)
		return error_wrap(err, "listen on %s", options->listen);
	struct lws_server *server = xcalloc(1, sizeof(*server));
	server->loop = loop;
	server->services = options->services;
	server->web_root = xstrdup(options->web_root ? options->web_root : "");
	list_init(&server->sockets);
	r = check_options(server, options, err);
	if (r < 0) {
		free(server->web_root);
		free(server);
		return r;
	}
	lws_set_log_level(LLL_ERR | LLL_WARN, log_line);
	set_file_limit();
	server->tick = loop_timer_new(loop, keep_paused_alive, server);
	loop_timer_start(server->tick, KEEP_ALIVE_MS, KEEP_ALIVE_MS);
	r = create(server, options, &address, err);
	if (r < 0) {
		lws_server_abandon(server);
		return r;
	}
	log_info("listening", "address=%s tls=%s web_root=%s", options->listen,
		 options->tls_cert && options->tls_cert[0] ? "yes" : "no", LOG_Q(server->web_root));
	*ret_server = server;
	return 0;
}
