// SPDX-License-Identifier: Apache-2.0
// The WebSocket /detector/v1, as docs/protocol.md describes it: control messages in and out; binary frames go to the ingest service
// as they are, which answers and says when the socket must not be read.
#define LOG_TOPIC "detector"
#include "server/handler/detector_link.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/loop/task.h"
#include "common/wire/wire.h"
#include "server/handler/ws_endpoints.h"
#include "server/service/json_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define TEXT_MAX      (1u << 20)
#define QUEUE_MAX     (4u << 20)
#define PATIENCE_MS   10000 // for enroll or hello
#define CLOSE_POLICY  1008
#define CLOSE_GOODBYE 1000

struct detector_link *detector_link_ref(struct detector_link *link)
{
	link->refs++;
	return link;
}

void detector_link_unref(struct detector_link *link)
{
	if (--link->refs == 0)
		free(link);
}

void detector_link_send(struct detector_link *link, struct json_object *message)
{
	size_t len = 0;
	const char *text =
	    json_object_to_json_string_length(message, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);
	if (link->ws && ws_send(link->ws, text, len) == -ENOBUFS)
		ws_close(link->ws, CLOSE_POLICY, "you do not read what is sent to you");
	json_object_put(message);
}

void detector_link_refuse(struct detector_link *link, const char *code, const char *message, uint64_t retry_after_ms)
{
	if (link->state == DETECTOR_LINK_OVER || !link->ws)
		return;
	link->state = DETECTOR_LINK_OVER;
	struct json_object *json = json_object_new_object();
	json_object_object_add(json, "type", json_object_new_string("refused"));
	json_object_object_add(json, "code", json_object_new_string(code));
	json_object_object_add(json, "message", json_object_new_string(message));
	if (retry_after_ms)
		json_object_object_add(json, "retry_after_ms", json_object_new_int64((int64_t)retry_after_ms));
	log_info("refused", "address=%s code=%s message=%s", link->address, code, LOG_Q(message));
	detector_link_send(link, json);
	ws_close(link->ws, CLOSE_POLICY, code);
}

static int channel_send(void *ctx, struct json_object *message)
{
	struct detector_link *link = ctx;
	size_t len = 0;
	const char *text =
	    json_object_to_json_string_length(message, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);
	return link->ws ? ws_send(link->ws, text, len) : -ENOTCONN;
}

static void channel_refuse(void *ctx, const char *code, const char *message)
{
	detector_link_refuse(ctx, code, message, 0);
}

static void out_of_patience(void *ctx)
{
	struct detector_link *link = ctx;
	if (link->state == DETECTOR_LINK_NEW)
		detector_link_refuse(link, "protocol", "No enroll or hello came within 10 seconds.", 0);
}

static void send_challenge(struct detector_link *link)
{
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, 1024);
	(void)buffer_append_text(&text, "{\"type\":\"challenge\",\"nonce\":");
	json_text_base64(&text, link->nonce, sizeof(link->nonce));
	(void)buffer_printf(&text, ",\"protocol\":%d,\"server_version\":\"%s\"}", DETECTOR_PROTOCOL, SYSCOPE_VERSION);
	(void)ws_send(link->ws, text.data, text.len);
}

static void *on_open(struct ws_connection *ws, const struct ws_info *info)
{
	struct detector_link *link = xcalloc(1, sizeof(*link));
	link->refs = 1;
	link->ws = ws;
	link->loop = info->loop;
	link->services = info->services;
	link->channel = (struct detector_channel){.send = channel_send, .refuse = channel_refuse, .ctx = link};
	(void)snprintf(link->address, sizeof(link->address), "%s", info->address);
	if (getrandom(link->nonce, sizeof(link->nonce), 0) != (ssize_t)sizeof(link->nonce))
		abort();
	link->patience = loop_timer_new(link->loop, out_of_patience, link);
	loop_timer_start(link->patience, PATIENCE_MS, 0);
	send_challenge(link);
	return link;
}

struct status_job {
	struct detector_link *link;
	struct form form;
};

static void store_status(void *ctx)
{
	struct status_job *job = ctx;
	struct detector_link *link = job->link;
	struct error err = {0};
	const char *spool = form_object(&job->form, "spool");
	const char *capabilities = form_object(&job->form, "capabilities");
	int r = detector_service_status(link->services->detector, &link->id, spool, capabilities, &err);
	if (r < 0)
		log_debug("status not stored", "error=%s", LOG_Q(err.text));
	link->status_busy = false;
	form_done(&job->form);
	detector_link_unref(link);
	free(job);
}

// The next one comes in five seconds: while one is being stored another may be missed.
static void on_status(struct detector_link *link, struct form *form)
{
	if (link->status_busy)
		return;
	struct status_job *job = xcalloc(1, sizeof(*job));
	job->link = detector_link_ref(link);
	job->form = *form;
	form->object = NULL;
	link->status_busy = true;
	task_spawn(link->loop, store_status, job);
}

static void on_control(struct detector_link *link, struct form *form, const char *type)
{
	bool is_enroll = strcmp(type, "enroll") == 0;
	if (link->state == DETECTOR_LINK_NEW && (is_enroll || strcmp(type, "hello") == 0))
		detector_hello_begin(link, is_enroll, form);
	else if (link->state != DETECTOR_LINK_WELCOME)
		detector_link_refuse(link, "protocol",
				     "First comes one enroll or hello, then nothing until the answer.", 0);
	else if (strcmp(type, "status") == 0)
		on_status(link, form);
	else if (strcmp(type, "reply") == 0)
		detector_registry_reply(link->services->registry, &link->channel, form->object);
	else
		detector_link_refuse(link, "protocol", "This type of message is not known.", 0);
}

static void on_text(struct detector_link *link, const void *bytes, size_t len)
{
	AUTO_VALUE(form) struct form form;
	form_parse(&form, bytes, len);
	const char *type = form_text(&form, "type", FORM_REQUIRED);
	if (!type)
		detector_link_refuse(link, "protocol", form.err.text, 0);
	else
		on_control(link, &form, type);
}

static void on_message(void *ctx, const void *bytes, size_t len, bool binary)
{
	struct detector_link *link = ctx;
	if (link->state == DETECTOR_LINK_OVER)
		return;
	if (!binary)
		on_text(link, bytes, len);
	else if (link->session)
		ingest_session_frame(link->session, bytes, len);
	else
		detector_link_refuse(link, "protocol", "Data frames may come after the welcome only.", 0);
}

static void on_closed(void *ctx, bool clean)
{
	struct detector_link *link = ctx;
	link->ws = NULL;
	link->state = DETECTOR_LINK_OVER;
	loop_timer_free(link->patience);
	link->patience = NULL;
	ingest_session_close(take_ptr(&link->session));
	if (link->attached)
		detector_service_disconnected(link->services->detector, &link->id, &link->channel, clean);
	detector_link_unref(link);
}

const struct ws_endpoint detector_endpoint = {
    .path = "/detector/v1",
    .subprotocol = "syscope.detector.v1",
    .text_max = TEXT_MAX,
    .binary_max = WIRE_MAX_FRAME,
    .queue_max = QUEUE_MAX,
    .open = on_open,
    .message = on_message,
    .closed = on_closed,
};
