// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/ptrace_queue.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "bpf/shared.h"
#include "common/base/alloc.h"
#include "common/base/cleanup.h"

struct spilled {
	struct spilled *next;
	struct record record; // its data follow
};

struct ptrace_queue {
	uint64_t bytes; // a power of two; a record may run RING_RECORD_MAX beyond the end, so nothing wraps
	uint8_t *memory;
	atomic_uint_least64_t head; // the writer's
	atomic_uint_least64_t tail; // the reader's
	atomic_uint_least64_t waits;
	struct spilled *first, **last; // the reader's: older than what is in the ring
	pthread_mutex_t lock;
	pthread_cond_t room;
	int bell;
	atomic_bool rung;
	atomic_bool waiting; // the writer, for room
};

struct ptrace_queue *ptrace_queue_new(uint64_t bytes)
{
	struct ptrace_queue *queue = xcalloc(1, sizeof(*queue));
	uint64_t size = 2ull * RING_RECORD_MAX;
	while (size < bytes)
		size *= 2;
	queue->bytes = size;
	queue->memory = xcalloc(1, size + RING_RECORD_MAX);
	queue->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	queue->last = &queue->first;
	(void)pthread_mutex_init(&queue->lock, NULL);
	(void)pthread_cond_init(&queue->room, NULL);
	return queue;
}

void ptrace_queue_free(struct ptrace_queue *queue)
{
	if (!queue)
		return;
	for (struct spilled *next; queue->first; queue->first = next) {
		next = queue->first->next;
		free(queue->first);
	}
	if (queue->bell >= 0)
		(void)close(queue->bell);
	(void)pthread_cond_destroy(&queue->room);
	(void)pthread_mutex_destroy(&queue->lock);
	free(queue->memory);
	free(queue);
}

int ptrace_queue_bell(const struct ptrace_queue *queue)
{
	return queue->bell;
}

static void ring_bell(struct ptrace_queue *queue)
{
	const uint64_t one = 1;
	if (!atomic_exchange(&queue->rung, true))
		(void)!write(queue->bell, &one, sizeof(one));
}

static uint64_t used(struct ptrace_queue *queue)
{
	return atomic_load_explicit(&queue->head, memory_order_acquire) - atomic_load(&queue->tail);
}

static void wait_for_room(struct ptrace_queue *queue, uint64_t need)
{
	(void)pthread_mutex_lock(&queue->lock);
	atomic_fetch_add(&queue->waits, 1);
	atomic_store(&queue->waiting, true);
	while (used(queue) + need > queue->bytes) {
		ring_bell(queue);
		(void)pthread_cond_wait(&queue->room, &queue->lock);
	}
	atomic_store(&queue->waiting, false);
	(void)pthread_mutex_unlock(&queue->lock);
}

void ptrace_queue_push(struct ptrace_queue *queue, const struct record *record)
{
	assert(record->size >= sizeof(*record) && record->size <= RING_RECORD_MAX);
	uint64_t head = atomic_load_explicit(&queue->head, memory_order_relaxed);
	if (used(queue) + record->size > queue->bytes)
		wait_for_room(queue, record->size);
	memcpy(queue->memory + (head & (queue->bytes - 1)), record, record->size);
	atomic_store_explicit(&queue->head, head + record->size, memory_order_release);
	if (used(queue) > queue->bytes / 4)
		ring_bell(queue);
}

static struct record *peek_ring(struct ptrace_queue *queue)
{
	uint64_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
	if (!used(queue))
		return NULL;
	return (struct record *)(queue->memory + (tail & (queue->bytes - 1)));
}

static void pop_ring(struct ptrace_queue *queue)
{
	uint64_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
	atomic_store(&queue->tail, tail + peek_ring(queue)->size);
	if (!atomic_load(&queue->waiting))
		return;
	(void)pthread_mutex_lock(&queue->lock);
	(void)pthread_cond_signal(&queue->room);
	(void)pthread_mutex_unlock(&queue->lock);
}

struct record *ptrace_queue_peek(struct ptrace_queue *queue)
{
	return queue->first ? &queue->first->record : peek_ring(queue);
}

void ptrace_queue_pop(struct ptrace_queue *queue)
{
	if (!queue->first) {
		pop_ring(queue);
		return;
	}
	struct spilled *spilled = queue->first;
	queue->first = spilled->next;
	if (!queue->first)
		queue->last = &queue->first;
	free(spilled);
}

void ptrace_queue_silence(struct ptrace_queue *queue)
{
	uint64_t rings;
	atomic_store(&queue->rung, false);
	(void)!read(queue->bell, &rings, sizeof(rings));
}

void ptrace_queue_spill(struct ptrace_queue *queue)
{
	for (struct record *record; (record = peek_ring(queue));) {
		struct spilled *spilled = xcalloc(1, offsetof(struct spilled, record) + record->size);
		memcpy(&spilled->record, record, record->size);
		*queue->last = spilled;
		queue->last = &spilled->next;
		pop_ring(queue);
	}
}

uint64_t ptrace_queue_waits(const struct ptrace_queue *queue)
{
	return atomic_load(&queue->waits);
}
