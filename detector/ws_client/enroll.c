// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "enroll"
#include "detector/ws_client/enroll.h"

#include <string.h>

#include "common/base/log.h"
#include "detector/ws_client/conn.h"
#include "detector/ws_client/hello.h"
#include "detector/ws_client/json_fields.h"
#include "detector/ws_client/outbox.h"

#define TIMEOUT_MS 20000u

struct enrolment {
	const struct enroll_request *request;
	struct conn *conn;
	struct outbox outbox;
	bool opened;
	bool asked; // enroll is on its way
	bool done;
	int result;
	struct uuid detector;
	struct error *err;
};

static void finish(struct enrolment *enrolment, int result)
{
	if (enrolment->done)
		return;
	enrolment->done = true;
	enrolment->result = result;
}

static void on_open(void *ctx)
{
	struct enrolment *enrolment = ctx;
	enrolment->opened = true;
}

static void on_writable(void *ctx)
{
	struct enrolment *enrolment = ctx;
	struct outbox_piece piece;
	if (!outbox_peek(&enrolment->outbox, CONN_PIECE, &piece))
		return;
	if (conn_write(enrolment->conn, CONN_TEXT, piece.bytes, piece.len, piece.first, piece.last) < 0)
		return;
	outbox_advance(&enrolment->outbox, &piece);
	if (outbox_peek(&enrolment->outbox, 1, &piece))
		conn_want_write(enrolment->conn);
}

static void on_closed(void *ctx, const char *reason)
{
	struct enrolment *enrolment = ctx;
	if (enrolment->done)
		return;
	if (enrolment->opened)
		finish(enrolment, error_set(enrolment->err, EPROTO, "the server at %s ended the conversation: %s",
					    enrolment->request->server, reason));
	else
		finish(enrolment, error_set(enrolment->err, ECONNREFUSED, "%s; is the server running at %s?", reason,
					    enrolment->request->server));
}

static const char *advice(const char *code)
{
	static const char *const advices[][2] = {
	    {"bad_token", "check the token, or make a new one"},
	    {"token_expired", "make a new token"},
	    {"token_used", "make a new token"},
	    {"protocol", "bring server and detector to the same version"},
	    {"busy", "try again in a minute"},
	    {"revoked", "this detector was revoked; delete its state-dir to enrol it as a new one"},
	};
	for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++) {
		if (strcmp(code, advices[i][0]) == 0)
			return advices[i][1];
	}
	return "ask the server's administrator";
}

static void on_refused(struct enrolment *enrolment, struct json_object *message)
{
	const char *code = json_string(message, "code");
	const char *text = json_string(message, "message");
	finish(enrolment, error_set(enrolment->err, EACCES, "the server refused: %.120s (%.30s); %s", text ? text : "",
				    code ? code : "no reason", advice(code ? code : "")));
}

static int ask(struct enrolment *enrolment, struct json_object *message)
{
	const struct enroll_request *request = enrolment->request;
	uint8_t nonce[IDENTITY_NONCE_SIZE];
	int r = challenge_read(message, nonce, enrolment->err);
	if (r < 0)
		return r == -EPROTONOSUPPORT ? error_set(enrolment->err, EPROTO, "%s", enrolment->err->text) : r;
	struct json_object *capabilities = request->capabilities ? json_object_get(request->capabilities) : NULL;
	enrolment->asked = true;
	r = outbox_put(&enrolment->outbox, enroll_make(request->identity, nonce, request->name, capabilities,
						       request->token, request->labels));
	conn_want_write(enrolment->conn);
	return r < 0 ? error_set(enrolment->err, EINVAL, "labels and capabilities are more than 1 MiB") : 0;
}

static void on_text(void *ctx, const char *text, size_t len)
{
	struct enrolment *enrolment = ctx;
	struct json_object *message = NULL;
	int r = json_parse_object(text, len, &message, enrolment->err);
	const char *type = r == 0 ? json_string(message, "type") : NULL;
	if (type && strcmp(type, "refused") == 0)
		on_refused(enrolment, message);
	else if (type && !enrolment->asked)
		r = ask(enrolment, message);
	else if (type && strcmp(type, "enrolled") == 0 && json_uuid(message, "detector_id", &enrolment->detector))
		finish(enrolment, 0);
	else
		r = -EPROTO;
	json_object_put(message);
	if (r == -EPROTO || r == -EBADMSG)
		finish(enrolment, error_set(enrolment->err, EPROTO, "%s does not answer like a syscope server",
					    enrolment->request->server));
	else if (r < 0)
		finish(enrolment, r);
}

static void on_timeout(void *ctx)
{
	struct enrolment *enrolment = ctx;
	finish(enrolment,
	       error_set(enrolment->err, ETIMEDOUT, "the server at %s does not answer", enrolment->request->server));
}

int enroll(struct loop *loop, const struct enroll_request *request, struct uuid *ret_detector, struct error *err)
{
	static const struct conn_events events = {
	    .open = on_open, .text = on_text, .writable = on_writable, .closed = on_closed};
	struct enrolment enrolment = {.request = request, .err = err};
	int r = conn_new(loop, request->server, request->ca_file, &events, &enrolment, &enrolment.conn, err);
	if (r < 0)
		return r;
	outbox_init(&enrolment.outbox);
	struct loop_timer *timer = loop_timer_new(loop, on_timeout, &enrolment);
	loop_timer_start(timer, request->timeout_ms ? request->timeout_ms : TIMEOUT_MS, 0);
	conn_connect(enrolment.conn);
	while (!enrolment.done)
		loop_run_once(loop, -1);
	loop_timer_free(timer);
	conn_free(enrolment.conn);
	outbox_clear(&enrolment.outbox);
	if (enrolment.result == 0)
		*ret_detector = enrolment.detector;
	return enrolment.result;
}
