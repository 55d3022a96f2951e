// SPDX-License-Identifier: Apache-2.0
#include "server/service/change_feed.h"

#include "common/base/alloc.h"
#include "common/base/list.h"

#include <assert.h>

struct change_feed {
	struct list listeners;
	unsigned publishing; // depth: a listener that goes meanwhile is freed at the end
};

struct change_listener {
	struct list node;
	struct change_feed *feed;
	change_fn fn; // NULL = gone
	void *ctx;
};

struct change_feed *change_feed_new(void)
{
	struct change_feed *feed = xcalloc(1, sizeof(*feed));
	list_init(&feed->listeners);
	return feed;
}

void change_feed_free(struct change_feed *feed)
{
	if (!feed)
		return;
	assert(list_empty(&feed->listeners));
	free(feed);
}

struct change_listener *change_feed_listen(struct change_feed *feed, change_fn fn, void *ctx)
{
	struct change_listener *listener = xcalloc(1, sizeof(*listener));
	listener->feed = feed;
	listener->fn = fn;
	listener->ctx = ctx;
	list_append(&feed->listeners, &listener->node);
	return listener;
}

static void sweep(struct change_feed *feed)
{
	list_for_each (listener, &feed->listeners, struct change_listener, node) {
		if (listener->fn)
			continue;
		list_remove(&listener->node);
		free(listener);
	}
}

void change_feed_unlisten(struct change_listener *listener)
{
	if (!listener)
		return;
	listener->fn = NULL;
	if (listener->feed->publishing == 0)
		sweep(listener->feed);
}

void change_feed_publish(struct change_feed *feed, const struct change *change)
{
	feed->publishing++;
	list_for_each (listener, &feed->listeners, struct change_listener, node)
		if (listener->fn)
			listener->fn(listener->ctx, change);
	if (--feed->publishing == 0)
		sweep(feed);
}
