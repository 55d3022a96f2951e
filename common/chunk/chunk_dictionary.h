// SPDX-License-Identifier: Apache-2.0
// A dictionary that is being made: byte strings in the order they came, each once. Part of a chunk_writer.
#pragma once

#include "common/base/buffer.h"
#include "common/chunk/chunk_format.h"

struct dictionary {
	struct buffer bytes;
	uint32_t n;                         // entries 1 … n
	uint32_t at[CHUNK_MAX_ENTRIES + 2]; // in bytes; entry i ends where i + 1 begins
	uint32_t hashes[CHUNK_MAX_ENTRIES + 1];
	uint16_t table[2 * CHUNK_MAX_ENTRIES]; // entry, 0 = free; never more than half full
};

void dictionary_init(struct dictionary *dictionary, size_t max_bytes);
void dictionary_done(struct dictionary *dictionary);
void dictionary_clear(struct dictionary *dictionary);
// The number of the entry with these bytes, a new one when there is none and it is not larger than room (and CHUNK_MAX_ENTRIES are not
// reached); 0 = full.
uint32_t dictionary_put(struct dictionary *dictionary, const uint8_t *bytes, size_t len, size_t room);
