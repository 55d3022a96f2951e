// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/nested.h"

bool nested_find(const struct printer *p, unsigned arg, uint8_t sub, struct piece *ret_piece)
{
	return piece_find(p, arg, RECORD_DATA_NESTED, sub, AT_EXIT, ret_piece) ||
	       piece_find(p, arg, RECORD_DATA_NESTED, sub, AT_ENTRY, ret_piece);
}

static bool is_of(const struct record_data *head, unsigned arg, enum moment moment)
{
	return head->arg == arg && ((head->status & RECORD_DATA_ENTRY) != 0) == (moment == AT_ENTRY);
}

bool message_find(const struct printer *p, unsigned arg, enum moment moment, uint8_t index,
		  struct message_place *ret_place)
{
	size_t cursor = 0;
	struct event_data data;
	while (event_next_data(p->event, &cursor, &data)) {
		if (!is_of(data.head, arg, moment) || data.head->kind != RECORD_DATA_MESSAGE || data.head->sub != index)
			continue;
		*ret_place = (struct message_place){arg, moment, cursor};
		return true;
	}
	return false;
}

bool message_piece(const struct printer *p, const struct message_place *place, uint8_t kind, uint8_t sub,
		   struct piece *ret_piece)
{
	size_t cursor = place->from;
	struct event_data data;
	while (event_next_data(p->event, &cursor, &data)) {
		const struct record_data *head = data.head;
		if (!is_of(head, place->arg, place->moment))
			continue;
		if (head->kind == RECORD_DATA_MESSAGE && place->from)
			return false;
		if (head->kind != kind || head->sub != sub)
			continue;
		bool fault = head->status & RECORD_DATA_FAULT;
		if (fault && !head->len)
			return false;
		*ret_piece = (struct piece){data.bytes, head->len, fault || (head->status & RECORD_DATA_TRUNCATED)};
		return true;
	}
	return false;
}
