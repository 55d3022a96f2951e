// SPDX-License-Identifier: Apache-2.0
// What a scan does where there is no Podman; tests/integration/podman/test_scan.c has the rest.
#include "detector/scan/container_scan.h"

#include <stdio.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "common/loop/task.h"
#include "tests/unit/support/check_main.h"
#include "tests/unit/support/fake_source.h"

struct desk {
	struct loop *loop;
	struct podman *podman;
	struct fake_source fake;
	struct container_scan *scan;
	char states[64];
	char message[256];
	enum container_scan_failure failure;
};

static void on_state(void *ctx, const struct container_scan_update *update)
{
	struct desk *desk = ctx;
	(void)strncat(desk->states, container_scan_state_name(update->state), 20);
	(void)strncat(desk->states, " ", 2);
	(void)snprintf(desk->message, sizeof(desk->message), "%s", update->message);
	desk->failure = update->failure;
	if (update->state >= CONTAINER_SCAN_FINISHED)
		loop_stop(desk->loop);
}

static void on_output(void *ctx, const struct terminal_piece *piece)
{
	(void)ctx;
	(void)piece;
	ck_abort_msg("output without a container");
}

static void on_record(void *ctx, const struct record *record)
{
	(void)ctx;
	(void)record;
	ck_abort_msg("a record without a container");
}

static void on_loss(void *ctx, const struct source_loss *loss)
{
	(void)ctx;
	(void)loss;
}

static void desk_open(struct desk *desk)
{
	*desk = (struct desk){.loop = loop_new()};
	desk->podman = podman_new(desk->loop, "unix:///nowhere/podman.sock");
	(void)fake_source_open(desk->loop, &desk->fake);
}

static int start(struct desk *desk, const char *image, struct error *err)
{
	struct container_spec spec = {.image = image ? xstrdup(image) : NULL, .input = true};
	struct container_scan_options options = {.podman = desk->podman, .source = desk->fake.source, .spec = &spec};
	struct container_scan_events events = {
	    .state = on_state, .output = on_output, .record = on_record, .loss = on_loss, .ctx = desk};
	int r = container_scan_start(&options, &events, &desk->scan, err);
	ck_assert_ptr_null(spec.image); // taken over, or freed
	return r;
}

static void desk_close(struct desk *desk)
{
	ck_assert_uint_eq(desk->fake.added, 0);
	container_scan_free(desk->scan);
	source_close(desk->fake.source);
	podman_free(desk->podman);
	loop_free(desk->loop);
}

START_TEST(a_scan_without_an_image_is_refused)
{
	struct desk desk;
	struct error err;
	desk_open(&desk);
	ck_assert_int_eq(start(&desk, NULL, &err), -EINVAL);
	ck_assert_str_eq(desk.states, "");
	desk_close(&desk);
}
END_TEST

START_TEST(an_absent_podman_fails_the_scan_with_the_remedy)
{
	struct desk desk;
	struct error err;
	desk_open(&desk);
	ck_assert_int_eq(start(&desk, "localhost/a", &err), 0);
	ck_assert_str_eq(desk.states, "");
	loop_run(desk.loop);
	ck_assert_str_eq(desk.states, "starting failed ");
	ck_assert_ptr_nonnull(strstr(desk.message, "cannot reach Podman at /nowhere/podman.sock"));
	ck_assert_int_eq(desk.failure, CONTAINER_SCAN_FAILURE_PODMAN);
	ck_assert(container_scan_is_over(desk.scan));
	ck_assert_int_eq(container_scan_input(desk.scan, "x", 1, &err), -EPIPE);
	desk_close(&desk);
}
END_TEST

START_TEST(input_waits_for_the_container_within_bounds)
{
	struct desk desk;
	struct error err;
	desk_open(&desk);
	ck_assert_int_eq(start(&desk, "localhost/a", &err), 0);
	AUTO_FREE char *bytes = xcalloc(1, TERMINAL_INPUT_MAX);
	ck_assert_int_eq(container_scan_input(desk.scan, bytes, TERMINAL_INPUT_MAX, &err), 0);
	ck_assert_int_eq(container_scan_input(desk.scan, "x", 1, &err), -EAGAIN);
	container_scan_close_input(desk.scan);
	ck_assert_int_eq(container_scan_input(desk.scan, "x", 1, &err), -EPIPE);
	loop_run(desk.loop);
	desk_close(&desk);
}
END_TEST

START_TEST(a_stop_at_once_cancels_the_scan)
{
	struct desk desk;
	struct error err;
	desk_open(&desk);
	ck_assert_int_eq(start(&desk, "localhost/a", &err), 0);
	container_scan_stop(desk.scan);
	container_scan_stop(desk.scan);
	loop_run(desk.loop);
	ck_assert_str_eq(desk.states, "starting cancelled ");
	ck_assert_int_eq(desk.failure, CONTAINER_SCAN_NO_FAILURE);
	desk_close(&desk);
}
END_TEST

START_TEST(a_scan_freed_at_once_tells_nothing)
{
	struct desk desk;
	struct error err;
	desk_open(&desk);
	ck_assert_int_eq(start(&desk, "localhost/a", &err), 0);
	container_scan_free(desk.scan);
	desk.scan = NULL;
	for (int i = 0; i < 5; i++)
		loop_run_once(desk.loop, 5);
	ck_assert_str_eq(desk.states, "");
	desk_close(&desk);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_scan_without_an_image_is_refused);
	tcase_add_test(tests, an_absent_podman_fails_the_scan_with_the_remedy);
	tcase_add_test(tests, input_waits_for_the_container_within_bounds);
	tcase_add_test(tests, a_stop_at_once_cancels_the_scan);
	tcase_add_test(tests, a_scan_freed_at_once_tells_nothing);
}
