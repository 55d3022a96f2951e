// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "ws"
#include "server/handler/ws_connection.h"

#include "common/base/alloc.h"
#include "common/base/buffer.h"
#include "common/base/log.h"
#include "server/handler/http_exchange.h"
#include "server/handler/http_origin.h"
#include "server/handler/ws_endpoints.h"
#include "server/handler/ws_lws.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COOKIE_MAX    4096u
#define HEADER_MAX    512u
#define CLOSE_SECONDS 5 // for what is queued, and for the peer's answer

struct ws_message {
	struct list link;
	size_t len;
	size_t sent;
	unsigned char bytes[]; // LWS_PRE bytes of room, then the message
};

struct ws_connection {
	struct peer peer; // first
	struct list link; // in server->sockets
	struct lws_server *server;
	struct lws *wsi;
	const struct ws_endpoint *endpoint;
	void *ctx;
	struct buffer in;
	struct list out; // struct ws_message
	size_t queued;
	bool paused;
	bool closing;
	bool close_sent;
	bool peer_closed_well;
	uint16_t close_code;
	char close_reason[120];
};

static const struct ws_endpoint *const endpoints[] = {&detector_endpoint, &live_endpoint};

const struct ws_endpoint *ws_endpoint_find(const char *path)
{
	for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++)
		if (strcmp(endpoints[i]->path, path) == 0)
			return endpoints[i];
	return NULL;
}

static char *request_path(struct lws *wsi)
{
	char *path = NULL;
	int len = 0;
	if (lws_http_get_uri_and_method(wsi, &path, &len) != LWSHUMETH_GET)
		return NULL;
	return xstrndup(path, (size_t)len);
}

static bool header_is(struct lws *wsi, enum lws_token_indexes token, const char *wanted)
{
	AUTO_FREE char *text = lws_header_text(wsi, token, HEADER_MAX);
	return text && strcasecmp(text, wanted) == 0;
}

// libwebsockets answers these three with silence.
static bool is_sound_upgrade(struct lws *wsi)
{
	AUTO_FREE char *connection = lws_header_text(wsi, WSI_TOKEN_CONNECTION, 100);
	AUTO_FREE char *key = lws_header_text(wsi, WSI_TOKEN_KEY, 100);
	return header_is(wsi, WSI_TOKEN_UPGRADE, "websocket") && connection && strcasestr(connection, "upgrade") &&
	       key && header_is(wsi, WSI_TOKEN_VERSION, "13");
}

static bool is_own_page(const struct lws_server *server, struct lws *wsi)
{
	AUTO_FREE char *origin = lws_header_text(wsi, WSI_TOKEN_ORIGIN, HEADER_MAX);
	AUTO_FREE char *host = lws_header_text(wsi, WSI_TOKEN_HOST, HEADER_MAX);
	return origin && origin_allowed(origin, host, server->public_base, server->secure);
}

static bool offers(struct lws *wsi, const struct ws_endpoint *endpoint)
{
	AUTO_FREE char *offered = lws_header_text(wsi, WSI_TOKEN_PROTOCOL, 120);
	if (!endpoint->subprotocol)
		return lws_hdr_total_length(wsi, WSI_TOKEN_PROTOCOL) == 0;
	return offered && strcmp(offered, endpoint->subprotocol) == 0;
}

int ws_confirm(struct lws_server *server, struct lws *wsi)
{
	AUTO_FREE char *path = request_path(wsi);
	const struct ws_endpoint *endpoint = path ? ws_endpoint_find(path) : NULL;
	if (server->stopping)
		return exchange_refuse(server, wsi, 503, "unavailable", "The server is stopping.");
	if (!is_sound_upgrade(wsi))
		return exchange_refuse(server, wsi, 400, "bad_request",
				       "This is no sound WebSocket upgrade (version 13).");
	if (!endpoint)
		return exchange_refuse(server, wsi, 404, "not_found", "There is no WebSocket at this address.");
	if (!offers(wsi, endpoint))
		return exchange_refuse(server, wsi, 400, "bad_request",
				       endpoint->subprotocol
					   ? "This WebSocket needs the subprotocol syscope.detector.v1."
					   : "This WebSocket has no subprotocol.");
	if (endpoint->browser && !is_own_page(server, wsi))
		return exchange_refuse(server, wsi, 403, "forbidden",
				       "The Origin is missing or is not this server's own address.");
	return 0;
}

int ws_established(struct lws_server *server, struct lws *wsi)
{
	AUTO_FREE char *path = request_path(wsi);
	const struct ws_endpoint *endpoint = path ? ws_endpoint_find(path) : NULL;
	if (!endpoint)
		return -1;
	AUTO_FREE char *cookie = lws_header_text(wsi, WSI_TOKEN_HTTP_COOKIE, COOKIE_MAX);
	char address[64] = "";
	(void)lws_get_peer_simple(wsi, address, sizeof(address));
	struct ws_connection *connection = xcalloc(1, sizeof(*connection));
	connection->peer.kind = PEER_SOCKET;
	connection->server = server;
	connection->wsi = wsi;
	connection->endpoint = endpoint;
	buffer_init(&connection->in,
		    endpoint->text_max > endpoint->binary_max ? endpoint->text_max : endpoint->binary_max);
	list_init(&connection->out);
	list_init(&connection->link);
	list_append(&server->sockets, &connection->link);
	server->n_sockets++;
	lws_set_opaque_user_data(wsi, connection);
	connection->ctx = endpoint->open(connection, &(struct ws_info){.loop = server->loop,
								       .services = &server->services,
								       .address = address,
								       .cookie = cookie,
								       .secure = server->secure});
	return 0;
}

