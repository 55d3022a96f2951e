// SPDX-License-Identifier: Apache-2.0
#include "detector/state/fd_table.h"

#include "tests/unit/support/check_main.h"

struct world {
	struct fd_pool pool;
	struct fd_table *table;
};

static void world_init(struct world *world)
{
	world->pool = (struct fd_pool){.texts = text_pool_new(1 << 20), .max_objects = 1000, .max_slots = 4096};
	world->table = fd_table_new();
}

// Nothing may be left behind.
static void world_done(struct world *world)
{
	fd_table_drop(&world->pool, world->table);
	ck_assert_uint_eq(world->pool.objects, 0);
	ck_assert_uint_eq(world->pool.slots, 0);
	ck_assert_uint_eq(text_pool_bytes(world->pool.texts), 0);
	text_pool_free(world->pool.texts);
}

static struct fd_object *put(struct world *world, int fd, const char *name, bool cloexec)
{
	struct fd_object *object = fd_object_new(&world->pool, EVENT_OBJECT_FILE, name, 100);
	fd_table_put(&world->pool, world->table, fd, object, cloexec);
	return object;
}

START_TEST(a_copy_goes_its_own_way_when_either_changes)
{
	struct world world;
	world_init(&world);
	struct fd_object *a = put(&world, 3, "/a", false);
	struct fd_table *copy = fd_table_copy(world.table);
	ck_assert_ptr_eq(fd_table_get(copy, 3), a);
	fd_table_put(&world.pool, world.table, 3, NULL, false);
	ck_assert_ptr_null(fd_table_get(world.table, 3));
	ck_assert_ptr_eq(fd_table_get(copy, 3), a);
	fd_table_put(&world.pool, copy, 100, a, true);
	ck_assert_ptr_null(fd_table_get(world.table, 100));
	ck_assert(fd_table_is_cloexec(copy, 100));
	fd_table_drop(&world.pool, copy);
	world_done(&world);
}
END_TEST

START_TEST(a_shared_table_changes_for_all)
{
	struct world world;
	world_init(&world);
	struct fd_table *shared = fd_table_share(world.table);
	struct fd_object *a = put(&world, 0, "/a", false);
	ck_assert_ptr_eq(fd_table_get(shared, 0), a);
	fd_table_drop(&world.pool, shared);
	ck_assert_ptr_eq(fd_table_get(world.table, 0), a);
	world_done(&world);
}
END_TEST

START_TEST(exec_closes_what_is_marked_so)
{
	struct world world;
	world_init(&world);
	(void)put(&world, 3, "/a", true);
	struct fd_object *b = put(&world, 4, "/b", false), *c = put(&world, 50, "/c", true);
	fd_table_set_cloexec(&world.pool, world.table, 50, 50, false);
	fd_table_set_cloexec(&world.pool, world.table, 60, UINT32_MAX, true);
	fd_table_exec(&world.pool, world.table);
	ck_assert_ptr_null(fd_table_get(world.table, 3));
	ck_assert_ptr_eq(fd_table_get(world.table, 4), b);
	ck_assert_ptr_eq(fd_table_get(world.table, 50), c);
	fd_table_set_cloexec(&world.pool, world.table, 4, UINT32_MAX, true);
	fd_table_exec(&world.pool, world.table);
	ck_assert_ptr_null(fd_table_get(world.table, 4));
	world_done(&world);
}
END_TEST

START_TEST(a_range_closes_from_its_first_to_its_last)
{
	struct world world;
	world_init(&world);
	for (int fd = 0; fd < 10; fd++)
		(void)put(&world, fd, "/x", false);
	fd_table_close_range(&world.pool, world.table, 3, 5);
	fd_table_close_range(&world.pool, world.table, 8, UINT32_MAX);
	for (int fd = 0; fd < 10; fd++)
		ck_assert_int_eq(fd_table_get(world.table, fd) != NULL, fd < 3 || fd == 6 || fd == 7);
	world_done(&world);
}
END_TEST

START_TEST(what_finds_no_room_is_counted_and_not_known)
{
	struct world world;
	world_init(&world);
	(void)put(&world, -1, "/a", false);
	ck_assert_uint_eq(world.pool.refused, 0);
	(void)put(&world, FD_TABLE_MAX, "/a", false);
	ck_assert_uint_eq(world.pool.refused, 1);
	(void)put(&world, 3, "/a", false);
	(void)put(&world, 5000, "/b", false); // beyond max_slots: rather nothing than half
	ck_assert_uint_eq(world.pool.refused, 2);
	ck_assert_ptr_null(fd_table_get(world.table, 3));
	world.pool.max_objects = 0;
	ck_assert_ptr_null(fd_object_new(&world.pool, EVENT_OBJECT_FILE, "/a", 2));
	ck_assert_uint_eq(world.pool.refused, 3);
	world_done(&world);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_copy_goes_its_own_way_when_either_changes);
	tcase_add_test(tests, a_shared_table_changes_for_all);
	tcase_add_test(tests, exec_closes_what_is_marked_so);
	tcase_add_test(tests, a_range_closes_from_its_first_to_its_last);
	tcase_add_test(tests, what_finds_no_room_is_counted_and_not_known);
}
