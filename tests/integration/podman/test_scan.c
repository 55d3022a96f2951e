// SPDX-License-Identifier: Apache-2.0
// Whole scans of real containers; the trace source is a fake, so that only the containers' side is tried here.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/buffer.h"
#include "common/base/clock.h"
#include "common/loop/task.h"
#include "detector/container_manager/podman_service.h"
#include "detector/scan/container_scan.h"
#include "tests/integration/podman/podman_case.h"
#include "tests/unit/support/fake_source.h"

struct watcher {
	struct podman_case *test;
	struct fake_source fake;
	struct container_scan *scan;
	struct container_scan_options options;
	struct container_spec spec;
	char states[128];
	char message[256];
	char container_id[PODMAN_ID_SIZE];
	struct container_scan_update last;
	struct buffer output; // all kinds
	struct buffer errors; // standard error only
	char sizes[128];
	uint64_t next_offset;
	uint64_t last_ts;
	unsigned counters, final_counters, records, kill_after, rooms;
	bool slow;         // pauses at each piece for a moment
	bool free_in_last; // frees the scan in the callback of its last state
	struct loop_timer *resumer;
};

static void on_state(void *ctx, const struct container_scan_update *update)
{
	struct watcher *watcher = ctx;
	size_t len = strlen(watcher->states);
	(void)snprintf(watcher->states + len, sizeof(watcher->states) - len, "%s ",
		       container_scan_state_name(update->state));
	(void)snprintf(watcher->message, sizeof(watcher->message), "%s", update->message);
	if (update->container_id[0])
		(void)snprintf(watcher->container_id, sizeof(watcher->container_id), "%s", update->container_id);
	ck_assert_uint_gt(update->ts, 0);
	watcher->last = *update;
	if (update->state >= CONTAINER_SCAN_FINISHED && watcher->free_in_last) {
		container_scan_free(watcher->scan);
		watcher->scan = NULL;
	}
}

static void resume(void *ctx)
{
	struct watcher *watcher = ctx;
	container_scan_resume_output(watcher->scan);
}

static void on_output(void *ctx, const struct terminal_piece *piece)
{
	struct watcher *watcher = ctx;
	ck_assert_uint_eq(piece->offset, watcher->next_offset);
	ck_assert_uint_ge(piece->ts, watcher->last_ts);
	watcher->last_ts = piece->ts;
	watcher->next_offset += piece->len;
	if (piece->kind == TERMINAL_RESIZE) {
		size_t len = strlen(watcher->sizes);
		(void)snprintf(watcher->sizes + len, sizeof(watcher->sizes) - len, "%ux%u@%llu ", piece->columns,
			       piece->rows, (unsigned long long)piece->offset);
		return;
	}
	ck_assert_int_eq(buffer_append(&watcher->output, piece->bytes, piece->len), 0);
	if (piece->kind == TERMINAL_STDERR)
		ck_assert_int_eq(buffer_append(&watcher->errors, piece->bytes, piece->len), 0);
	if (watcher->slow) {
		// Long enough at first that every buffer on the way fills up.
		container_scan_pause_output(watcher->scan);
		loop_timer_start(watcher->resumer, piece->offset == 0 ? 3000 : 3, 0);
	}
}

static void on_record(void *ctx, const struct record *record)
{
	struct watcher *watcher = ctx;
	(void)record;
	if (++watcher->records == watcher->kill_after)
		container_scan_kill(watcher->scan, "the limit of 3 events is reached");
}

static void on_loss(void *ctx, const struct source_loss *loss)
{
	(void)ctx;
	(void)loss;
}

static void on_counters(void *ctx, const struct container_scan_counters *counters)
{
	struct watcher *watcher = ctx;
	ck_assert_uint_eq(counters->count, 1);
	ck_assert_uint_eq(counters->counters[0].calls, 5);
	watcher->counters++;
	watcher->final_counters += counters->final;
}

static void on_input_room(void *ctx)
{
	struct watcher *watcher = ctx;
	watcher->rooms++;
}

