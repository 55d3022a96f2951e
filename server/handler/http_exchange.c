// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "http"
#include "server/handler/http_exchange.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/parse.h"
#include "common/loop/task.h"
#include "server/handler/http_dispatch.h"
#include "server/handler/http_request.h"
#include "server/handler/http_response.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define COOKIE_MAX 4096u
#define HEADER_MAX 512u
#define SKIP_BODY_MAX \
	(64u << 20) // a body that is too large but not larger is read and thrown away, so the answer arrives
#define WRITE_SECONDS 60

enum exchange_state { EXCHANGE_READING, EXCHANGE_RUNNING, EXCHANGE_WRITING };

struct exchange {
	struct peer peer; // first
	struct lws_server *server;
	struct lws *wsi; // NULL when the connection is gone
	enum exchange_state state;
	bool task_runs;
	bool paused; // the socket is not read
	bool head_sent;
	size_t sent; // bytes of the body
	struct request request;
	struct response response;
};

char *lws_header_text(struct lws *wsi, enum lws_token_indexes token, size_t max)
{
	int len = lws_hdr_total_length(wsi, token);
	if (len <= 0 || (size_t)len > max)
		return NULL;
	char *text = xcalloc(1, (size_t)len + 1);
	if (lws_hdr_copy(wsi, text, len + 1, token) < 0) {
		free(text);
		return NULL;
	}
	return text;
}

static void exchange_free(struct exchange *exchange)
{
	if (exchange->wsi)
		lws_set_opaque_user_data(exchange->wsi, NULL);
	exchange->server->exchanges--;
	request_done(&exchange->request);
	response_done(&exchange->response);
	free(exchange);
}

static void answer(struct exchange *exchange)
{
	exchange->state = EXCHANGE_WRITING;
	if (!exchange->wsi)
		return;
	// A connection whose reading is off is never told that it may write.
	if (exchange->paused)
		(void)lws_rx_flow_control(exchange->wsi, 1);
	exchange->paused = false;
	lws_set_timeout(exchange->wsi, PENDING_TIMEOUT_HTTP_CONTENT, WRITE_SECONDS);
	lws_callback_on_writable(exchange->wsi);
}

static void run_task(void *ctx)
{
	struct exchange *exchange = ctx;
	http_dispatch(&exchange->request, &exchange->response);
	exchange->task_runs = false;
	if (exchange->wsi)
		answer(exchange);
	else
		exchange_free(exchange);
}

static void run(struct exchange *exchange)
{
	struct lws *wsi = exchange->wsi;
	exchange->state = EXCHANGE_RUNNING;
	exchange->task_runs = true;
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	task_spawn(exchange->server->loop, run_task, exchange);
	// The task may have ended, but the exchange itself lives until its answer is written. While it waits, what the client sends
	// meanwhile stays in the kernel: libwebsockets does not read in this state but would be woken for it again and again.
	if (lws_get_opaque_user_data(wsi) != exchange || exchange->state != EXCHANGE_RUNNING)
		return;
	exchange->paused = true;
	(void)lws_rx_flow_control(wsi, 0);
}

static void refuse(struct exchange *exchange, int status, const char *code, const char *message)
{
	response_error(&exchange->response, status, code, message);
	answer(exchange);
}

static bool take_method(struct request *request, int method)
{
	switch (method) {
	case LWSHUMETH_HEAD:
		request->head = true;
		request->method = HTTP_GET;
		return true;
	case LWSHUMETH_GET:
		request->method = HTTP_GET;
		return true;
	case LWSHUMETH_POST:
		request->method = HTTP_POST;
		return true;
	case LWSHUMETH_PUT:
		request->method = HTTP_PUT;
		return true;
	case LWSHUMETH_PATCH:
		request->method = HTTP_PATCH;
		return true;
	case LWSHUMETH_DELETE:
		request->method = HTTP_DELETE;
		return true;
	case LWSHUMETH_OPTIONS:
		request->method = HTTP_OPTIONS;
		return true;
	default:
		return false;
	}
}

