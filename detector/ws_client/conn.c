// SPDX-License-Identifier: Apache-2.0
// libwebsockets' rules: lws_write only from WRITEABLE and once each time; it masks what it is given in place; a context on a
// foreign loop is destroyed, then the loop turns so that its handles close, then it is destroyed again, which frees it.
#define LOG_TOPIC "conn"
#include "detector/ws_client/conn.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/buffer.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "detector/ws_client/conn_lookup.h"
#include "detector/ws_client/conn_url.h"

#define PROTOCOL          "syscope.detector.v1"
#define SYSTEM_CA         "/etc/ssl/certs/ca-certificates.crt"
#define HANDSHAKE_SECONDS 20
#define GOODBYE_MS        2000
#define REASON_MAX        120                          // of a close frame
#define WRITE_CLOSE       ((enum lws_write_protocol)4) // LWS_WRITE_CLOSE, which 4.1 keeps to itself
#define FREE_TURNS        50                           // of 10 ms: what a goodbye may take when the program ends

enum conn_state { CONN_IDLE, CONN_LOOKING_UP, CONN_CONNECTING, CONN_OPEN, CONN_ENDED };

struct conn {
	struct loop *loop;
	const struct conn_events *events; // NULL while it is being freed
	void *ctx;
	struct conn_url url;
	char where[300]; // host and port, for people
	enum conn_state state;
	struct lws_context *context;
	struct lws *wsi;
	struct lookup_job *job;
	struct lookup addresses;
	unsigned address;         // the one that is tried
	struct loop_timer *timer; // brings the end, out of libwebsockets' callbacks
	char reason[256];         // of the end; the first one counts
	bool closing;             // by us, with a goodbye
	bool goodbye_sent;
	bool broken;
	uint16_t close_code;
	uint64_t heard_at;
	struct buffer text;
	uint8_t *out; // LWS_PRE + CONN_PIECE
};

#define SILENCE_NS (44 * NS_PER_S) // a little less than the 45 s below

static const lws_retry_bo_t liveness = {.secs_since_valid_ping = 15, .secs_since_valid_hangup = 45};

static void set_reason(struct conn *conn, const char *reason)
{
	if (!conn->reason[0])
		(void)snprintf(conn->reason, sizeof(conn->reason), "%s", reason);
}

static void end(struct conn *conn, const char *reason)
{
	set_reason(conn, reason);
	conn->state = CONN_ENDED;
	conn->wsi = NULL;
	loop_timer_start(conn->timer, 0, 0);
}

static void on_ended(void *ctx)
{
	struct conn *conn = ctx;
	char reason[sizeof(conn->reason)];
	memcpy(reason, conn->reason, sizeof(reason));
	conn->state = CONN_IDLE;
	conn->reason[0] = '\0';
	conn->closing = conn->goodbye_sent = conn->broken = false;
	if (conn->events)
		conn->events->closed(conn->ctx, reason);
}

static void on_diagnosed(void *ctx, const struct lookup *result)
{
	struct conn *conn = ctx;
	char reason[256];
	conn->job = NULL;
	(void)snprintf(reason, sizeof(reason), "cannot connect to %.120s: %.80s", conn->where,
		       result->problem[0] ? result->problem : conn->reason);
	conn->reason[0] = '\0';
	end(conn, reason);
}

static void try_address(struct conn *conn);

// Something answers, but not as it should: libwebsockets' words in ours. NULL when nothing answered.
static const char *explain(const char *text)
{
	if (strncmp(text, "HS:", 3) == 0)
		return "something answers, but it is no syscope server; is the address right?";
	if (strstr(text, "SSL") || strstr(text, "cert"))
		return "no trusted TLS: unknown authority (see ca-file), another name, or no TLS";
	return NULL;
}

