// SPDX-License-Identifier: Apache-2.0
// Frames of one stream into the store, in one transaction with the watermark: what is at or below it was stored before, what is
// right behind it is stored now, what is further on has to wait for its predecessors.
#include "server/service/ingest_internal.h"

#include "common/base/alloc.h"
#include "server/repository/chunk_repository.h"
#include "server/repository/counter_repository.h"
#include "server/repository/gap_repository.h"
#include "server/repository/stream_repository.h"
#include "server/repository/terminal_repository.h"
#include "server/service/scan_service.h"

#include <stdlib.h>

struct store {
	struct db *tx;
	struct ingest_batch *batch;
	struct stream_owner owner;
	struct stream_row row;
	struct second_sums seconds;
	struct terminal_row *terminals; // written together
	size_t n_terminals;
	const struct wire_counters *counters; // the newest
	enum ingest_fate *fates;              // of the batch's frames, taken over after COMMIT
	const char **codes;
};

static void refuse(struct store *store, unsigned i, const char *code)
{
	store->fates[i] = FATE_REFUSED;
	store->codes[i] = code;
}

// Set aside, and the stream goes on behind it.
static int bury(struct store *store, unsigned i, const char *code, struct error *err)
{
	const struct ingest_frame *frame = store->batch->frames[i];
	refuse(store, i, code);
	store->row.refused_frames++;
	return stream_repository_bury(store->tx, &store->batch->scan, frame->frame.number, frame->bad.text,
				      frame->bytes, frame->len, err);
}

// Do numbers at or before the last known one belong to something stored? Most frames go behind it and need no query.
static int check_range(struct store *store, struct ingest_frame *frame, uint64_t first, uint64_t last,
		       struct error *err)
{
	const struct uuid *scan = &store->batch->scan;
	bool overlaps = false;
	int r = 0;
	if (first <= store->row.last_seq)
		r = gap_repository_overlaps_gap(store->tx, scan, first, last, &overlaps, err);
	if (r == 0 && !overlaps && first <= store->row.last_event_seq)
		r = gap_repository_overlaps_chunk(store->tx, scan, first, last, &overlaps, err);
	if (r == 0 && overlaps)
		(void)error_set(&frame->bad, EBADMSG, "events %llu to %llu are stored or known as lost already",
				(unsigned long long)first, (unsigned long long)last);
	return r;
}

static void advance(struct store *store, uint64_t last_seq)
{
	if (last_seq > store->row.last_seq)
		store->row.last_seq = last_seq;
}

static int put_chunk(struct store *store, struct ingest_frame *frame, struct error *err)
{
	const struct chunk_summary *summary = chunk_summary(live_chunk_get(frame->chunk));
	uint64_t last_seq = summary->first_seq + summary->n_events - 1;
	int r = check_range(store, frame, summary->first_seq, last_seq, err);
	if (r < 0 || frame->bad.code)
		return r;
	r = chunk_repository_insert(store->tx, &store->batch->scan, summary, &frame->facts, frame->frame.payload,
				    frame->frame.payload_len, err);
	if (r < 0)
		return r;
	for (uint32_t i = 0; i < summary->n_calls; i++) {
		if (summary->calls[i].kind == EVENT_SYSCALL)
			store->row.syscalls += summary->calls[i].count;
	}
	store->row.events += summary->n_events;
	store->row.chunk_bytes += frame->frame.payload_len;
	if (last_seq > store->row.last_event_seq)
		store->row.last_event_seq = last_seq;
	advance(store, last_seq);
	second_sums_append(&store->seconds, &frame->seconds);
	return 0;
}

static int put_gap(struct store *store, struct ingest_frame *frame, struct error *err)
{
	uint64_t last_seq = frame->gap.first_seq + frame->gap.count - 1;
	int r = check_range(store, frame, frame->gap.first_seq, last_seq, err);
	if (r < 0 || frame->bad.code)
		return r;
	r = gap_repository_insert(store->tx, &store->batch->scan, &frame->gap, err);
	if (r < 0)
		return r;
	store->row.gap_events += frame->gap.count;
	advance(store, last_seq);
	return 0;
}

static void put_counters(struct store *store, const struct wire_counters *counters)
{
	store->counters = counters;
	store->row.counters_ts = counters->ts;
	store->row.missed_runs = counters->missed_runs;
	store->row.counted = store->row.lost = store->row.filtered = 0;
	for (unsigned i = 0; i < counters->n; i++) {
		store->row.counted += counters->counters[i].calls;
		store->row.lost += counters->counters[i].lost;
		store->row.filtered += counters->counters[i].filtered;
	}
}

static void put_terminal(struct store *store, struct ingest_frame *frame)
{
	struct wire_terminal *piece = &frame->terminal;
	bool resize = piece->kind == WIRE_TERMINAL_RESIZE;
	if (piece->offset < store->row.terminal_end && !resize) {
		(void)error_set(&frame->bad, EBADMSG, "terminal: offset %llu is before %llu, where the output stands",
				(unsigned long long)piece->offset, (unsigned long long)store->row.terminal_end);
		return;
	}
	if (piece->offset < store->row.terminal_end)
		piece->offset = store->row.terminal_end; // a size counts from here on
	store->row.terminal_end = piece->offset + (resize ? 0 : piece->len);
	store->row.terminal_bytes += resize ? 0 : piece->len;
	store->terminals[store->n_terminals++] = (struct terminal_row){.frame = frame->frame.number, .piece = *piece};
}