static void watcher_init(struct watcher *watcher, struct podman_case *test, const char *script, bool tty)
{
	*watcher = (struct watcher){.test = test, .spec = shell_spec(script, tty)};
	watcher->spec.input = true;
	buffer_init(&watcher->output, 16u << 20);
	buffer_init(&watcher->errors, 1u << 20);
	watcher->resumer = loop_timer_new(test->loop, resume, watcher);
	watcher->options = (struct container_scan_options){
	    .podman = test->podman,
	    .source = fake_source_open(test->loop, &watcher->fake),
	    .spec = &watcher->spec,
	    .detector = "test",
	};
	uuid_generate(&watcher->options.id);
}

static void watcher_start(struct watcher *watcher)
{
	struct error err;
	struct container_scan_events events = {
	    .state = on_state,
	    .output = on_output,
	    .record = on_record,
	    .loss = on_loss,
	    .counters = on_counters,
	    .input_room = on_input_room,
	    .ctx = watcher,
	};
	ck_assert_ok(container_scan_start(&watcher->options, &events, &watcher->scan, &err), &err);
	ck_assert_str_eq(watcher->states, "");
}

// Nothing of a scan may be left: no container, no scope, whatever its end was.
static void assert_nothing_left(struct watcher *watcher)
{
	struct error err;
	AUTO_VALUE(podman_containers) struct podman_containers left = {0};
	ck_assert_ok(podman_list_containers(watcher->test->podman, "syscope.detector=test", &left, &err), &err);
	ck_assert_uint_eq(left.count, 0);
	ck_assert_ptr_null(watcher->fake.scan);
	ck_assert_uint_eq(watcher->fake.added, watcher->fake.removed);
	ck_assert_uint_eq(watcher->fake.added, watcher->final_counters);
}

static void watcher_done(struct watcher *watcher)
{
	container_scan_free(watcher->scan);
	loop_timer_free(watcher->resumer);
	source_close(watcher->fake.source);
	container_spec_done(&watcher->spec);
	buffer_done(&watcher->output);
	buffer_done(&watcher->errors);
}

static void watcher_finish(struct watcher *watcher)
{
	container_scan_wait(watcher->scan);
	assert_nothing_left(watcher);
}

static void wait_for_output(struct watcher *watcher, const char *text)
{
	for (int i = 0; i < 500 && !strstr(buffer_text(&watcher->output), text); i++)
		task_sleep(watcher->test->loop, 10);
	ck_assert_contains(buffer_text(&watcher->output), text);
}

static void type_text(struct watcher *watcher, const char *text)
{
	struct error err;
	ck_assert_ok(container_scan_input(watcher->scan, text, strlen(text), &err), &err);
}

static void ends_with_status(struct podman_case *test)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "echo out; echo err >&2; exit 9", false);
	watcher_start(&watcher);
	watcher_finish(&watcher);
	ck_assert_str_eq(watcher.states, "starting running finished ");
	ck_assert_int_eq(watcher.last.exit_code, 9);
	ck_assert_int_eq(watcher.last.signal, 0);
	ck_assert_str_eq(buffer_text(&watcher.errors), "err\n");
	ck_assert_contains(buffer_text(&watcher.output), "out\n");
	ck_assert_uint_eq(watcher.output.len, 8);
	ck_assert_int_eq(watcher.fake.scope.kind, SCOPE_CGROUP);
	ck_assert(watcher.fake.scope.after_exec);
	ck_assert_int_eq(watcher.fake.scope.pid, watcher.last.pid);
	watcher_done(&watcher);
}

START_TEST(a_container_ends_the_scan_with_its_exit_status)
{
	podman_case_run(ends_with_status);
}
END_TEST

static void is_true(struct podman_case *test)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "", true);
	text_list_done(&watcher.spec.command);
	(void)text_list_add(&watcher.spec.command, "true");
	watcher.free_in_last = true;
	watcher_start(&watcher);
	for (int i = 0; i < 500 && watcher.scan; i++)
		task_sleep(test->loop, 10);
	assert_nothing_left(&watcher);
	ck_assert_str_eq(watcher.states, "starting running finished ");
	ck_assert_int_eq(watcher.last.exit_code, 0);
	watcher_done(&watcher);
}

START_TEST(a_program_that_ends_at_once_is_a_whole_scan)
{
	podman_case_run(is_true);
}
END_TEST

#define LINES 65536

