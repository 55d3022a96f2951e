// SPDX-License-Identifier: Apache-2.0
#include "common/base/clock.h"
#include "tests/integration/postgres/pg_case.h"

#include <stdio.h>
#include <string.h>

// A project with a detector, and somebody who may scan there.
struct place {
	struct pg_case *test;
	struct principal who;
	struct uuid project, detector;
	struct pg_channel channel;
	struct error err;
};

static void place_init(struct place *place, struct pg_case *test)
{
	struct error err = {0};
	*place = (struct place){.test = test};
	place->who = pg_user(test, "admin", ROLE_ADMIN);
	place->project = pg_project(test, "Alpha");
	place->detector = pg_detector(test);
	pg_channel_init(&place->channel);
	OK(project_service_assign_detector(test->projects, &place->who, &place->project, &place->detector, &err));
}

static void come(struct place *place, const struct scan_stream *streams, size_t n)
{
	struct error err = {0};
	detector_service_connected(place->test->detectors, &place->detector, &place->channel.channel);
	OK(scan_service_welcome(place->test->scans, &place->detector, streams, n, &err));
}

static void go(struct place *place)
{
	detector_service_disconnected(place->test->detectors, &place->detector, &place->channel.channel, false);
	while (!detector_service_idle(place->test->detectors))
		task_sleep(place->test->loop, 5);
	pg_channel_clear(&place->channel);
}

static int create(struct place *place, const struct scan_spec *spec, struct scan *ret_scan)
{
	struct filter_fault fault;
	return scan_service_create(place->test->scans, &place->who, &place->project, &place->detector, spec, ret_scan,
				   &fault, &place->err);
}

static char *const words[] = {(char *)(uintptr_t) "ls", (char *)(uintptr_t) "-l", (char *)(uintptr_t) "/"};

static struct scan_spec sample(void)
{
	struct scan_spec spec;
	scan_spec_default(&spec);
	spec.image = (char *)(uintptr_t) "localhost/syscope-sample:latest";
	spec.command = (char **)(uintptr_t)words;
	spec.n_command = 3;
	spec.time_limit_s = 60;
	return spec;
}

static struct uuid created(struct place *place)
{
	AUTO_VALUE(scan) struct scan scan = {0};
	struct scan_spec spec = sample();
	ck_assert_msg(create(place, &spec, &scan) == 0, "%s", place->err.text);
	return scan.id;
}

static void load(struct place *place, const struct uuid *id, struct scan *ret_scan)
{
	struct error err = {0};
	scan_done(ret_scan);
	OK(scan_service_get(place->test->scans, &place->who, id, ret_scan, NULL, &err));
}

static enum scan_state state_of(struct place *place, const struct uuid *id)
{
	AUTO_VALUE(scan) struct scan scan = {0};
	load(place, id, &scan);
	return scan.state;
}

static bool report(struct place *place, const struct uuid *id, const char *json)
{
	struct error err = {0};
	struct scan_update update;
	bool changed = false;
	AUTO(db_tx) struct db_tx *tx = NULL;
	OK(db_begin(place->test->db, &tx, &err));
	OK(scan_service_apply_state(db_tx_db(tx), id, json, strlen(json), &changed, &update, &err));
	OK(db_commit(tx, &err));
	return changed;
}

