// SPDX-License-Identifier: Apache-2.0
// A chunk with one column replaced, its checksum right: what a detector sends that means it.
#pragma once

#include "common/base/buffer.h"
#include "common/base/crc32c.h"
#include "common/base/le.h"

#define FORGE_HEADER 48u
#define FORGE_ENTRY  12u

struct forged_column {
	uint8_t id;
	uint16_t n_entries;
	const void *bytes; // not compressed
	size_t len;        // 0 = without this column
};

static inline void chunk_forge_sum(struct buffer *chunk)
{
	le_put32(chunk->data + 40, (uint32_t)chunk->len);
	le_put32(chunk->data + 44, 0);
	le_put32(chunk->data + 44, crc32c(0, chunk->data, chunk->len));
}

static inline void chunk_forge_entry(struct buffer *directory, const struct forged_column *column)
{
	uint8_t entry[FORGE_ENTRY] = {column->id};
	le_put16(entry + 2, column->n_entries);
	le_put32(entry + 4, (uint32_t)column->len);
	le_put32(entry + 8, (uint32_t)column->len);
	(void)buffer_append(directory, entry, sizeof(entry));
}

static inline void chunk_forge(const struct buffer *chunk, const struct forged_column *column, struct buffer *out)
{
	unsigned n = le_get16(chunk->data + 6);
	const uint8_t *entry = chunk->data + FORGE_HEADER, *calls = entry + (size_t)n * FORGE_ENTRY;
	size_t columns_len = 0;
	for (unsigned i = 0; i < n; i++)
		columns_len += le_get32(entry + (size_t)i * FORGE_ENTRY + 8);
	const uint8_t *at = chunk->data + chunk->len - columns_len;
	size_t calls_len = (size_t)(at - calls);
	AUTO_VALUE(buffer) struct buffer directory = {.max = 1u << 20};
	AUTO_VALUE(buffer) struct buffer bytes = {.max = 32u << 20};
	bool done = column->len == 0;
	for (unsigned i = 0; i <= n; i++, entry += FORGE_ENTRY) {
		if (!done && (i == n || entry[0] >= column->id)) {
			chunk_forge_entry(&directory, column);
			(void)buffer_append(&bytes, column->bytes, column->len);
			done = true;
		}
		if (i == n)
			break;
		if (entry[0] != column->id) {
			(void)buffer_append(&directory, entry, FORGE_ENTRY);
			(void)buffer_append(&bytes, at, le_get32(entry + 8));
		}
		at += le_get32(entry + 8);
	}
	buffer_clear(out);
	(void)buffer_append(out, chunk->data, FORGE_HEADER);
	(void)buffer_append(out, directory.data, directory.len);
	(void)buffer_append(out, calls, calls_len);
	(void)buffer_append(out, bytes.data, bytes.len);
	le_put16(out->data + 6, (uint16_t)(directory.len / FORGE_ENTRY));
	chunk_forge_sum(out);
}
