// SPDX-License-Identifier: Apache-2.0
// A chunk from a detector that cannot be trusted. With its checksum put right, so that what stands behind it is reached.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/crc32c.h"
#include "common/base/le.h"
#include "common/chunk/chunk.h"

static void walk(const uint8_t *bytes, size_t len)
{
	struct error err;
	AUTO(chunk) struct chunk *chunk = NULL;
	if (chunk_open(bytes, len, &chunk, &err) < 0)
		return;
	int verified = chunk_verify(chunk, &err);
	for (uint32_t i = 0; i < chunk_summary(chunk)->n_events; i++) {
		struct event event;
		int r = chunk_event(chunk, i, &event, &err);
		if (r < 0 && verified == 0)
			abort(); // what was verified must be readable
		size_t cursor = 0;
		struct event_data data;
		while (r == 0 && event_next_data(&event, &cursor, &data))
			;
		(void)chunk_event_head(chunk, i, &event, &err);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	walk(bytes, len);
	if (len < 48)
		return 0;
	uint8_t *copy = malloc(len);
	if (!copy)
		return 0;
	memcpy(copy, bytes, len);
	le_put32(copy + 40, (uint32_t)len);
	le_put32(copy + 44, 0);
	le_put32(copy + 44, crc32c(0, copy, len));
	walk(copy, len);
	free(copy);
	return 0;
}
