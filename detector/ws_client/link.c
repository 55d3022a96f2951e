// SPDX-License-Identifier: Apache-2.0
// The life of the connection: made, greeted, used, lost, made again. Who says what is in link_messages.c, which frame is next in flow.c.
#define LOG_TOPIC "link"
#include "detector/ws_client/link.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "detector/ws_client/json_fields.h"
#include "detector/ws_client/link_internal.h"

#define RECONNECT_MIN_MS 500u
#define RECONNECT_MAX_MS 60000u
#define REFUSED_MS       60000u
#define STATUS_MS        5000u
#define GREETING_MS      30000u          // from the socket to the welcome
#define STEADY_NS        (10 * NS_PER_S) // a connection that lasted this long was a good one

static void set_state(struct link *link, enum link_state state, const char *reason)
{
	if (link->state == state && strcmp(link->reason, reason) == 0)
		return;
	link->state = state;
	(void)snprintf(link->reason, sizeof(link->reason), "%s", reason);
	link->events.state(link->ctx, state, link->reason);
}

static void on_retry(void *ctx)
{
	struct link *link = ctx;
	link->refused = false;
	conn_connect(link->conn);
}

// Full jitter: many detectors that lost the same server come back spread over the whole interval.
static uint32_t next_delay(struct link *link)
{
	uint64_t most = (uint64_t)link->reconnect_min_ms << (link->attempts < 16 ? link->attempts : 16);
	if (most > link->reconnect_max_ms)
		most = link->reconnect_max_ms;
	link->attempts++;
	return randombytes_uniform((uint32_t)most) + 1;
}

static void on_closed(void *ctx, const char *reason)
{
	struct link *link = ctx;
	if (link->welcomed && clock_boot_ns() - link->welcomed_at > STEADY_NS)
		link->attempts = 0;
	link->phase = LINK_OFFLINE;
	link->welcomed = false;
	outbox_clear(&link->outbox);
	flow_stop(&link->flow);
	loop_timer_stop(link->greeting);
	loop_timer_stop(link->status);
	uint32_t delay = next_delay(link);
	if (link->refused && delay < link->retry_after_ms)
		delay = link->retry_after_ms + randombytes_uniform(link->retry_after_ms / 4 + 1);
	log_info("closed", "reason=%s retry_ms=%u", LOG_Q(reason), delay);
	loop_timer_start(link->retry, delay, 0);
	if (!link->refused) // else the state was told with its own reason
		set_state(link, LINK_RECONNECTING, reason);
}

static void on_open(void *ctx)
{
	struct link *link = ctx;
	link->phase = LINK_AWAITING_CHALLENGE;
	loop_timer_start(link->greeting, GREETING_MS, 0);
}

static void on_greeting_timeout(void *ctx)
{
	struct link *link = ctx;
	conn_close(link->conn, 1002, "the server did not greet in time");
}

static void on_text(void *ctx, const char *text, size_t len)
{
	link_on_text(ctx, text, len);
}

static void send_control_piece(struct link *link)
{
	struct outbox_piece piece;
	if (!outbox_peek(&link->outbox, CONN_PIECE, &piece))
		return;
	if (conn_write(link->conn, CONN_TEXT, piece.bytes, piece.len, piece.first, piece.last) < 0)
		return;
	outbox_advance(&link->outbox, &piece);
}

static void send_frame_piece(struct link *link)
{
	struct flow_piece piece;
	if (!flow_peek(&link->flow, CONN_PIECE, &piece))
		return;
	if (conn_write(link->conn, CONN_BINARY, piece.bytes, piece.len, piece.first, piece.last) < 0)
		return;
	flow_advance(&link->flow, &piece);
}

static void on_writable(void *ctx)
{
	struct link *link = ctx;
	struct outbox_piece control;
	struct flow_piece frame;
	// The pieces of one message must follow each other; between messages, control goes first.
	if (!flow_in_frame(&link->flow) && outbox_peek(&link->outbox, 1, &control))
		send_control_piece(link);
	else if (link->phase == LINK_WELCOMED)
		send_frame_piece(link);
	bool more = outbox_peek(&link->outbox, 1, &control) ||
		    (link->phase == LINK_WELCOMED && flow_peek(&link->flow, 1, &frame));
	if (more)
		conn_want_write(link->conn);
}

static const struct conn_events conn_events = {
    .open = on_open,
    .text = on_text,
    .writable = on_writable,
    .closed = on_closed,
};

