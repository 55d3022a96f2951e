// SPDX-License-Identifier: Apache-2.0
// Somebody sets the clock while a scan runs. A scan's times stay on the clock that it began with, so they never go back; that the
// clock was set, and by how much, is told between the events.
#pragma once

#include "common/base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

// The offset of common/base/clock.h, read so that a pause of this process between its two clocks is none of it; false = now it cannot be.
bool clock_jump_offset(int64_t *ret_offset);
// By how much the clock was set since *last, which becomes `offset`; 0 = not at all: clocks that run a little fast or slow are no jump.
int64_t clock_jump_since(int64_t *last, int64_t offset);
// `ts`: ns since the epoch, by the scan's clock.
void clock_jump_text(int64_t delta_ns, struct buffer *out);
void clock_jump_json(uint64_t ts, int64_t delta_ns, struct buffer *out);
