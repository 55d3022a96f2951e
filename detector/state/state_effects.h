// SPDX-License-Identifier: Apache-2.0
// Effects of calls, a table a file, and what they share. Internal to detector/state.
#pragma once

#include "detector/state/state_private.h"

struct state_effect {
	int32_t nr; // native; the last row has -1
	void (*apply)(struct state_call *call);
	bool passing; // says something of this call only
};

extern const struct state_effect state_file_effects[], state_socket_effects[], state_process_effects[];
void state_effects_ready(void); // before the first state_effect

static inline uint64_t state_arg(const struct state_call *call, unsigned i)
{
	return call->event->args[i];
}

static inline int state_arg_fd(const struct state_call *call, unsigned i)
{
	return (int)call->event->args[i];
}

static inline int state_returned(const struct state_call *call)
{
	return (int)call->event->ret;
}

void state_put(struct state_call *call, int fd, struct fd_object *object, bool cloexec); // NULL: not known
// What the descriptor was before the call: -y prints arguments as they were given. NULL: not known.
void state_replace(struct state_call *call, int fd, struct fd_object *before);
// The calling thread alone gets tables of its own.
void state_unshare_files(struct state_call *call);
void state_unshare_place(struct state_call *call);
// The two numbers that argument `at` points to.
bool state_two_fds(const struct state_call *call, unsigned at, int ret_fds[2]);
// What the kernel says of a socket or pipe that the call made or named.
bool state_call_file(const struct state_call *call, uint8_t sub, struct record_file *ret_file);
