// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/ptrace_queue.h"

#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "bpf/shared.h"
#include "tests/unit/support/check_main.h"

#define MANY 200000u

static void push(struct ptrace_queue *queue, uint32_t number, uint32_t size)
{
	uint64_t room[RING_RECORD_MAX / 8] = {0};
	struct record *record = (void *)room;
	record->size = size;
	record->tid = number;
	memset(record + 1, (int)(number & 0xff), size - sizeof(*record));
	ptrace_queue_push(queue, record);
}

static uint32_t size_for(uint32_t number)
{
	return (uint32_t)sizeof(struct record) + number % 97 * 8;
}

static void expect(struct ptrace_queue *queue, uint32_t number, uint32_t size)
{
	const struct record *record = ptrace_queue_peek(queue);
	ck_assert_ptr_nonnull(record);
	ck_assert_uint_eq(record->tid, number);
	ck_assert_uint_eq(record->size, size);
	if (size > sizeof(*record))
		ck_assert_uint_eq(((const uint8_t *)record)[size - 1], number & 0xff);
	ptrace_queue_pop(queue);
}

static bool rings(const struct ptrace_queue *queue)
{
	struct pollfd pollfd = {.fd = ptrace_queue_bell(queue), .events = POLLIN};
	return poll(&pollfd, 1, 0) == 1;
}

START_TEST(gives_back_what_came_in_order)
{
	struct ptrace_queue *queue = ptrace_queue_new(0);
	ck_assert_ptr_null(ptrace_queue_peek(queue));
	for (uint32_t i = 0; i < 100; i++)
		push(queue, i, size_for(i));
	for (uint32_t i = 0; i < 100; i++)
		expect(queue, i, size_for(i));
	ck_assert_ptr_null(ptrace_queue_peek(queue));
	ptrace_queue_free(queue);
}
END_TEST

START_TEST(rings_when_much_waits)
{
	struct ptrace_queue *queue = ptrace_queue_new(0);
	push(queue, 1, size_for(1));
	ck_assert(!rings(queue));
	push(queue, 2, RING_RECORD_MAX);
	ck_assert(rings(queue));
	ptrace_queue_silence(queue);
	ck_assert(!rings(queue));
	ptrace_queue_free(queue);
}
END_TEST

static void *write_many(void *ctx)
{
	for (uint32_t i = 0; i < MANY; i++)
		push(ctx, i, size_for(i));
	return NULL;
}

START_TEST(lets_a_fast_writer_wait_and_loses_nothing)
{
	struct ptrace_queue *queue = ptrace_queue_new(0);
	pthread_t writer;
	ck_assert_int_eq(pthread_create(&writer, NULL, write_many, queue), 0);
	for (uint32_t i = 0; i < MANY;) {
		struct pollfd pollfd = {.fd = ptrace_queue_bell(queue), .events = POLLIN};
		if (ptrace_queue_peek(queue)) {
			expect(queue, i, size_for(i));
			i++;
			continue;
		}
		(void)poll(&pollfd, 1, 1);
		ptrace_queue_silence(queue);
	}
	(void)pthread_join(writer, NULL);
	ck_assert_ptr_null(ptrace_queue_peek(queue));
	ptrace_queue_free(queue);
}
END_TEST

START_TEST(puts_aside_what_is_there_and_keeps_the_order)
{
	struct ptrace_queue *queue = ptrace_queue_new(0);
	pthread_t writer;
	ck_assert_int_eq(pthread_create(&writer, NULL, write_many, queue), 0);
	while (!ptrace_queue_waits(queue)) // it is stuck: nobody pops
		(void)poll(NULL, 0, 1);
	for (unsigned i = 0; i < 50; i++) {
		ptrace_queue_spill(queue);
		(void)poll(NULL, 0, 1);
	}
	for (uint32_t i = 0; i < MANY;) {
		if (ptrace_queue_peek(queue)) {
			expect(queue, i, size_for(i));
			i++;
		} else {
			(void)poll(NULL, 0, 1);
		}
	}
	(void)pthread_join(writer, NULL);
	ptrace_queue_free(queue);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, gives_back_what_came_in_order);
	tcase_add_test(tests, rings_when_much_waits);
	tcase_add_test(tests, lets_a_fast_writer_wait_and_loses_nothing);
	tcase_add_test(tests, puts_aside_what_is_there_and_keeps_the_order);
}
