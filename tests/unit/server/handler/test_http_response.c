// SPDX-License-Identifier: Apache-2.0
#include "server/handler/http_response.h"

#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>

static void check_failure(int r, const char *text, int status, const char *json)
{
	struct response response;
	struct error err = {.code = -r};
	(void)snprintf(err.text, sizeof(err.text), "%s", text);
	response_init(&response);
	response_failure(&response, r, &err, 255);
	ck_assert_int_eq(response.status, status);
	ck_assert_str_eq(buffer_text(&response.body), json);
	response_done(&response);
}

START_TEST(each_kind_of_failure_has_its_status)
{
	check_failure(-EINVAL, "name: must not be empty", 400,
		      "{\"error\":{\"code\":\"bad_request\",\"message\":\"must not be empty\",\"field\":\"name\"}}");
	check_failure(-EINVAL, "The body is odd.", 400,
		      "{\"error\":{\"code\":\"bad_request\",\"message\":\"The body is odd.\"}}");
	check_failure(-EPERM, "Sign in first.", 401,
		      "{\"error\":{\"code\":\"not_signed_in\",\"message\":\"Sign in first.\"}}");
	check_failure(-EACCES, "no", 403, "{\"error\":{\"code\":\"forbidden\",\"message\":\"no\"}}");
	check_failure(-ENOENT, "no", 404, "{\"error\":{\"code\":\"not_found\",\"message\":\"no\"}}");
	check_failure(-EEXIST, "no", 409, "{\"error\":{\"code\":\"conflict\",\"message\":\"no\"}}");
	check_failure(-EBUSY, "no", 409, "{\"error\":{\"code\":\"conflict\",\"message\":\"no\"}}");
}
END_TEST

START_TEST(the_servers_own_faults_are_not_explained_to_strangers)
{
	struct response response;
	struct error err = {.code = EIO, .text = "relation \"users\" does not exist"};
	response_init(&response);
	response_failure(&response, -EIO, &err, 255);
	ck_assert_int_eq(response.status, 500);
	ck_assert_ptr_null(strstr(buffer_text(&response.body), "relation"));
	ck_assert_ptr_nonnull(strstr(buffer_text(&response.body), "\"request_id\":\"00000000000000ff\""));
	response_failure(&response, -ENOTCONN, &err, 255);
	ck_assert_int_eq(response.status, 503);
	ck_assert_ptr_null(strstr(buffer_text(&response.body), "relation"));
	response_done(&response);
}
END_TEST

START_TEST(too_many_tries_say_when_to_come_again)
{
	struct response response;
	struct error err = {.code = EAGAIN, .text = "Too many tries."};
	response_init(&response);
	response.retry_ms = 1500;
	response_failure(&response, -EAGAIN, &err, 1);
	ck_assert_int_eq(response.status, 429);
	ck_assert_str_eq(response.headers[0].name, "retry-after:");
	ck_assert_str_eq(response.headers[0].value, "2");
	response_done(&response);
}
END_TEST

START_TEST(a_detector_that_is_away_is_told_from_the_database)
{
	static const struct {
		int r, status;
	} cases[] = {{-ENOTCONN, 409}, {-ETIMEDOUT, 504}, {-EIO, 502}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct response response;
		struct error err = {.code = -cases[i].r, .text = "it is away"};
		response_init(&response);
		response.asks_detector = true;
		response_failure(&response, cases[i].r, &err, 1);
		ck_assert_int_eq(response.status, cases[i].status);
		response_done(&response);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, each_kind_of_failure_has_its_status);
	tcase_add_test(tests, the_servers_own_faults_are_not_explained_to_strangers);
	tcase_add_test(tests, too_many_tries_say_when_to_come_again);
	tcase_add_test(tests, a_detector_that_is_away_is_told_from_the_database);
}
