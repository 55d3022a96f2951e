// SPDX-License-Identifier: Apache-2.0
#include "server/service/completeness.h"

#include "server/service/json_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *completeness_verdict_name(enum completeness_verdict verdict)
{
	static const char *const names[] = {
	    [COMPLETENESS_COMPLETE] = "complete",
	    [COMPLETENESS_INCOMPLETE] = "incomplete",
	    [COMPLETENESS_RUNNING] = "running",
	    [COMPLETENESS_UNKNOWN] = "unknown",
	};
	return names[verdict];
}

// One more reason; returns where to write it.
static struct buffer *doubt(struct completeness *judged, struct buffer *reason)
{
	judged->verdict = COMPLETENESS_INCOMPLETE;
	if (reason->len > 0)
		(void)buffer_append_text(reason, "; ");
	return reason;
}

static uint64_t lost_sum(const struct completeness *judged)
{
	return judged->lost_kernel + judged->lost_queue + judged->lost_spool + judged->lost_limit;
}

static void doubt_lost(struct completeness *judged, struct buffer *reason)
{
	if (lost_sum(judged) > 0)
		(void)buffer_printf(doubt(judged, reason),
				    "%" PRIu64 " system calls were lost (kernel %" PRIu64 ", queue %" PRIu64
				    ", spool %" PRIu64 ", limit %" PRIu64 ")",
				    lost_sum(judged), judged->lost_kernel, judged->lost_queue, judged->lost_spool,
				    judged->lost_limit);
}

static void doubt_soundness(struct completeness *judged, struct buffer *reason, const struct stored_totals *stored)
{
	if (judged->missed_runs > 0)
		(void)buffer_printf(doubt(judged, reason),
				    "the kernel skipped the tracing program %" PRIu64 " times: its counts may be short",
				    judged->missed_runs);
	if (stored->refused > 0)
		(void)buffer_printf(doubt(judged, reason),
				    "%" PRIu64 " frames from the detector were damaged and set aside", stored->refused);
}

// Only sums that no loss explains are a riddle.
static void doubt_sums(struct completeness *judged, struct buffer *reason, const struct scan_totals *totals,
		       const struct stored_totals *stored)
{
	uint64_t lost = lost_sum(judged);
	uint64_t wanted = judged->counted - judged->filtered; // wraps when the detector counts wrong: then nothing fits
	if (judged->captured + lost != wanted && judged->captured + judged->lost_kernel != wanted) {
		(void)buffer_printf(doubt(judged, reason),
				    "the kernel counted %" PRIu64 " system calls, but %" PRIu64 " captured and %" PRIu64
				    " lost ones are known",
				    judged->counted, judged->captured, lost);
		if (judged->filtered > 0)
			(void)buffer_printf(reason, ", and %" PRIu64 " that the filter refused", judged->filtered);
	}
	if (judged->stored != judged->captured && judged->stored + lost != wanted)
		(void)buffer_printf(doubt(judged, reason),
				    "%" PRIu64 " system calls are stored of %" PRIu64 " captured", judged->stored,
				    judged->captured);
	uint64_t accounted = stored->events + stored->gap_events;
	if (accounted != (uint64_t)totals->last_seq)
		(void)buffer_printf(doubt(judged, reason),
				    "%" PRIu64 " of %" PRId64 " numbered events are stored or known as lost", accounted,
				    totals->last_seq);
	if (stored->terminal_bytes != (uint64_t)totals->terminal_bytes)
		(void)buffer_printf(doubt(judged, reason),
				    "%" PRIu64 " of %" PRId64 " bytes of the terminal are stored",
				    stored->terminal_bytes, totals->terminal_bytes);
}

static void judge_totals(const struct scan *scan, const struct stored_totals *stored, struct completeness *judged)
{
	const struct scan_totals *totals = &scan->totals;
	judged->counted = (uint64_t)totals->counted;
	judged->captured = (uint64_t)totals->captured;
	judged->lost_kernel = (uint64_t)totals->lost_kernel;
	judged->lost_queue = (uint64_t)totals->lost_queue;
	judged->lost_spool = (uint64_t)totals->lost_spool;
	judged->lost_limit = (uint64_t)totals->lost_limit;
	judged->filtered = (uint64_t)totals->filtered;
	judged->missed_runs = (uint64_t)totals->missed_runs;
	if (judged->counted == 0 && stored->events == 0) {
		judged->verdict = COMPLETENESS_UNKNOWN;
		(void)snprintf(judged->reason, sizeof(judged->reason), "no system call was recorded");
		return;
	}
	AUTO_VALUE(buffer) struct buffer reason = {.max = sizeof(judged->reason) - 1};
	judged->verdict = COMPLETENESS_COMPLETE;
	doubt_lost(judged, &reason);
	doubt_soundness(judged, &reason, stored);
	doubt_sums(judged, &reason, totals, stored);
	if (judged->verdict == COMPLETENESS_COMPLETE && judged->filtered > 0)
		(void)buffer_printf(&reason,
				    "all %" PRIu64
				    " system calls that the capture filter let pass are stored; it refused %" PRIu64
				    " of the %" PRIu64 " that the kernel counted",
				    judged->stored, judged->filtered, judged->counted);
	else if (judged->verdict == COMPLETENESS_COMPLETE)
		(void)buffer_printf(&reason, "all %" PRIu64 " system calls that the kernel counted are stored",
				    judged->stored);
	(void)snprintf(judged->reason, sizeof(judged->reason), "%s", buffer_text(&reason));
}

void completeness_judge(const struct scan *scan, const struct stored_totals *stored, struct completeness *ret_judged)
{
	struct completeness judged = {
	    .stored = stored->syscalls,
	    .events_stored = stored->events,
	    .counted = stored->counted,
	    .captured = stored->syscalls,
	    .lost_kernel = stored->lost,
	    .filtered = stored->filtered,
	    .missed_runs = stored->missed_runs,
	};
	if (!scan_state_final(scan->state)) {
		judged.verdict = COMPLETENESS_RUNNING;
		(void)snprintf(judged.reason, sizeof(judged.reason), "the scan is not at its end");
	} else if (scan->totals.known) {
		judge_totals(scan, stored, &judged);
	} else {
		judged.verdict = COMPLETENESS_UNKNOWN;
		(void)snprintf(judged.reason, sizeof(judged.reason), "%s",
			       stored->events ? "the scan ended without the detector's final counts"
					      : "no system call was recorded");
	}
	*ret_judged = judged;
}

void completeness_json(const struct completeness *judged, struct buffer *out)
{
	(void)buffer_printf(out,
			    "{\"verdict\":\"%s\",\"counted\":%" PRIu64 ",\"captured\":%" PRIu64 ",\"stored\":%" PRIu64
			    ",\"lost\":{\"kernel\":%" PRIu64 ",\"queue\":%" PRIu64 ",\"spool\":%" PRIu64
			    ",\"limit\":%" PRIu64 "},\"filtered\":%" PRIu64 ",\"missed_runs\":%" PRIu64 ",\"reason\":",
			    completeness_verdict_name(judged->verdict), judged->counted, judged->captured,
			    judged->stored, judged->lost_kernel, judged->lost_queue, judged->lost_spool,
			    judged->lost_limit, judged->filtered, judged->missed_runs);
	json_text_string(out, judged->reason, strlen(judged->reason));
	(void)buffer_append_byte(out, '}');
}
