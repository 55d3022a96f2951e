// SPDX-License-Identifier: Apache-2.0
// What comes from the network is wrong until it was checked: sizes first, then every field, then nothing may be left over.
#include "common/wire/wire.h"

#include <stdbool.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/le.h"
#include "common/wire/wire_format.h"

int wire_decode_header(const void *bytes, size_t len, struct wire_frame *ret_frame, struct error *err)
{
	const uint8_t *at = bytes;
	if (len < WIRE_HEADER_SIZE)
		return error_set(err, EBADMSG, "frame: %zu bytes are less than a header", len);
	if (le_get32(at + WIRE_AT_MAGIC) != WIRE_MAGIC)
		return error_set(err, EBADMSG, "frame: wrong magic number");
	if (at[WIRE_AT_VERSION] != WIRE_VERSION)
		return error_set(err, EPROTONOSUPPORT, "frame: version %u, known is %u", at[WIRE_AT_VERSION],
				 WIRE_VERSION);
	if (le_get32(at + WIRE_AT_CRC) != crc32c(0, at, WIRE_AT_CRC))
		return error_set(err, EBADMSG, "frame: the header's checksum is wrong");
	if (at[WIRE_AT_TYPE] < WIRE_CHUNK || at[WIRE_AT_TYPE] > WIRE_SKIP)
		return error_set(err, EBADMSG, "frame: unknown type %u", at[WIRE_AT_TYPE]);
	uint64_t number = le_get64(at + WIRE_AT_NUMBER);
	uint32_t payload_len = le_get32(at + WIRE_AT_LENGTH);
	if (le_get16(at + WIRE_AT_RESERVED) || le_get32(at + WIRE_AT_RESERVED2) || number == 0 || number > INT64_MAX)
		return error_set(err, EBADMSG, "frame: number or reserved fields are not sound");
	if (payload_len > (at[WIRE_AT_TYPE] == WIRE_SKIP ? 0 : WIRE_MAX_PAYLOAD))
		return error_set(err, EBADMSG, "frame: %u bytes are too many for type %u", payload_len,
				 at[WIRE_AT_TYPE]);
	*ret_frame = (struct wire_frame){.type = at[WIRE_AT_TYPE], .number = number, .payload_len = payload_len};
	memcpy(ret_frame->scan.bytes, at + WIRE_AT_SCAN, sizeof(ret_frame->scan.bytes));
	return 0;
}

int wire_decode_frame(const void *bytes, size_t len, struct wire_frame *ret_frame, struct error *err)
{
	const uint8_t *at = bytes;
	struct wire_frame frame = {0};
	int r = wire_decode_header(bytes, len, &frame, err);
	if (r < 0)
		return r;
	if (len - WIRE_HEADER_SIZE != frame.payload_len)
		return error_set(err, EBADMSG, "frame: %zu bytes, the header says %u", len - WIRE_HEADER_SIZE,
				 frame.payload_len);
	frame.payload = at + WIRE_HEADER_SIZE;
	if (le_get32(at + WIRE_AT_PAYLOAD_CRC) != crc32c(0, frame.payload, frame.payload_len))
		return error_set(err, EBADMSG, "frame: the payload's checksum is wrong");
	*ret_frame = frame;
	return 0;
}

// Do these numbers fit the signed integers of the store?
static bool all_signed(const uint8_t *at, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (le_get64(at + 8 * (size_t)i) > INT64_MAX)
			return false;
	}
	return true;
}

static int read_gap_calls(const uint8_t *at, struct wire_gap *gap, struct error *err)
{
	uint64_t left = gap->count;
	gap->calls = gap->n_calls ? xcalloc(gap->n_calls, sizeof(*gap->calls)) : NULL;
	for (unsigned i = 0; i < gap->n_calls; i++, at += WIRE_GAP_CALL_SIZE) {
		struct wire_gap_call *call = &gap->calls[i];
		call->abi = at[0];
		call->nr = (int32_t)le_get32(at + 4);
		call->count = le_get64(at + 8);
		if (at[1] || at[2] || at[3] || call->count > left)
			return error_set(err, EBADMSG, "gap: the counts of its calls are not sound");
		left -= call->count;
	}
	return 0;
}

int wire_decode_gap(const void *bytes, size_t len, struct wire_gap *ret_gap, struct error *err)
{
	const uint8_t *at = bytes;
	if (len < WIRE_GAP_SIZE || !all_signed(at, 4))
		return error_set(err, EBADMSG, "gap: too short or out of range");
	AUTO_VALUE(wire_gap)
	struct wire_gap gap = {
	    .first_seq = le_get64(at),
	    .count = le_get64(at + 8),
	    .from_ts = le_get64(at + 16),
	    .to_ts = le_get64(at + 24),
	    .stage = at[32],
	    .n_calls = le_get16(at + 34),
	};
	if (gap.n_calls > WIRE_MAX_CALLS || len != WIRE_GAP_SIZE + (size_t)gap.n_calls * WIRE_GAP_CALL_SIZE)
		return error_set(err, EBADMSG, "gap: %zu bytes for %u calls", len, gap.n_calls);
	if (gap.first_seq == 0 || gap.count == 0 || gap.count > INT64_MAX - gap.first_seq || gap.from_ts > gap.to_ts)
		return error_set(err, EBADMSG, "gap: the range is not sound");
	if (gap.stage < WIRE_STAGE_KERNEL || gap.stage > WIRE_STAGE_LIMIT || at[33])
		return error_set(err, EBADMSG, "gap: unknown stage %u", gap.stage);
	int r = read_gap_calls(at + WIRE_GAP_SIZE, &gap, err);
	if (r < 0)
		return r;
	*ret_gap = gap;
	gap.calls = NULL;
	return 0;
}

