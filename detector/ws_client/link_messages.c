// SPDX-License-Identifier: Apache-2.0
// What the server says. Nothing it may send does harm: what makes no sense is counted, logged and left alone, and when there is
// too much of it the connection is made anew.
#define LOG_TOPIC "link"
#include <inttypes.h>
#include <string.h>

#include "common/base/log.h"
#include "detector/ws_client/hello.h"
#include "detector/ws_client/json_fields.h"
#include "detector/ws_client/link_internal.h"

#define BAD_IN_A_ROW       16
#define WINDOW_DEFAULT     (8u << 20)
#define WINDOW_MIN         (64u << 10)
#define WINDOW_MAX         (64u << 20)
#define RETRY_AFTER_MAX_MS (60u * 60 * 1000)

static void on_challenge(struct link *link, struct json_object *message, struct error *err)
{
	uint8_t nonce[IDENTITY_NONCE_SIZE];
	if (challenge_read(message, nonce, err) < 0) {
		link_refuse(link, "protocol", err->text, 0, true);
		error_clear(err);
		return;
	}
	struct json_object *capabilities = link->events.capabilities ? link->events.capabilities(link->ctx) : NULL;
	struct json_object *hello = hello_make(link->identity, nonce, link->name, capabilities, link->spool);
	link->phase = LINK_AWAITING_WELCOME;
	(void)outbox_put(&link->outbox, hello);
	conn_want_write(link->conn);
}

static void drop_stream(struct link *link, const struct uuid *scan)
{
	char text[UUID_TEXT_SIZE];
	uuid_format(scan, text);
	log_info("gone", "scan=%s", text);
	flow_forget(&link->flow, scan);
	spool_drop(link->spool, scan);
	if (link->events.gone)
		link->events.gone(link->ctx, scan);
}

static void resume_one(struct link *link, struct json_object *entry, struct error *err)
{
	struct uuid scan;
	uint64_t committed = 0;
	if (!json_object_is_type(entry, json_type_object) || !json_uuid(entry, "scan", &scan)) {
		(void)error_set(err, EBADMSG, "welcome: an entry of resume names no scan");
	} else if (json_true(entry, "gone")) {
		drop_stream(link, &scan);
	} else if (json_number(entry, "committed", &committed)) {
		flow_resume(&link->flow, &scan, committed);
	} else {
		(void)error_set(err, EBADMSG, "welcome: an entry of resume has neither gone nor committed");
	}
}

static void on_welcome(struct link *link, struct json_object *message, struct error *err)
{
	uint64_t window = WINDOW_DEFAULT;
	struct json_object *resume = NULL;
	(void)json_number(message, "window_bytes", &window);
	window = window < WINDOW_MIN ? WINDOW_MIN : window > WINDOW_MAX ? WINDOW_MAX : window;
	flow_start(&link->flow, window);
	if (json_object_object_get_ex(message, "resume", &resume) && json_object_is_type(resume, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(resume); i++)
			resume_one(link, json_object_array_get_idx(resume, i), err);
	}
	const char *id = json_string(message, "detector_id");
	log_info("welcome", "detector=%s", LOG_Q(id ? id : ""));
	link_welcome(link);
}

// Refusals that time does not heal; all others (busy, resume, …) are about this connection only.
static bool is_lasting(const char *code)
{
	static const char *const lasting[] = {"unknown_detector", "revoked", "bad_signature", "protocol"};
	for (size_t i = 0; code && i < sizeof(lasting) / sizeof(lasting[0]); i++) {
		if (strcmp(code, lasting[i]) == 0)
			return true;
	}
	return false;
}

static void on_refused(struct link *link, struct json_object *message)
{
	uint64_t retry_after_ms = 0;
	const char *code = json_string(message, "code");
	const char *text = json_string(message, "message");
	(void)json_number(message, "retry_after_ms", &retry_after_ms);
	if (retry_after_ms > RETRY_AFTER_MAX_MS)
		retry_after_ms = RETRY_AFTER_MAX_MS;
	link_refuse(link, code ? code : "refused", text ? text : "the server gave no reason", (uint32_t)retry_after_ms,
		    is_lasting(code));
}

static void on_ack(struct link *link, struct json_object *message, struct error *err)
{
	struct uuid scan;
	uint64_t frame = 0;
	if (!json_uuid(message, "scan", &scan) || !json_number(message, "frame", &frame))
		(void)error_set(err, EBADMSG, "ack: no scan or no frame");
	else if (flow_ack(&link->flow, &scan, frame, err) == 0)
		conn_want_write(link->conn);
}

static void on_nack(struct link *link, struct json_object *message, struct error *err)
{
	struct uuid scan;
	uint64_t frame = 0;
	const char *code = json_string(message, "code");
	const char *text = json_string(message, "message");
	if (!json_uuid(message, "scan", &scan) || !json_number(message, "frame", &frame)) {
		(void)error_set(err, EBADMSG, "nack: no scan or no frame");
		return;
	}
	char id[UUID_TEXT_SIZE];
	uuid_format(&scan, id);
	log_error("frame_refused", "scan=%s frame=%" PRIu64 " code=%s message=%s", id, frame, LOG_Q(code ? code : ""),
		  LOG_Q(text ? text : ""));
	if (code && strcmp(code, "gone") == 0)
		drop_stream(link, &scan);
	else if (flow_nack(&link->flow, &scan, frame, err) == 0)
		conn_want_write(link->conn);
}

static void dispatch(struct link *link, const char *type, struct json_object *message, struct error *err)
{
	if (strcmp(type, "refused") == 0)
		on_refused(link, message);
	else if (link->phase == LINK_AWAITING_CHALLENGE)
		on_challenge(link, message, err);
	else if (link->phase == LINK_AWAITING_WELCOME && strcmp(type, "welcome") == 0)
		on_welcome(link, message, err);
	else if (link->phase != LINK_WELCOMED)
		(void)error_set(err, EPROTO, "%.40s before the welcome", type);
	else if (strcmp(type, "ack") == 0)
		on_ack(link, message, err);
	else if (strcmp(type, "nack") == 0)
		on_nack(link, message, err);
	else if (strcmp(type, "challenge") == 0 || strcmp(type, "welcome") == 0)
		(void)error_set(err, EPROTO, "a second %s", type);
	else
		link->events.message(link->ctx, type, message);
}

void link_on_text(struct link *link, const char *text, size_t len)
{
	struct error err = {0};
	struct json_object *message = NULL;
	if (json_parse_object(text, len, &message, &err) == 0) {
		const char *type = json_string(message, "type");
		if (type)
			dispatch(link, type, message, &err);
		else
			(void)error_set(&err, EBADMSG, "a message without a type");
	}
	json_object_put(message);
	if (err.code == 0) {
		link->bad_in_a_row = 0;
		return;
	}
	link->bad_messages++;
	log_warn("bad_message", "reason=%s", LOG_Q(err.text));
	if (++link->bad_in_a_row < BAD_IN_A_ROW)
		return;
	link->bad_in_a_row = 0;
	conn_close(link->conn, 1002, "the server sends rubbish");
}