// Every line "%07d" and its end, in order and whole, tells that no byte is missing or doubled.
static void assert_lines(const struct watcher *watcher, size_t line_len)
{
	ck_assert_uint_eq(watcher->output.len, LINES * line_len);
	for (size_t i = 0; i < LINES; i++) {
		char expected[32];
		(void)snprintf(expected, sizeof(expected), "%015zu%s", i + 1, line_len == 17 ? "\r\n" : "\n");
		ck_assert_mem_eq(watcher->output.data + i * line_len, expected, line_len);
	}
}

static void writes_much(struct podman_case *test, bool tty, bool slow)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "awk 'BEGIN { for (i = 1; i <= 65536; i++) printf(\"%015d\\n\", i) }'", tty);
	watcher.slow = slow;
	watcher_start(&watcher);
	watcher_finish(&watcher);
	ck_assert_int_eq(watcher.last.exit_code, 0);
	assert_lines(&watcher, tty ? 17 : 16);
	watcher_done(&watcher);
}

static void writes_much_to_the_terminal(struct podman_case *test)
{
	writes_much(test, true, false);
}

static void writes_much_to_a_slow_reader(struct podman_case *test)
{
	writes_much(test, true, true);
}

static void writes_much_without_a_terminal(struct podman_case *test)
{
	writes_much(test, false, true);
}

START_TEST(a_megabyte_through_the_terminal_arrives_whole_and_in_order)
{
	podman_case_run(writes_much_to_the_terminal);
}
END_TEST

START_TEST(a_slow_reader_loses_nothing)
{
	podman_case_run(writes_much_to_a_slow_reader);
}
END_TEST

START_TEST(a_slow_reader_without_a_terminal_loses_nothing)
{
	podman_case_run(writes_much_without_a_terminal);
}
END_TEST

static void echoes(struct podman_case *test)
{
	struct watcher watcher;
	// Podman answers a resize before conmon has made it.
	watcher_init(
	    &watcher, test,
	    "stty size; read line; echo \"got <$line>\"; stty size; read line; n=0; "
	    "while [ \"$(stty size)\" != '40 120' ] && [ $n -lt 100 ]; do n=$((n + 1)); sleep 0.1; done; stty size",
	    true);
	watcher.spec.columns = 100;
	watcher.spec.rows = 30;
	watcher_start(&watcher);
	wait_for_output(&watcher, "30 100\r\n");
	type_text(&watcher, "hello\n");
	wait_for_output(&watcher, "got <hello>\r\n30 100\r\n");
	container_scan_resize(watcher.scan, 90, 20);
	container_scan_resize(watcher.scan, 120, 40);
	for (int i = 0; i < 200 && !strstr(watcher.sizes, "120x40"); i++)
		task_sleep(test->loop, 10);
	type_text(&watcher, "\n");
	watcher_finish(&watcher);
	ck_assert_contains(buffer_text(&watcher.output), "40 120\r\n");
	ck_assert_contains(watcher.sizes, "100x30@0 ");
	ck_assert_str_eq(watcher.states, "starting running finished ");
	watcher_done(&watcher);
}

START_TEST(input_is_echoed_and_a_new_size_is_seen_by_the_program)
{
	podman_case_run(echoes);
}
END_TEST

static void reads_to_the_end(struct podman_case *test)
{
	struct watcher watcher;
	struct error err;
	watcher_init(&watcher, test, "wc -c", false);
	watcher_start(&watcher); // what is written before it runs must not be lost either
	AUTO_FREE char *piece = xcalloc(1, 65536);
	for (size_t sent = 0; sent < 3u << 20;) {
		if (container_scan_input(watcher.scan, piece, 65536, &err) == 0)
			sent += 65536;
		else
			task_sleep(test->loop, 2);
	}
	container_scan_close_input(watcher.scan);
	watcher_finish(&watcher);
	ck_assert_str_eq(buffer_text(&watcher.output), "3145728\n");
	ck_assert_uint_eq(container_scan_terminal_counters(watcher.scan).input_bytes, 3u << 20);
	watcher_done(&watcher);
}

START_TEST(standard_input_arrives_whole_and_ends)
{
	podman_case_run(reads_to_the_end);
}
END_TEST