static int read_numbers(const uint8_t *at, uint64_t mask, struct wire_counter *counter)
{
	for (unsigned i = 0; i < WIRE_HISTOGRAM; i++) {
		if (!(mask >> i & 1))
			continue;
		counter->histogram[i] = le_get64(at);
		if (counter->histogram[i] == 0 || counter->histogram[i] > INT64_MAX)
			return -EBADMSG;
		at += WIRE_BUCKET_SIZE;
	}
	if (mask >> WIRE_FILTERED_BIT) {
		counter->filtered = le_get64(at);
		if (counter->filtered == 0 || counter->filtered > counter->calls)
			return -EBADMSG;
	}
	return 0;
}

// Returns the position behind the counter, NULL when it is not sound.
static const uint8_t *read_counter(const uint8_t *at, const uint8_t *end, struct wire_counter *counter)
{
	if ((size_t)(end - at) < WIRE_COUNTER_SIZE || at[1] || at[2] || at[3] || !all_signed(at + 8, 5))
		return NULL;
	uint64_t mask = le_get64(at + 48);
	size_t buckets = (size_t)__builtin_popcountll(mask) * WIRE_BUCKET_SIZE;
	const uint64_t known = ~0ull >> (64 - WIRE_HISTOGRAM) | 1ull << WIRE_FILTERED_BIT;
	if ((mask & ~known) || (size_t)(end - at) - WIRE_COUNTER_SIZE < buckets)
		return NULL;
	counter->abi = at[0];
	counter->nr = (int32_t)le_get32(at + 4);
	counter->calls = le_get64(at + 8);
	counter->errors = le_get64(at + 16);
	counter->lost = le_get64(at + 24);
	counter->time_ns = le_get64(at + 32);
	counter->max_ns = le_get64(at + 40);
	if (read_numbers(at + WIRE_COUNTER_SIZE, mask, counter) < 0)
		return NULL;
	return at + WIRE_COUNTER_SIZE + buckets;
}

int wire_decode_counters(const void *bytes, size_t len, struct wire_counters *ret_counters, struct error *err)
{
	const uint8_t *at = bytes;
	if (len < WIRE_COUNTERS_SIZE || !all_signed(at, 2) || le_get16(at + 18))
		return error_set(err, EBADMSG, "counters: too short or out of range");
	AUTO_VALUE(wire_counters)
	struct wire_counters counters = {
	    .ts = le_get64(at),
	    .missed_runs = le_get64(at + 8),
	    .n = le_get16(at + 16),
	};
	const uint8_t *end = at + len;
	at += WIRE_COUNTERS_SIZE;
	if (counters.n > WIRE_MAX_CALLS || (size_t)(end - at) < (size_t)counters.n * WIRE_COUNTER_SIZE)
		return error_set(err, EBADMSG, "counters: %zu bytes for %u calls", len, counters.n);
	counters.counters = counters.n ? xcalloc(counters.n, sizeof(*counters.counters)) : NULL;
	for (unsigned i = 0; i < counters.n && at; i++)
		at = read_counter(at, end, &counters.counters[i]);
	if (at != end)
		return error_set(err, EBADMSG, "counters: a counter is not sound, or bytes are left over");
	*ret_counters = counters;
	counters.counters = NULL;
	return 0;
}

int wire_decode_terminal(const void *bytes, size_t len, struct wire_terminal *ret_terminal, struct error *err)
{
	const uint8_t *at = bytes;
	if (len < WIRE_TERMINAL_SIZE || len - WIRE_TERMINAL_SIZE > WIRE_MAX_TERMINAL || !all_signed(at, 2))
		return error_set(err, EBADMSG, "terminal: too short, too long or out of range");
	struct wire_terminal terminal = {
	    .offset = le_get64(at),
	    .ts = le_get64(at + 8),
	    .kind = at[16],
	    .bytes = at + WIRE_TERMINAL_SIZE,
	    .len = (uint32_t)(len - WIRE_TERMINAL_SIZE),
	};
	if (terminal.kind > WIRE_TERMINAL_RESIZE || at[17] || at[18] || at[19])
		return error_set(err, EBADMSG, "terminal: unknown kind %u", terminal.kind);
	if (terminal.kind == WIRE_TERMINAL_RESIZE && terminal.len != 4)
		return error_set(err, EBADMSG, "terminal: a size has 4 bytes, not %u", terminal.len);
	if (terminal.offset > (uint64_t)INT64_MAX - terminal.len)
		return error_set(err, EBADMSG, "terminal: the offset is out of range");
	*ret_terminal = terminal;
	return 0;
}

void wire_gap_done(struct wire_gap *gap)
{
	free(gap->calls);
	gap->calls = NULL;
}

void wire_counters_done(struct wire_counters *counters)
{
	free(counters->counters);
	counters->counters = NULL;
}
