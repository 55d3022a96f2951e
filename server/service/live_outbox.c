// SPDX-License-Identifier: Apache-2.0
// Messages that wait for one viewer's socket. Bounded by those who put them in: one update of events, one set of counters, one
// notice for each object, and a window of terminal output.
#include "server/service/live_internal.h"

#include "common/base/alloc.h"

#include <stdlib.h>

struct outbox_item *outbox_add(struct live_subscriber *subscriber, enum live_kind kind, const struct uuid *id)
{
	struct outbox_item *item = xcalloc(1, sizeof(*item));
	item->item = (struct live_item){.kind = kind, .id = *id};
	buffer_init(&item->members, LIVE_UPDATE_BYTES);
	list_append(&subscriber->outbox, &item->node);
	subscriber->outbox_n++;
	return item;
}

struct outbox_item *outbox_find(struct live_subscriber *subscriber, enum live_kind kind, const struct uuid *id)
{
	list_for_each (item, &subscriber->outbox, struct outbox_item, node) {
		if (item->item.kind == kind && uuid_equal(&item->item.id, id))
			return item;
	}
	return NULL;
}

struct outbox_item *outbox_last(struct live_subscriber *subscriber)
{
	return list_empty(&subscriber->outbox) ? NULL : list_entry(subscriber->outbox.prev, struct outbox_item, node);
}

void outbox_drop(struct live_subscriber *subscriber, struct outbox_item *item)
{
	list_remove(&item->node);
	subscriber->outbox_n--;
	buffer_done(&item->members);
	free(item);
}

static void offer(struct live_subscriber *subscriber, struct outbox_item *item)
{
	item->item.members = buffer_text(&item->members);
	item->item.len = item->members.len;
	subscriber->offering = true; // an unsubscribe now leaves the item alone
	bool taken = subscriber->offer(subscriber->ctx, &item->item);
	subscriber->offering = false;
	if (taken) {
		subscriber->hub->stats.updates++;
		outbox_drop(subscriber, item);
	} else {
		subscriber->blocked = true;
	}
}

void outbox_flush(struct live_subscriber *subscriber)
{
	(void)live_subscriber_ref(subscriber); // the offer may end the subscription
	list_for_each (item, &subscriber->outbox, struct outbox_item, node) {
		if (!subscriber->closed && !subscriber->blocked)
			offer(subscriber, item);
	}
	if (subscriber->closed)
		outbox_clear(subscriber);
	live_subscriber_unref(subscriber);
}

void outbox_clear(struct live_subscriber *subscriber)
{
	list_for_each (item, &subscriber->outbox, struct outbox_item, node)
		outbox_drop(subscriber, item);
}
