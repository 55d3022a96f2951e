// SPDX-License-Identifier: Apache-2.0
// Whole scans with the real trace source: the first event is the program's own execve, its end is told, and the counts add up.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "common/base/buffer.h"
#include "common/loop/task.h"
#include "detector/scan/container_scan.h"
#include "tests/integration/podman/podman_case.h"

struct watcher {
	struct container_scan_update last;
	char message[256];
	struct container_scan *scan;
	uint64_t kill_after; // system calls
	uint64_t syscalls, lost, outputs;
	struct record first_call, end;
	uint64_t counted, counted_lost, missed_runs;
	bool final;
};

static void on_state(void *ctx, const struct container_scan_update *update)
{
	struct watcher *watcher = ctx;
	watcher->last = *update;
	(void)snprintf(watcher->message, sizeof(watcher->message), "%s", update->message);
}

static void on_output(void *ctx, const struct terminal_piece *piece)
{
	struct watcher *watcher = ctx;
	watcher->outputs += piece->len;
}

// The first process's end. The kernel ends the others of the container after it, so it need not come last.
static void note_end(struct watcher *watcher, const struct record *record)
{
	if (record->type == RECORD_EXIT && record->pid == (uint32_t)watcher->last.pid)
		watcher->end = *record;
}

static void on_record(void *ctx, const struct record *record)
{
	struct watcher *watcher = ctx;
	ck_assert(!watcher->final);
	if (record->type == RECORD_SYSCALL) {
		if (watcher->syscalls == 0)
			watcher->first_call = *record;
		if (!(record->flags & RECORD_F_CHILD_RETURN) && ++watcher->syscalls == watcher->kill_after)
			container_scan_kill(watcher->scan, "that is enough");
	}
	note_end(watcher, record);
}

static void on_loss(void *ctx, const struct source_loss *loss)
{
	struct watcher *watcher = ctx;
	watcher->lost += loss->count;
}

static void on_counters(void *ctx, const struct container_scan_counters *counters)
{
	struct watcher *watcher = ctx;
	if (!counters->final)
		return;
	watcher->final = true;
	watcher->missed_runs = counters->missed_runs;
	for (size_t i = 0; i < counters->count; i++) {
		watcher->counted += counters->counters[i].calls;
		watcher->counted_lost += counters->counters[i].lost;
	}
}

static struct watcher trace(struct podman_case *test, const char *script, bool tty, uint64_t kill_after)
{
	struct watcher watcher = {.kill_after = kill_after};
	struct error err;
	struct source *source = NULL;
	struct source_settings settings = {0};
	struct container_spec spec = shell_spec(script, tty);
	const char *backend = getenv("CAPTURE_BACKEND");
	bool by_ptrace = backend && strcmp(backend, "ptrace") == 0;
	ck_assert_ok(
	    source_open(test->loop, by_ptrace ? &ptrace_source_ops : &ebpf_source_ops, &settings, &source, &err), &err);
	struct container_scan_options options = {
	    .podman = test->podman,
	    .source = source,
	    .spec = &spec,
	    .plan = {.latency = true, .string_limit = 64},
	    .detector = "test",
	};
	struct container_scan_events events = {
	    .state = on_state,
	    .output = on_output,
	    .record = on_record,
	    .loss = on_loss,
	    .counters = on_counters,
	    .ctx = &watcher,
	};
	uuid_generate(&options.id);
	ck_assert_ok(container_scan_start(&options, &events, &watcher.scan, &err), &err);
	container_scan_wait(watcher.scan);
	container_scan_free(watcher.scan);
	source_close(source);
	ck_assert_msg(watcher.last.state == CONTAINER_SCAN_FINISHED, "%s", watcher.message);
	return watcher;
}

static void assert_whole(const struct watcher *watcher)
{
	ck_assert_int_eq(watcher->first_call.nr, SYS_execve);
	ck_assert_int_eq(watcher->first_call.ret, 0);
	ck_assert_uint_eq(watcher->first_call.pid, (uint32_t)watcher->last.pid);
	ck_assert_int_eq(watcher->end.type, RECORD_EXIT);
	ck_assert(watcher->final);
	ck_assert_uint_eq(watcher->lost, watcher->counted_lost);
	ck_assert_uint_eq(watcher->syscalls + watcher->lost, watcher->counted);
	ck_assert_uint_eq(watcher->missed_runs, 0);
}

static void starts_and_ends(struct podman_case *test)
{
	struct watcher watcher = trace(test, "exit 3", true, 0);
	assert_whole(&watcher);
	ck_assert_int_eq(watcher.last.exit_code, 3);
	ck_assert_int_eq(watcher.last.signal, 0);
	ck_assert_int_eq(WEXITSTATUS(watcher.end.ret), 3);
}

START_TEST(the_first_event_is_the_execve_and_the_end_is_told)
{
	podman_case_run(starts_and_ends);
}
END_TEST

static void is_killed(struct podman_case *test)
{
	struct watcher watcher = trace(test, "while :; do ls / >/dev/null; done", false, 20);
	assert_whole(&watcher);
	ck_assert_str_eq(watcher.message, "that is enough");
	ck_assert_int_eq(watcher.last.exit_code, 137);
	ck_assert_int_eq(watcher.last.signal, SIGKILL);
	ck_assert_int_eq(WTERMSIG(watcher.end.ret), SIGKILL);
}

START_TEST(the_end_by_a_signal_is_told_as_the_kernel_saw_it)
{
	podman_case_run(is_killed);
}
END_TEST

static void writes_much(struct podman_case *test)
{
	struct watcher watcher = trace(
	    test,
	    "awk 'BEGIN { for (i = 1; i <= 65536; i++) printf(\"%014d\\n\", i) }'; /bin/true; ls -R /bin >/dev/null",
	    true, 0);
	assert_whole(&watcher);
	ck_assert_uint_eq(watcher.outputs, 65536 * 16);
	ck_assert_uint_gt(watcher.syscalls, 1000);
}

START_TEST(terminal_and_calls_are_whole_together)
{
	podman_case_run(writes_much);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, the_first_event_is_the_execve_and_the_end_is_told);
	tcase_add_test(tests, the_end_by_a_signal_is_told_as_the_kernel_saw_it);
	tcase_add_test(tests, terminal_and_calls_are_whole_together);
}
