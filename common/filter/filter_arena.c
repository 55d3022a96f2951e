// SPDX-License-Identifier: Apache-2.0
// Memory of one program: given out in small pieces, freed at once.
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/filter/filter_internal.h"

#define BLOCK_SIZE 4096u
#define ALIGNMENT  16u

struct filter_arena_block {
	struct filter_arena_block *next;
	size_t used, size;
	_Alignas(ALIGNMENT) uint8_t bytes[];
};

void *filter_arena_alloc(struct filter_arena *arena, size_t count, size_t size)
{
	size_t need = (count * size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	struct filter_arena_block *block = arena->blocks;
	if (!block || block->size - block->used < need) {
		size_t room = need > BLOCK_SIZE ? need : BLOCK_SIZE;
		block = xcalloc(1, sizeof(*block) + room);
		block->size = room;
		block->next = arena->blocks;
		arena->blocks = block;
	}
	void *piece = block->bytes + block->used;
	block->used += need;
	return piece;
}

char *filter_arena_text(struct filter_arena *arena, const char *text, size_t len)
{
	char *copy = filter_arena_alloc(arena, len + 1, 1);
	memcpy(copy, text, len);
	return copy;
}

void filter_arena_done(struct filter_arena *arena)
{
	while (arena->blocks) {
		struct filter_arena_block *block = arena->blocks;
		arena->blocks = block->next;
		free(block);
	}
}
