// SPDX-License-Identifier: Apache-2.0
// A libuv handle may be freed only in its close callback; the small structs here live until then.
#include "common/loop/loop.h"

#include "common/base/alloc.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <uv.h>

struct loop {
	uv_loop_t uv;
	unsigned offloads; // under way on the pool
};

struct loop_poll {
	uv_poll_t uv;
	loop_poll_fn fn;
	void *ctx;
};

struct loop_timer {
	uv_timer_t uv;
	loop_fn fn;
	void *ctx;
};

struct loop_signal {
	uv_signal_t uv;
	loop_signal_fn fn;
	void *ctx;
};

struct offload {
	uv_work_t uv;
	struct loop *loop;
	loop_fn work;
	loop_fn done;
	void *ctx;
};

static void must(int uv_result)
{
	if (uv_result < 0)
		abort();
}

struct loop *loop_new(void)
{
	struct loop *loop = xcalloc(1, sizeof(*loop));
	must(uv_loop_init(&loop->uv));
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	while (loop->offloads)
		(void)uv_run(&loop->uv, UV_RUN_ONCE);
	(void)uv_run(&loop->uv, UV_RUN_NOWAIT); // lets pending close callbacks run
	int r = uv_loop_close(&loop->uv);
	assert(r == 0);
	(void)r;
	free(loop);
}

void loop_run(struct loop *loop)
{
	(void)uv_run(&loop->uv, UV_RUN_DEFAULT);
}

static void wake(uv_timer_t *timer)
{
	(void)timer;
}

void loop_run_once(struct loop *loop, int timeout_ms)
{
	if (timeout_ms < 0) {
		(void)uv_run(&loop->uv, UV_RUN_ONCE);
		return;
	}
	if (timeout_ms == 0) {
		(void)uv_run(&loop->uv, UV_RUN_NOWAIT);
		return;
	}
	// A timer that is due before the loop polls would leave the poll without an end.
	uv_update_time(&loop->uv);
	uv_timer_t timer;
	must(uv_timer_init(&loop->uv, &timer));
	must(uv_timer_start(&timer, wake, (uint64_t)timeout_ms, 0));
	(void)uv_run(&loop->uv, UV_RUN_ONCE);
	uv_close((uv_handle_t *)&timer, NULL);
	(void)uv_run(&loop->uv, UV_RUN_NOWAIT);
}

void loop_stop(struct loop *loop)
{
	uv_stop(&loop->uv);
}

void *loop_uv(struct loop *loop)
{
	return &loop->uv;
}

static void free_handle(uv_handle_t *handle)
{
	free(handle); // uv is the first member of each struct
}

static int uv_events(unsigned events)
{
	return ((events & LOOP_READABLE) ? UV_READABLE : 0) | ((events & LOOP_WRITABLE) ? UV_WRITABLE : 0) |
	       UV_DISCONNECT;
}

static void on_poll(uv_poll_t *uv, int status, int events)
{
	struct loop_poll *poll = (struct loop_poll *)uv;
	unsigned seen = ((events & UV_READABLE) ? LOOP_READABLE : 0u) | ((events & UV_WRITABLE) ? LOOP_WRITABLE : 0u) |
			((events & UV_DISCONNECT) || status < 0 ? LOOP_HANGUP : 0u);
	poll->fn(poll->ctx, seen);
}

struct loop_poll *loop_poll_new(struct loop *loop, int fd, unsigned events, loop_poll_fn fn, void *ctx)
{
	struct loop_poll *poll = xcalloc(1, sizeof(*poll));
	poll->fn = fn;
	poll->ctx = ctx;
	must(uv_poll_init(&loop->uv, &poll->uv, fd));
	must(uv_poll_start(&poll->uv, uv_events(events), on_poll));
	return poll;
}

void loop_poll_set(struct loop_poll *poll, unsigned events)
{
	must(uv_poll_start(&poll->uv, uv_events(events), on_poll));
}

void loop_poll_free(struct loop_poll *poll)
{
	if (!poll)
		return;
	(void)uv_poll_stop(&poll->uv);
	uv_close((uv_handle_t *)&poll->uv, free_handle);
}

static void on_timer(uv_timer_t *uv)
{
	struct loop_timer *timer = (struct loop_timer *)uv;
	timer->fn(timer->ctx);
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_fn fn, void *ctx)
{
	struct loop_timer *timer = xcalloc(1, sizeof(*timer));
	timer->fn = fn;
	timer->ctx = ctx;
	must(uv_timer_init(&loop->uv, &timer->uv));
	return timer;
}

void loop_timer_start(struct loop_timer *timer, uint64_t delay_ms, uint64_t repeat_ms)
{
	uv_update_time(timer->uv.loop);
	must(uv_timer_start(&timer->uv, on_timer, delay_ms, repeat_ms));
}

void loop_timer_stop(struct loop_timer *timer)
{
	must(uv_timer_stop(&timer->uv));
}

void loop_timer_free(struct loop_timer *timer)
{
	if (timer)
		uv_close((uv_handle_t *)&timer->uv, free_handle);
}

static void on_signal(uv_signal_t *uv, int number)
{
	struct loop_signal *signal = (struct loop_signal *)uv;
	signal->fn(signal->ctx, number);
}

// Ends of children only: one that is traced by this process stops twice in every call.
static void no_stops(void)
{
	struct sigaction action;
	if (sigaction(SIGCHLD, NULL, &action) < 0)
		return;
	action.sa_flags |= SA_NOCLDSTOP;
	(void)sigaction(SIGCHLD, &action, NULL);
}

struct loop_signal *loop_signal_new(struct loop *loop, int signal_number, loop_signal_fn fn, void *ctx)
{
	struct loop_signal *signal = xcalloc(1, sizeof(*signal));
	signal->fn = fn;
	signal->ctx = ctx;
	must(uv_signal_init(&loop->uv, &signal->uv));
	must(uv_signal_start(&signal->uv, on_signal, signal_number));
	if (signal_number == SIGCHLD)
		no_stops();
	return signal;
}

void loop_signal_free(struct loop_signal *signal)
{
	if (signal)
		uv_close((uv_handle_t *)&signal->uv, free_handle);
}

static void on_deferred(void *ctx)
{
	struct loop_timer *timer = ctx;
	struct offload *call = timer->uv.data;
	loop_fn fn = call->done;
	void *fn_ctx = call->ctx;
	free(call);
	loop_timer_free(timer);
	fn(fn_ctx);
}

void loop_defer(struct loop *loop, loop_fn fn, void *ctx)
{
	struct offload *call = xcalloc(1, sizeof(*call));
	call->done = fn;
	call->ctx = ctx;
	struct loop_timer *timer = loop_timer_new(loop, on_deferred, NULL);
	timer->ctx = timer;
	timer->uv.data = call;
	loop_timer_start(timer, 0, 0);
}

static void do_work(uv_work_t *uv)
{
	struct offload *offload = (struct offload *)uv;
	offload->work(offload->ctx);
}

static void after_work(uv_work_t *uv, int status)
{
	struct offload *offload = (struct offload *)uv;
	(void)status; // never cancelled here
	offload->loop->offloads--;
	loop_fn done = offload->done;
	void *ctx = offload->ctx;
	free(offload);
	done(ctx);
}

void loop_offload(struct loop *loop, loop_fn work, loop_fn done, void *ctx)
{
	struct offload *offload = xcalloc(1, sizeof(*offload));
	offload->loop = loop;
	offload->work = work;
	offload->done = done;
	offload->ctx = ctx;
	loop->offloads++;
	must(uv_queue_work(&loop->uv, &offload->uv, do_work, after_work));
}
