// SPDX-License-Identifier: Apache-2.0
#include "detector/command/scan_request.h"

#include "tests/unit/support/check_main.h"

#include <json-c/json.h>
#include <string.h>

#define ID "\"id\":\"0b2e7f3a-95f1-4a4e-8a38-0d6a3f1f9a11\""

static int parse(const char *text, struct scan_request *request, struct error *err)
{
	struct json_object *scan = json_tokener_parse(text);
	ck_assert_ptr_nonnull(scan);
	int r = scan_request_parse(scan, request, err);
	(void)json_object_put(scan);
	return r;
}

START_TEST(a_whole_request_becomes_a_container_and_limits)
{
	AUTO_VALUE(scan_request) struct scan_request request;
	struct error err;
	int r = parse(
	    "{" ID
	    ",\"image\":\"localhost/x\",\"command\":[\"ls\",\"-l\"],\"env\":{\"A\":\"b\"},\"tty\":true,\"columns\":100,"
	    "\"rows\":30,\"time_limit_s\":60,\"event_limit\":null,\"network\":\"none\",\"memory_bytes\":67108864,"
	    "\"latency\":false,\"string_limit\":64,\"ring_bytes\":65536}",
	    &request, &err);
	ck_assert_int_eq(r, 0);
	ck_assert_str_eq(request.spec.image, "localhost/x");
	ck_assert_uint_eq(request.spec.command.count, 2);
	ck_assert_str_eq(request.spec.command.items[1], "-l");
	ck_assert_str_eq(request.spec.env.items[0], "A=b");
	ck_assert_uint_eq(request.spec.columns, 100);
	ck_assert_int_eq(request.spec.network, CONTAINER_NETWORK_NONE);
	ck_assert_uint_eq(request.time_limit_ns, 60000000000ull);
	ck_assert_uint_eq(request.event_limit, 0);
	ck_assert(!request.latency);
	ck_assert_uint_eq(request.ring_bytes, 65536);
	ck_assert_ptr_null(request.filter);
}
END_TEST

START_TEST(the_filter_is_parsed)
{
	AUTO_VALUE(scan_request) struct scan_request request;
	AUTO_VALUE(buffer) struct buffer text;
	struct error err;
	buffer_init(&text, 4096);
	ck_assert_int_eq(
	    parse("{" ID ",\"image\":\"x\",\"filter\":\"evt.latency>1ms and evt.type=read\"}", &request, &err), 0);
	filter_print(request.filter, &text);
	ck_assert_str_eq(buffer_text(&text), "evt.latency > 1ms and evt.type = read");
}
END_TEST

START_TEST(an_empty_filter_is_none)
{
	AUTO_VALUE(scan_request) struct scan_request request;
	struct error err;
	ck_assert_int_eq(parse("{" ID ",\"image\":\"x\",\"filter\":\"\"}", &request, &err), 0);
	ck_assert_ptr_null(request.filter);
}
END_TEST

START_TEST(a_bad_field_is_named_and_the_id_is_known_all_the_same)
{
	static const char *const bad[][2] = {
	    {"{" ID "}", "image"},
	    {"{" ID ",\"image\":7}", "image"},
	    {"{" ID ",\"image\":\"a\\u0000b\"}", "image"},
	    {"{" ID ",\"image\":\"x\",\"command\":\"ls\"}", "command"},
	    {"{" ID ",\"image\":\"x\",\"command\":[1]}", "command"},
	    {"{" ID ",\"image\":\"x\",\"network\":\"moon\"}", "moon"},
	    {"{" ID ",\"image\":\"x\",\"columns\":70000}", "columns"},
	    {"{" ID ",\"image\":\"x\",\"time_limit_s\":-1}", "time_limit_s"},
	    {"{" ID ",\"image\":\"x\",\"string_limit\":1e9}", "string_limit"},
	    {"{" ID ",\"image\":\"x\",\"ring_bytes\":4096}", "ring_bytes"},
	    {"{" ID ",\"image\":\"x\",\"filter\":7}", "filter"},
	    {"{" ID ",\"image\":\"x\",\"filter\":\"proc.nam=x\"}", "did you mean proc.name"},
	    {"{" ID ",\"image\":\"x\",\"filter\":\"a_macro\"}", "filter"},
	    {"{" ID ",\"image\":\"x\",\"latency\":false,\"filter\":\"evt.latency>1ms\"}", "evt.latency"},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		AUTO_VALUE(scan_request) struct scan_request request;
		struct error err;
		ck_assert_int_lt(parse(bad[i][0], &request, &err), 0);
		ck_assert_msg(strstr(err.text, bad[i][1]) != NULL, "%s: %s", bad[i][0], err.text);
		ck_assert(!uuid_is_zero(&request.id));
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_whole_request_becomes_a_container_and_limits);
	tcase_add_test(tests, the_filter_is_parsed);
	tcase_add_test(tests, an_empty_filter_is_none);
	tcase_add_test(tests, a_bad_field_is_named_and_the_id_is_known_all_the_same);
}