static bool take_args(struct request *request, struct lws *wsi)
{
	AUTO_FREE char *text = xcalloc(1, REQUEST_QUERY_MAX + 1);
	if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS) > (int)REQUEST_QUERY_MAX)
		return false;
	for (int i = 0;; i++) {
		int len = lws_hdr_copy_fragment(wsi, text, REQUEST_QUERY_MAX + 1, WSI_TOKEN_HTTP_URI_ARGS, i);
		if (len < 0)
			return true;
		if (len > 0 && request_add_arg(request, text, (size_t)len) < 0)
			return false;
	}
}

static void take_headers(struct request *request, struct lws *wsi)
{
	char csrf[8] = "";
	request->cookie = lws_header_text(wsi, WSI_TOKEN_HTTP_COOKIE, COOKIE_MAX);
	request->origin = lws_header_text(wsi, WSI_TOKEN_ORIGIN, HEADER_MAX);
	request->host = lws_header_text(wsi, WSI_TOKEN_HOST, HEADER_MAX);
	request->content_type = lws_header_text(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, HEADER_MAX);
	request->if_none_match = lws_header_text(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, HEADER_MAX);
	if (lws_hdr_custom_copy(wsi, csrf, sizeof(csrf), "x-syscope:", 10) > 0)
		request->csrf = strcmp(csrf, "1") == 0;
	(void)lws_get_peer_simple(wsi, request->address, sizeof(request->address));
}

// How long the body is; false when that is not said in a way that we understand.
static bool body_length(struct lws *wsi, uint64_t *ret_len)
{
	*ret_len = 0;
	if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0)
		return false;
	if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) == 0)
		return true;
	AUTO_FREE char *text = lws_header_text(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, 20);
	return text && parse_u64(text, ret_len) == 0;
}

static bool has_length(struct lws *wsi)
{
	return lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0;
}

static struct exchange *exchange_new(struct lws_server *server, struct lws *wsi)
{
	struct exchange *exchange = xcalloc(1, sizeof(*exchange));
	exchange->peer.kind = PEER_EXCHANGE;
	exchange->server = server;
	exchange->wsi = wsi;
	request_init(&exchange->request);
	response_init(&exchange->response);
	exchange->request.loop = server->loop;
	exchange->request.services = &server->services;
	exchange->request.secure = server->secure;
	exchange->request.public_base = server->public_base;
	exchange->request.web_root = server->web_root;
	exchange->request.id = ++server->next_request;
	server->exchanges++;
	lws_set_opaque_user_data(wsi, exchange);
	return exchange;
}

int exchange_begin(struct lws_server *server, struct lws *wsi)
{
	char *path = NULL;
	int path_len = 0;
	uint64_t body = 0;
	struct exchange *exchange = exchange_new(server, wsi);
	struct request *request = &exchange->request;
	int method = lws_http_get_uri_and_method(wsi, &path, &path_len);
	if (!take_method(request, method)) {
		exchange->response.close = true;
		refuse(exchange, 405, "method_not_allowed", "This method is not known here.");
		return 0;
	}
	request->path = xstrndup(path, (size_t)path_len);
	take_headers(request, wsi);
	// libwebsockets takes a POST without a length for one of 100 MB.
	exchange->response.close = server->stopping || (request->method != HTTP_GET && !has_length(wsi));
	if (path_len > (int)REQUEST_PATH_MAX || !take_args(request, wsi)) {
		exchange->response.close = true;
		refuse(exchange, 414, "uri_too_long", "The address is too long.");
	} else if (!body_length(wsi, &body)) {
		exchange->response.close = true;
		refuse(exchange, 411, "bad_request", "The request must say the length of its body in Content-Length.");
	} else if (body > REQUEST_BODY_MAX) {
		exchange->response.close = body > SKIP_BODY_MAX;
		refuse(exchange, 413, "too_large", "The body is larger than the 1 MiB that are allowed.");
	} else if (body == 0) {
		run(exchange);
	}
	return 0;
}

int exchange_body(struct exchange *exchange, const void *bytes, size_t len)
{
	if (exchange->state == EXCHANGE_READING)
		(void)buffer_append(&exchange->request.body, bytes, len);
	return 0;
}