static int put_state(struct store *store, struct ingest_frame *frame, struct error *err)
{
	struct scan_update update;
	bool changed = false;
	int r = scan_service_apply_state(store->tx, &store->batch->scan, frame->frame.payload, frame->frame.payload_len,
					 &changed, &update, err);
	if (r == -EBADMSG) {
		frame->bad = *err;
		return 0;
	}
	if (r < 0)
		return r;
	store->batch->state_changed = store->batch->state_changed || changed;
	store->row.ended = scan_state_final(update.state);
	return 0;
}

static int put(struct store *store, struct ingest_frame *frame, struct error *err)
{
	switch (frame->frame.type) {
	case WIRE_CHUNK:
		return put_chunk(store, frame, err);
	case WIRE_GAP:
		return put_gap(store, frame, err);
	case WIRE_COUNTERS:
		put_counters(store, &frame->counters);
		return 0;
	case WIRE_TERMINAL:
		put_terminal(store, frame);
		return 0;
	case WIRE_SKIP: // the detector had to leave this frame out: only its number counts
		return 0;
	default:
		return put_state(store, frame, err);
	}
}

static int place(struct store *store, unsigned i, struct error *err)
{
	struct ingest_frame *frame = store->batch->frames[i];
	if (!uuid_equal(&frame->detector, &store->owner.detector)) {
		refuse(store, i, "not_yours");
		return 0;
	}
	if (frame->frame.number != store->row.committed_frame + 1) {
		store->fates[i] = frame->frame.number <= store->row.committed_frame ? FATE_DUPLICATE : FATE_BEHIND;
		return 0;
	}
	store->row.committed_frame++;
	if (store->row.ended && !frame->bad.code) {
		(void)error_set(&frame->bad, EBADMSG, "the scan's final state came before this frame");
		return bury(store, i, "ended", err);
	}
	int r = frame->bad.code ? 0 : put(store, frame, err);
	if (r < 0)
		return r;
	if (frame->bad.code)
		return bury(store, i, "bad_frame", err);
	store->fates[i] = FATE_STORED;
	return 0;
}

static int write_seconds(struct store *store, struct error *err)
{
	struct second_sums *sums = &store->seconds;
	second_sums_merge(sums);
	AUTO_FREE int64_t *columns = xcalloc(sums->n * 5 + 1, sizeof(*columns));
	for (size_t i = 0; i < sums->n; i++) {
		columns[i] = sums->items[i].second;
		columns[sums->n + i] = sums->items[i].call;
		columns[2 * sums->n + i] = sums->items[i].count;
		columns[3 * sums->n + i] = sums->items[i].errors;
		columns[4 * sums->n + i] = sums->items[i].time_ns;
	}
	const struct chunk_seconds seconds = {
	    .n = sums->n,
	    .seconds = columns,
	    .calls = columns + sums->n,
	    .counts = columns + 2 * sums->n,
	    .errors = columns + 3 * sums->n,
	    .times = columns + 4 * sums->n,
	};
	return chunk_repository_add_seconds(store->tx, &store->batch->scan, &seconds, err);
}

static int write_all(struct store *store, struct error *err)
{
	struct ingest_batch *batch = store->batch;
	int r = stream_repository_lock(store->tx, &batch->scan, &store->owner, &store->row, err);
	for (unsigned i = 0; r == 0 && i < batch->n; i++)
		r = place(store, i, err);
	if (r == 0)
		r = terminal_repository_insert(store->tx, &batch->scan, store->terminals, store->n_terminals, err);
	if (r == 0 && store->counters)
		r = counter_repository_store(store->tx, &batch->scan, store->counters, err);
	if (r == 0)
		r = write_seconds(store, err);
	if (r == 0)
		r = stream_repository_update(store->tx, &batch->scan, &store->row, err);
	return r;
}

static void tell(const struct store *store)
{
	struct ingest_batch *batch = store->batch;
	for (unsigned i = 0; i < batch->n; i++) {
		batch->frames[i]->fate = store->fates[i];
		batch->frames[i]->code = store->codes[i];
	}
	batch->committed = store->row.committed_frame;
	batch->project = store->owner.project;
	batch->ended = store->row.ended;
}

int ingest_store(struct db *db, struct ingest_batch *batch, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	int r = db_begin(db, &tx, err);
	if (r < 0)
		return r;
	AUTO_FREE struct terminal_row *terminals = xcalloc(batch->n, sizeof(*terminals));
	AUTO_FREE enum ingest_fate *fates = xcalloc(batch->n, sizeof(*fates));
	AUTO_FREE const char **codes = xcalloc(batch->n, sizeof(*codes));
	batch->state_changed = false;
	struct store store = {
	    .tx = db_tx_db(tx),
	    .batch = batch,
	    .terminals = terminals,
	    .fates = fates,
	    .codes = codes,
	};
	r = write_all(&store, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r == 0)
		tell(&store);
	second_sums_done(&store.seconds);
	return r;
}
