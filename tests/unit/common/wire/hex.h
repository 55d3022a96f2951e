// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/buffer.h"

#include <stdio.h>

// Appends the bytes that the hexadecimal text stands for.
static inline void append_hex(struct buffer *out, const char *hex)
{
	unsigned byte = 0;
	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		(void)buffer_append_byte(out, (uint8_t)byte);
}
