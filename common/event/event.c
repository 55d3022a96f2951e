// SPDX-License-Identifier: Apache-2.0
#include "common/event/event.h"

bool event_next_data(const struct event *event, size_t *cursor, struct event_data *ret_data)
{
	size_t left = *cursor <= event->data_len ? event->data_len - *cursor : 0;
	if (left < sizeof(struct record_data))
		return false;
	const struct record_data *head = (const struct record_data *)(const void *)(event->data + *cursor);
	size_t room = left - sizeof(*head);
	if (head->len > room)
		return false;
	ret_data->head = head;
	ret_data->bytes = event->data + *cursor + sizeof(*head);
	size_t step = sizeof(*head) + (((size_t)head->len + 7) & ~(size_t)7);
	*cursor += step <= left ? step : left;
	return true;
}

bool event_find_data(const struct event *event, unsigned arg, bool at_entry, struct event_data *ret_data)
{
	size_t cursor = 0;
	struct event_data data;
	while (event_next_data(event, &cursor, &data)) {
		if (data.head->arg != arg || ((data.head->status & RECORD_DATA_ENTRY) != 0) != at_entry)
			continue;
		*ret_data = data;
		return true;
	}
	return false;
}
