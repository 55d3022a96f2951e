// SPDX-License-Identifier: Apache-2.0
// Ends of first tasks whose process goes on: a tracer by ptrace hears of them only when the process has ended, and not at all when an
// execve of another task takes their place. They wait here until then, so that the text is strace's.
#pragma once

#include "common/event/event.h"

#include <stdbool.h>

#define HELD_EXITS_MAX 256u

struct held_exits {
	unsigned n;
	struct event events[HELD_EXITS_MAX];
};

// False when the event is to be shown at once: no such end, or no room.
bool held_exits_add(struct held_exits *held, const struct event *event);
// The end of that process's first task, if it waits here.
bool held_exits_take(struct held_exits *held, uint32_t pid, struct event *ret_event);
