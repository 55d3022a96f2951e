// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "spool"
#include <inttypes.h>

#include "common/base/log.h"
#include "detector/ws_client/spool_internal.h"

int spool_renumber(struct spool *spool, const struct uuid *scan, uint64_t committed, struct error *err)
{
	struct stream *stream = spool_find_stream(spool, scan);
	if (!stream || committed <= stream_tail(stream)->last)
		return 0;
	if (committed >= INT64_MAX)
		return error_set(err, EPROTO, "the server claims %" PRIu64 " frames", committed);
	log_warn("behind", "last_frame=%" PRIu64 " committed=%" PRIu64, stream_tail(stream)->last, committed);
	AUTO_VALUE(buffer) struct buffer bytes;
	buffer_init(&bytes, WIRE_MAX_FRAME);
	struct wire_frame frame = {0};
	uint64_t number = 0;
	int r = 0;
	if (stream->ended) {
		r = spool_read_next(spool, scan, stream_tail(stream)->last - 1, &bytes, &number, err);
		if (r == 0)
			r = wire_decode_frame(bytes.data, bytes.len, &frame, err);
		if (r < 0)
			return r;
	}
	list_for_each (segment, &stream->segments, struct segment, node)
		stream_remove_segment(spool, stream, segment);
	stream->ended = false;
	stream->acked = committed;
	r = stream_add_segment(spool, stream, committed + 1, err);
	if (r < 0) {
		stream_free(spool, stream, true);
		return r;
	}
	if (frame.payload)
		r = spool_append(spool, scan, frame.type, frame.payload, frame.payload_len, &number, err);
	return r;
}