static void refuses_input(struct podman_case *test)
{
	struct watcher watcher;
	struct error err = {0};
	watcher_init(&watcher, test, "sleep 1000", false);
	watcher_start(&watcher);
	while (watcher.last.state != CONTAINER_SCAN_RUNNING || !watcher.states[0])
		task_sleep(test->loop, 10);
	AUTO_FREE char *piece = xcalloc(1, 65536);
	int r = 0;
	for (int i = 0; i < 200 && r == 0; i++)
		r = container_scan_input(watcher.scan, piece, 65536, &err);
	ck_assert_int_eq(r, -EAGAIN);
	ck_assert_uint_eq(container_scan_terminal_counters(watcher.scan).input_refused, 65536);
	container_scan_stop(watcher.scan);
	container_scan_stop(watcher.scan); // at once
	watcher_finish(&watcher);
	ck_assert_str_eq(watcher.states, "starting running stopping finished ");
	watcher_done(&watcher);
}

START_TEST(input_that_nobody_reads_is_refused_and_counted)
{
	podman_case_run(refuses_input);
}
END_TEST

static void fails(struct podman_case *test, const char *image, const char *program, bool refused,
		  enum container_scan_failure failure, const char *message)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "true", true);
	if (image) {
		free(watcher.spec.image);
		watcher.spec.image = xstrdup(image);
	}
	if (program) {
		text_list_done(&watcher.spec.command);
		(void)text_list_add(&watcher.spec.command, program);
	}
	watcher.fake.refuses = refused;
	watcher_start(&watcher);
	watcher_finish(&watcher);
	ck_assert_str_eq(watcher.states, "starting failed ");
	ck_assert_contains(watcher.message, message);
	ck_assert_int_eq(watcher.last.failure, failure);
	watcher_done(&watcher);
}

static void fails_in_every_step(struct podman_case *test)
{
	fails(test, "localhost/nowhere", NULL, false, CONTAINER_SCAN_FAILURE_IMAGE,
	      "image localhost/nowhere does not exist: `podman images` lists what is here");
	fails(test, NULL, "/no/such/program", false, CONTAINER_SCAN_FAILURE_COMMAND_NOT_FOUND,
	      "/no/such/program is not in image localhost/syscope-test");
	fails(test, NULL, "/etc/passwd", false, CONTAINER_SCAN_FAILURE_COMMAND_NOT_USABLE,
	      "/etc/passwd of image localhost/syscope-test cannot be executed");
	fails(test, NULL, NULL, true, CONTAINER_SCAN_FAILURE_TRACE, "the kernel says no");
}

START_TEST(a_failure_names_its_reason_and_leaves_nothing_behind)
{
	podman_case_run(fails_in_every_step);
}
END_TEST

static void reaches_no_podman(struct podman_case *test)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "true", false);
	watcher_start(&watcher);
	container_scan_wait(watcher.scan);
	ck_assert_str_eq(watcher.states, "starting failed ");
	ck_assert_contains(watcher.message, "cannot reach Podman at ");
	ck_assert_int_eq(watcher.last.failure, CONTAINER_SCAN_FAILURE_PODMAN);
	watcher_done(&watcher);
}

START_TEST(a_scan_without_podman_says_how_to_start_it)
{
	podman_case_run_at(test_path("absent.sock"), reaches_no_podman);
}
END_TEST

static void is_stopped(struct podman_case *test)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "trap '' TERM; echo ready; while :; do sleep 1; done", true);
	watcher.options.stop_grace_s = 1;
	watcher_start(&watcher);
	wait_for_output(&watcher, "ready");
	uint64_t before = clock_boot_ns();
	container_scan_stop(watcher.scan);
	watcher_finish(&watcher);
	ck_assert_uint_gt(clock_boot_ns() - before, 900 * NS_PER_MS);
	ck_assert_str_eq(watcher.states, "starting running stopping finished ");
	ck_assert_int_eq(watcher.last.exit_code, 137);
	ck_assert_str_eq(watcher.message, "stopped on request");
	watcher_done(&watcher);
}

START_TEST(stop_kills_after_the_grace)
{
	podman_case_run(is_stopped);
}
END_TEST

