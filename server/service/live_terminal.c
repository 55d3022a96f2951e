// SPDX-License-Identifier: Apache-2.0
// The terminal for viewers: from the store up to the newest piece, then as it is published. The store is the queue: a viewer that
// does not acknowledge costs no memory, it goes on from there later, or skips forward when it fell far behind.
#include "server/service/live_internal.h"

#include "common/loop/task.h"
#include "server/service/event_json.h"

#include <inttypes.h>
#include <stdlib.h>

#define RETRY_MS      1000u
#define MESSAGE_BYTES (64u << 10) // pieces are joined in one message up to about this
#define KEPT_ON_SKIP  (64u << 10) // output before the newest that a skipping viewer still gets

// More than half must be under way: viewers acknowledge in steps, and the last step must not be waited for in vain.
static bool window_full(const struct live_terminal *terminal, uint32_t more)
{
	uint64_t under_way = terminal->next_offset > terminal->acked ? terminal->next_offset - terminal->acked : 0;
	return under_way > LIVE_TERMINAL_WINDOW / 2 && under_way + more > LIVE_TERMINAL_WINDOW;
}

static void put_skip(struct live_subscriber *subscriber, uint64_t from, uint64_t to)
{
	struct outbox_item *item = outbox_add(subscriber, LIVE_TERMINAL_SKIP, &subscriber->scan);
	(void)buffer_printf(&item->members, "\"from\":%" PRIu64 ",\"to\":%" PRIu64, from, to);
	subscriber->hub->stats.skipped_bytes += to - from;
}

// Opens `"pieces":[` or goes on in the last message. Messages are closed when the bracket is written behind each piece.
static struct buffer *open_message(struct live_subscriber *subscriber)
{
	struct outbox_item *last = outbox_last(subscriber);
	if (last && last->item.kind == LIVE_TERMINAL && !subscriber->offering && last->members.len < MESSAGE_BYTES) {
		last->members.len--; // the bracket
		(void)buffer_append_byte(&last->members, ',');
		return &last->members;
	}
	struct outbox_item *item = outbox_add(subscriber, LIVE_TERMINAL, &subscriber->scan);
	(void)buffer_append_text(&item->members, "\"pieces\":[");
	return &item->members;
}

static void put_piece(struct live_subscriber *subscriber, uint64_t frame, const struct wire_terminal *piece)
{
	struct live_terminal *terminal = &subscriber->terminal;
	bool resize = piece->kind == WIRE_TERMINAL_RESIZE;
	struct wire_terminal shown = *piece;
	terminal->last_frame = frame;
	if (piece->offset > terminal->next_offset) { // lost on the way here
		put_skip(subscriber, terminal->next_offset, piece->offset);
		terminal->next_offset = piece->offset;
		terminal->acked = terminal->acked > piece->offset ? terminal->acked : piece->offset;
	}
	if (!resize && piece->offset < terminal->next_offset) {
		uint64_t seen = terminal->next_offset - piece->offset;
		if (seen >= piece->len)
			return;
		shown.offset += seen;
		shown.bytes += seen;
		shown.len -= (uint32_t)seen;
	}
	struct buffer *out = open_message(subscriber);
	terminal_json(&shown, out);
	(void)buffer_append_byte(out, ']');
	if (!resize)
		terminal->next_offset = shown.offset + shown.len;
}

void live_terminal_publish(struct live_subscriber *subscriber, uint64_t frame, const struct wire_terminal *piece)
{
	struct live_terminal *terminal = &subscriber->terminal;
	if (terminal->phase == PHASE_OFF)
		return;
	uint32_t len = piece->kind == WIRE_TERMINAL_RESIZE ? 0 : piece->len;
	terminal->published++;
	if (piece->offset + len > terminal->head_offset)
		terminal->head_offset = piece->offset + len;
	if (terminal->phase != PHASE_LIVE || frame <= terminal->last_frame)
		return;
	if (window_full(terminal, len) && subscriber->hub->has_store)
		terminal->phase = PHASE_WAITING;
	else
		put_piece(subscriber, frame, piece);
}

