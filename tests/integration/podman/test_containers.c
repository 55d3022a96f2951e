// SPDX-License-Identifier: Apache-2.0
// The container manager against a real Podman.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/loop/task.h"
#include "detector/container_manager/leftovers.h"
#include "detector/container_manager/podman_service.h"
#include "detector/container_manager/podman_stream.h"
#include "tests/integration/podman/podman_case.h"

static void knows_itself(struct podman_case *test)
{
	struct error err;
	struct podman_version version;
	AUTO_VALUE(podman_images) struct podman_images images = {0};
	ck_assert_ok(podman_ping(test->podman, &err), &err);
	ck_assert_ok(podman_get_version(test->podman, &version, &err), &err);
	ck_assert(version.version[0] >= '3' && version.runtime[0]);
	ck_assert_ok(podman_list_images(test->podman, &images, &err), &err);
	bool found = false;
	for (size_t i = 0; i < images.count; i++) {
		for (size_t j = 0; j < images.items[i].names.count; j++)
			found |= strncmp(images.items[i].names.items[j], test_image(), strlen(test_image())) == 0 &&
				 images.items[i].size > 1000000 && images.items[i].created > 0;
	}
	ck_assert(found);
	ck_assert_int_eq(podman_image_exists(test->podman, test_image(), &err), 1);
	ck_assert_int_eq(podman_image_exists(test->podman, "localhost/nowhere", &err), 0);
}

START_TEST(version_and_images_are_told)
{
	podman_case_run(knows_itself);
}
END_TEST

static void lives_a_life(struct podman_case *test)
{
	struct error err;
	char id[PODMAN_ID_SIZE];
	int code = -1;
	AUTO_VALUE(container_spec) struct container_spec spec = shell_spec("exit 7", false);
	AUTO_VALUE(podman_container) struct podman_container before = {0}, after = {0};
	ck_assert_ok(podman_create(test->podman, &spec, id, &err), &err);
	ck_assert_ok(podman_init(test->podman, id, &err), &err);
	ck_assert_ok(podman_init(test->podman, id, &err), &err); // twice does no harm
	ck_assert_ok(podman_inspect(test->podman, id, &before, &err), &err);
	ck_assert_str_eq(before.state, "initialized");
	ck_assert_int_gt(before.pid, 1);
	ck_assert_int_eq(kill(before.pid, 0), 0);
	ck_assert_ok(podman_start(test->podman, id, &err), &err);
	ck_assert_ok(podman_wait(test->podman, id, NULL, &code, &err), &err);
	ck_assert_int_eq(code, 7);
	ck_assert_ok(podman_inspect(test->podman, id, &after, &err), &err);
	ck_assert_int_eq(after.exit_code, 7);
	ck_assert_ok(podman_remove(test->podman, id, &err), &err);
	ck_assert_ok(podman_remove(test->podman, id, &err), &err); // gone already
	ck_assert_int_eq(podman_wait(test->podman, id, NULL, &code, &err), -ENOENT);
}

START_TEST(a_container_goes_from_create_to_remove)
{
	podman_case_run(lives_a_life);
}
END_TEST

static void has_options(struct podman_case *test)
{
	struct error err;
	char id[PODMAN_ID_SIZE];
	int code = -1;
	AUTO_VALUE(container_spec)
	struct container_spec spec =
	    shell_spec("test \"$FOO\" = 'a b' && test \"$(pwd)\" = /tmp && test \"$(id -u)\" = 33 && "
		       "! touch /x 2>/dev/null && test -f /m/passwd && "
		       "grep -q 'NoNewPrivs:.*1' /proc/self/status && test \"$(hostname)\" = h1",
		       false);
	AUTO_FREE char *volume = xasprintf("%s:/m:ro", test_path("root/etc"));
	spec.work_dir = xstrdup("/tmp");
	spec.user = xstrdup("33:33");
	spec.hostname = xstrdup("h1");
	spec.read_only = true;
	ck_assert_ok(container_spec_add_env(&spec, "FOO=a b", &err), &err);
	ck_assert_ok(container_spec_add_volume(&spec, volume, &err), &err);
	ck_assert_ok(container_spec_add_security_option(&spec, "no-new-privileges", &err), &err);
	ck_assert_ok(podman_create(test->podman, &spec, id, &err), &err);
	ck_assert_ok(podman_start(test->podman, id, &err), &err);
	ck_assert_ok(podman_wait(test->podman, id, NULL, &code, &err), &err);
	ck_assert_int_eq(code, 0);
	ck_assert_ok(podman_remove(test->podman, id, &err), &err);
}

START_TEST(the_options_of_a_container_take_effect)
{
	podman_case_run(has_options);
}
END_TEST

