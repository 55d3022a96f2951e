// SPDX-License-Identifier: Apache-2.0
// Control messages that wait for the socket: first in, first out, never more than OUTBOX_MESSAGES or OUTBOX_BYTES. A message longer
// than one write goes out in pieces.
#pragma once

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/list.h"

#define OUTBOX_MESSAGES 256u
#define OUTBOX_BYTES    (1u << 20)

struct outbox {
	struct list messages;
	unsigned n;
	size_t bytes;
	uint64_t dropped; // did not fit, ever
};

struct outbox_piece {
	const char *bytes;
	size_t len;
	bool first, last;
};

void outbox_init(struct outbox *outbox);
void outbox_clear(struct outbox *outbox); // what waits is about a connection that is gone
// Takes the reference over in any case. -ENOBUFS when it does not fit.
int outbox_put(struct outbox *outbox, struct json_object *message);
// The next piece of at most max bytes; false when nothing waits.
bool outbox_peek(const struct outbox *outbox, size_t max, struct outbox_piece *ret_piece);
// The piece was sent.
void outbox_advance(struct outbox *outbox, const struct outbox_piece *piece);
