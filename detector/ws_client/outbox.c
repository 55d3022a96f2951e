// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/outbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"

struct outbox_message {
	struct list node;
	size_t len;
	size_t sent;
	char text[];
};

void outbox_init(struct outbox *outbox)
{
	*outbox = (struct outbox){0};
	list_init(&outbox->messages);
}

static void remove_message(struct outbox *outbox, struct outbox_message *message)
{
	outbox->n--;
	outbox->bytes -= message->len;
	list_remove(&message->node);
	free(message);
}

void outbox_clear(struct outbox *outbox)
{
	list_for_each (message, &outbox->messages, struct outbox_message, node)
		remove_message(outbox, message);
}

int outbox_put(struct outbox *outbox, struct json_object *object)
{
	size_t len = 0;
	const char *text = json_object_to_json_string_length(object, JSON_C_TO_STRING_PLAIN, &len);
	int r = -ENOBUFS;
	if (text && outbox->n < OUTBOX_MESSAGES && len <= OUTBOX_BYTES - outbox->bytes) {
		struct outbox_message *message = xcalloc(1, sizeof(*message) + len);
		memcpy(message->text, text, len);
		message->len = len;
		list_append(&outbox->messages, &message->node);
		outbox->n++;
		outbox->bytes += len;
		r = 0;
	} else {
		outbox->dropped++;
	}
	json_object_put(object);
	return r;
}

bool outbox_peek(const struct outbox *outbox, size_t max, struct outbox_piece *ret_piece)
{
	if (list_empty(&outbox->messages))
		return false;
	const struct outbox_message *message = list_first(&outbox->messages, struct outbox_message, node);
	size_t left = message->len - message->sent;
	*ret_piece = (struct outbox_piece){
	    .bytes = message->text + message->sent,
	    .len = left < max ? left : max,
	    .first = message->sent == 0,
	    .last = left <= max,
	};
	return true;
}

void outbox_advance(struct outbox *outbox, const struct outbox_piece *piece)
{
	struct outbox_message *message = list_first(&outbox->messages, struct outbox_message, node);
	message->sent += piece->len;
	if (piece->last)
		remove_message(outbox, message);
}
