// SPDX-License-Identifier: Apache-2.0
// Which events of some chunks a viewer gets to see: those that match, evenly thinned out when they are too many. Runs on the pool.
#include "server/service/live_internal.h"

#include "common/base/clock.h"
#include "server/service/event_json.h"

#define LINE_BYTES (128u << 10)

struct walk {
	struct live_selection *selection;
	uint64_t candidates; // that match but for the text
	uint64_t stride;     // shows each stride-th match
	bool out_of_time, full;
	struct buffer scratch;
};

static bool is_candidate(const struct live_selection *selection, struct chunk *chunk, uint32_t i, struct event *event)
{
	struct error ignored; // the chunk was verified
	return chunk_event_head(chunk, i, event, &ignored) == 0 && event->seq >= selection->from_seq &&
	       event_filter_match_head(selection->filter, event);
}

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

static void take(struct walk *walk, struct chunk *chunk, uint32_t i)
{
	struct live_selection *selection = walk->selection;
	struct event event;
	struct error ignored;
	if (!is_candidate(selection, chunk, i, &event))
		return;
	if (selection->filter->text && (walk->out_of_time || clock_boot_ns() > selection->deadline_ns)) {
		walk->out_of_time = true;
		selection->unread++;
		return;
	}
	bool turn_to_show = selection->filter->text || selection->of % walk->stride == 0;
	turn_to_show = turn_to_show && !walk->full && selection->shown < selection->shown_max;
	if ((selection->filter->text || turn_to_show) && chunk_event(chunk, i, &event, &ignored) < 0)
		return;
	if (selection->filter->text && !event_filter_match(selection->filter, &event, &walk->scratch))
		return;
	selection->of++;
	if (turn_to_show)
		show(walk, &event);
}

static void count(struct walk *walk)
{
	struct event event;
	for (unsigned c = 0; c < walk->selection->n; c++) {
		struct chunk *chunk = live_chunk_get(walk->selection->chunks[c]);
		for (uint32_t i = 0; i < chunk_summary(chunk)->n_events; i++)
			walk->candidates += is_candidate(walk->selection, chunk, i, &event);
	}
}

void live_select(struct live_selection *selection)
{
	struct walk walk = {.selection = selection, .scratch = {.max = LINE_BYTES}};
	count(&walk);
	walk.stride = (walk.candidates + selection->shown_max - 1) / selection->shown_max;
	if (walk.stride == 0)
		walk.stride = 1;
	for (unsigned c = 0; c < selection->n; c++) {
		struct chunk *chunk = live_chunk_get(selection->chunks[c]);
		const struct chunk_summary *summary = chunk_summary(chunk);
		for (uint32_t i = 0; i < summary->n_events; i++)
			take(&walk, chunk, i);
		selection->last_seq = summary->first_seq + summary->n_events - 1;
	}
	buffer_done(&walk.scratch);
}
