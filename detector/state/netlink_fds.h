// SPDX-License-Identifier: Apache-2.0
// The netlink sockets that processes have open: all that the text of their messages needs to know, for who keeps no state. Bounded;
// what finds no room reads as bytes. Belongs to the pipeline; lives on the loop.
#pragma once

#include "bpf/record.h"
#include "common/event/event.h"

struct netlink_fds;

struct netlink_fds *netlink_fds_new(void);
void netlink_fds_free(struct netlink_fds *fds);
// Learns from the record; then sets event->object when the event is a call on such a socket. event may be NULL.
void netlink_fds_apply(struct netlink_fds *fds, const struct record *record, struct event *event);
