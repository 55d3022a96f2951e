// SPDX-License-Identifier: Apache-2.0
#include "common/wire/wire.h"

#include <string.h>

#include "common/base/le.h"
#include "common/wire/wire_format.h"

int wire_encode_frame(const struct wire_frame *frame, struct buffer *out)
{
	if (frame->payload_len > WIRE_MAX_PAYLOAD || frame->number == 0 || frame->number > INT64_MAX)
		return -EINVAL;
	uint8_t *to = buffer_reserve(out, WIRE_HEADER_SIZE + (size_t)frame->payload_len);
	if (!to)
		return -ENOBUFS;
	memset(to, 0, WIRE_HEADER_SIZE);
	le_put32(to + WIRE_AT_MAGIC, WIRE_MAGIC);
	to[WIRE_AT_VERSION] = WIRE_VERSION;
	to[WIRE_AT_TYPE] = frame->type;
	le_put32(to + WIRE_AT_LENGTH, frame->payload_len);
	le_put32(to + WIRE_AT_PAYLOAD_CRC, crc32c(0, frame->payload, frame->payload_len));
	memcpy(to + WIRE_AT_SCAN, frame->scan.bytes, sizeof(frame->scan.bytes));
	le_put64(to + WIRE_AT_NUMBER, frame->number);
	le_put32(to + WIRE_AT_CRC, crc32c(0, to, WIRE_AT_CRC));
	if (frame->payload_len)
		memcpy(to + WIRE_HEADER_SIZE, frame->payload, frame->payload_len);
	return 0;
}

int wire_encode_gap(const struct wire_gap *gap, struct buffer *out)
{
	if (gap->n_calls > WIRE_MAX_CALLS)
		return -EINVAL;
	uint8_t *to = buffer_reserve(out, WIRE_GAP_SIZE + (size_t)gap->n_calls * WIRE_GAP_CALL_SIZE);
	if (!to)
		return -ENOBUFS;
	memset(to, 0, WIRE_GAP_SIZE + (size_t)gap->n_calls * WIRE_GAP_CALL_SIZE);
	le_put64(to, gap->first_seq);
	le_put64(to + 8, gap->count);
	le_put64(to + 16, gap->from_ts);
	le_put64(to + 24, gap->to_ts);
	to[32] = gap->stage;
	le_put16(to + 34, gap->n_calls);
	to += WIRE_GAP_SIZE;
	for (unsigned i = 0; i < gap->n_calls; i++, to += WIRE_GAP_CALL_SIZE) {
		to[0] = gap->calls[i].abi;
		le_put32(to + 4, (uint32_t)gap->calls[i].nr);
		le_put64(to + 8, gap->calls[i].count);
	}
	return 0;
}

static int put_counter(const struct wire_counter *counter, struct buffer *out)
{
	uint64_t mask = 0;
	for (unsigned i = 0; i < WIRE_HISTOGRAM; i++)
		mask |= (uint64_t)(counter->histogram[i] != 0) << i;
	mask |= (uint64_t)(counter->filtered != 0) << WIRE_FILTERED_BIT;
	size_t size = WIRE_COUNTER_SIZE + WIRE_BUCKET_SIZE * (size_t)__builtin_popcountll(mask);
	uint8_t *to = buffer_reserve(out, size);
	if (!to)
		return -ENOBUFS;
	memset(to, 0, WIRE_COUNTER_SIZE);
	to[0] = counter->abi;
	le_put32(to + 4, (uint32_t)counter->nr);
	le_put64(to + 8, counter->calls);
	le_put64(to + 16, counter->errors);
	le_put64(to + 24, counter->lost);
	le_put64(to + 32, counter->time_ns);
	le_put64(to + 40, counter->max_ns);
	le_put64(to + 48, mask);
	to += WIRE_COUNTER_SIZE;
	for (unsigned i = 0; i < WIRE_HISTOGRAM; i++) {
		if (counter->histogram[i] == 0)
			continue;
		le_put64(to, counter->histogram[i]);
		to += WIRE_BUCKET_SIZE;
	}
	if (counter->filtered)
		le_put64(to, counter->filtered);
	return 0;
}

int wire_encode_counters(const struct wire_counters *counters, struct buffer *out)
{
	if (counters->n > WIRE_MAX_CALLS)
		return -EINVAL;
	size_t start = out->len;
	uint8_t *to = buffer_reserve(out, WIRE_COUNTERS_SIZE);
	if (!to)
		return -ENOBUFS;
	memset(to, 0, WIRE_COUNTERS_SIZE);
	le_put64(to, counters->ts);
	le_put64(to + 8, counters->missed_runs);
	le_put16(to + 16, counters->n);
	for (unsigned i = 0; i < counters->n; i++) {
		if (put_counter(&counters->counters[i], out) < 0) {
			out->len = start; // never half a message
			return -ENOBUFS;
		}
	}
	return 0;
}

int wire_encode_terminal(const struct wire_terminal *terminal, struct buffer *out)
{
	if (terminal->len > WIRE_MAX_TERMINAL || (terminal->kind == WIRE_TERMINAL_RESIZE && terminal->len != 4))
		return -EINVAL;
	uint8_t *to = buffer_reserve(out, WIRE_TERMINAL_SIZE + (size_t)terminal->len);
	if (!to)
		return -ENOBUFS;
	memset(to, 0, WIRE_TERMINAL_SIZE);
	le_put64(to, terminal->offset);
	le_put64(to + 8, terminal->ts);
	to[16] = terminal->kind;
	if (terminal->len)
		memcpy(to + WIRE_TERMINAL_SIZE, terminal->bytes, terminal->len);
	return 0;
}