// No WebSocket came about: the next address, or the end with a reason that is better than libwebsockets' own.
static void on_connect_failed(struct conn *conn, const char *text)
{
	const char *explained = explain(text);
	conn->wsi = NULL;
	log_debug("failed", "address=%s reason=%s", conn->addresses.addresses[conn->address], LOG_Q(text));
	if (conn->closing || !conn->events) {
		end(conn, "closed");
	} else if (!explained && conn->address + 1 < conn->addresses.n) {
		conn->address++;
		conn->state = CONN_LOOKING_UP; // try_address comes from the timer, not from within the callback
		loop_timer_start(conn->timer, 0, 0);
	} else if (explained) {
		char reason[256];
		(void)snprintf(reason, sizeof(reason), "cannot connect to %.120s: %s", conn->where, explained);
		end(conn, reason);
	} else {
		set_reason(conn, text);
		conn->state = CONN_LOOKING_UP;
		conn->job = lookup_diagnose(conn->loop, conn->addresses.addresses[conn->address], conn->url.port,
					    on_diagnosed, conn);
	}
}

static void on_timer(void *ctx)
{
	struct conn *conn = ctx;
	if (conn->state == CONN_ENDED)
		on_ended(conn);
	else if (conn->state == CONN_LOOKING_UP)
		try_address(conn);
	else if (conn->closing && conn->wsi) // no answer to the goodbye
		lws_set_timeout(conn->wsi, PENDING_TIMEOUT_CLOSE_ACK, LWS_TO_KILL_SYNC);
}

static void receive(struct conn *conn, struct lws *wsi, const void *bytes, size_t len)
{
	lws_validity_confirmed(wsi); // any traffic shows that the server lives
	conn->heard_at = clock_boot_ns();
	if (conn->closing || !conn->events)
		return;
	if (lws_frame_is_binary(wsi)) {
		log_debug("ignored", "what=binary bytes=%zu", len);
		return;
	}
	if (buffer_append(&conn->text, bytes, len) < 0) {
		conn_close(conn, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, "the server sent a message of more than 1 MiB");
		return;
	}
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi))
		return;
	conn->events->text(conn->ctx, buffer_text(&conn->text), conn->text.len);
	buffer_clear(&conn->text);
}

// Not lws_close_reason: this version takes a -1 from WRITEABLE as a broken socket and sends no close frame.
static int write_goodbye(struct conn *conn)
{
	if (conn->goodbye_sent)
		return 0;
	size_t len = strnlen(conn->reason, REASON_MAX);
	uint8_t *to = conn->out + LWS_PRE;
	to[0] = (uint8_t)(conn->close_code >> 8);
	to[1] = (uint8_t)conn->close_code;
	memcpy(to + 2, conn->reason, len);
	conn->goodbye_sent = true;
	return lws_write(conn->wsi, to, len + 2, WRITE_CLOSE) < 0 ? -1 : 0;
}

static int writable(struct conn *conn)
{
	if (conn->closing)
		return write_goodbye(conn);
	if (conn->events)
		conn->events->writable(conn->ctx);
	return conn->broken ? -1 : 0;
}

// What the server says in its close frame: two bytes of code, then a reason.
static void peer_closes(struct conn *conn, const uint8_t *bytes, size_t len)
{
	char quoted[LOG_QUOTE_SIZE] = "\"\"", reason[240], text[128] = "";
	unsigned code = len >= 2 ? (unsigned)bytes[0] << 8 | bytes[1] : 1005;
	if (len > 2) {
		(void)snprintf(text, sizeof(text), "%.*s", (int)(len - 2), (const char *)bytes + 2);
		(void)log_quote(quoted, text);
	}
	(void)snprintf(reason, sizeof(reason), "the server closed the connection (%u %.150s)", code, quoted);
	set_reason(conn, reason);
}

