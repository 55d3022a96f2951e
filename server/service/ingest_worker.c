// SPDX-License-Identifier: Apache-2.0
// A few workers take turns at the streams, a batch at a time, so that no stream waits for a busy one to run dry and the database
// pool is not flooded.
#include "server/service/ingest_internal.h"

#include "common/base/alloc.h"
#include "common/loop/task.h"
#include "server/service/live_hub.h"
#include "server/service/scan_service.h"

#include <stdlib.h>
#include <string.h>

#define LOG_TOPIC "ingest"
#include "common/base/log.h"

#define BATCH_FRAMES    16u // in one transaction
#define BATCH_BYTES     (4u << 20)
#define TRIES           3u // of a frame that fails alone before it is set aside
#define REFUSALS_LOGGED 5u // of one connection
#define TRY_AGAIN_MS    100u
#define COME_BACK_MS    2000u // told to a detector when the store is away

struct work {
	struct ingest_service *service;
	struct ingest_stream *stream;
	struct ingest_batch batch;
	struct ingest_frame *frames[BATCH_FRAMES];
};

static void take_batch(struct work *work)
{
	struct ingest_stream *stream = work->stream;
	unsigned max = stream->careful ? 1 : BATCH_FRAMES;
	size_t bytes = 0;
	work->batch = (struct ingest_batch){.scan = stream->scan, .frames = work->frames};
	list_for_each (frame, &stream->frames, struct ingest_frame, node) {
		if (frame->session->broken) { // comes again, on another connection
			list_remove(&frame->node);
			ingest_queue_drop(frame);
			continue;
		}
		if (work->batch.n == max || (work->batch.n > 0 && bytes + frame->len > BATCH_BYTES))
			continue;
		bytes += frame->len;
		list_remove(&frame->node);
		work->frames[work->batch.n++] = frame;
	}
}

static void put_back(struct work *work)
{
	for (unsigned i = work->batch.n; i > 0; i--) {
		struct list *node = &work->frames[i - 1]->node;
		list_append(work->stream->frames.next, node); // before the first
	}
	work->batch.n = 0;
}

static void decode_batch(void *ctx)
{
	struct work *work = ctx;
	for (unsigned i = 0; i < work->batch.n; i++) {
		if (!work->frames[i]->decoded) {
			ingest_decode(work->frames[i]);
			work->frames[i]->decoded = true;
		}
	}
}

// A duplicate may be a frame whose commit was stored but not heard of: nobody was told of it then.
static void publish_frame(struct live_hub *hub, const struct ingest_batch *batch, struct ingest_frame *frame)
{
	bool is_new = frame->fate == FATE_STORED;
	if (frame->frame.type == WIRE_CHUNK)
		live_hub_publish_chunk(hub, &batch->scan, take_ptr(&frame->chunk));
	else if (frame->frame.type == WIRE_TERMINAL)
		live_hub_publish_terminal(hub, &batch->scan, frame->frame.number, &frame->terminal);
	else if (frame->frame.type == WIRE_GAP && is_new)
		live_hub_publish_gap(hub, &batch->scan, &frame->gap);
	else if (frame->frame.type == WIRE_COUNTERS && is_new)
		live_hub_publish_counters(hub, &batch->scan, &frame->counters, batch->ended);
}

static bool has_old_state(const struct work *work)
{
	for (unsigned i = 0; i < work->batch.n; i++) {
		if (work->frames[i]->fate == FATE_DUPLICATE && work->frames[i]->frame.type == WIRE_STATE)
			return true;
	}
	return false;
}

static void publish(struct work *work)
{
	struct live_hub *hub = work->service->hub;
	const struct uuid *scan = &work->batch.scan;
	if (work->batch.state_changed || has_old_state(work))
		scan_service_publish(work->service->scans, scan, &work->batch.project);
	if (!hub || !live_hub_watched(hub, scan))
		return;
	for (unsigned i = 0; i < work->batch.n; i++) {
		if (work->frames[i]->bad.code)
			continue;
		if (work->frames[i]->fate == FATE_STORED || work->frames[i]->fate == FATE_DUPLICATE)
			publish_frame(hub, &work->batch, work->frames[i]);
	}
}

static void count_stored(struct ingest_service *service, const struct ingest_frame *frame)
{
	if (frame->frame.type == WIRE_CHUNK)
		service->stats.events += chunk_summary(live_chunk_get(frame->chunk))->n_events;
	else if (frame->frame.type == WIRE_TERMINAL && frame->terminal.kind != WIRE_TERMINAL_RESIZE)
		service->stats.terminal_bytes += frame->terminal.len;
}

static void nack(struct ingest_frame *frame, const struct uuid *scan)
{
	struct ingest_session *session = frame->session;
	const char *message = frame->bad.code                    ? frame->bad.text
			      : strcmp(frame->code, "gone") == 0 ? "there is no such scan"
								 : "the scan belongs to another detector";
	if (session->refused++ < REFUSALS_LOGGED) { // the rest is in the store and in the counters
		char id[UUID_TEXT_SIZE];
		uuid_format(scan, id);
		log_warn("frame refused", "scan=%s frame=%llu code=%s reason=%s", id,
			 (unsigned long long)frame->frame.number, frame->code, LOG_Q(message));
	}
	session->service->stats.refused++;
	if (ingest_session_heard(session))
		session->replies.nack(session->ctx, scan, frame->frame.number, frame->code, message);
}

