// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/signal_order.h"

#include <stdlib.h>

#include "common/base/alloc.h"

#define WAITING_MAX 4096u // more are given out at once

struct waiting {
	struct waiting *next;
	struct record record;
	bool told; // given out; stays to be known until its task ends
};

struct signal_order {
	struct waiting *first, **last;
	unsigned n;
	struct record given;
};

struct signal_order *signal_order_new(void)
{
	struct signal_order *order = xcalloc(1, sizeof(*order));
	order->last = &order->first;
	return order;
}

static void drop(struct signal_order *order, struct waiting **place)
{
	struct waiting *waiting = *place;
	*place = waiting->next;
	if (order->last == &waiting->next)
		order->last = place;
	order->n--;
	free(waiting);
}

void signal_order_free(struct signal_order *order)
{
	if (!order)
		return;
	while (order->first)
		drop(order, &order->first);
	free(order);
}

bool signal_order_is_empty(const struct signal_order *order)
{
	return !order->first;
}

static bool is_dying(const struct signal_order *order, uint32_t tid)
{
	for (const struct waiting *at = order->first; at; at = at->next)
		if (at->record.tid == tid && (at->record.flags & RECORD_F_FATAL))
			return true;
	return false;
}

void signal_order_sent(struct signal_order *order, const struct record *record)
{
	if ((record->flags & RECORD_F_FATAL) && is_dying(order, record->tid))
		return;
	struct waiting *waiting = xcalloc(1, sizeof(*waiting));
	waiting->record = *record;
	*order->last = waiting;
	order->last = &waiting->next;
	order->n++;
}

static const struct record *give(struct signal_order *order, struct waiting **place, uint64_t not_before)
{
	struct waiting *waiting = *place;
	order->given = waiting->record;
	order->given.type = RECORD_SIGNAL;
	order->given.flags &= (uint16_t)~RECORD_F_FATAL;
	if (order->given.ts < not_before)
		order->given.ts = not_before;
	if (waiting->record.flags & RECORD_F_FATAL)
		waiting->told = true;
	else
		drop(order, place);
	return &order->given;
}

// Inside calls a task is not shown signals; those that come with a call's record are told by the duration, if there is one.
static bool came_before(const struct record *signal, const struct record *record)
{
	switch (record->type) {
	case RECORD_SYSCALL:
		if (record->flags & RECORD_F_NO_RETURN)
			return true;
		// One that ends the task lets it begin no more calls: it may have come while the beginning was looked at.
		return record->duration != RECORD_NO_DURATION && !(signal->flags & RECORD_F_FATAL) &&
		       record->ts - record->duration >= signal->ts;
	case RECORD_SIGNAL:
	case RECORD_EXIT:
		return true;
	default:
		return false;
	}
}

static struct waiting **next_of(struct signal_order *order, uint32_t tid)
{
	struct waiting **place = &order->first;
	while (*place && ((*place)->told || (*place)->record.tid != tid))
		place = &(*place)->next;
	return place;
}

static void forget(struct signal_order *order, uint32_t tid)
{
	for (struct waiting **place = &order->first; *place;) {
		if ((*place)->record.tid == tid)
			drop(order, place);
		else
			place = &(*place)->next;
	}
}

const struct record *signal_order_before(struct signal_order *order, const struct record *record)
{
	struct waiting **place = next_of(order, record->tid);
	if (*place && came_before(&(*place)->record, record))
		return give(order, place, 0);
	if (record->type == RECORD_EXIT)
		forget(order, record->tid);
	return NULL;
}

const struct record *signal_order_behind(struct signal_order *order, const struct record *record)
{
	struct waiting **place = next_of(order, record->tid);
	if (record->type != RECORD_SYSCALL || !*place)
		return NULL;
	return give(order, place, record->ts);
}

const struct record *signal_order_late(struct signal_order *order, uint64_t ts)
{
	for (struct waiting **place = &order->first; *place;) {
		struct waiting *waiting = *place;
		if (waiting->record.ts >= ts && order->n <= WAITING_MAX)
			return NULL;
		if (!waiting->told)
			return give(order, place, 0);
		if (order->n > WAITING_MAX)
			drop(order, place);
		else
			place = &waiting->next;
	}
	return NULL;
}

void signal_order_rename(struct signal_order *order, uint32_t from, uint32_t to)
{
	if (from == to)
		return;
	for (struct waiting *at = order->first; at; at = at->next)
		if (at->record.tid == from)
			at->record.tid = to;
}
