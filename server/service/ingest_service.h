// SPDX-License-Identifier: Apache-2.0
// What detectors send, into the store: each frame exactly once, in the order of its stream, acknowledged after COMMIT only. Streams
// (scans) go side by side; frames that queue up for one share a commit. A frame that is no good is set aside as a dead letter and
// never blocks the rest. Keeps nothing that the database did not take: the detector has it until the acknowledgement.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/loop/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INGEST_WINDOW_BYTES (8u << 20) // what a detector may have under way: the welcome's window_bytes

struct db;
struct live_hub;
struct scan_service;
struct ingest_service;
struct ingest_session;

// Answers to one detector's connection, on the loop. None comes after ingest_session_close.
struct ingest_replies {
	// Everything up to `frame` is committed.
	void (*ack)(void *ctx, const struct uuid *scan, uint64_t frame);
	// Refused for good and counted as handled: code bad_frame, not_yours, gone (no such scan: stop it, drop its spool), ended
	// (frames behind the final state).
	void (*nack)(void *ctx, const struct uuid *scan, uint64_t frame, const char *code, const char *message);
	// This connection cannot go on (frames missing before this one, rubbish, database away): send `refused` and close. The
	// detector connects again and resends from the committed frame. code: resume, bad_frame, busy. May close the session.
	void (*broken)(void *ctx, const char *code, const char *message, uint64_t retry_after_ms);
	// true: stop reading from the socket; false: go on.
	void (*pause)(void *ctx, bool pause);
};

struct ingest_stats {
	uint64_t frames, bytes, commits, duplicates, refused, failures; // since the start
	uint64_t events, terminal_bytes;
	uint64_t queued_frames, queued_bytes; // now
	uint64_t streams, sessions;           // now
};

struct ingest_service *ingest_service_new(struct db *db, struct scan_service *scans, struct live_hub *hub);
void ingest_service_free(struct ingest_service *service); // when no session and no task of it is left
DEFINE_AUTO(ingest_service, ingest_service_free);
void ingest_service_get_stats(const struct ingest_service *service, struct ingest_stats *ret_stats);
// True when every queue is empty and nothing is under way: for an orderly stop.
bool ingest_service_idle(const struct ingest_service *service);

// One connection of a detector that has proven who it is. replies is copied.
struct ingest_session *ingest_session_open(struct ingest_service *service, const struct uuid *detector,
					   const struct ingest_replies *replies, void *ctx);
void ingest_session_close(struct ingest_session *session); // NULL is fine; what is queued is still stored
DEFINE_AUTO(ingest_session, ingest_session_close);
// One binary message. Copies it; never waits; every answer comes through the replies.
void ingest_session_frame(struct ingest_session *session, const void *bytes, size_t len);

struct ingest_position {
	struct uuid scan;
	uint64_t committed; // resend what is behind this frame
	bool gone;          // no such scan of this detector: stop it and drop its spool
};

// For the welcome: where each stream of a hello stands. Only inside a task. ret_positions has n places.
int ingest_service_positions(struct ingest_service *service, const struct uuid *detector, const struct uuid *scans,
			     size_t n, struct ingest_position *ret_positions, struct error *err);
