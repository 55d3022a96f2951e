// SPDX-License-Identifier: Apache-2.0
// The event: one struct, spoken by decode, filter, chunk, output and server. It is a view: `data` points into the record,
// chunk or buffer it was read from and lives as long as that does.
#pragma once

#include "bpf/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVENT_DURATION_UNKNOWN UINT64_MAX

enum event_kind {
	EVENT_SYSCALL = 1, // nr, abi, args, ret, data
	EVENT_SIGNAL = 2,  // a signal was delivered: nr = signal number, data = the siginfo (see record.h)
	EVENT_EXIT =
	    3, // a task ended: ret = wait status as in wait4; flags EVENT_LEADER for the last task of a process
};

struct event {
	uint64_t seq;      // 1, 2, … in the scan; a hole is a gap of just that size
	uint64_t ts;       // ns since the epoch, at the call's end
	uint64_t duration; // ns, EVENT_DURATION_UNKNOWN without enter hook
	int64_t ret;       // as the kernel returns it: -errno on failure
	uint64_t args[RECORD_ARGS];
	uint32_t pid; // host's view
	uint32_t tid;
	int32_t nr;     // of the call in its abi, or the signal
	uint8_t kind;   // enum event_kind
	uint8_t abi;    // enum record_abi
	uint16_t flags; // RECORD_F_*
	char comm[RECORD_COMM];
	// Captured memory: a row of struct record_data, each padded to 8 bytes, as in record.h.
	const uint8_t *data;
	uint32_t data_len;
};

// Linux reports errors as -4095..-1.
static inline bool event_failed(const struct event *event)
{
	return event->kind == EVENT_SYSCALL && event->ret < 0 && event->ret >= -4095;
}

struct event_data {
	const struct record_data *head;
	const uint8_t *bytes; // head->len of them
};

// Walks the captured memory: start with *cursor = 0; false at the end or where the row is damaged.
bool event_next_data(const struct event *event, size_t *cursor, struct event_data *ret_data);
// The first chunk for an argument copied at exit (or at entry); false when there is none.
bool event_find_data(const struct event *event, unsigned arg, bool at_entry, struct event_data *ret_data);
