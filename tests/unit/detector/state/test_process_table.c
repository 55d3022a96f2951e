// SPDX-License-Identifier: Apache-2.0
#include "detector/state/process_table.h"

#include "tests/unit/support/check_main.h"

#include <unistd.h>

#define PID 5000000u // beyond what any kernel gives out

struct world {
	struct text_pool *texts;
	struct fd_pool fds;
	struct process_table *table;
};

static void world_init(struct world *world, size_t max)
{
	world->texts = text_pool_new(1 << 20);
	world->fds = (struct fd_pool){.texts = world->texts, .max_objects = 100, .max_slots = 1000};
	world->table = process_table_new(world->texts, &world->fds, max);
}

static void world_done(struct world *world)
{
	process_table_free(world->table);
	ck_assert_uint_eq(text_pool_bytes(world->texts), 0);
	ck_assert_uint_eq(world->fds.slots, 0);
	text_pool_free(world->texts);
}

START_TEST(the_dead_stay_while_somebody_descends_from_them)
{
	struct world world;
	world_init(&world, 100);
	struct process *a = process_table_add(world.table, PID), *b = process_table_add(world.table, PID + 1);
	struct process *c = process_table_add(world.table, PID + 2);
	process_set_text(world.table, a, &a->event.exe, "/bin/a", 6);
	process_table_adopt(a, b);
	process_table_adopt(b, c);
	process_table_adopt(c, a); // would be a cycle
	ck_assert_ptr_null(a->parent);
	process_table_end(world.table, a);
	process_table_end(world.table, b);
	ck_assert_ptr_null(process_table_find(world.table, PID));
	ck_assert_uint_eq(process_table_count(world.table), 3);
	ck_assert_str_eq(c->event.parent->parent->exe, "/bin/a");
	process_table_end(world.table, c);
	ck_assert_uint_eq(process_table_count(world.table), 0);
	world_done(&world);
}
END_TEST

START_TEST(a_pid_that_comes_again_is_another_process)
{
	struct world world;
	world_init(&world, 100);
	struct process *a = process_table_add(world.table, PID);
	uint64_t version = a->event.version;
	process_set_ids(world.table, a, 7, 8);
	ck_assert_uint_gt(a->event.version, version);
	version = a->event.version;
	struct process *b = process_table_add(world.table, PID);
	ck_assert_uint_eq(b->event.uid, EVENT_NO_ID);
	ck_assert_uint_gt(b->event.version, version);
	ck_assert_ptr_eq(process_table_find(world.table, PID), b);
	ck_assert_uint_eq(process_table_count(world.table), 1);
	world_done(&world);
}
END_TEST

START_TEST(a_full_table_gives_up_those_that_ended_first)
{
	struct world world;
	world_init(&world, 3);
	struct process *a = process_table_add(world.table, (uint32_t)getpid());
	struct process *b = process_table_add(world.table, (uint32_t)getppid());
	struct process *c = process_table_add(world.table, PID);
	process_table_adopt(c, b);
	process_table_adopt(b, a);
	process_table_end(world.table, c);
	ck_assert_ptr_nonnull(process_table_add(world.table, PID + 1)); // c went, although b descends from it
	ck_assert_ptr_null(b->event.parent);
	ck_assert_ptr_eq(a->event.parent, &b->event);
	// Nobody ended that we know of, but there is no such process.
	ck_assert_ptr_nonnull(process_table_add(world.table, PID + 2));
	ck_assert_ptr_null(process_table_find(world.table, PID + 1));
	ck_assert_ptr_eq(process_table_find(world.table, (uint32_t)getpid()), a);
	world_done(&world);
	world_init(&world, 1);
	ck_assert_ptr_nonnull(process_table_add(world.table, (uint32_t)getpid()));
	ck_assert_ptr_null(process_table_add(world.table, PID));
	ck_assert_uint_eq(process_table_refused(world.table), 1);
	world_done(&world);
}
END_TEST

START_TEST(a_threads_own_tables_end_with_it_or_with_its_process)
{
	struct world world;
	world_init(&world, 10);
	struct process *a = process_table_add(world.table, PID);
	ck_assert_ptr_null(process_table_task(world.table, PID + 1));
	for (uint32_t i = 1; i < 600; i++)
		process_table_add_task(world.table, a, PID + i, fd_table_new(), place_new());
	ck_assert_ptr_eq(process_table_task(world.table, PID + 256)->process, a);
	process_table_end_task(world.table, PID + 256);
	ck_assert_ptr_null(process_table_task(world.table, PID + 256));
	process_table_end(world.table, a);
	ck_assert_ptr_null(process_table_task(world.table, PID + 1));
	world_done(&world);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, the_dead_stay_while_somebody_descends_from_them);
	tcase_add_test(tests, a_pid_that_comes_again_is_another_process);
	tcase_add_test(tests, a_full_table_gives_up_those_that_ended_first);
	tcase_add_test(tests, a_threads_own_tables_end_with_it_or_with_its_process);
}
