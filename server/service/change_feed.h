// SPDX-License-Identifier: Apache-2.0
// Tells listeners that a scan or a detector changed, after COMMIT. Listeners are called on the loop, must not wait, and look the
// object up themselves (with their reader's rights). Owned by server.c; lives on the loop.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/uuid.h"

struct change_feed;
struct change_listener;

enum change_kind { CHANGE_SCAN, CHANGE_SCAN_DELETED, CHANGE_DETECTOR };

struct change {
	enum change_kind kind;
	struct uuid id;      // of the scan or the detector
	struct uuid project; // of the scan; zero for a detector
};

typedef void (*change_fn)(void *ctx, const struct change *change);

struct change_feed *change_feed_new(void);
void change_feed_free(struct change_feed *feed); // asserts that all listeners are gone
DEFINE_AUTO(change_feed, change_feed_free);

struct change_listener *change_feed_listen(struct change_feed *feed, change_fn fn, void *ctx);
// Allowed inside a listener.
void change_feed_unlisten(struct change_listener *listener);
void change_feed_publish(struct change_feed *feed, const struct change *change);
