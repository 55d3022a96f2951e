// SPDX-License-Identifier: Apache-2.0
// Which events of some chunks a viewer gets to see: those that match, evenly thinned out when they are too many. Runs on the pool.
#include "server/service/live_internal.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "server/repository/chunk_match.h"
#include "server/service/event_json.h"

#include <stdlib.h>
#include <string.h>

struct walk {
	struct live_selection *selection;
	uint64_t stride; // shows each stride-th match
	uint64_t turn;   // matches so far
	bool full;
	struct filter_scratch scratch;
	uint64_t bits[LIVE_QUEUE_CHUNKS][CHUNK_MATCH_WORDS]; // of each chunk's events: those that match
};

static void show(struct walk *walk, const struct event *event)
{
	struct buffer *out = &walk->selection->events;
	size_t before = out->len;
	if (before > 0)
		(void)buffer_append_byte(out, ',');
	event_json(event, out);
	if (out->failed) { // too much for one message: the rest stays unshown
		out->failed = false;
		out->len = before;
		walk->full = true;
		return;
	}
	walk->selection->shown++;
}

// The viewer has what is before from_seq.
static uint32_t first_new(const struct live_selection *selection, const struct chunk_summary *summary)
{
	uint64_t before = selection->from_seq > summary->first_seq ? selection->from_seq - summary->first_seq : 0;
	return before < summary->n_events ? (uint32_t)before : summary->n_events;
}

static void set_all(uint64_t *bits, uint32_t n)
{
	memset(bits, 0, CHUNK_MATCH_WORDS * sizeof(*bits));
	for (uint32_t i = 0; i < n; i++)
		bits[i / 64] |= 1ull << i % 64;
}

// Returns how many events of the chunk match; those that were not looked at are counted as unread.
static uint64_t match(struct walk *walk, unsigned c)
{
	struct live_selection *selection = walk->selection;
	struct chunk *chunk = live_chunk_get(selection->chunks[c]);
	const struct chunk_summary *summary = chunk_summary(chunk);
	uint64_t *bits = walk->bits[c];
	uint32_t new = first_new(selection, summary);
	bool slow = filter_program_needs(selection->filter) & FILTER_NEEDS_ARGS;
	struct error ignored; // the chunk was verified
	if (filter_program_is_all(selection->filter)) {
		set_all(bits, summary->n_events);
	} else if ((slow && clock_boot_ns() > selection->deadline_ns) ||
		   chunk_match(selection->filter, chunk, bits, &walk->scratch, &ignored) < 0) {
		selection->unread += summary->n_events - new;
		set_all(bits, 0);
	}
	uint64_t n = 0;
	for (uint32_t i = 0; i < new; i++)
		bits[i / 64] &= ~(1ull << i % 64);
	for (unsigned word = 0; word < CHUNK_MATCH_WORDS; word++)
		n += (uint64_t)__builtin_popcountll(bits[word]);
	return n;
}

static void take(struct walk *walk, struct chunk *chunk, uint32_t i)
{
	struct live_selection *selection = walk->selection;
	struct event event;
	struct error ignored;
	bool turn_to_show = walk->turn++ % walk->stride == 0 && !walk->full && selection->shown < selection->shown_max;
	if (turn_to_show && chunk_event(chunk, i, &event, &ignored) == 0)
		show(walk, &event);
}

void live_select(struct live_selection *selection)
{
	AUTO_FREE struct walk *walk = xcalloc(1, sizeof(*walk));
	walk->selection = selection;
	filter_scratch_init(&walk->scratch);
	for (unsigned c = 0; c < selection->n; c++)
		selection->of += match(walk, c);
	walk->stride = (selection->of + selection->shown_max - 1) / selection->shown_max;
	if (walk->stride == 0)
		walk->stride = 1;
	for (unsigned c = 0; c < selection->n; c++) {
		struct chunk *chunk = live_chunk_get(selection->chunks[c]);
		const struct chunk_summary *summary = chunk_summary(chunk);
		for (uint32_t i = 0; i < summary->n_events; i++) {
			if (walk->bits[c][i / 64] >> i % 64 & 1)
				take(walk, chunk, i);
		}
		selection->last_seq = summary->first_seq + summary->n_events - 1;
	}
	filter_scratch_done(&walk->scratch);
}
