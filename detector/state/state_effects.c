// SPDX-License-Identifier: Apache-2.0
// Which call has which effect: the tables of the files, by number.
#include <errno.h>
#include <sys/syscall.h>

#include "detector/state/state_effects.h"
#include "detector/state/state_private.h"

static const struct state_effect *effects[RECORD_SYSCALLS];
static uint64_t calls[RECORD_SYSCALLS / 64];

static void add(const struct state_effect *rows)
{
	for (; rows->nr >= 0; rows++) {
		effects[rows->nr] = rows;
		if (!rows->passing)
			calls[rows->nr / 64] |= 1ull << rows->nr % 64;
	}
}

void state_effects_ready(void)
{
	if (calls[0])
		return;
	add(state_file_effects);
	add(state_socket_effects);
	add(state_process_effects);
}

// A close that was interrupted or could not write is a close; a connect may be under way.
static bool applies(int32_t native, const struct event *event)
{
	if (!event_failed(event))
		return true;
	return (native == SYS_close && event->ret != -EBADF) || (native == SYS_connect && event->ret == -EINPROGRESS);
}

void state_effect(struct state_call *call, int32_t native)
{
	const struct state_effect *effect = effects[native];
	if (effect && applies(native, call->event))
		effect->apply(call);
}

const uint64_t *state_calls(void)
{
	state_effects_ready();
	return calls;
}
