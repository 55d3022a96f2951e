// SPDX-License-Identifier: Apache-2.0
#include "detector/state/fd_table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"

#define FIRST_SLOTS 16u

struct fd_slot {
	struct fd_object *object;
	bool cloexec;
};

struct fd_array {
	uint32_t refs;
	uint32_t size;
	struct fd_slot slots[];
};

struct fd_table {
	uint32_t refs;
	struct fd_array *array; // NULL = nothing known
};

struct fd_object *fd_object_new(struct fd_pool *pool, uint8_t type, const char *name, size_t name_len)
{
	if (pool->objects >= pool->max_objects) {
		pool->refused++;
		return NULL;
	}
	struct fd_object *object = xcalloc(1, sizeof(*object));
	object->type = type;
	object->name = text_pool_keep(pool->texts, name, name_len);
	object->local_path = object->remote_path = "";
	pool->objects++;
	return object;
}

struct fd_object *fd_object_copy(struct fd_pool *pool, const struct fd_object *object)
{
	struct fd_object *copy = fd_object_new(pool, object->type, NULL, 0);
	if (!copy)
		return NULL;
	*copy = *object;
	copy->refs = 0;
	copy->name = text_pool_share(object->name);
	copy->local_path = text_pool_share(object->local_path);
	copy->remote_path = text_pool_share(object->remote_path);
	copy->shown = object->shown ? text_pool_share(object->shown) : NULL;
	return copy;
}

struct fd_object *fd_object_hold(struct fd_object *object)
{
	if (object)
		object->refs++;
	return object;
}

void fd_object_drop(struct fd_pool *pool, struct fd_object *object)
{
	if (!object)
		return;
	if (object->refs && --object->refs)
		return;
	text_pool_drop(pool->texts, object->name);
	text_pool_drop(pool->texts, object->local_path);
	text_pool_drop(pool->texts, object->remote_path);
	text_pool_drop(pool->texts, object->shown);
	pool->objects--;
	free(object);
}

struct fd_table *fd_table_new(void)
{
	struct fd_table *table = xcalloc(1, sizeof(*table));
	table->refs = 1;
	return table;
}

struct fd_table *fd_table_share(struct fd_table *table)
{
	table->refs++;
	return table;
}

struct fd_table *fd_table_copy(const struct fd_table *table)
{
	struct fd_table *copy = fd_table_new();
	copy->array = table->array;
	if (copy->array)
		copy->array->refs++;
	return copy;
}

static void drop_array(struct fd_pool *pool, struct fd_array *array)
{
	if (!array || --array->refs)
		return;
	for (uint32_t i = 0; i < array->size; i++)
		fd_object_drop(pool, array->slots[i].object);
	pool->slots -= array->size;
	free(array);
}

void fd_table_drop(struct fd_pool *pool, struct fd_table *table)
{
	if (!table)
		return;
	assert(table->refs);
	if (--table->refs)
		return;
	drop_array(pool, table->array);
	free(table);
}

static const struct fd_slot *slot_of(const struct fd_table *table, int fd)
{
	const struct fd_array *array = table->array;
	return array && fd >= 0 && (uint32_t)fd < array->size ? &array->slots[fd] : NULL;
}

struct fd_object *fd_table_get(const struct fd_table *table, int fd)
{
	const struct fd_slot *slot = slot_of(table, fd);
	return slot ? slot->object : NULL;
}

bool fd_table_is_cloexec(const struct fd_table *table, int fd)
{
	const struct fd_slot *slot = slot_of(table, fd);
	return slot && slot->object && slot->cloexec;
}

// An array that is this table's alone and has at least `size` slots. False when there is no room.
static bool own(struct fd_pool *pool, struct fd_table *table, uint32_t size)
{
	struct fd_array *old = table->array;
	uint32_t wanted = old ? old->size : FIRST_SLOTS;
	while (wanted < size)
		wanted *= 2;
	if (old && old->refs == 1 && old->size == wanted)
		return true;
	if (pool->slots + wanted > pool->max_slots) {
		pool->refused++;
		return false;
	}
	struct fd_array *array = xcalloc(1, sizeof(*array) + wanted * sizeof(struct fd_slot));
	array->refs = 1;
	array->size = wanted;
	for (uint32_t i = 0; old && i < old->size; i++) {
		array->slots[i] = old->slots[i];
		(void)fd_object_hold(array->slots[i].object);
	}
	pool->slots += wanted;
	drop_array(pool, old);
	table->array = array;
	return true;
}

void fd_table_put(struct fd_pool *pool, struct fd_table *table, int fd, struct fd_object *object, bool cloexec)
{
	(void)fd_object_hold(object);
	if (!object && !fd_table_get(table, fd))
		return;
	if (fd < 0 || fd >= FD_TABLE_MAX) {
		pool->refused += fd >= FD_TABLE_MAX;
		fd_object_drop(pool, object);
		return;
	}
	if (!own(pool, table, (uint32_t)fd + 1)) {
		// Rather nothing than what was there before.
		drop_array(pool, table->array);
		table->array = NULL;
		fd_object_drop(pool, object);
		return;
	}
	struct fd_slot *slot = &table->array->slots[fd];
	fd_object_drop(pool, slot->object);
	*slot = (struct fd_slot){.object = object, .cloexec = cloexec};
}

static uint32_t end_of(const struct fd_table *table, uint32_t last)
{
	uint32_t size = table->array ? table->array->size : 0;
	return last < size ? last + 1 : size;
}

void fd_table_close_range(struct fd_pool *pool, struct fd_table *table, uint32_t first, uint32_t last)
{
	for (uint32_t fd = first; fd < end_of(table, last); fd++)
		fd_table_put(pool, table, (int)fd, NULL, false);
}

void fd_table_set_cloexec(struct fd_pool *pool, struct fd_table *table, uint32_t first, uint32_t last, bool cloexec)
{
	for (uint32_t fd = first; fd < end_of(table, last); fd++) {
		const struct fd_slot *slot = slot_of(table, (int)fd);
		if (slot->object && slot->cloexec != cloexec && own(pool, table, fd + 1))
			table->array->slots[fd].cloexec = cloexec;
	}
}

void fd_table_exec(struct fd_pool *pool, struct fd_table *table)
{
	for (uint32_t fd = 0; fd < end_of(table, UINT32_MAX); fd++)
		if (fd_table_is_cloexec(table, (int)fd))
			fd_table_put(pool, table, (int)fd, NULL, false);
}

void fd_table_forget(struct fd_pool *pool, struct fd_table *table, bool (*stale)(const struct fd_object *object))
{
	for (uint32_t fd = 0; fd < end_of(table, UINT32_MAX); fd++) {
		const struct fd_object *object = fd_table_get(table, (int)fd);
		if (object && stale(object))
			fd_table_put(pool, table, (int)fd, NULL, false);
	}
}
