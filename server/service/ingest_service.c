// SPDX-License-Identifier: Apache-2.0
// Sessions put frames into the queues of their streams; ingest_worker.c empties them.
#include "server/service/ingest_service.h"

#include "common/base/alloc.h"
#include "common/loop/task.h"
#include "server/repository/stream_repository.h"
#include "server/service/ingest_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LOG_TOPIC "ingest"
#include "common/base/log.h"

#define WORKERS      4u                  // transactions at once; the rest of the pool stays for people
#define PAUSE_BYTES  INGEST_WINDOW_BYTES // queued for one session: stop reading its socket
#define RESUME_BYTES (INGEST_WINDOW_BYTES / 4)
#define REFUSE_BYTES (4u * INGEST_WINDOW_BYTES) // a session that does not stop
#define TOTAL_BYTES  (128u << 20)               // of all sessions
#define COME_BACK_MS 2000u

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

bool ingest_session_heard(const struct ingest_session *session)
{
	return !session->closed && !session->broken;
}

static void set_pause(struct ingest_session *session, bool pause)
{
	if (!ingest_session_heard(session) || session->paused == pause)
		return;
	session->paused = pause;
	session->replies.pause(session->ctx, pause);
}

// The session may be gone after this.
void ingest_session_break(struct ingest_session *session, const char *code, const char *message, uint64_t retry_ms)
{
	if (!ingest_session_heard(session))
		return;
	char id[UUID_TEXT_SIZE];
	uuid_format(&session->detector, id);
	log_warn("refused", "detector=%s code=%s reason=%s", id, code, LOG_Q(message));
	session->broken = true;
	session->replies.broken(session->ctx, code, message, retry_ms);
}

void ingest_queue_ease(struct ingest_service *service)
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

void ingest_queue_drop(struct ingest_frame *frame)
{
	struct ingest_session *session = frame->session;
	session->queued_bytes -= frame->len;
	session->service->stats.queued_bytes -= frame->len;
	session->service->stats.queued_frames--;
	ingest_frame_free(frame);
	session_unref(session);
}

static void make_ready(struct ingest_service *service, struct ingest_stream *stream)
{
	if (stream->working || !list_empty(&stream->ready))
		return;
	list_append(&service->ready, &stream->ready);
	if (service->workers < WORKERS) {
		service->workers++;
		task_spawn(db_loop(service->db), ingest_worker, service);
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
	if (!ingest_session_heard(session))
		return;
	if (len > WIRE_MAX_FRAME) {
		(void)error_set(&err, EBADMSG, "frame: %zu bytes are more than %u", len, WIRE_MAX_FRAME);
		ingest_session_break(session, "bad_frame", err.text, 0);
		return;
	}
	if (wire_decode_header(bytes, len, &header, &err) < 0) {
		ingest_session_break(session, "bad_frame", err.text, 0);
		return;
	}
	struct ingest_frame *frame =
	    session->queued_bytes + len <= REFUSE_BYTES ? frame_new(session, bytes, len) : NULL;
	if (!frame) {
		ingest_session_break(session, "busy", "more frames came than the window allows", COME_BACK_MS);
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
