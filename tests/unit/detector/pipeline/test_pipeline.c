// SPDX-License-Identifier: Apache-2.0
#include "detector/pipeline/pipeline.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

struct seen {
	uint64_t events[16];
	unsigned n_events;
	struct wire_gap gaps[4];
	unsigned n_gaps;
	unsigned tasks;
	bool limit;
};

static void on_event(void *ctx, const struct event *event, unsigned tasks)
{
	struct seen *seen = ctx;
	seen->events[seen->n_events++] = event->seq;
	seen->tasks = tasks;
}

static void on_gap(void *ctx, const struct wire_gap *gap)
{
	struct seen *seen = ctx;
	seen->gaps[seen->n_gaps++] = *gap;
}

static void on_limit(void *ctx)
{
	((struct seen *)ctx)->limit = true;
}

static struct pipeline *pipeline_filtering(struct seen *seen, uint64_t limit, struct filter_program *filter)
{
	struct pipeline_options options = {
	    .boot_to_real = 1000, .event_limit = limit, .filter = filter, .limit_reached = on_limit, .ctx = seen};
	struct pipeline *pipeline = pipeline_new(&options);
	struct pipeline_sink sink = {.event = on_event, .gap = on_gap, .ctx = seen};
	memset(seen, 0, sizeof(*seen));
	pipeline_add_sink(pipeline, &sink);
	return pipeline;
}

static struct pipeline *pipeline_with(struct seen *seen, uint64_t limit)
{
	return pipeline_filtering(seen, limit, NULL);
}

static struct record record_of(enum record_type type)
{
	return (struct record){
	    .size = sizeof(struct record), .type = (uint8_t)type, .ts = 5000, .duration = RECORD_NO_DURATION, .nr = 39};
}

START_TEST(lost_calls_take_numbers_so_that_events_and_gaps_fill_the_sequence)
{
	struct seen seen;
	struct pipeline *pipeline = pipeline_with(&seen, 0);
	struct record call = record_of(RECORD_SYSCALL);
	struct wire_gap_call lost = {.nr = 39, .count = 7};
	pipeline_record(pipeline, &call);
	pipeline_loss(pipeline, 5000, 6000, 7, 0, &lost, 1);
	pipeline_record(pipeline, &call);
	ck_assert_uint_eq(seen.events[0], 1);
	ck_assert_uint_eq(seen.gaps[0].first_seq, 2);
	ck_assert_uint_eq(seen.gaps[0].count, 7);
	ck_assert_uint_eq(seen.gaps[0].from_ts, 6000);
	ck_assert_uint_eq(seen.events[1], 9);
	struct pipeline_totals totals = pipeline_totals(pipeline);
	ck_assert_uint_eq(totals.captured, 2);
	ck_assert_uint_eq(totals.lost_kernel, 7);
	ck_assert_uint_eq(totals.last_seq, 9);
	pipeline_free(pipeline);
}
END_TEST

START_TEST(what_the_event_limit_keeps_out_is_a_gap_at_the_end)
{
	struct seen seen;
	struct pipeline *pipeline = pipeline_with(&seen, 2);
	struct record call = record_of(RECORD_SYSCALL);
	for (int i = 0; i < 5; i++)
		pipeline_record(pipeline, &call);
	ck_assert(seen.limit);
	pipeline_finish(pipeline);
	ck_assert_uint_eq(seen.n_events, 2);
	ck_assert_uint_eq(seen.n_gaps, 1);
	ck_assert_uint_eq(seen.gaps[0].first_seq, 3);
	ck_assert_uint_eq(seen.gaps[0].count, 3);
	ck_assert_int_eq(seen.gaps[0].stage, WIRE_STAGE_LIMIT);
	pipeline_free(pipeline);
}
END_TEST

