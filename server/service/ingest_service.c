// SPDX-License-Identifier: Apache-2.0
// Sessions put frames into the queues of their streams; a few workers take turns at the streams, a batch at a time, so that no
// stream waits for a busy one to run dry and the database pool is not flooded.
#include "server/service/ingest_service.h"

#include "common/base/alloc.h"
#include "common/loop/task.h"
#include "server/repository/stream_repository.h"
#include "server/service/ingest_internal.h"
#include "server/service/live_hub.h"
#include "server/service/scan_service.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LOG_TOPIC "ingest"
#include "common/base/log.h"

#define WORKERS         4u  // transactions at once; the rest of the pool stays for people
#define BATCH_FRAMES    16u // in one transaction
#define BATCH_BYTES     (4u << 20)
#define PAUSE_BYTES     INGEST_WINDOW_BYTES // queued for one session: stop reading its socket
#define RESUME_BYTES    (INGEST_WINDOW_BYTES / 4)
#define REFUSE_BYTES    (4u * INGEST_WINDOW_BYTES) // a session that does not stop
#define TOTAL_BYTES     (128u << 20)               // of all sessions
#define TRIES           3u                         // of a frame that fails alone before it is set aside
#define REFUSALS_LOGGED 5u                         // of one connection
#define TRY_AGAIN_MS    100u
#define COME_BACK_MS    2000u // told to a detector when the store is away

struct ingest_session {
	struct list node;
	struct ingest_service *service;
	unsigned refs; // the owner's and one a queued frame
	struct uuid detector;
	struct ingest_replies replies;
	void *ctx;
	size_t queued_bytes;
	unsigned refused;
	bool closed, broken, paused;
};

struct ingest_stream {
	struct list node; // of all streams with something to do
	struct list ready;
	struct uuid scan;
	struct list frames;
	bool working;
	unsigned careful; // this many frames go one by one: a batch with them failed
};

struct ingest_service {
	struct db *db;
	struct scan_service *scans;
	struct live_hub *hub;
	struct list sessions, streams, ready;
	unsigned workers;
	struct ingest_stats stats;
};

struct ingest_service *ingest_service_new(struct db *db, struct scan_service *scans, struct live_hub *hub)
{
	struct ingest_service *service = xcalloc(1, sizeof(*service));
	service->db = db;
	service->scans = scans;
	service->hub = hub;
	list_init(&service->sessions);
	list_init(&service->streams);
	list_init(&service->ready);
	return service;
}

void ingest_service_free(struct ingest_service *service)
{
	if (!service)
		return;
	assert(list_empty(&service->sessions) && list_empty(&service->streams) && service->workers == 0);
	free(service);
}

void ingest_service_get_stats(const struct ingest_service *service, struct ingest_stats *ret_stats)
{
	*ret_stats = service->stats;
}

bool ingest_service_idle(const struct ingest_service *service)
{
	return list_empty(&service->streams) && service->workers == 0;
}

// Sessions.

struct ingest_session *ingest_session_open(struct ingest_service *service, const struct uuid *detector,
					   const struct ingest_replies *replies, void *ctx)
{
	struct ingest_session *session = xcalloc(1, sizeof(*session));
	session->service = service;
	session->refs = 1;
	session->detector = *detector;
	session->replies = *replies;
	session->ctx = ctx;
	list_append(&service->sessions, &session->node);
	service->stats.sessions++;
	return session;
}

static void session_unref(struct ingest_session *session)
{
	if (--session->refs == 0)
		free(session);
}

void ingest_session_close(struct ingest_session *session)
{
	if (!session)
		return;
	assert(!session->closed);
	session->closed = true;
	session->service->stats.sessions--;
	list_remove(&session->node);
	session_unref(session);
}

static bool is_heard(const struct ingest_session *session)
{
	return !session->closed && !session->broken;
}

static void set_pause(struct ingest_session *session, bool pause)
{
	if (!is_heard(session) || session->paused == pause)
		return;
	session->paused = pause;
	session->replies.pause(session->ctx, pause);
}

// The session may be gone after this.
static void break_session(struct ingest_session *session, const char *code, const char *message, uint64_t retry_ms)
{
	if (!is_heard(session))
		return;
	char id[UUID_TEXT_SIZE];
	uuid_format(&session->detector, id);
	log_warn("refused", "detector=%s code=%s reason=%s", id, code, LOG_Q(message));
	session->broken = true;
	session->replies.broken(session->ctx, code, message, retry_ms);
}

