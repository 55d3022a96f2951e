// SPDX-License-Identifier: Apache-2.0
#include "server/handler/static_path.h"

#include "tests/unit/support/check_main.h"

START_TEST(no_path_leads_out_of_the_web_root)
{
	static const char *const wrong[] = {
	    "/../etc/passwd",
	    "/assets/../../etc/passwd",
	    "/./index.html",
	    "/.env",
	    "/assets/.git/config",
	    "//etc/passwd",
	    "/a//b",
	    "/a\\..\\b",
	    "/a\nb",
	    "/a\x7f",
	    "index.html",
	    "",
	    "/..",
	    "/...",
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(static_path_file(wrong[i]) == NULL, "%s", wrong[i]);
	ck_assert_str_eq(static_path_file("/assets/index-B3xk9_2a.js"), "assets/index-B3xk9_2a.js");
	ck_assert_str_eq(static_path_file("/"), "");
	ck_assert_str_eq(static_path_file("/a..b"), "a..b");
}
END_TEST

START_TEST(an_overlong_path_names_no_file)
{
	char path[1024];
	for (size_t i = 0; i < sizeof(path); i++)
		path[i] = 'a';
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	ck_assert_ptr_null(static_path_file(path));
}
END_TEST

START_TEST(places_of_the_client_are_told_from_files)
{
	ck_assert(static_path_is_place("/"));
	ck_assert(static_path_is_place("/scans/0f8e/events"));
	ck_assert(static_path_is_place("/v1.2/scans"));
	ck_assert(!static_path_is_place("/assets/missing.js"));
	ck_assert(!static_path_is_place("/favicon.ico"));
}
END_TEST

START_TEST(only_built_files_with_a_hash_are_kept_for_ever)
{
	ck_assert(static_path_is_hashed("assets/index-B3xk9_2a.js"));
	ck_assert(static_path_is_hashed("assets/vendor-react-Dq-3kx_A.css"));
	ck_assert(!static_path_is_hashed("index.html"));
	ck_assert(!static_path_is_hashed("assets/logo.svg"));
	ck_assert(!static_path_is_hashed("assets/a-1234567.js"));
	ck_assert(!static_path_is_hashed("other/index-B3xk9_2a.js"));
	ck_assert(!static_path_is_hashed("assets/.js"));
}
END_TEST

START_TEST(types_follow_the_suffix)
{
	ck_assert_str_eq(static_path_type("index.html"), "text/html; charset=utf-8");
	ck_assert_str_eq(static_path_type("assets/a.JS"), "text/javascript; charset=utf-8");
	ck_assert_str_eq(static_path_type("assets/a.woff2"), "font/woff2");
	ck_assert_str_eq(static_path_type("LICENSE"), "application/octet-stream");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, no_path_leads_out_of_the_web_root);
	tcase_add_test(tests, an_overlong_path_names_no_file);
	tcase_add_test(tests, places_of_the_client_are_told_from_files);
	tcase_add_test(tests, only_built_files_with_a_hash_are_kept_for_ever);
	tcase_add_test(tests, types_follow_the_suffix);
}
