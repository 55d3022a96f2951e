// SPDX-License-Identifier: Apache-2.0
// Effects of calls on sockets (state_sockets.c), and what they share with those of other calls. Internal to detector/state.
#pragma once

#include "detector/state/state_private.h"

void state_on_socket(struct state_call *call);
void state_on_socketpair(struct state_call *call);
void state_on_connect(struct state_call *call);
void state_on_bind(struct state_call *call);
void state_on_listen(struct state_call *call);
void state_on_accept(struct state_call *call);
void state_on_accept4(struct state_call *call);
void state_on_getsockname(struct state_call *call);
void state_on_getpeername(struct state_call *call);
void state_on_sendto(struct state_call *call);
void state_on_recvfrom(struct state_call *call);
void state_on_message(struct state_call *call);

void state_put(struct state_call *call, int fd, struct fd_object *object, bool cloexec); // NULL: not known
// The two numbers that argument `at` points to.
bool state_two_fds(const struct state_call *call, unsigned at, int ret_fds[2]);
// What the kernel says of a socket or pipe that the call made or named.
bool state_call_file(const struct state_call *call, uint8_t sub, struct record_file *ret_file);
