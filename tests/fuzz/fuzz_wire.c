// SPDX-License-Identifier: Apache-2.0
// A frame from the network, and its payload read as each of the types; what is accepted must be encoded to the same bytes again.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/wire/wire.h"

static void must_equal(struct buffer *made, const uint8_t *bytes, size_t len)
{
	if (made->failed || made->len != len || memcmp(made->data, bytes, len) != 0)
		abort();
	buffer_clear(made);
}

static void read_payload(const uint8_t *bytes, size_t len, struct buffer *made)
{
	struct error err;
	AUTO_VALUE(wire_gap) struct wire_gap gap = {0};
	AUTO_VALUE(wire_counters) struct wire_counters counters = {0};
	struct wire_terminal terminal;
	if (wire_decode_gap(bytes, len, &gap, &err) == 0 && wire_encode_gap(&gap, made) == 0)
		must_equal(made, bytes, len);
	if (wire_decode_counters(bytes, len, &counters, &err) == 0 && wire_encode_counters(&counters, made) == 0)
		must_equal(made, bytes, len);
	if (wire_decode_terminal(bytes, len, &terminal, &err) == 0 && wire_encode_terminal(&terminal, made) == 0)
		must_equal(made, bytes, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct error err;
	struct wire_frame frame;
	AUTO_VALUE(buffer) struct buffer made;
	buffer_init(&made, WIRE_MAX_FRAME);
	if (wire_decode_frame(bytes, len, &frame, &err) == 0 && wire_encode_frame(&frame, &made) == 0)
		must_equal(&made, bytes, len);
	read_payload(bytes, len, &made);
	if (len > WIRE_HEADER_SIZE)
		read_payload(bytes + WIRE_HEADER_SIZE, len - WIRE_HEADER_SIZE, &made);
	return 0;
}
