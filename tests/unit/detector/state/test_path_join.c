// SPDX-License-Identifier: Apache-2.0
#include "detector/state/path_join.h"

#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>

static const char *const joined[][3] = {
    {"/", "a", "/a"},
    {"/a", "b/c", "/a/b/c"},
    {"/a", "/b", "/b"},
    {"/a/b", "..", "/a"},
    {"/a/b", "../../..", "/"},
    {"/a/b", "../../../c", "/c"},
    {"/a", "./b/./", "/a/b"},
    {"/a", "b//c///", "/a/b/c"},
    {"/a", "", "/a"},
    {"/", "", "/"},
    {"", "/x/../y", "/y"},
    {"/a", "...", "/a/..."},
    {"/a", ".b/..c", "/a/.b/..c"},
    {"", "relative", ""},
    {"", "", ""},
    {"pipe:[7]", "x", ""},
    {"pipe:[7]", "/x", "/x"},
};

START_TEST(paths_come_out_absolute_and_plain)
{
	char path[64];
	const char *const *row = joined[_i];
	size_t len = path_join(row[0], row[1], strlen(row[1]), path, sizeof(path));
	ck_assert_str_eq(path, row[2]);
	ck_assert_uint_eq(len, strlen(row[2]));
	// In place, as a folder that is its own result
	(void)snprintf(path, sizeof(path), "%s", row[0]);
	ck_assert_uint_eq(path_join(path, row[1], strlen(row[1]), path, sizeof(path)), strlen(row[2]));
	ck_assert_str_eq(path, row[2]);
}
END_TEST

START_TEST(what_does_not_fit_is_nothing)
{
	char path[8];
	ck_assert_uint_eq(path_join("/", "123456", 6, path, sizeof(path)), 7);
	ck_assert_uint_eq(path_join("/", "1234567", 7, path, sizeof(path)), 0);
	ck_assert_str_eq(path, "");
	ck_assert_uint_eq(path_join("/1234567", "..", 2, path, sizeof(path)), 0);
	ck_assert_uint_eq(path_join("/", "a/b/c/d/e", 9, path, sizeof(path)), 0);
	ck_assert_uint_eq(path_join("/", "ab\0cd", 5, path, sizeof(path)), 3);
}
END_TEST

START_TEST(a_path_lies_in_a_folder)
{
	char folder[8];
	ck_assert_uint_eq(path_folder("/a/b", folder, sizeof(folder)), 2);
	ck_assert_str_eq(folder, "/a");
	ck_assert_uint_eq(path_folder("/a", folder, sizeof(folder)), 1);
	ck_assert_str_eq(folder, "/");
	ck_assert_uint_eq(path_folder("", folder, sizeof(folder)), 0);
	ck_assert_uint_eq(path_folder("/12345678/x", folder, sizeof(folder)), 0);
	ck_assert_str_eq(folder, "");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, paths_come_out_absolute_and_plain, 0, sizeof(joined) / sizeof(joined[0]));
	tcase_add_test(tests, what_does_not_fit_is_nothing);
	tcase_add_test(tests, a_path_lies_in_a_folder);
}
