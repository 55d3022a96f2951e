// SPDX-License-Identifier: Apache-2.0
// Spools in a folder of their own, for tests.
#pragma once

#include "detector/ws_client/spool.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/chunk/chunk.h"
#include "common/wire/wire.h"
#include "tests/unit/support/event_maker.h"

#define SCAN_A "0a0a0a0a-0000-4000-8000-000000000001"
#define SCAN_B "0b0b0b0b-0000-4000-8000-000000000002"

static inline struct uuid scan_id(const char *text)
{
	struct uuid scan;
	ck_assert_int_eq(uuid_parse(text, &scan), 0);
	return scan;
}

struct spool_place {
	char dir[64];
};

static inline void spool_place_init(struct spool_place *place)
{
	(void)snprintf(place->dir, sizeof(place->dir), "/tmp/syscope-spool-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(place->dir));
}

static inline void spool_place_done(struct spool_place *place)
{
	char command[96];
	(void)snprintf(command, sizeof(command), "rm -r %s", place->dir);
	ck_assert_int_eq(system(command), 0);
}

static inline struct spool *open_spool(struct loop *loop, const struct spool_place *place, uint64_t max_bytes)
{
	struct spool *spool = NULL;
	struct error err = {0};
	ck_assert_msg(spool_open(loop, place->dir, max_bytes, &spool, &err) == 0, "%s", err.text);
	return spool;
}

static inline uint64_t append_text(struct spool *spool, const char *scan_text, uint8_t type, const char *payload)
{
	struct uuid scan = scan_id(scan_text);
	struct error err = {0};
	uint64_t frame = 0;
	ck_assert_msg(spool_append(spool, &scan, type, payload, strlen(payload), &frame, &err) == 0, "%s", err.text);
	return frame;
}

// One chunk of n events with noise that does not compress: about n * 48 bytes.
static inline uint64_t append_chunk(struct spool *spool, const char *scan_text, struct event_maker *maker, unsigned n)
{
	struct uuid scan = scan_id(scan_text);
	struct error err = {0};
	uint64_t frame = 0;
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer bytes;
	buffer_init(&bytes, CHUNK_MAX_BYTES);
	for (unsigned i = 0; i < n; i++) {
		struct event event;
		event_maker_busy(maker, &event);
		for (unsigned k = 0; k < RECORD_ARGS; k++)
			event.args[k] = event_maker_random(maker);
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	ck_assert_int_eq(chunk_writer_finish(writer, &bytes, &err), 0);
	ck_assert_msg(spool_append(spool, &scan, WIRE_CHUNK, bytes.data, bytes.len, &frame, &err) == 0, "%s", err.text);
	return frame;
}
