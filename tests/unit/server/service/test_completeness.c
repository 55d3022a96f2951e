// SPDX-License-Identifier: Apache-2.0
#include "server/service/completeness.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

// A scan that ended well: 200 system calls and 3 other events.
static struct scan ended(void)
{
	return (struct scan){
	    .state = SCAN_FINISHED,
	    .totals =
		{.known = true, .counted = 200, .captured = 200, .last_seq = 203, .events = 203, .terminal_bytes = 50},
	};
}

static struct stored_totals stored_all(void)
{
	return (struct stored_totals){
	    .events = 203, .syscalls = 200, .last_seq = 203, .terminal_bytes = 50, .ended = true};
}

static struct completeness judge(const struct scan *scan, const struct stored_totals *stored)
{
	struct completeness judged;
	completeness_judge(scan, stored, &judged);
	return judged;
}

START_TEST(everything_stored_is_complete)
{
	struct scan scan = ended();
	struct stored_totals stored = stored_all();
	struct completeness judged = judge(&scan, &stored);
	ck_assert_int_eq(judged.verdict, COMPLETENESS_COMPLETE);
	ck_assert_uint_eq(judged.counted, 200);
	ck_assert_uint_eq(judged.stored, 200);
}
END_TEST

START_TEST(a_loss_in_the_kernel_is_told_and_adds_up)
{
	struct scan scan = ended();
	struct stored_totals stored = stored_all();
	scan.totals.captured = 150;
	scan.totals.lost_kernel = 50;
	stored.syscalls = 150;
	stored.events = 153;
	stored.gap_events = 50;
	struct completeness judged = judge(&scan, &stored);
	ck_assert_int_eq(judged.verdict, COMPLETENESS_INCOMPLETE);
	ck_assert_uint_eq(judged.stored + judged.lost_kernel, judged.counted);
	ck_assert_ptr_nonnull(strstr(judged.reason, "50 system calls were lost (kernel 50"));
	ck_assert_ptr_null(strchr(judged.reason, ';')); // the loss explains everything
}
END_TEST

START_TEST(what_the_capture_filter_refused_is_no_loss)
{
	struct scan scan = ended();
	struct stored_totals stored = stored_all();
	scan.totals.counted = 1200;
	scan.totals.filtered = 1000;
	struct completeness judged = judge(&scan, &stored);
	ck_assert_int_eq(judged.verdict, COMPLETENESS_COMPLETE);
	ck_assert_uint_eq(judged.filtered, 1000);
	ck_assert_ptr_nonnull(strstr(judged.reason, "it refused 1000 of the 1200"));
	scan.totals.filtered = 999; // one is nowhere
	judged = judge(&scan, &stored);
	ck_assert_int_eq(judged.verdict, COMPLETENESS_INCOMPLETE);
	ck_assert_ptr_nonnull(strstr(judged.reason, "and 999 that the filter refused"));
	scan.totals.filtered = 1201; // more than there were
	ck_assert_int_eq(judge(&scan, &stored).verdict, COMPLETENESS_INCOMPLETE);
}
END_TEST

START_TEST(each_doubt_takes_the_verdict_away)
{
	struct {
		struct scan scan;
		struct stored_totals stored;
		const char *reason;
	} rows[6];
	for (unsigned i = 0; i < 6; i++) {
		rows[i].scan = ended();
		rows[i].stored = stored_all();
	}
	rows[0].scan.totals.missed_runs = 1;
	rows[0].reason = "skipped the tracing program 1 times";
	rows[1].stored.syscalls = 199;
	rows[1].reason = "199 system calls are stored of 200";
	rows[2].scan.totals.counted = 201;
	rows[2].reason = "counted 201";
	rows[3].stored.events = 202;
	rows[3].reason = "202 of 203 numbered events";
	rows[4].stored.terminal_bytes = 49;
	rows[4].reason = "49 of 50 bytes of the terminal";
	rows[5].stored.refused = 2;
	rows[5].reason = "2 frames";
	for (unsigned i = 0; i < 6; i++) {
		struct completeness judged = judge(&rows[i].scan, &rows[i].stored);
		ck_assert_int_eq(judged.verdict, COMPLETENESS_INCOMPLETE);
		ck_assert_msg(strstr(judged.reason, rows[i].reason) != NULL, "%s: %s", rows[i].reason, judged.reason);
	}
}
END_TEST

START_TEST(a_running_scan_has_no_verdict_yet)
{
	struct scan scan = {.state = SCAN_RUNNING};
	struct stored_totals stored = {.events = 12, .syscalls = 10, .counted = 11, .lost = 1};
	struct completeness judged = judge(&scan, &stored);
	ck_assert_int_eq(judged.verdict, COMPLETENESS_RUNNING);
	ck_assert_uint_eq(judged.counted, 11);
	ck_assert_uint_eq(judged.stored, 10);
	ck_assert_uint_eq(judged.lost_kernel, 1);
}
END_TEST

START_TEST(without_final_counts_nothing_is_proven)
{
	struct scan scan = {.state = SCAN_INTERRUPTED};
	struct stored_totals stored = {.events = 12, .syscalls = 10};
	ck_assert_int_eq(judge(&scan, &stored).verdict, COMPLETENESS_UNKNOWN);
	scan.state = SCAN_FAILED;
	scan.totals.known = true;
	stored = (struct stored_totals){.ended = true};
	ck_assert_int_eq(judge(&scan, &stored).verdict, COMPLETENESS_UNKNOWN);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, everything_stored_is_complete);
	tcase_add_test(tests, a_loss_in_the_kernel_is_told_and_adds_up);
	tcase_add_test(tests, what_the_capture_filter_refused_is_no_loss);
	tcase_add_test(tests, each_doubt_takes_the_verdict_away);
	tcase_add_test(tests, a_running_scan_has_no_verdict_yet);
	tcase_add_test(tests, without_final_counts_nothing_is_proven);
}
