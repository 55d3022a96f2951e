// SPDX-License-Identifier: Apache-2.0
// A detector says who it is: enrolment by token, or its key; then each of its streams is told where it stands.
#define LOG_TOPIC "detector"
#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/loop/task.h"
#include "server/handler/detector_link.h"
#include "server/handler/entity_json.h"

#include <stdlib.h>
#include <string.h>

struct hello_job {
	struct detector_link *link;
	struct form form;
	bool enroll;
	struct uuid *scans; // of the streams
	struct scan_stream *streams;
	size_t n_streams;
};

static struct json_object *message_new(const char *type)
{
	struct json_object *json = json_object_new_object();
	json_object_object_add(json, "type", json_object_new_string(type));
	return json;
}

static void reply_ack(void *ctx, const struct uuid *scan, uint64_t frame)
{
	struct json_object *json = message_new("ack");
	json_object_object_add(json, "scan", uuid_json(scan));
	json_object_object_add(json, "frame", json_object_new_uint64(frame));
	detector_link_send(ctx, json);
}

static void reply_nack(void *ctx, const struct uuid *scan, uint64_t frame, const char *code, const char *text)
{
	struct json_object *json = message_new("nack");
	json_object_object_add(json, "scan", uuid_json(scan));
	json_object_object_add(json, "frame", json_object_new_uint64(frame));
	json_object_object_add(json, "code", json_object_new_string(code));
	json_object_object_add(json, "message", json_object_new_string(text));
	detector_link_send(ctx, json);
}

static void reply_broken(void *ctx, const char *code, const char *text, uint64_t retry_after_ms)
{
	detector_link_refuse(ctx, code, text, retry_after_ms);
}

static void reply_pause(void *ctx, bool pause)
{
	struct detector_link *link = ctx;
	if (link->ws)
		ws_pause(link->ws, pause);
}

const struct ingest_replies detector_ingest_replies = {
    .ack = reply_ack, .nack = reply_nack, .broken = reply_broken, .pause = reply_pause};

static int read_stream(struct json_object *item, struct scan_stream *stream, struct error *err)
{
	struct json_object *scan = NULL, *ended = NULL;
	(void)json_object_object_get_ex(item, "scan", &scan);
	(void)json_object_object_get_ex(item, "ended", &ended);
	if (!json_object_is_type(scan, json_type_string) || uuid_parse(json_object_get_string(scan), &stream->scan) < 0)
		return error_set(err, EINVAL, "streams: each needs the UUID of its scan");
	stream->ended = json_object_get_boolean(ended);
	return 0;
}

static int read_streams(struct hello_job *job, struct error *err)
{
	struct json_object *array = form_array(&job->form, "streams");
	size_t n = array ? json_object_array_length(array) : 0;
	if (job->form.err.code) {
		*err = job->form.err;
		return -err->code;
	}
	if (n > DETECTOR_STREAMS_MAX)
		return error_set(err, EINVAL, "streams: more than %u", DETECTOR_STREAMS_MAX);
	job->scans = xcalloc(n + 1, sizeof(*job->scans));
	job->streams = xcalloc(n + 1, sizeof(*job->streams));
	for (size_t i = 0; i < n; i++) {
		int r = read_stream(json_object_array_get_idx(array, i), &job->streams[i], err);
		if (r < 0)
			return r;
		job->scans[i] = job->streams[i].scan;
		job->n_streams++;
	}
	return 0;
}

static void send_welcome(struct hello_job *job, const struct ingest_position *positions)
{
	struct json_object *json = message_new("welcome");
	struct json_object *resume = json_object_new_array();
	for (size_t i = 0; i < job->n_streams; i++) {
		struct json_object *item = json_object_new_object();
		json_object_object_add(item, "scan", uuid_json(&positions[i].scan));
		if (positions[i].gone)
			json_object_object_add(item, "gone", json_object_new_boolean(true));
		else
			json_object_object_add(item, "committed", json_object_new_uint64(positions[i].committed));
		json_object_array_add(resume, item);
	}
	json_object_object_add(json, "detector_id", uuid_json(&job->link->id));
	json_object_object_add(json, "window_bytes", json_object_new_int64(INGEST_WINDOW_BYTES));
	json_object_object_add(json, "resume", resume);
	detector_link_send(job->link, json);
}

