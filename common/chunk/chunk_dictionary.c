// SPDX-License-Identifier: Apache-2.0
#include "common/chunk/chunk_dictionary.h"

#include <string.h>

void dictionary_init(struct dictionary *dictionary, size_t max_bytes)
{
	buffer_init(&dictionary->bytes, max_bytes);
	dictionary->n = 0;
	dictionary->at[1] = 0;
	memset(dictionary->table, 0, sizeof(dictionary->table));
}

void dictionary_done(struct dictionary *dictionary)
{
	buffer_done(&dictionary->bytes);
}

void dictionary_clear(struct dictionary *dictionary)
{
	if (dictionary->n)
		memset(dictionary->table, 0, sizeof(dictionary->table));
	dictionary->n = 0;
	buffer_clear(&dictionary->bytes);
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
	return hash ^ hash >> 32;
}

// Not against somebody who looks for collisions: with CHUNK_MAX_ENTRIES entries those cost him and us milliseconds.
static uint32_t hash_bytes(const uint8_t *bytes, size_t len)
{
	uint64_t hash = len;
	uint64_t word = 0;
	for (; len >= sizeof(word); bytes += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		hash = mix(hash, word);
	}
	word = 0;
	memcpy(&word, bytes, len);
	return (uint32_t)mix(hash, word);
}

static bool is_entry(const struct dictionary *dictionary, uint32_t i, uint32_t hash, const uint8_t *bytes, size_t len)
{
	return dictionary->hashes[i] == hash && dictionary->at[i + 1] - dictionary->at[i] == len &&
	       memcmp(dictionary->bytes.data + dictionary->at[i], bytes, len) == 0;
}

uint32_t dictionary_put(struct dictionary *dictionary, const uint8_t *bytes, size_t len, size_t room)
{
	uint32_t hash = hash_bytes(bytes, len);
	uint32_t place = hash % (2 * CHUNK_MAX_ENTRIES);
	for (; dictionary->table[place]; place = (place + 1) % (2 * CHUNK_MAX_ENTRIES)) {
		if (is_entry(dictionary, dictionary->table[place], hash, bytes, len))
			return dictionary->table[place];
	}
	if (dictionary->n == CHUNK_MAX_ENTRIES || len > room || buffer_append(&dictionary->bytes, bytes, len) < 0)
		return 0;
	uint32_t i = ++dictionary->n;
	dictionary->table[place] = (uint16_t)i;
	dictionary->hashes[i] = hash;
	dictionary->at[i + 1] = (uint32_t)dictionary->bytes.len;
	return i;
}
