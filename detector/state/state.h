// SPDX-License-Identifier: Apache-2.0
// What the processes of one scan are and what their descriptors stand for, kept from the records and seeded from /proc. Belongs to the
// scan's owner; lives on the loop. Everything is bounded; what finds no room is not known, and counted.
#pragma once

#include "bpf/record.h"
#include "common/base/buffer.h"
#include "common/base/cleanup.h"
#include "common/event/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct state;

struct state_options {
	int64_t boot_to_real;                                        // ns, see common/base/clock.h
	const char *container_id, *container_name, *container_image; // "" or of all processes in scope
	bool host;                                                   // name containers by cgroup
};

// Kept now, and what found no room since the beginning.
struct state_counts {
	size_t processes, objects;
	size_t text_bytes;
	uint64_t no_room; // processes, descriptors and texts that are not known for want of room
};

struct state *state_new(const struct state_options *options); // copies
void state_free(struct state *state);
DEFINE_AUTO(state, state_free);
// The container of all processes in scope, when it is known only after the start: no more naming by cgroup. Before the first record.
void state_set_container(struct state *state, const char *id, const char *name, const char *image);
// On a host: the name of a container and its image, for the processes that are in it now or will be. id may be a short one.
void state_name_container(struct state *state, const char *id, const char *name, const char *image);
bool state_takes_unnamed(struct state *state); // whether a container without a name came since the last time
// Reads /proc: the process, its parents, its descriptors.
void state_seed(struct state *state, pid_t pid);
// The process as an event of it would show it, read from /proc if need be; NULL = not known. Valid until the next call.
const struct event_process *state_process_now(struct state *state, pid_t pid);
// Records were lost: what they did is not known, so descriptors are looked up anew when they are next used.
void state_lost(struct state *state);
// Updates the tables by the record; then sets event->process and ->object (valid until the next call). event may be NULL (FORK, EXEC,
// filtered).
void state_apply(struct state *state, const struct record *record, struct event *event);
const uint64_t *state_calls(void); // RECORD_SYSCALLS / 64 words: native calls that change the state
struct state_counts state_counts(const struct state *state);

enum state_fd_style { STATE_FD_PATHS, STATE_FD_DETAILS }; // strace's -y and -yy

// For decode_options.fd_path, while the event is the one that was applied last: "</etc/passwd>", "<TCP:[1234]>"; nothing when it is not
// known. `result`: the descriptor is what the call returned.
struct state_fd_printer {
	struct state *state;
	enum state_fd_style style;
};
void state_print_fd(void *state_fd_printer, const struct event *event, int fd, bool result, struct buffer *out);
