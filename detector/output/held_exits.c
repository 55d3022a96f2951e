// SPDX-License-Identifier: Apache-2.0
#include "detector/output/held_exits.h"

bool held_exits_add(struct held_exits *held, const struct event *event)
{
	bool first = event->kind == EVENT_EXIT && event->tid == event->pid;
	if (!first || event->flags & RECORD_F_LEADER || held->n == HELD_EXITS_MAX)
		return false;
	struct event *kept = &held->events[held->n++];
	*kept = *event;
	kept->data = NULL; // what it points to does not live on
	kept->data_len = 0;
	kept->process = NULL;
	kept->object = NULL;
	return true;
}

bool held_exits_take(struct held_exits *held, uint32_t pid, struct event *ret_event)
{
	for (unsigned i = 0; i < held->n; i++) {
		if (held->events[i].pid != pid)
			continue;
		*ret_event = held->events[i];
		held->events[i] = held->events[--held->n];
		return true;
	}
	return false;
}