START_TEST(the_limit_is_told_by_the_last_event_within_it)
{
	struct seen seen;
	struct pipeline *pipeline = pipeline_with(&seen, 2);
	struct record call = record_of(RECORD_SYSCALL);
	pipeline_record(pipeline, &call);
	ck_assert(!seen.limit);
	pipeline_record(pipeline, &call);
	ck_assert(seen.limit);
	pipeline_free(pipeline);
}
END_TEST

START_TEST(what_the_filter_refuses_is_counted_and_takes_no_number)
{
	static const char text[] = "evt.rawres=1 or evt.kind=exit";
	struct seen seen;
	struct filter *filter = NULL;
	struct error err;
	ck_assert_int_eq(filter_parse(text, strlen(text), NULL, &filter, NULL, &err), 0);
	AUTO(filter_program) struct filter_program *program = filter_program_new(filter);
	filter_free(filter);
	struct pipeline *pipeline = pipeline_filtering(&seen, 2, program);
	struct record call = record_of(RECORD_SYSCALL), signal = record_of(RECORD_SIGNAL), end = record_of(RECORD_EXIT);
	call.nr = 7;
	for (int i = 0; i < 5; i++) {
		call.ret = i == 3;
		pipeline_record(pipeline, &call);
		pipeline_record(pipeline, &signal);
	}
	pipeline_record(pipeline, &end);
	call.nr = 100000;
	call.ret = 0;
	pipeline_record(pipeline, &call);
	struct pipeline_totals totals = pipeline_totals(pipeline);
	ck_assert_uint_eq(seen.n_events, 2);
	ck_assert_uint_eq(seen.events[0], 1);
	ck_assert_uint_eq(seen.events[1], 2);
	ck_assert_uint_eq(totals.captured, 1);
	ck_assert_uint_eq(totals.filtered, 5);   // signals are not among them
	ck_assert_uint_eq(totals.lost_limit, 0); // what is refused is not behind the limit either
	ck_assert_uint_eq(pipeline_filtered(pipeline, RECORD_ABI_NATIVE, 7), 4);
	ck_assert_uint_eq(pipeline_filtered(pipeline, RECORD_ABI_NATIVE, RECORD_SYSCALLS - 1), 1);
	pipeline_free(pipeline);
}
END_TEST

START_TEST(forks_and_ends_tell_how_many_tasks_are_alive)
{
	struct seen seen;
	struct pipeline *pipeline = pipeline_with(&seen, 0);
	struct record forked = record_of(RECORD_FORK);
	struct record call = record_of(RECORD_SYSCALL);
	struct record end = record_of(RECORD_EXIT);
	pipeline_record(pipeline, &forked);
	pipeline_record(pipeline, &call);
	ck_assert_uint_eq(seen.tasks, 2);
	pipeline_record(pipeline, &end);
	pipeline_record(pipeline, &call);
	ck_assert_uint_eq(seen.tasks, 1);
	pipeline_record(pipeline, &end);
	ck_assert_uint_eq(pipeline_tasks(pipeline), 0);
	pipeline_free(pipeline);
}
END_TEST

START_TEST(a_childs_own_return_from_fork_is_no_call)
{
	struct seen seen;
	struct pipeline *pipeline = pipeline_with(&seen, 0);
	struct record call = record_of(RECORD_SYSCALL);
	call.flags = RECORD_F_CHILD_RETURN;
	pipeline_record(pipeline, &call);
	ck_assert_uint_eq(pipeline_totals(pipeline).last_seq, 0);
	pipeline_free(pipeline);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, lost_calls_take_numbers_so_that_events_and_gaps_fill_the_sequence);
	tcase_add_test(tests, what_the_event_limit_keeps_out_is_a_gap_at_the_end);
	tcase_add_test(tests, the_limit_is_told_by_the_last_event_within_it);
	tcase_add_test(tests, what_the_filter_refuses_is_counted_and_takes_no_number);
	tcase_add_test(tests, forks_and_ends_tell_how_many_tasks_are_alive);
	tcase_add_test(tests, a_childs_own_return_from_fork_is_no_call);
}
