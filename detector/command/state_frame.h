// SPDX-License-Identifier: Apache-2.0
// The payload of a WIRE_STATE frame, JSON as docs/protocol.md says.
#pragma once

#include <stdint.h>
#include <sys/types.h>

// Numbers of system calls, but for last_seq, events (with signals and ends of tasks) and terminal_bytes.
struct state_totals {
	uint64_t counted, captured, lost_kernel, lost_spool, lost_limit, last_seq, events, terminal_bytes, missed_runs;
	uint64_t filtered; // counted = captured + lost + filtered
};

struct state_frame {
	const char *state;
	uint64_t ts; // ns since the epoch
	const char *message;
	const char *container_id;          // NULL or "" = none
	pid_t pid;                         // 0 = none
	int exit_code;                     // -1 = none
	int signal;                        // 0 = none
	const struct state_totals *totals; // NULL = none
};

// The caller frees.
char *state_frame_format(const struct state_frame *frame);
