// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "flow"
#include "detector/ws_client/flow.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/wire/wire.h"

#define REFUSED_KEPT 64u

struct in_flight {
	uint64_t number;
	uint32_t bytes;
};

struct flow_stream {
	struct list node;
	struct uuid scan;
	uint64_t sent;            // highest number on its way
	bool idle;                // the spool has nothing more for now
	struct in_flight *flight; // in order of number
	size_t first, n, cap;
	// Refused for good and not yet passed by an acknowledgement: not sent again on the next connection.
	uint64_t refused[REFUSED_KEPT];
	unsigned n_refused;
};

void flow_init(struct flow *flow, struct spool *spool)
{
	*flow = (struct flow){.spool = spool};
	list_init(&flow->streams);
	buffer_init(&flow->frame, WIRE_MAX_FRAME);
}

static struct flow_stream *find(const struct flow *flow, const struct uuid *scan)
{
	list_for_each (stream, &flow->streams, struct flow_stream, node) {
		if (uuid_equal(&stream->scan, scan))
			return stream;
	}
	return NULL;
}

static struct flow_stream *find_or_add(struct flow *flow, const struct uuid *scan)
{
	struct flow_stream *stream = find(flow, scan);
	if (stream)
		return stream;
	stream = xcalloc(1, sizeof(*stream));
	stream->scan = *scan;
	list_append(&flow->streams, &stream->node);
	return stream;
}

static void remove_stream(struct flow *flow, struct flow_stream *stream)
{
	for (size_t i = 0; i < stream->n; i++)
		flow->used -= stream->flight[stream->first + i].bytes;
	list_remove(&stream->node);
	free(stream->flight);
	free(stream);
}

void flow_done(struct flow *flow)
{
	list_for_each (stream, &flow->streams, struct flow_stream, node)
		remove_stream(flow, stream);
	buffer_done(&flow->frame);
}

static void drop_held(struct flow *flow)
{
	flow->frame_held = false;
	flow->frame_sent = 0;
	buffer_clear(&flow->frame);
}

void flow_stop(struct flow *flow)
{
	drop_held(flow);
}

void flow_start(struct flow *flow, uint64_t window)
{
	AUTO_FREE struct spool_stream *streams = xcalloc(SPOOL_MAX_STREAMS, sizeof(*streams));
	size_t n = spool_streams(flow->spool, streams, SPOOL_MAX_STREAMS);
	list_for_each (stream, &flow->streams, struct flow_stream, node) {
		struct spool_stream known;
		stream->sent = 0;
		stream->idle = false;
		stream->first = stream->n = 0;
		if (!spool_find(flow->spool, &stream->scan, &known))
			remove_stream(flow, stream);
	}
	for (size_t i = 0; i < n; i++)
		(void)find_or_add(flow, &streams[i].scan);
	flow->window = window;
	flow->used = 0;
	drop_held(flow);
}

// A final state may go with this; the stream is over then.
static void acknowledge(struct flow *flow, struct flow_stream *stream, uint64_t frame)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < stream->n_refused; i++) {
		if (stream->refused[i] > frame)
			stream->refused[kept++] = stream->refused[i];
	}
	stream->n_refused = kept;
	while (stream->n && stream->flight[stream->first].number <= frame) {
		flow->used -= stream->flight[stream->first].bytes;
		stream->first++;
		stream->n--;
		flow->frames_acked++;
	}
	if (spool_ack(flow->spool, &stream->scan, frame) == 1)
		remove_stream(flow, stream);
}

void flow_resume(struct flow *flow, const struct uuid *scan, uint64_t committed)
{
	struct error err = {0};
	struct flow_stream *stream = find(flow, scan);
	if (!stream)
		return;
	if (spool_renumber(flow->spool, scan, committed, &err) < 0) {
		log_error("renumber", "reason=%s", LOG_Q(err.text));
		return;
	}
	stream->sent = committed;
	acknowledge(flow, stream, committed);
}

void flow_ready(struct flow *flow, const struct uuid *scan)
{
	find_or_add(flow, scan)->idle = false;
}

void flow_forget(struct flow *flow, const struct uuid *scan)
{
	struct flow_stream *stream = find(flow, scan);
	if (stream)
		remove_stream(flow, stream);
	// A frame that is partly sent must be sent to its end; the server ignores it.
	if (flow->frame_held && flow->frame_sent == 0 && uuid_equal(&flow->frame_scan, scan))
		drop_held(flow);
}

static bool is_refused(const struct flow_stream *stream, uint64_t number)
{
	for (unsigned i = 0; i < stream->n_refused; i++) {
		if (stream->refused[i] == number)
			return true;
	}
	return false;
}

