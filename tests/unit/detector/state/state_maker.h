// SPDX-License-Identifier: Apache-2.0
// Records by hand, applied one after the other. The pids are beyond what any kernel gives out, so /proc has nothing to say of them.
#pragma once

#include "detector/state/state.h"
#include "tests/unit/common/syscalls/event_builder.h"

#define PID   5000000u
#define CHILD 5000001u

static inline struct state *state_made(void)
{
	struct state_options options = {.boot_to_real = 1000};
	return state_new(&options);
}

// Applies what was built as a call of that task; the event lives until the next one.
static inline struct event state_made_call(struct state *state, struct built *built, uint32_t pid, uint32_t tid)
{
	built->record.pid = pid;
	built->record.tid = tid;
	struct event event = built_event(built);
	state_apply(state, &built->record, &event);
	return event;
}

// One call without memory, by the process's first thread.
static inline struct event state_call_args(struct state *state, struct built *built, uint32_t pid, const char *name,
					   int64_t ret, uint64_t a, uint64_t b, uint64_t c)
{
	built_call(built, name, ret);
	built_args(built, a, b, c, 0, 0, 0);
	return state_made_call(state, built, pid, pid);
}

static inline struct event state_open(struct state *state, struct built *built, uint32_t pid, const char *path,
				      int flags, int64_t ret)
{
	built_call(built, "openat", ret);
	built_args(built, (uint64_t)-100, 0x1000, (uint64_t)flags, 0, 0, 0);
	built_string(built, 1, path);
	return state_made_call(state, built, pid, pid);
}

static inline void state_chdir(struct state *state, struct built *built, uint32_t pid, const char *path)
{
	built_call(built, "chdir", 0);
	built_string(built, 0, path);
	(void)state_made_call(state, built, pid, pid);
}

static inline void state_fork(struct state *state, uint32_t pid, uint32_t child_pid, uint32_t child_tid, uint64_t flags,
			      uint32_t uid)
{
	struct record record = {.size = sizeof(record),
				.type = RECORD_FORK,
				.ts = 500,
				.pid = pid,
				.tid = pid,
				.duration = RECORD_NO_DURATION};
	record.args[0] = child_pid;
	record.args[1] = child_tid;
	record.args[2] = flags;
	record.args[3] = uid | (uint64_t)uid << 32;
	record.args[4] = pid;
	state_apply(state, &record, NULL);
}

static inline void state_exec(struct state *state, struct built *built, uint32_t pid, const char *path)
{
	memset(built, 0, sizeof(*built));
	built->record.type = RECORD_EXEC;
	built->record.pid = built->record.tid = pid;
	built->record.args[0] = pid;
	built_string(built, 0, path);
	built->record.size = (uint32_t)(sizeof(built->record) + built->len);
	state_apply(state, &built->record, NULL);
}

static inline void state_end(struct state *state, uint32_t pid, uint32_t tid, bool leader)
{
	struct record record = {.size = sizeof(record),
				.type = RECORD_EXIT,
				.ts = 900,
				.pid = pid,
				.tid = tid,
				.flags = leader ? RECORD_F_LEADER : 0};
	struct event event;
	ck_assert_int_eq(syscall_decode(&record, 0, &event), 0);
	state_apply(state, &record, &event);
	ck_assert_ptr_nonnull(event.process);
}
