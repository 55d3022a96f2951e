// SPDX-License-Identifier: Apache-2.0
// A detector's connection without the network: sends the frames of a stream within the window, resends from the committed frame
// when the server breaks the connection, and can be made to misbehave.
#pragma once

#include "tests/integration/ingest/ingest_case.h"
#include "tests/integration/ingest/stream_maker.h"

struct link_sim {
	struct ingest_case *test;
	struct uuid detector;
	const struct stream_maker *stream;
	struct ingest_session *session; // NULL while not connected
	bool connecting, paused;
	uint64_t acked, sent; // frame numbers
	uint64_t random;
	// How it misbehaves: one frame in so many is sent twice, replayed from before, or sent too early; 0 = never.
	unsigned duplicates, replays, jumps;
	uint64_t hold_at; // does not send frames behind this one; 0 = sends all
	// What it was told.
	unsigned nacks, breaks, busy, resumes;
	char last_code[32], last_message[256];
};

void link_sim_init(struct link_sim *link, struct ingest_case *test, const struct stream_maker *stream, uint64_t seed);
// Connects when it must, and sends what the window allows.
void link_sim_turn(struct link_sim *link);
// Everything up to hold_at (or the end) is acknowledged.
bool link_sim_done(const struct link_sim *link);
// Turns until then.
void link_sim_run(struct link_sim *link, unsigned seconds);
void link_sim_close(struct link_sim *link);