static void whole_life(struct pg_case *test)
{
	struct place place;
	AUTO_VALUE(scan) struct scan scan = {0};
	place_init(&place, test);
	come(&place, NULL, 0);
	struct uuid id = created(&place);
	ck_assert_uint_eq(place.channel.n, 1);
	ck_assert_str_eq(pg_sent(&place.channel, 0, "type"), "scan.start");
	const char *start = pg_sent(&place.channel, 0, "scan");
	const char *const parts[] = {"\"image\": \"localhost\\/syscope-sample:latest\"",
				     "\"command\": [ \"ls\", \"-l\", \"\\/\" ]",
				     "\"time_limit_s\": 60",
				     "\"event_limit\": null",
				     "\"network\": \"none\"",
				     "\"tty\": true",
				     "\"target\": \"container\"",
				     "\"ring_bytes\": 8388608"};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		ck_assert_msg(strstr(start, parts[i]) != NULL, "%s is not in %s", parts[i], start);
	ck_assert(report(&place, &id, "{\"state\":\"starting\",\"ts\":\"1000\",\"message\":\"\"}"));
	ck_assert(
	    report(&place, &id,
		   "{\"state\":\"running\",\"ts\":\"2000\",\"message\":\"\",\"container_id\":\"abc\",\"pid\":77}"));
	ck_assert(!report(&place, &id, "{\"state\":\"starting\",\"ts\":\"2500\"}")); // never back
	load(&place, &id, &scan);
	ck_assert_int_eq(scan.state, SCAN_RUNNING);
	ck_assert_str_eq(scan.container_id, "abc");
	ck_assert_int_eq(scan.pid, 77);
	ck_assert(!scan.totals.known);
	ck_assert_str_eq(scan.spec.command[2], "/");
	ck_assert(
	    report(&place, &id,
		   "{\"state\":\"finished\",\"ts\":\"9000\",\"exit_code\":0,\"totals\":{\"counted\":10,\"captured\":7,"
		   "\"lost\":{\"kernel\":2,\"queue\":1,\"spool\":0,\"limit\":0},\"last_seq\":12,\"events\":9,"
		   "\"terminal_bytes\":5,\"missed_runs\":4}}"));
	ck_assert(!report(&place, &id, "{\"state\":\"failed\",\"ts\":\"9500\",\"message\":\"late\"}"));
	load(&place, &id, &scan);
	ck_assert_int_eq(scan.state, SCAN_FINISHED);
	ck_assert_uint_eq(scan.started_at, 2000);
	ck_assert_uint_eq(scan.ended_at, 9000);
	ck_assert(scan.has_exit_code && scan.exit_code == 0);
	ck_assert(scan.totals.known);
	ck_assert_int_eq(scan.totals.counted, 10);
	ck_assert_int_eq(scan.totals.lost_kernel, 2);
	ck_assert_int_eq(scan.totals.missed_runs, 4);
	go(&place);
}

static void bad_specs(struct pg_case *test)
{
	struct place place;
	AUTO_VALUE(scan) struct scan scan = {0};
	struct error err = {0};
	place_init(&place, test);
	struct scan_spec spec = sample();
	spec.image = (char *)(uintptr_t) "--privileged";
	ck_assert_int_eq(create(&place, &spec, &scan), -EINVAL);
	ck_assert_int_eq(strncmp(place.err.text, "image: ", 7), 0);
	struct uuid other = pg_detector(test); // not assigned to the project
	spec = sample();
	struct filter_fault fault;
	FAILS(scan_service_create(test->scans, &place.who, &place.project, &other, &spec, &scan, &fault, &err), EINVAL);
	ck_assert_int_eq(strncmp(err.text, "detector_id: ", 13), 0);
	OK(detector_service_revoke(test->detectors, &place.who, &place.detector, &err));
	ck_assert_int_eq(create(&place, &spec, &scan), -EBUSY);
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM scan"), 0);
}

// A detector that is away gets its work when it comes, each time until it says that it has it.
static void queued(struct pg_case *test)
{
	struct place place;
	place_init(&place, test);
	struct uuid first = created(&place);
	struct uuid second = created(&place);
	ck_assert_int_eq(state_of(&place, &first), SCAN_QUEUED);
	come(&place, NULL, 0);
	ck_assert_uint_eq(place.channel.n, 2); // in their order
	ck_assert_ptr_nonnull(strstr(pg_sent(&place.channel, 0, "scan"), "localhost"));
	go(&place);
	struct scan_stream streams[] = {{.scan = first}};
	come(&place, streams, 1);
	ck_assert_uint_eq(place.channel.n, 1); // the second only: it has the first
	char text[UUID_TEXT_SIZE];
	uuid_format(&second, text);
	ck_assert_ptr_nonnull(strstr(pg_sent(&place.channel, 0, "scan"), text));
	go(&place);
}