static void is_refused(struct podman_case *test)
{
	struct error err;
	char id[PODMAN_ID_SIZE];
	AUTO_VALUE(container_spec) struct container_spec no_image = {.image = xstrdup("localhost/nowhere")};
	ck_assert_int_eq(podman_create(test->podman, &no_image, id, &err), -ENOENT);
	ck_assert_contains(err.text, "image localhost/nowhere does not exist: `podman images` lists what is here");

	AUTO_VALUE(container_spec) struct container_spec no_program = {.image = xstrdup(test_image())};
	(void)text_list_add(&no_program.command, "/no/such/program");
	ck_assert_ok(podman_create(test->podman, &no_program, id, &err), &err);
	ck_assert_int_eq(podman_init(test->podman, id, &err), -ENOENT);
	ck_assert_contains(err.text, "/no/such/program");
	ck_assert_ok(podman_remove(test->podman, id, &err), &err);

	AUTO_VALUE(container_spec) struct container_spec no_right = {.image = xstrdup(test_image())};
	(void)text_list_add(&no_right.command, "/etc/passwd");
	ck_assert_ok(podman_create(test->podman, &no_right, id, &err), &err);
	int r = podman_init(test->podman, id, &err);
	ck_assert_msg(r == -EACCES, "%d %s", r, err.text);
	ck_assert_ok(podman_remove(test->podman, id, &err), &err);

	ck_assert_int_eq(podman_start(test->podman, "../../version", &err), -EINVAL);
	ck_assert_int_eq(podman_image_exists(test->podman, "a b?c", &err), -EINVAL);
}

START_TEST(missing_images_and_programs_are_named)
{
	podman_case_run(is_refused);
}
END_TEST

static void reaches_nothing(struct podman_case *test)
{
	struct error err;
	struct podman_connection connection = {.fd = -1};
	ck_assert_int_eq(podman_ping(test->podman, &err), -ECONNREFUSED);
	ck_assert_contains(err.text, "cannot reach Podman at ");
	ck_assert_contains(err.text, "/absent.sock: No such file or directory");
	ck_assert_contains(err.text, "systemctl enable --now podman.socket");
	ck_assert_int_eq(podman_attach(test->podman, "abc", &connection, &err), -ECONNREFUSED);
	ck_assert_contains(err.text, "/absent.sock: No such file or directory");
}

START_TEST(an_absent_socket_is_named_with_the_remedy)
{
	podman_case_run_at(test_path("absent.sock"), reaches_nothing);
}
END_TEST

static void starts_a_service(struct podman_case *test)
{
	struct error err;
	struct podman_service *service = NULL, *second = NULL;
	// A podman that sees this would not serve, but ask there.
	ck_assert_int_eq(setenv("CONTAINER_HOST", "unix:///nowhere.sock", 1), 0);
	ck_assert_ok(podman_service_ensure(test->podman, &service, &err), &err);
	ck_assert_ptr_nonnull(service);
	ck_assert_ok(podman_service_ensure(test->podman, &second, &err), &err);
	ck_assert_ptr_null(second);
	ck_assert_ok(podman_ping(test->podman, &err), &err);
	podman_service_free(service);
	ck_assert_int_eq(podman_ping(test->podman, &err), -ECONNREFUSED);
}

START_TEST(a_service_of_our_own_is_started_where_none_is)
{
	podman_case_run_at(test_path("own/podman.sock"), starts_a_service);
}
END_TEST

static void stops_after_grace(struct podman_case *test)
{
	struct error err;
	char id[PODMAN_ID_SIZE];
	int code = -1;
	AUTO_VALUE(container_spec)
	struct container_spec spec = shell_spec("trap '' TERM; while :; do sleep 1; done", false);
	ck_assert_ok(podman_create(test->podman, &spec, id, &err), &err);
	ck_assert_ok(podman_start(test->podman, id, &err), &err);
	ck_assert_ok(podman_stop(test->podman, id, 1, &err), &err);
	ck_assert_ok(podman_stop(test->podman, id, 1, &err), &err);
	ck_assert_ok(podman_wait(test->podman, id, NULL, &code, &err), &err);
	ck_assert_int_eq(code, 137);
	ck_assert_ok(podman_remove(test->podman, id, &err), &err);
}

START_TEST(stop_kills_what_does_not_end_by_itself)
{
	podman_case_run(stops_after_grace);
}
END_TEST

struct waiting {
	struct podman_case *test;
	struct podman_cancel cancel;
	const char *id;
	int result;
	bool ended;
};

static void waits(void *ctx)
{
	struct waiting *waiting = ctx;
	struct error err;
	int code;
	waiting->result = podman_wait(waiting->test->podman, waiting->id, &waiting->cancel, &code, &err);
	waiting->ended = true;
}

