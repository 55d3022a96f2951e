// SPDX-License-Identifier: Apache-2.0
// How far the frames of each scan are stored, and the sums that go with it: table scan_stream, and the frames that were refused.
#pragma once

#include "common/base/error.h"
#include "common/base/uuid.h"
#include "server/repository/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEAD_LETTERS_MAX      100u        // kept for one scan
#define DEAD_LETTER_BYTES_MAX (64u << 10) // kept of one

struct stream_row {
	uint64_t committed_frame;
	bool ended;
	uint64_t last_event_seq, last_seq;
	uint64_t events, syscalls, gap_events, chunk_bytes;
	uint64_t terminal_end, terminal_bytes;
	uint64_t refused_frames;
	uint64_t counters_ts, counted, lost, missed_runs, filtered;
};

struct stream_owner {
	struct uuid detector, project;
};

// Locks the stream of a scan until the transaction's end, and makes it when it is new. -ENOENT without such a scan.
int stream_repository_lock(struct db *tx, const struct uuid *scan, struct stream_owner *ret_owner,
			   struct stream_row *ret_row, struct error *err);
int stream_repository_update(struct db *tx, const struct uuid *scan, const struct stream_row *row, struct error *err);
// Keeps the frame's beginning and the reason, unless DEAD_LETTERS_MAX are kept already.
int stream_repository_bury(struct db *tx, const struct uuid *scan, uint64_t frame, const char *reason,
			   const void *bytes, size_t len, struct error *err);
// One place a scan, in their order; a scan without stream gets zeros. Scans that do not exist count as such.
int stream_repository_load(struct db *db, const struct uuid *scans, size_t n, struct stream_row *ret_rows,
			   struct error *err);
// Where the streams of these scans stand; ret_owned[i] is false for a scan that is not there or not this detector's.
int stream_repository_positions(struct db *db, const struct uuid *detector, const struct uuid *scans, size_t n,
				uint64_t *ret_frames, bool *ret_owned, struct error *err);
