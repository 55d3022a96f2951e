// SPDX-License-Identifier: Apache-2.0
// CRC-32C (Castagnoli), as in iSCSI, ext4 and SSE4.2. Start with 0; the result of one piece is the start of the next.
#pragma once

#include <stddef.h>
#include <stdint.h>

uint32_t crc32c(uint32_t crc, const void *bytes, size_t len);
// The same without the processor's instruction: what machines without it run, and what tests compare with.
uint32_t crc32c_table(uint32_t crc, const void *bytes, size_t len);