// Nothing here waits between the welcome and the attachment, so nothing is sent before the welcome.
static void begin_session(struct hello_job *job, const struct ingest_position *positions)
{
	struct detector_link *link = job->link;
	link->state = DETECTOR_LINK_WELCOME;
	link->session = ingest_session_open(link->services->ingest, &link->id, &detector_ingest_replies, link);
	send_welcome(job, positions);
	link->attached = true;
	log_info("connected", "address=%s streams=%zu", link->address, job->n_streams);
	detector_service_connected(link->services->detector, &link->id, &link->channel);
}

static void welcome(struct hello_job *job)
{
	struct detector_link *link = job->link;
	struct error err = {0};
	int r = read_streams(job, &err);
	if (r < 0) {
		detector_link_refuse(link, "protocol", err.text, 0);
		return;
	}
	AUTO_FREE struct ingest_position *positions = xcalloc(job->n_streams + 1, sizeof(*positions));
	r = ingest_service_positions(link->services->ingest, &link->id, job->scans, job->n_streams, positions, &err);
	if (r < 0) {
		log_warn("positions", "error=%s", LOG_Q(err.text));
		detector_link_refuse(link, "busy", "The server's database does not answer.", DETECTOR_BUSY_MS);
		return;
	}
	if (!link->ws || link->state != DETECTOR_LINK_CHECKING)
		return;
	begin_session(job, positions);
	r = scan_service_welcome(link->services->scan, &link->id, job->streams, job->n_streams, &err);
	if (r < 0) {
		log_warn("welcome", "error=%s", LOG_Q(err.text));
		detector_link_refuse(link, "busy", "The server's database does not answer.", DETECTOR_BUSY_MS);
	}
}

static void read_hello(struct hello_job *job, struct detector_hello *ret_hello)
{
	struct form *form = &job->form;
	*ret_hello = (struct detector_hello){
	    .nonce = job->link->nonce,
	    .public_key = form_text(form, "public_key", 0),
	    .signature = form_text(form, "signature", 0),
	    .name = form_text(form, "name", 0),
	    .version = form_text(form, "version", 0),
	    .labels = job->enroll ? form_object(form, "labels") : NULL,
	    .capabilities = form_object(form, "capabilities"),
	    .address = job->link->address,
	};
}

static void enrolled(struct detector_link *link)
{
	struct json_object *json = message_new("enrolled");
	json_object_object_add(json, "detector_id", uuid_json(&link->id));
	detector_link_send(link, json);
	link->state = DETECTOR_LINK_OVER;
	if (link->ws)
		ws_close(link->ws, 1000, "enrolled");
}

static void check(struct hello_job *job)
{
	struct detector_link *link = job->link;
	struct detector_service *detectors = link->services->detector;
	struct detector_hello hello;
	struct error err = {0};
	enum detector_refusal refusal = REFUSAL_PROTOCOL;
	const char *token = job->enroll ? form_text(&job->form, "token", FORM_REQUIRED) : NULL;
	int64_t protocol = form_int(&job->form, "protocol", 0, INT64_MIN, INT64_MAX);
	read_hello(job, &hello);
	int r = -job->form.err.code;
	if (r < 0)
		err = job->form.err;
	else if (protocol != DETECTOR_PROTOCOL)
		r = error_set(&err, EPROTONOSUPPORT, "This server speaks protocol %d; use a detector of its version.",
			      DETECTOR_PROTOCOL);
	else if (job->enroll)
		r = detector_service_enroll(detectors, token, &hello, &link->id, &refusal, &err);
	else
		r = detector_service_authenticate(detectors, &hello, &link->id, &refusal, &err);
	if (r < 0)
		detector_link_refuse(link, detector_refusal_code(refusal), err.text,
				     refusal == REFUSAL_BUSY ? DETECTOR_BUSY_MS : 0);
	else if (job->enroll)
		enrolled(link);
	else
		welcome(job);
}

static void run(void *ctx)
{
	struct hello_job *job = ctx;
	check(job);
	detector_link_unref(job->link);
	form_done(&job->form);
	free(job->scans);
	free(job->streams);
	free(job);
}

void detector_hello_begin(struct detector_link *link, bool enroll, struct form *form)
{
	struct hello_job *job = xcalloc(1, sizeof(*job));
	link->state = DETECTOR_LINK_CHECKING;
	job->link = detector_link_ref(link);
	job->enroll = enroll;
	job->form = *form;
	form->object = NULL;
	task_spawn(link->loop, run, job);
}
