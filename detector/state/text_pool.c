// SPDX-License-Identifier: Apache-2.0
#include "detector/state/text_pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"

#define FIRST_BUCKETS 1024u

struct text {
	struct text *next;
	uint32_t refs;
	uint32_t hash;
	uint32_t len;
	char bytes[];
};

struct text_pool {
	struct text **buckets;
	uint32_t mask;
	size_t count;
	size_t bytes, max_bytes;
	uint64_t refused;
};

struct text_pool *text_pool_new(size_t max_bytes)
{
	struct text_pool *pool = xcalloc(1, sizeof(*pool));
	pool->buckets = xcalloc(FIRST_BUCKETS, sizeof(struct text *));
	pool->mask = FIRST_BUCKETS - 1;
	pool->max_bytes = max_bytes;
	return pool;
}

void text_pool_free(struct text_pool *pool)
{
	if (!pool)
		return;
	for (uint32_t i = 0; i <= pool->mask; i++) {
		for (struct text *text = pool->buckets[i], *next; text; text = next) {
			next = text->next;
			free(text);
		}
	}
	free(pool->buckets);
	free(pool);
}

static uint32_t hash_of(const char *bytes, size_t len)
{
	uint64_t hash = len * 0x9e3779b97f4a7c15ull;
	for (; len >= 8; bytes += 8, len -= 8) {
		uint64_t word;
		memcpy(&word, bytes, 8);
		hash = (hash ^ word) * 0xff51afd7ed558ccdull;
		hash ^= hash >> 32;
	}
	uint64_t rest = 0;
	memcpy(&rest, bytes, len);
	hash = (hash ^ rest) * 0xff51afd7ed558ccdull;
	return (uint32_t)(hash ^ hash >> 32);
}

static void grow(struct text_pool *pool)
{
	uint32_t mask = pool->mask * 2 + 1;
	struct text **buckets = xcalloc((size_t)mask + 1, sizeof(struct text *));
	for (uint32_t i = 0; i <= pool->mask; i++) {
		for (struct text *text = pool->buckets[i], *next; text; text = next) {
			next = text->next;
			text->next = buckets[text->hash & mask];
			buckets[text->hash & mask] = text;
		}
	}
	free(pool->buckets);
	pool->buckets = buckets;
	pool->mask = mask;
}

const char *text_pool_keep(struct text_pool *pool, const char *bytes, size_t len)
{
	len = bytes ? strnlen(bytes, len) : 0;
	if (!len)
		return "";
	uint32_t hash = hash_of(bytes, len);
	for (struct text *text = pool->buckets[hash & pool->mask]; text; text = text->next) {
		if (text->hash != hash || text->len != len || memcmp(text->bytes, bytes, len) != 0)
			continue;
		text->refs++;
		return text->bytes;
	}
	size_t size = sizeof(struct text) + len + 1;
	if (size > pool->max_bytes - pool->bytes) {
		pool->refused++;
		return "";
	}
	if (pool->count > pool->mask)
		grow(pool);
	struct text *text = xcalloc(1, size);
	text->next = pool->buckets[hash & pool->mask];
	text->refs = 1;
	text->hash = hash;
	text->len = (uint32_t)len;
	memcpy(text->bytes, bytes, len);
	pool->buckets[hash & pool->mask] = text;
	pool->count++;
	pool->bytes += size;
	return text->bytes;
}

static struct text *text_of(const char *bytes)
{
	return (struct text *)(void *)((char *)(uintptr_t)bytes - offsetof(struct text, bytes));
}

const char *text_pool_share(const char *text)
{
	if (text[0])
		text_of(text)->refs++;
	return text;
}

void text_pool_drop(struct text_pool *pool, const char *bytes)
{
	if (!bytes || !bytes[0])
		return;
	struct text *text = text_of(bytes);
	assert(text->refs);
	if (--text->refs)
		return;
	struct text **place = &pool->buckets[text->hash & pool->mask];
	while (*place != text)
		place = &(*place)->next;
	*place = text->next;
	pool->count--;
	pool->bytes -= sizeof(struct text) + text->len + 1;
	free(text);
}

size_t text_pool_bytes(const struct text_pool *pool)
{
	return pool->bytes;
}

uint64_t text_pool_refused(const struct text_pool *pool)
{
	return pool->refused;
}
