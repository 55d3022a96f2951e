// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/filter/filter_support.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char *const names[] = {"read",     "readv",        "pread64",      "preadv", "openat",
				    "proc.cwd", "proc.cmdline", "proc.exepath", "and"};

static const struct {
	const char *wanted, *nearest;
} words[] = {
    {"raed", "read"},             // letters swapped
    {"red", "read"},              // one left out
    {"reead", "read"},            // one too many
    {"READ", "read"},             // case does not count
    {"pread", "pread64"},         // a number at the end says least
    {"proc.cmd", "proc.cmdline"}, // the rest is to come
    {"exepath", "proc.exepath"},  // the last part
    {"opneat", "openat"},
    {"AND", "and"},
    {"xyz", ""},
    {"x", ""},
    {"", ""},
    {"somethingthatislongerthananynamethatissearchedforhere", ""},
};

START_TEST(the_nearest_name_is_the_one_that_is_meant)
{
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, words[_i].wanted, strlen(words[_i].wanted));
	for (size_t i = 0; i < LENGTH(names); i++)
		filter_nearest_offer(&nearest, names[i]);
	ck_assert_str_eq(nearest.name, words[_i].nearest);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, the_nearest_name_is_the_one_that_is_meant, 0, LENGTH(words));
}