static void is_cancelled(struct podman_case *test)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "sleep 1000", true);
	watcher_start(&watcher);
	container_scan_stop(watcher.scan);
	watcher_finish(&watcher);
	ck_assert_str_eq(watcher.states, "starting cancelled ");
	watcher_done(&watcher);
}

START_TEST(a_stop_before_the_start_cancels)
{
	podman_case_run(is_cancelled);
}
END_TEST

static void reaches_time_limit(struct podman_case *test)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "exec sleep 1000", true);
	watcher.options.time_limit_ns = 1200 * NS_PER_MS;
	watcher.options.stop_grace_s = 1;
	watcher_start(&watcher);
	watcher_finish(&watcher);
	ck_assert_str_eq(watcher.states, "starting running stopping finished ");
	ck_assert_str_eq(watcher.message, "the time limit of 1.2 s is reached");
	ck_assert_uint_ge(watcher.counters, 2); // one a second, and the final ones
	watcher_done(&watcher);
}

START_TEST(the_time_limit_stops_it)
{
	podman_case_run(reaches_time_limit);
}
END_TEST

static void kills_it(struct podman_case *test)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "echo ready; sleep 1000", true);
	watcher.kill_after = 3;
	watcher_start(&watcher);
	wait_for_output(&watcher, "ready");
	for (int i = 0; i < 5; i++)
		fake_source_deliver(&watcher.fake, RECORD_SYSCALL, watcher.last.pid, 0, 0);
	fake_source_deliver(&watcher.fake, RECORD_EXIT, watcher.last.pid, SIGKILL, RECORD_F_LEADER);
	watcher_finish(&watcher);
	ck_assert_uint_eq(watcher.records, 6); // all are handed on until it has ended
	ck_assert_str_eq(watcher.message, "the limit of 3 events is reached");
	ck_assert_int_eq(watcher.last.exit_code, 137);
	ck_assert_int_eq(watcher.last.signal, SIGKILL);
	watcher_done(&watcher);
}

START_TEST(what_is_killed_ends_at_once)
{
	podman_case_run(kills_it);
}
END_TEST

static void vanishes(struct podman_case *test)
{
	struct watcher watcher;
	struct error err;
	watcher_init(&watcher, test, "echo ready; sleep 1000", true);
	watcher_start(&watcher);
	wait_for_output(&watcher, "ready");
	ck_assert_ok(podman_remove(test->podman, watcher.container_id, &err), &err);
	watcher_finish(&watcher);
	// Podman may still answer the wait with the status of its kill.
	ck_assert_msg(strcmp(watcher.states, "starting running failed ") == 0 ||
			  (strcmp(watcher.states, "starting running finished ") == 0 && watcher.last.exit_code == 137),
		      "%s %d", watcher.states, watcher.last.exit_code);
	watcher_done(&watcher);
}

START_TEST(a_container_that_somebody_removes_ends_the_scan)
{
	podman_case_run(vanishes);
}
END_TEST

static void dies_early(struct podman_case *test)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "echo never", true);
	watcher_start(&watcher);
	for (int i = 0; i < 2000 && !watcher.fake.scan; i++)
		task_sleep(test->loop, 1);
	ck_assert_int_eq(kill(watcher.fake.scope.pid, SIGKILL), 0);
	watcher_finish(&watcher);
	ck_assert_int_eq(watcher.last.state, CONTAINER_SCAN_FAILED);
	ck_assert_int_eq(watcher.last.failure, CONTAINER_SCAN_FAILURE_LOST);
	ck_assert_contains(watcher.message, "ended by someone else before it was started");
	ck_assert(!strstr(buffer_text(&watcher.output), "never"));
	watcher_done(&watcher);
}

START_TEST(a_container_that_dies_between_init_and_start_ends_the_scan)
{
	podman_case_run(dies_early);
}
END_TEST