static void is_cancelled(struct podman_case *test)
{
	struct error err;
	char id[PODMAN_ID_SIZE];
	AUTO_VALUE(container_spec) struct container_spec spec = shell_spec("sleep 1000", false);
	ck_assert_ok(podman_create(test->podman, &spec, id, &err), &err);
	ck_assert_ok(podman_start(test->podman, id, &err), &err);
	struct waiting cancelled = {.test = test, .id = id}, removed = {.test = test, .id = id};
	task_spawn(test->loop, waits, &cancelled);
	task_spawn(test->loop, waits, &removed);
	task_sleep(test->loop, 100);
	ck_assert(!cancelled.ended);
	podman_cancel(&cancelled.cancel);
	task_sleep(test->loop, 10);
	ck_assert(cancelled.ended);
	ck_assert_int_eq(cancelled.result, -ECANCELED);
	ck_assert_ok(podman_remove(test->podman, id, &err), &err);
	for (int i = 0; i < 100 && !removed.ended; i++)
		task_sleep(test->loop, 20);
	ck_assert(removed.ended); // with the exit status of the kill, or as gone
	ck_assert(removed.result == 0 || removed.result == -ENOENT);
}

START_TEST(a_wait_ends_when_cancelled_or_when_the_container_is_removed)
{
	podman_case_run(is_cancelled);
}
END_TEST

struct seen {
	char actions[512];
	struct podman_case *test;
	struct podman_cancel cancel;
	int result;
	bool ended;
};

static void on_event(void *ctx, const struct podman_event *event)
{
	struct seen *seen = ctx;
	struct error err;
	size_t len = strlen(seen->actions);
	(void)snprintf(seen->actions + len, sizeof(seen->actions) - len, "%s=%d ", event->action, event->exit_code);
	// Asking Podman from here is allowed.
	ck_assert_ok(podman_ping(seen->test->podman, &err), &err);
}

static void watches(void *ctx)
{
	struct seen *seen = ctx;
	struct error err;
	seen->result = podman_watch_events(seen->test->podman, on_event, seen, &seen->cancel, &err);
	seen->ended = true;
}

static void sees_events(struct podman_case *test)
{
	struct error err;
	char id[PODMAN_ID_SIZE];
	int code = 0;
	struct seen seen = {.test = test};
	task_spawn(test->loop, watches, &seen);
	task_sleep(test->loop, 100);
	AUTO_VALUE(container_spec) struct container_spec spec = shell_spec("exit 3", false);
	ck_assert_ok(podman_create(test->podman, &spec, id, &err), &err);
	ck_assert_ok(podman_start(test->podman, id, &err), &err);
	ck_assert_ok(podman_wait(test->podman, id, NULL, &code, &err), &err);
	ck_assert_ok(podman_remove(test->podman, id, &err), &err);
	for (int i = 0; i < 100 && !strstr(seen.actions, "remove"); i++)
		task_sleep(test->loop, 20);
	podman_cancel(&seen.cancel);
	task_sleep(test->loop, 20);
	ck_assert(seen.ended);
	ck_assert_int_eq(seen.result, -ECANCELED);
	ck_assert_contains(seen.actions, "create=0");
	ck_assert_contains(seen.actions, "start=0");
	ck_assert_contains(seen.actions, "died=3");
	ck_assert_contains(seen.actions, "remove=");
}

START_TEST(events_tell_a_containers_life)
{
	podman_case_run(sees_events);
}
END_TEST

static void on_log(void *ctx, enum podman_stream stream, const uint8_t *bytes, size_t len)
{
	char *text = ctx;
	size_t at = strlen(text);
	(void)snprintf(text + at, 64 - at, "%d:%.*s", (int)stream, (int)len, (const char *)bytes);
}

static void has_a_log(struct podman_case *test)
{
	struct error err;
	char id[PODMAN_ID_SIZE];
	char text[64] = "";
	AUTO_VALUE(container_spec) struct container_spec spec = shell_spec("echo out; sleep 0.2; echo err >&2", false);
	ck_assert_ok(podman_create(test->podman, &spec, id, &err), &err);
	ck_assert_ok(podman_start(test->podman, id, &err), &err);
	ck_assert_ok(podman_logs(test->podman, id, true, on_log, text, NULL, &err), &err);
	ck_assert_str_eq(text, "1:out\n2:err\n");
	ck_assert_ok(podman_remove(test->podman, id, &err), &err);
}

START_TEST(the_log_is_read_to_its_end)
{
	podman_case_run(has_a_log);
}
END_TEST

