// SPDX-License-Identifier: Apache-2.0
// Memory that a struct in an argument points to, and the pieces of one message of several. Internal to common/syscalls.
#pragma once

#include "common/syscalls/print.h"

// What the follow entry `sub` of the argument's type copied, at the call's exit or else at its entry.
bool nested_find(const struct printer *p, unsigned arg, uint8_t sub, struct piece *ret_piece);

// Where the pieces of one message are: behind `from` in the event's data, up to the next message. 0 = all of the argument's.
struct message_place {
	unsigned arg;
	enum moment moment;
	size_t from;
};

// The place of message `index` of an array; false when it was not copied.
bool message_find(const struct printer *p, unsigned arg, enum moment moment, uint8_t index,
		  struct message_place *ret_place);
bool message_piece(const struct printer *p, const struct message_place *place, uint8_t kind, uint8_t sub,
		   struct piece *ret_piece);
