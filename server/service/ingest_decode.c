// SPDX-License-Identifier: Apache-2.0
// A frame is decoded and fully checked on the pool before the store hears of it.
#include "server/service/ingest_internal.h"

#include "common/base/alloc.h"
#include "server/repository/call_key.h"

#include <stdlib.h>

static void decode_chunk(struct ingest_frame *frame)
{
	if (live_chunk_new(frame->frame.payload, frame->frame.payload_len, &frame->chunk, &frame->bad) < 0)
		return;
	second_sums_of_chunk(live_chunk_get(frame->chunk), &frame->seconds);
	chunk_facts_of(live_chunk_get(frame->chunk), &frame->facts);
}

static int compare_keys(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

// Sums must fit, and a call may come once only.
static void check_counters(struct ingest_frame *frame)
{
	const struct wire_counters *counters = &frame->counters;
	uint64_t calls = 0, lost = 0;
	AUTO_FREE int64_t *keys = xcalloc(counters->n + 1u, sizeof(*keys));
	for (unsigned i = 0; i < counters->n; i++) {
		const struct wire_counter *counter = &counters->counters[i];
		keys[i] = call_key(EVENT_SYSCALL, counter->abi, counter->nr);
		if (counter->calls > INT64_MAX - calls || counter->lost > INT64_MAX - lost) {
			(void)error_set(&frame->bad, EBADMSG, "counters: the sum is out of range");
			return;
		}
		calls += counter->calls;
		lost += counter->lost;
	}
	qsort(keys, counters->n, sizeof(*keys), compare_keys);
	for (unsigned i = 1; i < counters->n; i++) {
		if (keys[i] == keys[i - 1]) {
			(void)error_set(&frame->bad, EBADMSG, "counters: a call comes twice");
			return;
		}
	}
}

void ingest_decode(struct ingest_frame *frame)
{
	if (wire_decode_frame(frame->bytes, frame->len, &frame->frame, &frame->bad) < 0)
		return;
	const void *payload = frame->frame.payload;
	size_t len = frame->frame.payload_len;
	switch (frame->frame.type) {
	case WIRE_CHUNK:
		decode_chunk(frame);
		break;
	case WIRE_GAP:
		(void)wire_decode_gap(payload, len, &frame->gap, &frame->bad);
		break;
	case WIRE_COUNTERS:
		if (wire_decode_counters(payload, len, &frame->counters, &frame->bad) == 0)
			check_counters(frame);
		break;
	case WIRE_TERMINAL:
		(void)wire_decode_terminal(payload, len, &frame->terminal, &frame->bad);
		break;
	default:
		break; // the state is the scan service's matter
	}
}

void ingest_frame_free(struct ingest_frame *frame)
{
	live_chunk_unref(frame->chunk);
	second_sums_done(&frame->seconds);
	chunk_facts_done(&frame->facts);
	wire_gap_done(&frame->gap);
	wire_counters_done(&frame->counters);
	free(frame->bytes);
	free(frame);
}
