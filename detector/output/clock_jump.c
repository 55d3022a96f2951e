// SPDX-License-Identifier: Apache-2.0
#include "detector/output/clock_jump.h"

#include "common/base/clock.h"

#include <inttypes.h>

#define TRIES   4
#define PAUSE   (1 * NS_PER_MS)
#define JUMP_NS ((int64_t)(20 * NS_PER_MS)) // slewing moves the clock by half a millisecond a second

bool clock_jump_offset(int64_t *ret_offset)
{
	for (int i = 0; i < TRIES; i++) {
		uint64_t before = clock_boot_ns(), real = clock_real_ns();
		if (clock_boot_ns() - before > PAUSE)
			continue;
		*ret_offset = (int64_t)(real - before);
		return true;
	}
	return false;
}

int64_t clock_jump_since(int64_t *last, int64_t offset)
{
	int64_t delta = offset - *last;
	*last = offset;
	return delta > -JUMP_NS && delta < JUMP_NS ? 0 : delta;
}

void clock_jump_text(int64_t delta_ns, struct buffer *out)
{
	uint64_t size = delta_ns < 0 ? -(uint64_t)delta_ns : (uint64_t)delta_ns;
	(void)buffer_printf(out, "*** the clock was set %" PRIu64 ".%06u s %s, the times here go on as before ***",
			    (uint64_t)(size / NS_PER_S), (unsigned)(size % NS_PER_S / NS_PER_US),
			    delta_ns < 0 ? "back" : "ahead");
}

void clock_jump_json(uint64_t ts, int64_t delta_ns, struct buffer *out)
{
	(void)buffer_printf(out, "{\"type\":\"clock\",\"ts\":%" PRIu64 ",\"delta_ns\":%" PRId64 "}", ts, delta_ns);
}