static void put_pieces(struct live_subscriber *subscriber, struct live_piece *pieces, unsigned n)
{
	struct live_terminal *terminal = &subscriber->terminal;
	for (unsigned i = 0; i < n; i++) {
		const struct wire_terminal *piece = &pieces[i].piece;
		bool resize = piece->kind == WIRE_TERMINAL_RESIZE;
		if (terminal->phase == PHASE_CATCHUP && window_full(terminal, resize ? 0 : piece->len))
			terminal->phase = PHASE_WAITING;
		if (terminal->phase == PHASE_CATCHUP)
			put_piece(subscriber, pieces[i].frame, piece);
	}
}

static void free_pieces(struct live_piece *pieces, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		free(pieces[i].bytes);
	free(pieces);
}

// One read. Leaves the phase CATCHUP when there is nothing more to read now.
static void read_some(struct live_subscriber *subscriber)
{
	const struct live_store *store = &subscriber->hub->store;
	struct live_terminal *terminal = &subscriber->terminal;
	uint64_t published = terminal->published;
	struct live_piece *pieces = calloc(LIVE_STORE_PIECES, sizeof(*pieces));
	unsigned n = 0;
	struct error err;
	int r = !pieces ? -ENOMEM
			: store->pieces(store->ctx, &subscriber->scan, terminal->last_frame, terminal->next_offset,
					LIVE_READ_BYTES, pieces, &n, &err);
	if (r < 0) {
		task_sleep(subscriber->hub->loop, RETRY_MS);
	} else if (!subscriber->closed) {
		put_pieces(subscriber, pieces, n);
		live_wake(subscriber->hub);
		if (n == 0 && published == terminal->published) {
			terminal->phase = PHASE_LIVE;
			terminal->was_live = true;
		}
	}
	free_pieces(pieces, n);
}

static void catch_up(void *ctx)
{
	struct live_subscriber *subscriber = ctx;
	struct live_hub *hub = subscriber->hub;
	while (!subscriber->closed && subscriber->terminal.phase == PHASE_CATCHUP)
		read_some(subscriber);
	subscriber->terminal.reading = false;
	live_subscriber_unref(subscriber);
	live_hub_unref(hub);
}

static void start_reading(struct live_subscriber *subscriber)
{
	subscriber->terminal.phase = PHASE_CATCHUP;
	if (subscriber->terminal.reading)
		return; // the task that is about to end sees the phase
	subscriber->terminal.reading = true;
	subscriber->hub->refs++;
	task_spawn(subscriber->hub->loop, catch_up, live_subscriber_ref(subscriber));
}

void live_terminal_start(struct live_subscriber *subscriber, uint64_t offset)
{
	struct live_terminal *terminal = &subscriber->terminal;
	terminal->next_offset = terminal->acked = terminal->head_offset = offset;
	terminal->phase = PHASE_LIVE;
	if (subscriber->hub->has_store)
		start_reading(subscriber);
}

void live_terminal_ack(struct live_subscriber *subscriber, uint64_t offset)
{
	struct live_terminal *terminal = &subscriber->terminal;
	if (subscriber->closed || offset <= terminal->acked)
		return;
	terminal->acked = offset < terminal->next_offset ? offset : terminal->next_offset;
	if (terminal->phase != PHASE_WAITING || terminal->next_offset - terminal->acked > LIVE_TERMINAL_WINDOW / 2)
		return;
	if (terminal->was_live && terminal->head_offset - terminal->next_offset > LIVE_TERMINAL_LAG) {
		uint64_t to = terminal->head_offset - KEPT_ON_SKIP;
		put_skip(subscriber, terminal->next_offset, to);
		terminal->next_offset = terminal->acked = to;
		live_wake(subscriber->hub);
	}
	start_reading(subscriber);
}