int exchange_body_end(struct exchange *exchange)
{
	if (exchange->state == EXCHANGE_READING)
		run(exchange);
	return 0;
}

static bool put(struct lws *wsi, const char *name, const char *value, unsigned char **p, unsigned char *end)
{
	return lws_add_http_header_by_name(wsi, (const unsigned char *)name, (const unsigned char *)value,
					   (int)strlen(value), p, end) == 0;
}

static bool put_length(const struct exchange *exchange, unsigned char **p, unsigned char *end)
{
	char length[24];
	const struct response *response = &exchange->response;
	if (response->status == 204 || response->status == 304)
		return true;
	(void)snprintf(length, sizeof(length), "%zu", response->content_type ? response->body.len : 0);
	return put(exchange->wsi, "content-length:", length, p, end);
}

static int write_head(struct exchange *exchange)
{
	struct lws *wsi = exchange->wsi;
	const struct response *response = &exchange->response;
	unsigned char *start = exchange->server->scratch + LWS_PRE;
	unsigned char *p = start;
	unsigned char *end = start + WRITE_MAX;
	bool ok = lws_add_http_header_status(wsi, (unsigned)response->status, &p, end) == 0 &&
		  put_length(exchange, &p, end) &&
		  put(wsi, "cache-control:", response->cache_control ? response->cache_control : "no-store", &p, end);
	if (ok && response->content_type)
		ok = put(wsi, "content-type:", response->content_type, &p, end);
	for (size_t i = 0; ok && i < response->n_headers; i++)
		ok = put(wsi, response->headers[i].name, response->headers[i].value, &p, end);
	if (ok && response->close)
		ok = put(wsi, "connection:", "close", &p, end);
	if (!ok || lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	exchange->head_sent = true;
	return 0;
}

static int finish(struct exchange *exchange)
{
	struct lws *wsi = exchange->wsi;
	bool end = exchange->response.close;
	exchange_free(exchange);
	return end || lws_http_transaction_completed(wsi) ? -1 : 0;
}

int exchange_writable(struct exchange *exchange)
{
	struct lws *wsi = exchange->wsi;
	struct lws_server *server = exchange->server;
	const struct response *response = &exchange->response;
	if (exchange->state != EXCHANGE_WRITING)
		return 0;
	bool has_body = response->content_type && response->body.len > 0 && !exchange->request.head;
	if (!exchange->head_sent) {
		if (write_head(exchange) < 0)
			return -1;
		if (!has_body)
			return finish(exchange);
		lws_callback_on_writable(wsi);
		return 0;
	}
	size_t rest = response->body.len - exchange->sent;
	size_t n = rest < WRITE_MAX ? rest : WRITE_MAX;
	memcpy(server->scratch + LWS_PRE, response->body.data + exchange->sent, n);
	lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, WRITE_SECONDS);
	if (lws_write(wsi, server->scratch + LWS_PRE, n, n == rest ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) != (int)n)
		return -1;
	exchange->sent += n;
	if (n == rest)
		return finish(exchange);
	lws_callback_on_writable(wsi);
	return 0;
}

void exchange_gone(struct exchange *exchange)
{
	lws_set_opaque_user_data(exchange->wsi, NULL);
	exchange->wsi = NULL;
	if (!exchange->task_runs)
		exchange_free(exchange);
}

int exchange_refuse(struct lws_server *server, struct lws *wsi, int status, const char *code, const char *message)
{
	struct exchange *exchange = exchange_new(server, wsi);
	struct response *response = &exchange->response;
	unsigned char *start = server->scratch + LWS_PRE;
	response_error(response, status, code, message);
	response->close = true;
	int r = write_head(exchange);
	size_t len = response->body.len;
	if (r == 0 && len <= WRITE_MAX) {
		memcpy(start, response->body.data, len);
		(void)lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL);
	}
	log_info("upgrade refused", "status=%d reason=%s", status, LOG_Q(message));
	exchange_free(exchange);
	return -1;
}