static int on_lws(struct lws *wsi, enum lws_callback_reasons event, void *user, void *in, size_t len)
{
	(void)user;
	struct conn *conn = wsi ? lws_get_opaque_user_data(wsi) : NULL;
	if (!conn)
		return 0;
	switch (event) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		conn->state = CONN_OPEN;
		conn->heard_at = clock_boot_ns();
		buffer_clear(&conn->text);
		if (conn->events && !conn->closing)
			conn->events->open(conn->ctx);
		if (conn->closing)
			(void)lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		receive(conn, wsi, in, len);
		return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		conn->heard_at = clock_boot_ns();
		return 0;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return writable(conn);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		peer_closes(conn, in, len);
		return conn->goodbye_sent ? -1 : 0; // the answer to ours, or the first word
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: {
		char text[128] = "";
		(void)snprintf(text, sizeof(text), "%.*s", in ? (int)len : 0, in ? (const char *)in : "");
		on_connect_failed(conn, text[0] ? text : "no answer");
		return 0;
	}
	case LWS_CALLBACK_CLIENT_CLOSED:
		end(conn, clock_boot_ns() - conn->heard_at >= SILENCE_NS ? "the server was silent for 45 seconds"
									 : "the connection was cut");
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
    {.name = PROTOCOL, .callback = on_lws, .rx_buffer_size = CONN_PIECE},
    {0},
};

static void log_line(int level, const char *line)
{
	char text[256];
	(void)level;
	(void)snprintf(text, sizeof(text), "%s", line);
	text[strcspn(text, "\n")] = '\0';
	log_debug("libwebsockets", "text=%s", LOG_Q(text));
}

static struct lws_context *make_context(struct conn *conn, const char *ca_file)
{
	void *loops[] = {loop_uv(conn->loop)};
	if (!ca_file || !ca_file[0])
		ca_file = SYSTEM_CA;
	struct lws_context_creation_info info = {
	    .port = CONTEXT_PORT_NO_LISTEN,
	    .protocols = protocols,
	    .options = LWS_SERVER_OPTION_LIBUV | (conn->url.tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0),
	    .foreign_loops = loops,
	    .gid = (gid_t)-1,
	    .uid = (uid_t)-1,
	    .timeout_secs = HANDSHAKE_SECONDS,
	    .retry_and_idle_policy = &liveness,
	    .client_ssl_ca_filepath = conn->url.tls && access(ca_file, R_OK) == 0 ? ca_file : NULL,
	    .fd_limit_per_thread = 64, // its tables would otherwise grow with the process's limit
	};
	return lws_create_context(&info);
}

int conn_new(struct loop *loop, const char *url, const char *ca_file, const struct conn_events *events, void *ctx,
	     struct conn **ret_conn, struct error *err)
{
	struct conn_url parsed;
	int r = conn_url_parse(url, &parsed, err);
	if (r < 0)
		return r;
	if (ca_file && ca_file[0] && access(ca_file, R_OK) < 0)
		return error_set(err, errno, "certificates in %s: %m", ca_file);
	AUTO(conn) struct conn *conn = xcalloc(1, sizeof(*conn));
	conn->loop = loop;
	conn->url = parsed;
	conn->events = events;
	conn->ctx = ctx;
	(void)snprintf(conn->where, sizeof(conn->where), "%s port %u", parsed.host, parsed.port);
	buffer_init(&conn->text, CONN_MAX_TEXT);
	conn->out = xcalloc(1, LWS_PRE + CONN_PIECE);
	conn->timer = loop_timer_new(loop, on_timer, conn);
	lws_set_log_level(LLL_ERR | LLL_WARN, log_line);
	conn->context = make_context(conn, ca_file);
	if (!conn->context)
		return error_set(err, EIO,
				 "libwebsockets does not start; is the package libwebsockets-evlib-uv installed?");
	*ret_conn = take_ptr(&conn);
	return 0;
}

static void say_goodbye(struct conn *conn)
{
	if (conn->state == CONN_OPEN)
		conn_close(conn, LWS_CLOSE_STATUS_GOINGAWAY, "the detector stops");
	else if (conn->state == CONN_CONNECTING && conn->wsi)
		lws_set_timeout(conn->wsi, PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE, LWS_TO_KILL_SYNC);
	for (int i = 0; i < FREE_TURNS && (conn->state == CONN_OPEN || conn->state == CONN_CONNECTING); i++)
		loop_run_once(conn->loop, 10);
}

