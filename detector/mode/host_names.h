// SPDX-License-Identifier: Apache-2.0
// Names for the containers of a host, from a Podman that serves there: those that are there now, and those that come while we trace. Where
// none serves, containers have their ids only. On the loop.
#pragma once

#include "common/loop/loop.h"
#include "detector/mode/tracing.h"

struct host_names;

// Asks beside the trace, which goes on meanwhile. socket: NULL = the usual place.
struct host_names *host_names_new(struct loop *loop, const char *socket, struct tracing *tracing);
bool host_names_asked(const struct host_names *names); // those that were there at first are told, or cannot be
void host_names_stop(struct host_names *names);        // asks no more
bool host_names_over(const struct host_names *names);  // nothing is under way any more: it may be freed
void host_names_free(struct host_names *names);        // NULL is fine
