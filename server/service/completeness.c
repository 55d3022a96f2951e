// SPDX-License-Identifier: Apache-2.0
#include "server/service/completeness.h"

#include "server/service/json_text.h"

#include <inttypes.h>
#include <stdarg.h>
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

__attribute__((format(printf, 2, 3))) static void doubt(struct completeness *judged, const char *format, ...)
{
	judged->verdict = COMPLETENESS_INCOMPLETE;
	size_t len = strlen(judged->reason);
	if (len > 0 && len + 3 < sizeof(judged->reason)) {
		memcpy(judged->reason + len, "; ", 3);
		len += 2;
	}
	va_list args;
	va_start(args, format);
	(void)vsnprintf(judged->reason + len, sizeof(judged->reason) - len, format, args);
	va_end(args);
}

static uint64_t lost_sum(const struct completeness *judged)
{
	return judged->lost_kernel + judged->lost_queue + judged->lost_spool + judged->lost_limit;
}

static void doubt_lost(struct completeness *judged)
{
	if (lost_sum(judged) > 0)
		doubt(judged,
		      "%" PRIu64 " system calls were lost (kernel %" PRIu64 ", queue %" PRIu64 ", spool %" PRIu64
		      ", limit %" PRIu64 ")",
		      lost_sum(judged), judged->lost_kernel, judged->lost_queue, judged->lost_spool,
		      judged->lost_limit);
}

// Only sums that no loss explains are a riddle.
static void doubt_sums(struct completeness *judged, const struct scan_totals *totals,
		       const struct stored_totals *stored)
{
	uint64_t lost = lost_sum(judged);
	if (judged->captured + lost != judged->counted && judged->captured + judged->lost_kernel != judged->counted)
		doubt(judged,
		      "the kernel counted %" PRIu64 " system calls, but %" PRIu64 " captured and %" PRIu64
		      " lost ones are known",
		      judged->counted, judged->captured, lost);
	if (judged->stored != judged->captured && judged->stored + lost != judged->counted)
		doubt(judged, "%" PRIu64 " system calls are stored of %" PRIu64 " captured", judged->stored,
		      judged->captured);
	uint64_t accounted = stored->events + stored->gap_events;
	if (accounted != (uint64_t)totals->last_seq)
		doubt(judged, "%" PRIu64 " of %" PRId64 " numbered events are stored or known as lost", accounted,
		      totals->last_seq);
	if (stored->terminal_bytes != (uint64_t)totals->terminal_bytes)
		doubt(judged, "%" PRIu64 " of %" PRId64 " bytes of the terminal are stored", stored->terminal_bytes,
		      totals->terminal_bytes);
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
	judged->missed_runs = (uint64_t)totals->missed_runs;
	if (judged->counted == 0 && stored->events == 0) {
		judged->verdict = COMPLETENESS_UNKNOWN;
		(void)snprintf(judged->reason, sizeof(judged->reason), "no system call was recorded");
		return;
	}
	judged->verdict = COMPLETENESS_COMPLETE;
	doubt_lost(judged);
	if (judged->missed_runs > 0)
		doubt(judged, "the kernel skipped the tracing program %" PRIu64 " times: its counts may be short",
		      judged->missed_runs);
	if (stored->refused > 0)
		doubt(judged, "%" PRIu64 " frames from the detector were damaged and set aside", stored->refused);
	doubt_sums(judged, totals, stored);
	if (judged->verdict == COMPLETENESS_COMPLETE)
		(void)snprintf(judged->reason, sizeof(judged->reason),
			       "all %" PRIu64 " system calls that the kernel counted are stored", judged->stored);
}

void completeness_judge(const struct scan *scan, const struct stored_totals *stored, struct completeness *ret_judged)
{
	struct completeness judged = {
	    .stored = stored->syscalls,
	    .events_stored = stored->events,
	    .counted = stored->counted,
	    .captured = stored->syscalls,
	    .lost_kernel = stored->lost,
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
			    ",\"limit\":%" PRIu64 "},\"missed_runs\":%" PRIu64 ",\"reason\":",
			    completeness_verdict_name(judged->verdict), judged->counted, judged->captured,
			    judged->stored, judged->lost_kernel, judged->lost_queue, judged->lost_spool,
			    judged->lost_limit, judged->missed_runs);
	json_text_string(out, judged->reason, strlen(judged->reason));
	(void)buffer_append_byte(out, '}');
}
