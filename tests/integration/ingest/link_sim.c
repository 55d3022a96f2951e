// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/ingest/link_sim.h"

#include <stdio.h>
#include <string.h>

#define WINDOW_FRAMES 64u

static void on_ack(void *ctx, const struct uuid *scan, uint64_t frame)
{
	struct link_sim *link = ctx;
	ck_assert(uuid_equal(scan, &link->stream->scan));
	ck_assert_uint_ge(frame, link->acked); // never taken back
	ck_assert_uint_le(frame, link->stream->n);
	link->acked = frame;
}

static void on_nack(void *ctx, const struct uuid *scan, uint64_t frame, const char *code, const char *message)
{
	struct link_sim *link = ctx;
	ck_assert(uuid_equal(scan, &link->stream->scan));
	(void)frame;
	link->nacks++;
	(void)snprintf(link->last_code, sizeof(link->last_code), "%s", code);
	(void)snprintf(link->last_message, sizeof(link->last_message), "%s", message);
}

static void on_broken(void *ctx, const char *code, const char *message, uint64_t retry_after_ms)
{
	struct link_sim *link = ctx;
	(void)retry_after_ms;
	link->breaks++;
	link->busy += strcmp(code, "busy") == 0;
	link->resumes += strcmp(code, "resume") == 0;
	(void)snprintf(link->last_code, sizeof(link->last_code), "%s", code);
	(void)snprintf(link->last_message, sizeof(link->last_message), "%s", message);
	ingest_session_close(link->session);
	link->session = NULL;
}

static void on_pause(void *ctx, bool pause)
{
	((struct link_sim *)ctx)->paused = pause;
}

static const struct ingest_replies replies = {.ack = on_ack, .nack = on_nack, .broken = on_broken, .pause = on_pause};

void link_sim_init(struct link_sim *link, struct ingest_case *test, const struct stream_maker *stream, uint64_t seed)
{
	*link = (struct link_sim){.test = test, .detector = test->detector, .stream = stream, .random = seed};
}

static void connect_task(void *ctx)
{
	struct link_sim *link = ctx;
	struct ingest_position position;
	struct error err;
	int r = ingest_service_positions(link->test->ingest, &link->detector, &link->stream->scan, 1, &position, &err);
	if (r < 0) {
		task_sleep(link->test->loop, 50);
	} else {
		link->session = ingest_session_open(link->test->ingest, &link->detector, &replies, link);
		link->paused = false;
		link->sent = position.committed;
		if (position.committed > link->acked)
			link->acked = position.committed;
	}
	link->connecting = false;
}

static void send_frame(struct link_sim *link, uint64_t number)
{
	const struct stream_frame *frame = &link->stream->frames[number - 1];
	if (link->session)
		ingest_session_frame(link->session, frame->bytes, frame->len);
}

static bool chance(struct link_sim *link, unsigned one_in)
{
	return one_in && next_random(&link->random) % one_in == 0;
}

static void misbehave(struct link_sim *link)
{
	if (chance(link, link->duplicates))
		send_frame(link, link->sent);
	if (chance(link, link->replays)) {
		uint64_t from = 1 + next_random(&link->random) % link->sent;
		for (uint64_t i = from; i < from + 5 && i <= link->sent; i++)
			send_frame(link, i);
	}
	if (chance(link, link->jumps) && link->sent + 3 <= link->stream->n)
		send_frame(link, link->sent + 3);
}

static uint64_t end_of(const struct link_sim *link)
{
	return link->hold_at ? link->hold_at : link->stream->n;
}

void link_sim_turn(struct link_sim *link)
{
	if (!link->session && !link->connecting) {
		link->connecting = true;
		task_spawn(link->test->loop, connect_task, link);
	}
	while (link->session && !link->paused && link->sent < end_of(link) &&
	       link->sent < link->acked + WINDOW_FRAMES) {
		send_frame(link, ++link->sent);
		misbehave(link);
	}
}

bool link_sim_done(const struct link_sim *link)
{
	return link->acked >= end_of(link);
}

static bool turn_and_ask(void *ctx)
{
	link_sim_turn(ctx);
	return link_sim_done(ctx);
}

void link_sim_run(struct link_sim *link, unsigned seconds)
{
	ingest_case_until(link->test, turn_and_ask, link, seconds);
}

static bool is_settled(void *ctx)
{
	return !((struct link_sim *)ctx)->connecting;
}

void link_sim_close(struct link_sim *link)
{
	ingest_case_until(link->test, is_settled, link, 30);
	ingest_session_close(link->session);
	link->session = NULL;
}
