// SPDX-License-Identifier: Apache-2.0
#include "server/handler/http_request.h"

#include "common/base/alloc.h"
#include "tests/unit/support/check_main.h"

#include <string.h>

static void add(struct request *request, const char *text)
{
	ck_assert_int_eq(request_add_arg(request, text, strlen(text)), 0);
}

START_TEST(arguments_are_read_as_what_they_should_be)
{
	struct request request;
	struct error err = {0};
	uint64_t number = 7;
	bool present = false, value = false;
	request_init(&request);
	add(&request, "limit=20");
	add(&request, "text=a=b c");
	add(&request, "failed=true");
	add(&request, "empty");
	ck_assert_str_eq(request_arg(&request, "text"), "a=b c");
	ck_assert_str_eq(request_arg(&request, "empty"), "");
	ck_assert_ptr_null(request_arg(&request, "absent"));
	ck_assert_int_eq(request_arg_u64(&request, "limit", 1, 100, &number, &err), 0);
	ck_assert_uint_eq(number, 20);
	ck_assert_int_eq(request_arg_u64(&request, "absent", 1, 100, &number, &err), 0);
	ck_assert_uint_eq(number, 20);
	ck_assert_int_eq(request_arg_bool(&request, "failed", &present, &value, &err), 0);
	ck_assert(present && value);
	request_done(&request);
}
END_TEST

START_TEST(a_wrong_argument_is_named)
{
	struct request request;
	struct error err = {0};
	uint64_t number = 7;
	bool present = false, value = false;
	request_init(&request);
	add(&request, "limit=1001");
	add(&request, "after_seq=-1");
	add(&request, "failed=perhaps");
	ck_assert_int_eq(request_arg_u64(&request, "limit", 1, 1000, &number, &err), -EINVAL);
	ck_assert_str_eq(err.text, "limit: must be a number from 1 to 1000");
	ck_assert_int_eq(request_arg_u64(&request, "after_seq", 0, UINT64_MAX, &number, &err), -EINVAL);
	ck_assert_int_eq(request_arg_bool(&request, "failed", &present, &value, &err), -EINVAL);
	ck_assert_uint_eq(number, 7);
	request_done(&request);
}
END_TEST

START_TEST(too_many_arguments_are_refused)
{
	struct request request;
	request_init(&request);
	for (unsigned i = 0; i < REQUEST_ARGS_MAX; i++)
		add(&request, "a=1");
	ck_assert_int_eq(request_add_arg(&request, "a=1", 3), -E2BIG);
	request_done(&request);
}
END_TEST

START_TEST(the_right_cookie_is_taken_and_only_whole)
{
	struct request request;
	char value[8];
	request_init(&request);
	request.cookie = xstrdup("a=1; xsyscope-sid=no; syscope-sid=abc; b=2");
	ck_assert(request_cookie(&request, "syscope-sid", value, sizeof(value)));
	ck_assert_str_eq(value, "abc");
	ck_assert(!request_cookie(&request, "sid", value, sizeof(value)));
	ck_assert(!request_cookie(&request, "syscope", value, sizeof(value)));
	ck_assert(!request_cookie(&request, "syscope-sid", value, 3)); // does not fit
	request_done(&request);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, arguments_are_read_as_what_they_should_be);
	tcase_add_test(tests, a_wrong_argument_is_named);
	tcase_add_test(tests, too_many_arguments_are_refused);
	tcase_add_test(tests, the_right_cookie_is_taken_and_only_whole);
}
