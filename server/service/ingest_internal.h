// SPDX-License-Identifier: Apache-2.0
// The ingest's insides: ingest_service.c (sessions, queues), ingest_worker.c (a batch at a time), ingest_decode.c (a frame is checked,
// on the pool), ingest_store.c (frames of one stream in one transaction), ingest_seconds.c (sums by second and call).
#pragma once

#include "common/base/error.h"
#include "common/base/list.h"
#include "common/base/uuid.h"
#include "common/wire/wire.h"
#include "server/model/scan.h"
#include "server/repository/chunk_facts.h"
#include "server/repository/db.h"
#include "server/service/ingest_service.h"
#include "server/service/live_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct second_sum {
	int64_t second, call; // call: call_key
	int64_t count, errors, time_ns;
};

struct second_sums {
	struct second_sum *items;
	size_t n, cap;
};

// The events of a verified chunk by second and call.
void second_sums_of_chunk(struct chunk *chunk, struct second_sums *ret_sums);
void second_sums_append(struct second_sums *sums, const struct second_sums *more);
// Sorts, and adds up what belongs together.
void second_sums_merge(struct second_sums *sums);
void second_sums_done(struct second_sums *sums);

enum ingest_fate {
	FATE_PENDING,
	FATE_STORED,
	FATE_DUPLICATE,
	FATE_REFUSED, // nack with code and message
	FATE_BEHIND,  // frames before it are missing: the stream must be resumed
};

struct ingest_frame {
	struct list node;
	struct ingest_session *session; // a reference
	struct uuid detector;
	size_t len;
	uint8_t *bytes;
	struct wire_frame frame; // points into bytes
	unsigned tries;          // failed alone in the store
	bool decoded;

	// What the decoding found out. bad.code != 0: no good, and why.
	struct error bad;
	struct live_chunk *chunk;
	struct second_sums seconds;
	struct chunk_facts facts;
	struct wire_gap gap;
	struct wire_counters counters;
	struct wire_terminal terminal;

	// What became of it.
	enum ingest_fate fate;
	const char *code;
};

// Sets what belongs to the frame's type, or `bad`. On any thread.
void ingest_decode(struct ingest_frame *frame);
void ingest_frame_free(struct ingest_frame *frame);

struct ingest_batch {
	struct uuid scan;
	struct ingest_frame **frames; // of one stream, decoded, in the order they came
	unsigned n;

	// After a commit.
	uint64_t committed; // the stream's watermark
	struct uuid project;
	bool state_changed, ended;
};

// Everything or nothing. 0: every frame has its fate. -errno of the database: no fate is set, nothing is stored (after -ENOTCONN
// and -ETIMEDOUT nobody knows, and a repetition finds out).
int ingest_store(struct db *db, struct ingest_batch *batch, struct error *err);

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

// ingest_service.c
bool ingest_session_heard(const struct ingest_session *session); // false: nothing is said to it any more
// The session may be gone after this.
void ingest_session_break(struct ingest_session *session, const char *code, const char *message, uint64_t retry_ms);
void ingest_queue_drop(struct ingest_frame *frame);
void ingest_queue_ease(struct ingest_service *service); // lets sessions go on that have room again

// ingest_worker.c: a task that takes turns at the streams until none is ready.
void ingest_worker(void *ctx);