static void is_given_up(struct podman_case *test)
{
	struct watcher watcher;
	watcher_init(&watcher, test, "echo ready; sleep 1000", true);
	watcher_start(&watcher);
	wait_for_output(&watcher, "ready");
	container_scan_free(take_ptr(&watcher.scan));
	for (int i = 0; i < 500 && watcher.fake.scan; i++)
		task_sleep(test->loop, 10);
	ck_assert_ptr_null(watcher.fake.scan);
	task_sleep(test->loop, 500); // its removal
	struct error err;
	AUTO_VALUE(podman_containers) struct podman_containers left = {0};
	ck_assert_ok(podman_list_containers(test->podman, "syscope.detector=test", &left, &err), &err);
	ck_assert_uint_eq(left.count, 0);
	ck_assert_str_eq(watcher.states, "starting running ");
	watcher_done(&watcher);
}

START_TEST(a_scan_freed_while_it_runs_cleans_up_behind_itself)
{
	podman_case_run(is_given_up);
}
END_TEST

static void loses_podman(struct podman_case *test)
{
	struct watcher watcher;
	struct error err;
	struct podman_service *service = NULL;
	ck_assert_ok(podman_service_ensure(test->podman, &service, &err), &err);
	watcher_init(&watcher, test, "echo ready; sleep 1000", true);
	watcher_start(&watcher);
	wait_for_output(&watcher, "ready");
	pid_t pid = watcher.last.pid;
	task_sleep(test->loop, 200);
	podman_service_free(service);
	container_scan_wait(watcher.scan);
	ck_assert_str_eq(watcher.states, "starting running failed ");
	ck_assert_int_eq(watcher.last.failure, CONTAINER_SCAN_FAILURE_LOST);
	ck_assert_contains(watcher.message, "Podman went away");
	ck_assert_ptr_null(watcher.fake.scan);
	// Nothing runs on unwatched, though nobody was there to remove it.
	for (int i = 0; i < 200 && kill(pid, 0) == 0; i++)
		task_sleep(test->loop, 10);
	ck_assert_int_eq(kill(pid, 0), -1);
	watcher_done(&watcher);
}

START_TEST(podman_going_away_ends_the_scan_and_the_container)
{
	podman_case_run_at(test_path("own/podman.sock"), loses_podman);
}
END_TEST

static void runs_several(struct podman_case *test)
{
	struct watcher watchers[3];
	for (int i = 0; i < 3; i++) {
		watcher_init(&watchers[i], test, "seq 1 2000", true);
		watcher_start(&watchers[i]);
	}
	for (int i = 0; i < 3; i++) {
		container_scan_wait(watchers[i].scan);
		ck_assert_str_eq(watchers[i].states, "starting running finished ");
		ck_assert_contains(buffer_text(&watchers[i].output), "\n2000\r\n");
	}
	for (int i = 0; i < 3; i++)
		watcher_done(&watchers[i]);
}

START_TEST(scans_run_beside_each_other)
{
	podman_case_run(runs_several);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_container_ends_the_scan_with_its_exit_status);
	tcase_add_test(tests, a_program_that_ends_at_once_is_a_whole_scan);
	tcase_add_test(tests, a_megabyte_through_the_terminal_arrives_whole_and_in_order);
	tcase_add_test(tests, a_slow_reader_loses_nothing);
	tcase_add_test(tests, a_slow_reader_without_a_terminal_loses_nothing);
	tcase_add_test(tests, input_is_echoed_and_a_new_size_is_seen_by_the_program);
	tcase_add_test(tests, standard_input_arrives_whole_and_ends);
	tcase_add_test(tests, input_that_nobody_reads_is_refused_and_counted);
	tcase_add_test(tests, a_failure_names_its_reason_and_leaves_nothing_behind);
	tcase_add_test(tests, a_scan_without_podman_says_how_to_start_it);
	tcase_add_test(tests, stop_kills_after_the_grace);
	tcase_add_test(tests, a_stop_before_the_start_cancels);
	tcase_add_test(tests, the_time_limit_stops_it);
	tcase_add_test(tests, what_is_killed_ends_at_once);
	tcase_add_test(tests, a_container_that_somebody_removes_ends_the_scan);
	tcase_add_test(tests, a_container_that_dies_between_init_and_start_ends_the_scan);
	tcase_add_test(tests, a_scan_freed_while_it_runs_cleans_up_behind_itself);
	tcase_add_test(tests, podman_going_away_ends_the_scan_and_the_container);
	tcase_add_test(tests, scans_run_beside_each_other);
}
