// SPDX-License-Identifier: Apache-2.0
// Which frame goes out next: streams take turns, the window bounds what is not acknowledged, acknowledgements free it. Knows the
// spool, not the socket.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buffer.h"
#include "common/base/error.h"
#include "common/base/list.h"
#include "common/base/uuid.h"
#include "detector/ws_client/spool.h"

#define FLOW_MAX_IN_FLIGHT 65536u // frames of one stream

struct flow {
	struct spool *spool;
	struct list streams; // the first one is next
	uint64_t window;
	uint64_t used;
	struct buffer frame; // the one that is being sent, or waits for the window
	size_t frame_sent;
	struct uuid frame_scan;
	uint64_t frame_number;
	bool frame_held; // frame holds one
	uint64_t frames_sent, bytes_sent, frames_acked, frames_refused;
};

struct flow_piece {
	const uint8_t *bytes;
	size_t len;
	bool first, last;
};

void flow_init(struct flow *flow, struct spool *spool);
void flow_done(struct flow *flow);
// The connection is gone: half a frame that was sent is worth nothing.
void flow_stop(struct flow *flow);
// A new connection: nothing is in flight, every stream of the spool begins behind what is acknowledged.
void flow_start(struct flow *flow, uint64_t window);
// The server has all up to `committed`: the stream goes on behind it.
void flow_resume(struct flow *flow, const struct uuid *scan, uint64_t committed);
void flow_ready(struct flow *flow, const struct uuid *scan); // there is something new in the spool
void flow_forget(struct flow *flow, const struct uuid *scan);
// The next piece of at most max bytes; false when nothing is to be sent, or the window is full.
bool flow_peek(struct flow *flow, size_t max, struct flow_piece *ret_piece);
void flow_advance(struct flow *flow, const struct flow_piece *piece);
bool flow_in_frame(const struct flow *flow); // a frame has been begun: nothing else may be sent
// -EPROTO when the server acknowledges what was never sent.
int flow_ack(struct flow *flow, const struct uuid *scan, uint64_t frame, struct error *err);
int flow_nack(struct flow *flow, const struct uuid *scan, uint64_t frame, struct error *err);