int ws_receive(struct ws_connection *connection, const void *bytes, size_t len)
{
	struct lws *wsi = connection->wsi;
	const struct ws_endpoint *endpoint = connection->endpoint;
	bool binary = lws_frame_is_binary(wsi);
	size_t max = binary ? endpoint->binary_max : endpoint->text_max;
	lws_validity_confirmed(wsi);
	if (connection->closing)
		return 0;
	if (connection->in.len + len > max || buffer_append(&connection->in, bytes, len) < 0) {
		ws_close(connection, max == 0 ? 1003 : 1009,
			 max == 0 ? "no binary messages here" : "message too large");
		return 0;
	}
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi) > 0)
		return 0;
	size_t whole = connection->in.len;
	endpoint->message(connection->ctx, buffer_text(&connection->in), whole, binary);
	buffer_clear(&connection->in);
	return 0;
}

int ws_send(struct ws_connection *connection, const void *bytes, size_t len)
{
	if (connection->closing)
		return -EPIPE;
	if (connection->queued + len > connection->endpoint->queue_max)
		return -ENOBUFS;
	struct ws_message *message = xcalloc(1, sizeof(*message) + LWS_PRE + len + 1);
	message->len = len;
	memcpy(message->bytes + LWS_PRE, bytes, len);
	list_append(&connection->out, &message->link);
	connection->queued += len;
	lws_callback_on_writable(connection->wsi);
	return 0;
}

size_t ws_queued(const struct ws_connection *connection)
{
	return connection->queued;
}

void ws_close(struct ws_connection *connection, uint16_t code, const char *reason)
{
	if (connection->closing)
		return;
	connection->closing = true;
	connection->close_code = code;
	(void)snprintf(connection->close_reason, sizeof(connection->close_reason), "%s", reason);
	ws_pause(connection, false);
	// A peer that does not take what is queued is not waited for.
	lws_set_timeout(connection->wsi, PENDING_TIMEOUT_CLOSE_SEND, CLOSE_SECONDS);
	lws_callback_on_writable(connection->wsi);
}

void ws_pause(struct ws_connection *connection, bool pause)
{
	if (connection->paused == pause)
		return;
	connection->paused = pause;
	(void)lws_rx_flow_control(connection->wsi, !pause);
}

static int write_some(struct ws_connection *connection, struct ws_message *message)
{
	size_t rest = message->len - message->sent;
	size_t n = rest < WRITE_MAX ? rest : WRITE_MAX;
	int flags = lws_write_ws_flags(LWS_WRITE_TEXT, message->sent == 0, n == rest);
	if (lws_write(connection->wsi, message->bytes + LWS_PRE + message->sent, n, (enum lws_write_protocol)flags) <
	    (int)n)
		return -1;
	message->sent += n;
	if (n < rest)
		return 0;
	connection->queued -= message->len;
	list_remove(&message->link);
	free(message);
	return 0;
}

// Closing by the callback's return value loses the close frame: Debian's build then closes the connection of a libuv loop twice in a
// row (a check of its own, for _DEBUG), and the second time gives up what the first one wanted to send. A timeout of this kind, due
// at once, closes it once and in good order.
static void begin_close(struct ws_connection *connection)
{
	connection->close_sent = true;
	lws_close_reason(connection->wsi, (enum lws_close_status)connection->close_code,
			 (unsigned char *)connection->close_reason, strlen(connection->close_reason));
	lws_set_timeout(connection->wsi, PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE, LWS_TO_KILL_ASYNC);
}

int ws_writable(struct ws_connection *connection)
{
	if (connection->close_sent)
		return 0;
	if (list_empty(&connection->out)) {
		if (connection->closing)
			begin_close(connection);
		return 0;
	}
	if (write_some(connection, list_first(&connection->out, struct ws_message, link)) < 0)
		return -1;
	if (list_empty(&connection->out) && !connection->closing && connection->endpoint->drained)
		connection->endpoint->drained(connection->ctx);
	if (!list_empty(&connection->out) || connection->closing)
		lws_callback_on_writable(connection->wsi);
	return 0;
}

void ws_peer_closes(struct ws_connection *connection, const void *bytes, size_t len)
{
	const unsigned char *code = bytes;
	int number = len >= 2 ? code[0] << 8 | code[1] : 1005;
	connection->peer_closed_well = number == 1000 || number == 1001;
}

void ws_gone(struct ws_connection *connection)
{
	lws_set_opaque_user_data(connection->wsi, NULL);
	connection->endpoint->closed(connection->ctx, connection->peer_closed_well);
	list_for_each (message, &connection->out, struct ws_message, link) {
		list_remove(&message->link);
		free(message);
	}
	list_remove(&connection->link);
	connection->server->n_sockets--;
	buffer_done(&connection->in);
	free(connection);
}

void ws_spare_paused(struct lws_server *server)
{
	list_for_each (connection, &server->sockets, struct ws_connection, link)
		if (connection->paused)
			lws_validity_confirmed(connection->wsi);
}

void ws_close_all(struct lws_server *server)
{
	list_for_each (connection, &server->sockets, struct ws_connection, link)
		ws_close(connection, 1001, "the server is stopping");
}
