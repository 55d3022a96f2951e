// SPDX-License-Identifier: Apache-2.0
#include "server/model/scan.h"

#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>

static int parse(const char *json, struct scan_update *ret_update)
{
	struct error err = {0};
	int r = scan_update_parse(json, strlen(json), ret_update, &err);
	ck_assert(r == 0 || err.text[0] != '\0');
	return r;
}

START_TEST(a_final_state_is_read_with_its_totals)
{
	struct scan_update update;
	ck_assert_int_eq(
	    parse("{\"state\":\"finished\",\"ts\":\"1700000000000000001\",\"message\":\"\",\"exit_code\":3,"
		  "\"totals\":{\"counted\":9007199254740992,\"captured\":2,\"lost\":{\"kernel\":1,\"queue\":2,"
		  "\"spool\":3,\"limit\":4},\"last_seq\":5,\"events\":6,\"terminal_bytes\":7,\"missed_runs\":8,"
		  "\"filtered\":9}}",
		  &update),
	    0);
	ck_assert_int_eq(update.state, SCAN_FINISHED);
	ck_assert_uint_eq(update.ts, 1700000000000000001u);
	ck_assert(update.has_exit_code);
	ck_assert_int_eq(update.exit_code, 3);
	ck_assert(update.totals.known);
	ck_assert_int_eq(update.totals.counted, 1ll << 53);
	ck_assert_int_eq(update.totals.lost_limit, 4);
	ck_assert_int_eq(update.totals.missed_runs, 8);
	ck_assert_int_eq(update.totals.filtered, 9);
}
END_TEST

START_TEST(what_is_missing_stays_unknown)
{
	struct scan_update update;
	ck_assert_int_eq(parse("{\"state\":\"running\",\"ts\":\"1\",\"exit_code\":null,\"totals\":null}", &update), 0);
	ck_assert(!update.has_exit_code);
	ck_assert(!update.totals.known);
	ck_assert_str_eq(update.container_id, "");
}
END_TEST

START_TEST(hostile_text_is_cut_and_cleaned)
{
	struct scan_update update;
	char json[2000];
	char many[1200] = "";
	for (int i = 0; i < 599; i++)
		strcat(many, "ü");
	(void)snprintf(json, sizeof(json), "{\"state\":\"failed\",\"ts\":\"1\",\"message\":\"x%s\"}", many);
	ck_assert_int_eq(parse(json, &update), 0);
	ck_assert_uint_eq(strlen(update.message), SCAN_MESSAGE_MAX - 1); // no half of a character
	ck_assert_int_eq(parse("{\"state\":\"failed\",\"ts\":\"1\",\"message\":\"a\\u001b[2J\\nb\"}", &update), 0);
	ck_assert_str_eq(update.message, "a [2J b");
}
END_TEST

START_TEST(what_is_no_state_is_refused)
{
	static const char *const bad[] = {
	    "",
	    "null",
	    "[]",
	    "{}",
	    "{\"state\":\"running\"}",
	    "{\"state\":\"running\",\"ts\":1}",
	    "{\"state\":\"running\",\"ts\":\"-1\"}",
	    "{\"state\":\"running\",\"ts\":\"99999999999999999999\"}",
	    "{\"state\":\"queued\",\"ts\":\"1\"}",
	    "{\"state\":\"dancing\",\"ts\":\"1\"}",
	    "{\"state\":7,\"ts\":\"1\"}",
	    "{\"state\":\"running\",\"ts\":\"1\",\"pid\":-1}",
	    "{\"state\":\"running\",\"ts\":\"1\",\"pid\":99999999999}",
	    "{\"state\":\"failed\",\"ts\":\"1\",\"exit_code\":\"0\"}",
	    "{\"state\":\"failed\",\"ts\":\"1\",\"totals\":[]}",
	    "{\"state\":\"failed\",\"ts\":\"1\",\"totals\":{\"counted\":1.5}}",
	    "{\"state\":\"failed\",\"ts\":\"1\",\"totals\":{\"counted\":9007199254740993}}",
	    "{\"state\":\"failed\",\"ts\":\"1\",\"totals\":{\"lost\":3}}",
	    "{\"state\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}",
	};
	struct scan_update update = {.pid = 42};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(parse(bad[i], &update) == -EBADMSG, "%s", bad[i]);
	ck_assert_int_eq(update.pid, 42); // untouched
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_final_state_is_read_with_its_totals);
	tcase_add_test(tests, what_is_missing_stays_unknown);
	tcase_add_test(tests, hostile_text_is_cut_and_cleaned);
	tcase_add_test(tests, what_is_no_state_is_refused);
}