static void stopping(struct pg_case *test)
{
	struct place place;
	struct error err = {0};
	AUTO_VALUE(scan) struct scan scan = {0};
	place_init(&place, test);
	struct uuid unheard = created(&place);
	OK(scan_service_stop(test->scans, &place.who, &unheard, &scan, &err));
	ck_assert_int_eq(scan.state, SCAN_CANCELLED);
	ck_assert_uint_ne(scan.ended_at, 0);
	come(&place, NULL, 0);
	ck_assert_uint_eq(place.channel.n, 0); // it is not started any more
	struct uuid running = created(&place);
	report(&place, &running, "{\"state\":\"running\",\"ts\":\"1\"}");
	scan_done(&scan);
	OK(scan_service_stop(test->scans, &place.who, &running, &scan, &err));
	ck_assert(scan.stop_requested);
	ck_assert_int_eq(scan.state, SCAN_RUNNING); // until the detector says so
	ck_assert_str_eq(pg_sent(&place.channel, 1, "type"), "scan.stop");
	go(&place);
	struct scan_stream streams[] = {{.scan = running}};
	come(&place, streams, 1); // it may have missed the message
	ck_assert_str_eq(pg_sent(&place.channel, 0, "type"), "scan.stop");
	report(&place, &running, "{\"state\":\"cancelled\",\"ts\":\"5\",\"message\":\"stopped\",\"signal\":9}");
	scan_done(&scan);
	OK(scan_service_stop(test->scans, &place.who, &running, &scan, &err)); // nothing is left to do
	ck_assert_int_eq(scan.state, SCAN_CANCELLED);
	ck_assert_int_eq(scan.signal, 9);
	ck_assert(!scan.has_exit_code);
	go(&place);
}

// A scan whose detector was lost goes on when it returns, unless it comes back without it.
static void interrupted(struct pg_case *test)
{
	struct place place;
	AUTO_VALUE(scan) struct scan scan = {0};
	place_init(&place, test);
	come(&place, NULL, 0);
	struct uuid kept = created(&place);
	struct uuid gone = created(&place);
	report(&place, &kept, "{\"state\":\"running\",\"ts\":\"1\"}");
	report(&place, &gone, "{\"state\":\"running\",\"ts\":\"1\"}");
	go(&place);
	ck_assert_int_eq(state_of(&place, &kept), SCAN_RUNNING);
	struct scan_stream streams[] = {{.scan = kept}};
	come(&place, streams, 1);
	ck_assert_int_eq(state_of(&place, &kept), SCAN_RUNNING);
	load(&place, &gone, &scan);
	ck_assert_int_eq(scan.state, SCAN_INTERRUPTED);
	ck_assert_str_ne(scan.state_message, "");
	struct error err = {0};
	OK(detector_service_revoke(test->detectors, &place.who, &place.detector, &err));
	ck_assert_int_eq(state_of(&place, &kept), SCAN_INTERRUPTED);
	go(&place);
}