// Reads the stream's next frame into flow->frame; false when there is none.
static bool load_frame(struct flow *flow, struct flow_stream *stream)
{
	struct error err = {0};
	if (stream->idle || stream->n >= FLOW_MAX_IN_FLIGHT)
		return false;
	uint64_t number = stream->sent;
	do {
		buffer_clear(&flow->frame);
		int r = spool_read_next(flow->spool, &stream->scan, number, &flow->frame, &number, &err);
		if (r < 0) {
			stream->idle = true;
			if (r != -ENODATA)
				log_error("read", "after=%" PRIu64 " reason=%s", number, LOG_Q(err.text));
			return false;
		}
	} while (is_refused(stream, number));
	flow->frame_held = true;
	flow->frame_sent = 0;
	flow->frame_scan = stream->scan;
	flow->frame_number = number;
	return true;
}

static void load_any(struct flow *flow)
{
	list_for_each (stream, &flow->streams, struct flow_stream, node) {
		if (!load_frame(flow, stream))
			continue;
		list_remove(&stream->node); // the others come first next time
		list_append(&flow->streams, &stream->node);
		return;
	}
}

static void put_in_flight(struct flow *flow, struct flow_stream *stream)
{
	if (stream->first + stream->n == stream->cap && stream->first > stream->cap / 2) {
		memmove(stream->flight, stream->flight + stream->first, stream->n * sizeof(*stream->flight));
		stream->first = 0;
	}
	if (stream->first + stream->n == stream->cap) {
		stream->cap = stream->cap ? stream->cap * 2 : 64;
		struct in_flight *flight = realloc(stream->flight, stream->cap * sizeof(*flight));
		if (!flight)
			abort(); // as xcalloc does
		stream->flight = flight;
	}
	stream->flight[stream->first + stream->n++] =
	    (struct in_flight){.number = flow->frame_number, .bytes = (uint32_t)flow->frame.len};
	stream->sent = flow->frame_number;
	flow->used += flow->frame.len;
}

bool flow_in_frame(const struct flow *flow)
{
	return flow->frame_held && flow->frame_sent > 0;
}

bool flow_peek(struct flow *flow, size_t max, struct flow_piece *ret_piece)
{
	if (!flow->frame_held)
		load_any(flow);
	if (!flow->frame_held)
		return false;
	// A single frame larger than the window may go when nothing else is on its way.
	if (flow->frame_sent == 0 && flow->used > 0 && flow->used + flow->frame.len > flow->window)
		return false;
	size_t left = flow->frame.len - flow->frame_sent;
	*ret_piece = (struct flow_piece){
	    .bytes = flow->frame.data + flow->frame_sent,
	    .len = left < max ? left : max,
	    .first = flow->frame_sent == 0,
	    .last = left <= max,
	};
	return true;
}

void flow_advance(struct flow *flow, const struct flow_piece *piece)
{
	if (piece->first) {
		struct flow_stream *stream = find(flow, &flow->frame_scan);
		if (stream)
			put_in_flight(flow, stream);
	}
	flow->frame_sent += piece->len;
	flow->bytes_sent += piece->len;
	if (!piece->last)
		return;
	flow->frames_sent++;
	drop_held(flow);
}

int flow_ack(struct flow *flow, const struct uuid *scan, uint64_t frame, struct error *err)
{
	struct flow_stream *stream = find(flow, scan);
	if (!stream)
		return 0; // dropped meanwhile
	if (frame > stream->sent)
		return error_set(err, EPROTO, "frame %" PRIu64 " is acknowledged, but only %" PRIu64 " were sent",
				 frame, stream->sent);
	acknowledge(flow, stream, frame);
	return 0;
}

int flow_nack(struct flow *flow, const struct uuid *scan, uint64_t frame, struct error *err)
{
	struct flow_stream *stream = find(flow, scan);
	if (!stream)
		return 0;
	struct in_flight *flight = stream->flight + stream->first;
	size_t i = 0;
	while (i < stream->n && flight[i].number != frame)
		i++;
	if (i == stream->n)
		return error_set(err, EPROTO, "frame %" PRIu64 " is refused, but is not on its way", frame);
	flow->frames_refused++;
	if (i == 0) { // all before it is acknowledged, so the server's mark stands behind it now
		acknowledge(flow, stream, frame);
		flow->frames_acked--;
		return 0;
	}
	flow->used -= flight[i].bytes;
	memmove(flight + i, flight + i + 1, (stream->n - i - 1) * sizeof(*flight));
	stream->n--;
	if (stream->n_refused == REFUSED_KEPT) // the oldest would only be refused again
		memmove(stream->refused, stream->refused + 1, --stream->n_refused * sizeof(*stream->refused));
	stream->refused[stream->n_refused++] = frame;
	return 0;
}