// Answers of one batch: what was refused, then how far each session's stream is committed.
static void answer(struct work *work)
{
	const struct ingest_batch *batch = &work->batch;
	for (unsigned i = 0; i < batch->n; i++) {
		struct ingest_frame *frame = work->frames[i];
		if (frame->fate == FATE_REFUSED)
			nack(frame, &batch->scan);
		else if (frame->fate == FATE_STORED)
			count_stored(work->service, frame);
		else if (frame->fate == FATE_DUPLICATE)
			work->service->stats.duplicates++;
	}
	for (unsigned i = batch->n; i > 0; i--) {
		struct ingest_session *session = work->frames[i - 1]->session;
		enum ingest_fate fate = work->frames[i - 1]->fate;
		bool later = false; // a later frame of this session was answered already
		for (unsigned k = i; k < batch->n; k++)
			later = later || work->frames[k]->session == session;
		bool yours = fate != FATE_REFUSED || work->frames[i - 1]->bad.code;
		if (!later && yours && ingest_session_heard(session))
			session->replies.ack(session->ctx, &batch->scan, batch->committed);
	}
	for (unsigned i = 0; i < batch->n; i++) {
		if (work->frames[i]->fate == FATE_BEHIND)
			ingest_session_break(work->frames[i]->session, "resume",
					     "frames before this one are missing: resume from the committed one", 0);
	}
}

static void finish(struct work *work)
{
	for (unsigned i = 0; i < work->batch.n; i++)
		ingest_queue_drop(work->frames[i]);
	work->batch.n = 0;
}

static void refuse_all(struct work *work, const char *code)
{
	for (unsigned i = 0; i < work->batch.n; i++) {
		work->frames[i]->fate = FATE_REFUSED;
		work->frames[i]->code = code;
		nack(work->frames[i], &work->batch.scan);
	}
}

static void break_all(struct work *work, const char *message)
{
	for (unsigned i = 0; i < work->batch.n; i++)
		ingest_session_break(work->frames[i]->session, "busy", message, COME_BACK_MS);
}

// The store is there, but would not have these data: alone each frame shows whether it is the one; that one is set aside in the end.
static void suspect(struct work *work, const struct error *err)
{
	if (work->batch.n > 1) {
		work->stream->careful = work->batch.n;
	} else {
		struct ingest_frame *frame = work->frames[0];
		if (++frame->tries >= TRIES)
			frame->bad = *err;
		work->stream->careful = 1;
	}
	put_back(work);
	task_sleep(db_loop(work->service->db), TRY_AGAIN_MS);
}

static void fail(struct work *work, int r, const struct error *err)
{
	work->service->stats.failures++;
	char id[UUID_TEXT_SIZE];
	uuid_format(&work->batch.scan, id);
	log_warn("store failed", "scan=%s frames=%u reason=%s", id, work->batch.n, LOG_Q(err->text));
	switch (r) {
	case -ENOENT:
		refuse_all(work, "gone");
		break;
	case -EAGAIN:
	case -EBUSY:
		put_back(work);
		task_sleep(db_loop(work->service->db), TRY_AGAIN_MS);
		break;
	case -ENOTCONN:
	case -ETIMEDOUT:
		break_all(work, "the server's database is away");
		break;
	case -ENOSPC:
		break_all(work, "the server's disk is full");
		break;
	case -EINVAL:
	case -ERANGE:
	case -EEXIST:
		if (work->batch.n > 1 || !work->frames[0]->bad.code) {
			suspect(work, err);
			break;
		}
		__attribute__((fallthrough)); // not even as a dead letter
	default:
		break_all(work, "the server cannot store the scan's data now");
	}
	finish(work);
}

static void work_batch(struct ingest_service *service, struct ingest_stream *stream)
{
	AUTO_FREE struct work *work = xcalloc(1, sizeof(*work));
	work->service = service;
	work->stream = stream;
	take_batch(work);
	if (work->batch.n == 0)
		return;
	task_offload(db_loop(service->db), decode_batch, work);
	struct error err;
	int r = ingest_store(service->db, &work->batch, &err);
	if (r < 0) {
		fail(work, r, &err);
		return;
	}
	service->stats.commits++;
	stream->careful -= stream->careful ? 1 : 0;
	answer(work);
	publish(work);
	finish(work);
}

void ingest_worker(void *ctx)
{
	struct ingest_service *service = ctx;
	while (!list_empty(&service->ready)) {
		struct ingest_stream *stream = list_first(&service->ready, struct ingest_stream, ready);
		list_remove(&stream->ready);
		stream->working = true;
		work_batch(service, stream);
		stream->working = false;
		if (!list_empty(&stream->frames)) {
			list_append(&service->ready, &stream->ready);
		} else {
			list_remove(&stream->node);
			service->stats.streams--;
			free(stream);
		}
		ingest_queue_ease(service);
	}
	service->workers--;
}