static void bad_reports(struct pg_case *test)
{
	struct place place;
	struct error err = {0};
	struct scan_update update;
	bool changed = false;
	place_init(&place, test);
	struct uuid id = created(&place);
	struct uuid unknown;
	uuid_generate(&unknown);
	const char *const good = "{\"state\":\"running\",\"ts\":\"1\"}";
	FAILS(scan_service_apply_state(test->db, &unknown, good, strlen(good), &changed, &update, &err), ENOENT);
	const char *const bad[] = {"", "[]", "{}", "{\"state\":\"queued\",\"ts\":\"1\"}", "{\"state\":\"running\"}"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		FAILS(scan_service_apply_state(test->db, &id, bad[i], strlen(bad[i]), &changed, &update, &err),
		      EBADMSG);
	ck_assert_int_eq(state_of(&place, &id), SCAN_QUEUED);
}

static void typing(struct pg_case *test)
{
	struct place place;
	struct error err = {0};
	struct scan_control control;
	place_init(&place, test);
	struct uuid id = created(&place);
	OK(scan_service_control(test->scans, &place.who, &id, &control, &err));
	FAILS(scan_service_input(test->scans, &control, "ls\n", 3, &err), ENOTCONN);
	come(&place, NULL, 0);
	OK(scan_service_input(test->scans, &control, "ls\n", 3, &err));
	ck_assert_str_eq(pg_sent(&place.channel, 1, "type"), "scan.input");
	ck_assert_str_eq(pg_sent(&place.channel, 1, "data"), "bHMK");
	OK(scan_service_resize(test->scans, &control, 132, 50, &err));
	ck_assert_str_eq(pg_sent(&place.channel, 2, "columns"), "132");
	FAILS(scan_service_resize(test->scans, &control, 0, 50, &err), EINVAL);
	FAILS(scan_service_input(test->scans, &control, "", 0, &err), EINVAL);
	report(&place, &id, "{\"state\":\"finished\",\"ts\":\"1\"}");
	FAILS(scan_service_control(test->scans, &place.who, &id, &control, &err), EBUSY);
	go(&place);
}

static void count_deleted(void *ctx, const struct change *change)
{
	*(int *)ctx += change->kind == CHANGE_SCAN_DELETED;
}

static void deleting(struct pg_case *test)
{
	struct place place;
	struct error err = {0};
	AUTO_VALUE(scan) struct scan scan = {0};
	int told = 0;
	place_init(&place, test);
	struct change_listener *listener = change_feed_listen(test->feed, count_deleted, &told);
	struct uuid id = created(&place);
	FAILS(scan_service_delete(test->scans, &place.who, &id, &err), EBUSY);
	FAILS(project_service_delete(test->projects, &place.who, &place.project, &err), EBUSY);
	OK(scan_service_stop(test->scans, &place.who, &id, &scan, &err));
	OK(scan_service_delete(test->scans, &place.who, &id, &err));
	ck_assert_int_eq(told, 1);
	FAILS(scan_service_delete(test->scans, &place.who, &id, &err), ENOENT);
	change_feed_unlisten(listener);
}

static void listing(struct pg_case *test)
{
	struct place place;
	struct error err = {0};
	AUTO_VALUE(scan_list) struct scan_list list = {0};
	AUTO_VALUE(scan) struct scan scan = {0};
	struct scan_query query = {.limit = 2};
	struct uuid ids[3];
	place_init(&place, test);
	for (int i = 0; i < 3; i++)
		ids[i] = created(&place);
	OK(scan_service_stop(test->scans, &place.who, &ids[0], &scan, &err));
	OK(scan_service_list(test->scans, &place.who, &query, &list, &err));
	ck_assert_uint_eq(list.n, 2);
	ck_assert(uuid_equal(&list.items[0].id, &ids[2])); // newest first
	query.before_created_at = list.items[1].created_at;
	scan_list_done(&list);
	OK(scan_service_list(test->scans, &place.who, &query, &list, &err));
	ck_assert_uint_eq(list.n, 1);
	ck_assert(uuid_equal(&list.items[0].id, &ids[0]));
	ck_assert_str_eq(list.items[0].project_name, "Alpha");
	scan_list_done(&list);
	query = (struct scan_query){.limit = 10, .state_group = "active"};
	OK(scan_service_list(test->scans, &place.who, &query, &list, &err));
	ck_assert_uint_eq(list.n, 2);
	query.limit = 0;
	FAILS(scan_service_list(test->scans, &place.who, &query, &list, &err), EINVAL);
	query = (struct scan_query){.limit = 10, .state_group = "nonsense"};
	FAILS(scan_service_list(test->scans, &place.who, &query, &list, &err), EINVAL);
}

START_TEST(a_scan_goes_from_queued_to_finished)
{
	pg_run(whole_life);
}
END_TEST

START_TEST(a_scan_is_made_of_sound_input_only)
{
	pg_run(bad_specs);
}
END_TEST

START_TEST(queued_scans_wait_for_their_detector)
{
	pg_run(queued);
}
END_TEST

START_TEST(a_stop_reaches_the_detector_in_the_end)
{
	pg_run(stopping);
}
END_TEST

START_TEST(a_scan_survives_its_detectors_absence)
{
	pg_run(interrupted);
}
END_TEST

START_TEST(unsound_reports_change_nothing)
{
	pg_run(bad_reports);
}
END_TEST

START_TEST(input_goes_to_the_detector)
{
	pg_run(typing);
}
END_TEST

START_TEST(a_finished_scan_can_be_deleted)
{
	pg_run(deleting);
}
END_TEST

START_TEST(scans_are_listed_newest_first_by_pages)
{
	pg_run(listing);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_scan_goes_from_queued_to_finished);
	tcase_add_test(tests, a_scan_is_made_of_sound_input_only);
	tcase_add_test(tests, queued_scans_wait_for_their_detector);
	tcase_add_test(tests, a_stop_reaches_the_detector_in_the_end);
	tcase_add_test(tests, a_scan_survives_its_detectors_absence);
	tcase_add_test(tests, unsound_reports_change_nothing);
	tcase_add_test(tests, input_goes_to_the_detector);
	tcase_add_test(tests, a_finished_scan_can_be_deleted);
	tcase_add_test(tests, scans_are_listed_newest_first_by_pages);
}
