// SPDX-License-Identifier: Apache-2.0
#include "server/handler/http_router.h"

#include "common/base/alloc.h"
#include "tests/unit/support/check_main.h"

static int answer(struct request *request, struct response *response, struct error *err)
{
	(void)request;
	(void)response;
	(void)err;
	return 0;
}

static const struct route first[] = {
    {HTTP_GET, "/api/v1/scans", 0, answer},
    {HTTP_GET, "/api/v1/scans/{scan_id}/events/{seq}", 0, answer},
    {0},
};
static const struct route second[] = {
    {HTTP_POST, "/api/v1/scans", 0, answer},
    {HTTP_DELETE, "/api/v1/scans/{scan_id}", 0, answer},
    {0},
};
static const struct route *const tables[] = {first, second, NULL};

static enum route_match find(struct request *request, enum http_method method, const char *path,
			     const struct route **ret_route, unsigned *ret_allowed)
{
	request_init(request);
	request->method = method;
	request->path = xstrdup(path);
	return router_find(tables, request, ret_route, ret_allowed);
}

START_TEST(finds_a_route_in_any_table_and_takes_the_parts_of_the_path)
{
	struct request request;
	const struct route *route = NULL;
	unsigned allowed = 0;
	ck_assert_int_eq(find(&request, HTTP_GET, "/api/v1/scans/abc/events/17", &route, &allowed), ROUTE_FOUND);
	ck_assert_ptr_eq(route, &first[1]);
	ck_assert_str_eq(request_param(&request, "scan_id"), "abc");
	ck_assert_str_eq(request_param(&request, "seq"), "17");
	ck_assert_ptr_null(request_param(&request, "project_id"));
	request_done(&request);
	ck_assert_int_eq(find(&request, HTTP_DELETE, "/api/v1/scans/abc", &route, &allowed), ROUTE_FOUND);
	ck_assert_ptr_eq(route, &second[1]);
	request_done(&request);
}
END_TEST

START_TEST(a_path_must_match_whole)
{
	static const char *const wrong[] = {
	    "/",
	    "/api/v1/scan",
	    "/api/v1/scans/",
	    "/api/v1/scans/abc/events/",
	    "/api/v1/scans/abc/events",
	    "/api/v1/scans/abc/events/17/more",
	    "/api/v1/scans//events/17",
	    "api/v1/scans",
	    "/API/v1/scans",
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct request request;
		const struct route *route = NULL;
		unsigned allowed = 0;
		ck_assert_int_eq(find(&request, HTTP_GET, wrong[i], &route, &allowed), ROUTE_NO_PATH);
		ck_assert_uint_eq(request.n_params, 0);
		request_done(&request);
	}
}
END_TEST

START_TEST(a_known_path_with_another_method_names_those_allowed)
{
	struct request request;
	const struct route *route = NULL;
	unsigned allowed = 0;
	char text[64];
	ck_assert_int_eq(find(&request, HTTP_PUT, "/api/v1/scans", &route, &allowed), ROUTE_NO_METHOD);
	router_allow_text(allowed, text, sizeof(text));
	ck_assert_str_eq(text, "GET, HEAD, POST");
	request_done(&request);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, finds_a_route_in_any_table_and_takes_the_parts_of_the_path);
	tcase_add_test(tests, a_path_must_match_whole);
	tcase_add_test(tests, a_known_path_with_another_method_names_those_allowed);
}