static void runs_a_command(struct podman_case *test)
{
	struct error err;
	char id[PODMAN_ID_SIZE], exec_id[PODMAN_ID_SIZE];
	AUTO_VALUE(container_spec) struct container_spec spec = shell_spec("sleep 1000", false);
	AUTO_VALUE(podman_connection) struct podman_connection connection = {.fd = -1};
	const char *const command[] = {"/bin/sh", "-c", "stty size; exit 5", NULL};
	struct podman_exec exec = {.command = command, .tty = true, .input = true, .columns = 101, .rows = 33};
	ck_assert_ok(podman_create(test->podman, &spec, id, &err), &err);
	ck_assert_ok(podman_start(test->podman, id, &err), &err);
	ck_assert_ok(podman_exec_create(test->podman, id, &exec, exec_id, &err), &err);
	ck_assert_ok(podman_exec_start(test->podman, exec_id, &exec, &connection, &err), &err);
	char piece[256];
	for (;;) {
		ssize_t got = read(connection.fd, piece, sizeof(piece));
		if (got < 0 && errno == EAGAIN) {
			task_sleep(test->loop, 5);
			continue;
		}
		if (got <= 0)
			break;
		(void)buffer_append(&connection.early, piece, (size_t)got);
	}
	ck_assert_str_eq(buffer_text(&connection.early), "33 101\r\n");
	struct podman_exec_state state = {.running = true};
	for (int i = 0; i < 100 && state.running; i++) {
		ck_assert_ok(podman_exec_inspect(test->podman, exec_id, &state, &err), &err);
		task_sleep(test->loop, 10);
	}
	ck_assert_int_eq(state.exit_code, 5);
	ck_assert_ok(podman_remove(test->podman, id, &err), &err);
}

START_TEST(a_command_runs_inside_a_container)
{
	podman_case_run(runs_a_command);
}
END_TEST

static void cleans_up(struct podman_case *test)
{
	struct error err;
	char dead[PODMAN_ID_SIZE], mine[PODMAN_ID_SIZE], other[PODMAN_ID_SIZE];
	// A process that makes a container and dies.
	AUTO_VALUE(container_spec) struct container_spec dead_spec = shell_spec("sleep 1000", false);
	AUTO_VALUE(container_spec) struct container_spec my_spec = shell_spec("sleep 1000", false);
	AUTO_VALUE(container_spec) struct container_spec other_spec = shell_spec("sleep 1000", false);
	ck_assert_ok(container_spec_add_label(&dead_spec, LABEL_DETECTOR "=key1", &err), &err);
	ck_assert_ok(container_spec_add_label(&dead_spec, LABEL_OWNER "=another-boot/1/1", &err), &err);
	ck_assert_ok(container_spec_add_label(&other_spec, LABEL_DETECTOR "=key2", &err), &err);
	ck_assert_ok(leftovers_label(&my_spec, "scan-1", "key1", &err), &err);
	ck_assert_ok(podman_create(test->podman, &dead_spec, dead, &err), &err);
	ck_assert_ok(podman_start(test->podman, dead, &err), &err);
	ck_assert_ok(podman_create(test->podman, &my_spec, mine, &err), &err);
	ck_assert_ok(podman_create(test->podman, &other_spec, other, &err), &err);
	size_t removed = 0;
	ck_assert_ok(leftovers_remove(test->podman, "key1", &removed, &err), &err);
	ck_assert_uint_eq(removed, 1);
	AUTO_VALUE(podman_container) struct podman_container container = {0};
	ck_assert_int_eq(podman_inspect(test->podman, dead, &container, &err), -ENOENT);
	ck_assert_ok(podman_remove(test->podman, mine, &err), &err);
	ck_assert_ok(podman_remove(test->podman, other, &err), &err);
}

START_TEST(only_a_dead_detectors_containers_are_cleaned_up)
{
	podman_case_run(cleans_up);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, version_and_images_are_told);
	tcase_add_test(tests, a_container_goes_from_create_to_remove);
	tcase_add_test(tests, the_options_of_a_container_take_effect);
	tcase_add_test(tests, missing_images_and_programs_are_named);
	tcase_add_test(tests, an_absent_socket_is_named_with_the_remedy);
	tcase_add_test(tests, a_service_of_our_own_is_started_where_none_is);
	tcase_add_test(tests, stop_kills_what_does_not_end_by_itself);
	tcase_add_test(tests, a_wait_ends_when_cancelled_or_when_the_container_is_removed);
	tcase_add_test(tests, events_tell_a_containers_life);
	tcase_add_test(tests, the_log_is_read_to_its_end);
	tcase_add_test(tests, a_command_runs_inside_a_container);
	tcase_add_test(tests, only_a_dead_detectors_containers_are_cleaned_up);
}
