// SPDX-License-Identifier: Apache-2.0
// One event loop a process, thin over libuv. Everything here runs on the loop's thread unless a comment says otherwise.
// Watches and timers belong to the caller, who frees them; a free inside their own callback is allowed.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct loop_poll;
struct loop_timer;
struct loop_signal;

enum { LOOP_READABLE = 1u << 0, LOOP_WRITABLE = 1u << 1, LOOP_HANGUP = 1u << 2 };

typedef void (*loop_poll_fn)(void *ctx, unsigned events);
typedef void (*loop_fn)(void *ctx);
typedef void (*loop_signal_fn)(void *ctx, int signal_number);

struct loop *loop_new(void);
void loop_free(struct loop *loop); // waits for offloaded work; asserts that every handle was freed
void loop_run(struct loop *loop);  // until loop_stop
// One turn: waits up to timeout_ms (-1 = until something happens). For tests.
void loop_run_once(struct loop *loop, int timeout_ms);
void loop_stop(struct loop *loop);
void *loop_uv(struct loop *loop); // the uv_loop_t, for libwebsockets' foreign_loops

// The fd stays the caller's and must outlive the watch. events may be 0 (only errors and hang-ups).
struct loop_poll *loop_poll_new(struct loop *loop, int fd, unsigned events, loop_poll_fn fn, void *ctx);
void loop_poll_set(struct loop_poll *poll, unsigned events);
void loop_poll_free(struct loop_poll *poll);

struct loop_timer *loop_timer_new(struct loop *loop, loop_fn fn, void *ctx);
// Fires after delay_ms, then every repeat_ms unless that is 0. Starting again replaces.
void loop_timer_start(struct loop_timer *timer, uint64_t delay_ms, uint64_t repeat_ms);
void loop_timer_stop(struct loop_timer *timer);
void loop_timer_free(struct loop_timer *timer);

struct loop_signal *loop_signal_new(struct loop *loop, int signal_number, loop_signal_fn fn, void *ctx);
void loop_signal_free(struct loop_signal *signal);

// Runs fn once, in this turn's end or the next turn, never inside the caller.
void loop_defer(struct loop *loop, loop_fn fn, void *ctx);

// Runs work on a thread of the pool, then done on the loop. work must touch nothing that the loop may touch meanwhile.
void loop_offload(struct loop *loop, loop_fn work, loop_fn done, void *ctx);
