// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/ring_set.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "tests/unit/support/check_main.h"

#define CPUS  2
#define BYTES RING_MIN_BYTES

struct bench {
	uint8_t *memory;
	struct ring_set *set;
	uint64_t now;
};

static struct bench bench_new(void)
{
	struct bench bench = {.memory = calloc(CPUS, ring_set_stride(BYTES)), .now = clock_boot_ns() - NS_PER_S};
	ck_assert_ptr_nonnull(bench.memory);
	bench.set = ring_set_new(bench.memory, CPUS, BYTES);
	return bench;
}

static void bench_free(struct bench *bench)
{
	ring_set_free(bench->set);
	free(bench->memory);
}

// What a program does.
static struct record *put(struct bench *bench, unsigned cpu, uint64_t ts, uint32_t size)
{
	struct ring_head *head = ring_set_head(bench->set, cpu);
	struct record *record = (void *)((uint8_t *)head + RING_HEAD_BYTES + (head->head & (BYTES - 1)));
	*record = (struct record){.size = size, .type = RECORD_SYSCALL, .ts = ts, .tid = cpu};
	head->head += size;
	return record;
}

static uint64_t next_ts(struct bench *bench)
{
	unsigned cpu;
	struct record *record = ring_set_next(bench->set, &cpu);
	return record ? record->ts : 0;
}

START_TEST(cpus_are_merged_by_time)
{
	struct bench bench = bench_new();
	for (uint64_t i = 0; i < 100; i++)
		(void)put(&bench, i % 3 == 0, bench.now + i, sizeof(struct record));
	(void)ring_set_refresh(bench.set);
	for (uint64_t i = 0; i < 100; i++)
		ck_assert_uint_eq(next_ts(&bench), bench.now + i);
	ck_assert_uint_eq(next_ts(&bench), 0);
	ck_assert(ring_set_is_empty(bench.set));
	bench_free(&bench);
}
END_TEST

START_TEST(what_is_too_young_waits)
{
	struct bench bench = bench_new();
	(void)put(&bench, 0, bench.now, sizeof(struct record));
	(void)put(&bench, 1, clock_boot_ns() + NS_PER_S,
		  sizeof(struct record)); // the other CPU may still write an older one
	(void)ring_set_refresh(bench.set);
	ck_assert_uint_eq(next_ts(&bench), bench.now);
	ck_assert_uint_eq(next_ts(&bench), 0);
	ck_assert(!ring_set_is_empty(bench.set));
	bench_free(&bench);
}
END_TEST

START_TEST(a_busy_ring_holds_the_horizon_back)
{
	struct bench bench = bench_new();
	uint64_t before = ring_set_refresh(bench.set);
	ring_set_head(bench.set, 1)->busy = 1;
	(void)put(&bench, 0, clock_boot_ns(), sizeof(struct record));
	while (clock_boot_ns() < before + NS_PER_MS)
		;
	ck_assert_uint_eq(ring_set_refresh(bench.set), before);
	ck_assert_uint_eq(next_ts(&bench), 0);
	ring_set_head(bench.set, 1)->busy = 0;
	ck_assert_uint_gt(ring_set_refresh(bench.set), before);
	ck_assert_uint_ne(next_ts(&bench), 0);
	bench_free(&bench);
}
END_TEST

START_TEST(room_is_given_back)
{
	struct bench bench = bench_new();
	struct ring_head *head = ring_set_head(bench.set, 0);
	for (int round = 0; round < 100; round++) { // far beyond the ring's end
		for (int i = 0; i < 100; i++)
			(void)put(&bench, 0, bench.now++, 512);
		(void)ring_set_refresh(bench.set);
		for (int i = 0; i < 100; i++)
			ck_assert_uint_ne(next_ts(&bench), 0);
		ring_set_release(bench.set, false);
		ck_assert_uint_le(head->head - head->tail, BYTES / 8);
	}
	ring_set_release(bench.set, true);
	ck_assert_uint_eq(head->head, head->tail);
	bench_free(&bench);
}
END_TEST

START_TEST(time_never_goes_back)
{
	struct bench bench = bench_new();
	(void)put(&bench, 0, bench.now + 10, sizeof(struct record));
	(void)put(&bench, 0, bench.now + 8, sizeof(struct record)); // the kernel's fast clock may do that by a few ns
	(void)put(&bench, 1, bench.now + 9, sizeof(struct record));
	(void)ring_set_refresh(bench.set);
	uint64_t last = 0;
	for (int i = 0; i < 3; i++) {
		uint64_t ts = next_ts(&bench);
		ck_assert_uint_ge(ts, last);
		last = ts;
	}
	ck_assert_uint_eq(last, bench.now + 10);
	bench_free(&bench);
}
END_TEST

START_TEST(what_is_no_record_is_skipped_and_counted)
{
	static const uint32_t sizes[] = {0, 8, 113, RING_RECORD_MAX + 8};
	for (size_t i = 0; i < 4; i++) {
		struct bench bench = bench_new();
		(void)put(&bench, 0, bench.now, sizeof(struct record));
		put(&bench, 0, bench.now + 1, 256)->size = sizes[i];
		(void)ring_set_refresh(bench.set);
		ck_assert_uint_eq(next_ts(&bench), bench.now);
		ck_assert_uint_eq(next_ts(&bench), 0);
		ck_assert_uint_eq(ring_set_damaged(bench.set), 256);
		(void)put(&bench, 0, bench.now + 2, sizeof(struct record)); // and it goes on
		(void)ring_set_refresh(bench.set);
		ck_assert_uint_eq(next_ts(&bench), bench.now + 2);
		bench_free(&bench);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, cpus_are_merged_by_time);
	tcase_add_test(tests, what_is_too_young_waits);
	tcase_add_test(tests, a_busy_ring_holds_the_horizon_back);
	tcase_add_test(tests, room_is_given_back);
	tcase_add_test(tests, time_never_goes_back);
	tcase_add_test(tests, what_is_no_record_is_skipped_and_counted);
}