void link_refuse(struct link *link, const char *code, const char *message, uint32_t retry_after_ms, bool lasting)
{
	char reason[sizeof(link->reason)];
	(void)snprintf(reason, sizeof(reason), "%.40s: %.200s", code, message);
	link->refused = true;
	link->retry_after_ms = retry_after_ms;
	if (lasting && !retry_after_ms)
		link->retry_after_ms = REFUSED_MS < link->reconnect_max_ms ? REFUSED_MS : link->reconnect_max_ms;
	log_warn("refused", "code=%s message=%s", LOG_Q(code), LOG_Q(message));
	set_state(link, lasting ? LINK_REFUSED : LINK_RECONNECTING, reason);
	conn_close(link->conn, 1000, "refused");
}

void link_welcome(struct link *link)
{
	link->phase = LINK_WELCOMED;
	link->welcomed = true;
	link->welcomed_at = clock_boot_ns();
	link->connects++;
	loop_timer_stop(link->greeting);
	loop_timer_start(link->status, link->status_ms, link->status_ms);
	set_state(link, LINK_CONNECTED, "");
	conn_want_write(link->conn);
}

static void on_status(void *ctx)
{
	struct link *link = ctx;
	struct spool_stats stats;
	spool_stats(link->spool, &stats);
	struct json_object *message = json_object_new_object();
	struct json_object *spool = json_object_new_object();
	json_add_string(message, "type", "status");
	json_add_number(spool, "bytes", stats.bytes);
	json_add_number(spool, "frames", stats.frames);
	json_add_number(spool, "dropped_frames", stats.dropped_frames + stats.damaged_frames);
	(void)json_object_object_add(message, "spool", spool);
	if (link->events.status)
		link->events.status(link->ctx, message);
	(void)link_send_control(link, message);
}

int link_new(struct loop *loop, const struct link_settings *settings, const struct link_events *events, void *ctx,
	     struct link **ret_link, struct error *err)
{
	struct link *link = xcalloc(1, sizeof(*link));
	link->events = *events;
	link->ctx = ctx;
	link->identity = settings->identity;
	link->spool = settings->spool;
	link->name = xstrdup(settings->name);
	link->reconnect_min_ms = settings->reconnect_min_ms ? settings->reconnect_min_ms : RECONNECT_MIN_MS;
	link->reconnect_max_ms = settings->reconnect_max_ms ? settings->reconnect_max_ms : RECONNECT_MAX_MS;
	link->status_ms = settings->status_ms ? settings->status_ms : STATUS_MS;
	outbox_init(&link->outbox);
	flow_init(&link->flow, settings->spool);
	link->retry = loop_timer_new(loop, on_retry, link);
	link->greeting = loop_timer_new(loop, on_greeting_timeout, link);
	link->status = loop_timer_new(loop, on_status, link);
	int r = conn_new(loop, settings->server, settings->ca_file, &conn_events, link, &link->conn, err);
	if (r < 0) {
		link_free(link);
		return r;
	}
	loop_timer_start(link->retry, 0, 0);
	*ret_link = link;
	return 0;
}

void link_free(struct link *link)
{
	if (!link)
		return;
	conn_free(link->conn);
	loop_timer_free(link->retry);
	loop_timer_free(link->greeting);
	loop_timer_free(link->status);
	outbox_clear(&link->outbox);
	flow_done(&link->flow);
	free(link->name);
	free(link);
}

void link_frame_ready(struct link *link, const struct uuid *scan)
{
	flow_ready(&link->flow, scan);
	if (link->phase == LINK_WELCOMED)
		conn_want_write(link->conn);
}

int link_send_control(struct link *link, struct json_object *message)
{
	if (link->phase != LINK_WELCOMED) {
		json_object_put(message);
		return -ENOTCONN;
	}
	int r = outbox_put(&link->outbox, message);
	conn_want_write(link->conn);
	return r;
}

enum link_state link_state(const struct link *link)
{
	return link->state;
}

void link_stats(const struct link *link, struct link_stats *ret_stats)
{
	*ret_stats = (struct link_stats){
	    .frames_sent = link->flow.frames_sent,
	    .bytes_sent = link->flow.bytes_sent,
	    .frames_acked = link->flow.frames_acked,
	    .frames_refused = link->flow.frames_refused,
	    .connects = link->connects,
	    .bad_messages = link->bad_messages,
	    .control_dropped = link->outbox.dropped,
	    .window_used = link->flow.used,
	    .window_bytes = link->flow.window,
	};
}