void conn_free(struct conn *conn)
{
	if (!conn)
		return;
	conn->events = NULL;
	say_goodbye(conn);
	lookup_cancel(take_ptr(&conn->job));
	if (conn->wsi)
		lws_set_opaque_user_data(conn->wsi, NULL);
	if (conn->context) {
		lws_context_destroy(conn->context);
		for (int i = 0; i < 5; i++)
			loop_run_once(conn->loop, 0);
		lws_context_destroy(conn->context);
	}
	loop_timer_free(conn->timer);
	buffer_done(&conn->text);
	free(conn->out);
	free(conn);
}

static void try_address(struct conn *conn)
{
	char host[300];
	bool ipv6 = strchr(conn->url.host, ':') != NULL;
	(void)snprintf(host, sizeof(host), ipv6 ? "[%s]:%u" : "%s:%u", conn->url.host, conn->url.port);
	struct lws_client_connect_info info = {
	    .context = conn->context,
	    .address = conn->addresses.addresses[conn->address],
	    .port = conn->url.port,
	    .ssl_connection = conn->url.tls ? LCCSCF_USE_SSL : 0,
	    .path = conn->url.path,
	    .host = host,
	    .origin = NULL, // browsers send one; a detector has none
	    .protocol = PROTOCOL,
	    .local_protocol_name = PROTOCOL,
	    .ietf_version_or_minus_one = -1,
	    .pwsi = &conn->wsi,
	    .opaque_user_data = conn,
	    .retry_and_idle_policy = &liveness,
	};
	conn->state = CONN_CONNECTING;
	if (!lws_client_connect_via_info(&info) && conn->state == CONN_CONNECTING)
		on_connect_failed(conn, "no socket");
}

static void on_looked_up(void *ctx, const struct lookup *result)
{
	struct conn *conn = ctx;
	conn->job = NULL;
	conn->addresses = *result;
	conn->address = 0;
	if (conn->closing || result->n == 0)
		end(conn, result->problem);
	else
		try_address(conn);
}

void conn_connect(struct conn *conn)
{
	if (conn->state != CONN_IDLE)
		return;
	conn->state = CONN_LOOKING_UP;
	conn->job = lookup_start(conn->loop, conn->url.host, on_looked_up, conn);
}

void conn_close(struct conn *conn, uint16_t code, const char *reason)
{
	if (conn->closing || conn->state == CONN_IDLE || conn->state == CONN_ENDED)
		return;
	conn->closing = true;
	conn->close_code = code;
	conn->reason[0] = '\0';
	set_reason(conn, reason);
	if (!conn->wsi)
		return; // the lookup's end sees it
	if (conn->state == CONN_OPEN) {
		loop_timer_start(conn->timer, GOODBYE_MS, 0);
		(void)lws_callback_on_writable(conn->wsi);
	}
}

void conn_want_write(struct conn *conn)
{
	if (conn->state == CONN_OPEN && conn->wsi)
		(void)lws_callback_on_writable(conn->wsi);
}

int conn_write(struct conn *conn, enum conn_kind kind, const void *bytes, size_t len, bool first, bool last)
{
	if (conn->state != CONN_OPEN || len > CONN_PIECE)
		return -EPIPE;
	memcpy(conn->out + LWS_PRE, bytes, len);
	int flags = lws_write_ws_flags(kind == CONN_TEXT ? LWS_WRITE_TEXT : LWS_WRITE_BINARY, first, last);
	int sent = lws_write(conn->wsi, conn->out + LWS_PRE, len, (enum lws_write_protocol)flags);
	if (sent < (int)len) {
		set_reason(conn, "the connection broke while sending");
		conn->broken = true;
		return -EPIPE;
	}
	return 0;
}