static void release_pressure(struct ingest_service *service)
{
	bool room = service->stats.queued_bytes < TOTAL_BYTES / 2;
	list_for_each (session, &service->sessions, struct ingest_session, node) {
		if (session->paused && session->queued_bytes <= RESUME_BYTES && (room || session->queued_bytes == 0))
			set_pause(session, false);
	}
}

// Queues.

static struct ingest_stream *stream_of(struct ingest_service *service, const struct uuid *scan)
{
	list_for_each (stream, &service->streams, struct ingest_stream, node) {
		if (uuid_equal(&stream->scan, scan))
			return stream;
	}
	struct ingest_stream *stream = xcalloc(1, sizeof(*stream));
	stream->scan = *scan;
	list_init(&stream->frames);
	list_init(&stream->ready);
	list_append(&service->streams, &stream->node);
	service->stats.streams++;
	return stream;
}

static void drop_frame(struct ingest_frame *frame)
{
	struct ingest_session *session = frame->session;
	session->queued_bytes -= frame->len;
	session->service->stats.queued_bytes -= frame->len;
	session->service->stats.queued_frames--;
	ingest_frame_free(frame);
	session_unref(session);
}

static void worker(void *ctx);

static void make_ready(struct ingest_service *service, struct ingest_stream *stream)
{
	if (stream->working || !list_empty(&stream->ready))
		return;
	list_append(&service->ready, &stream->ready);
	if (service->workers < WORKERS) {
		service->workers++;
		task_spawn(db_loop(service->db), worker, service);
	}
}

static struct ingest_frame *frame_new(struct ingest_session *session, const void *bytes, size_t len)
{
	struct ingest_frame *frame = xcalloc(1, sizeof(*frame));
	frame->bytes = malloc(len); // at most WIRE_MAX_FRAME
	if (!frame->bytes) {
		free(frame);
		return NULL;
	}
	memcpy(frame->bytes, bytes, len);
	frame->len = len;
	frame->session = session;
	frame->detector = session->detector;
	session->refs++;
	return frame;
}

void ingest_session_frame(struct ingest_session *session, const void *bytes, size_t len)
{
	struct ingest_service *service = session->service;
	struct wire_frame header;
	struct error err;
	if (!is_heard(session))
		return;
	if (len > WIRE_MAX_FRAME) {
		(void)error_set(&err, EBADMSG, "frame: %zu bytes are more than %u", len, WIRE_MAX_FRAME);
		break_session(session, "bad_frame", err.text, 0);
		return;
	}
	if (wire_decode_header(bytes, len, &header, &err) < 0) {
		break_session(session, "bad_frame", err.text, 0);
		return;
	}
	struct ingest_frame *frame =
	    session->queued_bytes + len <= REFUSE_BYTES ? frame_new(session, bytes, len) : NULL;
	if (!frame) {
		break_session(session, "busy", "more frames came than the window allows", COME_BACK_MS);
		return;
	}
	frame->frame = header;
	service->stats.frames++;
	service->stats.bytes += len;
	service->stats.queued_frames++;
	service->stats.queued_bytes += len;
	session->queued_bytes += len;
	struct ingest_stream *stream = stream_of(service, &header.scan);
	list_append(&stream->frames, &frame->node);
	if (session->queued_bytes > PAUSE_BYTES || service->stats.queued_bytes > TOTAL_BYTES)
		set_pause(session, true);
	make_ready(service, stream);
}

// Work.

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
			drop_frame(frame);
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
	if (is_heard(session))
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
		if (!later && yours && is_heard(session))
			session->replies.ack(session->ctx, &batch->scan, batch->committed);
	}
	for (unsigned i = 0; i < batch->n; i++) {
		if (work->frames[i]->fate == FATE_BEHIND)
			break_session(work->frames[i]->session, "resume",
				      "frames before this one are missing: resume from the committed one", 0);
	}
}

static void finish(struct work *work)
{
	for (unsigned i = 0; i < work->batch.n; i++)
		drop_frame(work->frames[i]);
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
		break_session(work->frames[i]->session, "busy", message, COME_BACK_MS);
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

static void worker(void *ctx)
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
		release_pressure(service);
	}
	service->workers--;
}

int ingest_service_positions(struct ingest_service *service, const struct uuid *detector, const struct uuid *scans,
			     size_t n, struct ingest_position *ret_positions, struct error *err)
{
	AUTO_FREE uint64_t *frames = xcalloc(n + 1, sizeof(*frames));
	AUTO_FREE bool *owned = xcalloc(n + 1, sizeof(*owned));
	int r = stream_repository_positions(service->db, detector, scans, n, frames, owned, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		ret_positions[i] =
		    (struct ingest_position){.scan = scans[i], .committed = frames[i], .gone = !owned[i]};
	return 0;
}
