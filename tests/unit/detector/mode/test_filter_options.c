// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/filter_options.h"

#include <errno.h>
#include <string.h>

#include "common/base/buffer.h"
#include "tests/unit/support/check_main.h"

static void assert_makes(const struct filter_options *options, const char *text)
{
	AUTO(filter) struct filter *filter = NULL;
	AUTO_VALUE(buffer) struct buffer printed;
	struct error err = {0};
	buffer_init(&printed, 1u << 16);
	ck_assert_msg(filter_options_make(options, true, &filter, &err) == 0, "%s", err.text);
	filter_print(filter, &printed);
	ck_assert_str_eq(buffer_text(&printed), text);
}

START_TEST(the_options_become_one_filter)
{
	struct filter_options options = {0};
	struct error err = {0};
	assert_makes(&options, "");
	ck_assert_int_eq(filter_options_add(&options, "evt.res=ENOENT", &err), 0);
	ck_assert_int_eq(filter_options_add(&options, "proc.pid=1 or proc.pid=2", &err), 0);
	assert_makes(&options, "evt.res = ENOENT and (proc.pid = 1 or proc.pid = 2)");
	options.statuses = FILTER_FAILED;
	assert_makes(
	    &options,
	    "(evt.failed = true or evt.kind != syscall) and evt.res = ENOENT and (proc.pid = 1 or proc.pid = 2)");
	filter_options_done(&options);
	options.statuses = FILTER_SUCCESSFUL;
	assert_makes(&options, "not evt.type in (exit, exit_group) and evt.failed = false or evt.kind != syscall");
	options.statuses = FILTER_UNFINISHED | FILTER_FAILED;
	assert_makes(&options, "evt.failed = true or evt.type in (exit, exit_group) or evt.kind != syscall");
	options.statuses = FILTER_NO_STATUS;
	assert_makes(&options, "evt.kind != syscall");
	options.statuses = FILTER_EVERY_STATUS;
	assert_makes(&options, "");
	filter_options_done(&options);
}
END_TEST

START_TEST(the_last_trace_list_counts)
{
	struct filter_options options = {0};
	AUTO(filter) struct filter *whole = NULL, *expected = NULL;
	struct error err = {0};
	ck_assert_int_eq(filter_options_set_trace(&options, "read", &err), 0);
	ck_assert_int_eq(filter_options_set_trace(&options, "openat", &err), 0);
	ck_assert_int_eq(filter_options_set_trace(&options, "opennat", &err), -EINVAL);
	ck_assert_int_eq(filter_from_trace("openat", &expected, &err), 0);
	ck_assert_int_eq(filter_options_make(&options, true, &whole, &err), 0);
	ck_assert(filter_node_equal(whole->root, expected->root));
	filter_options_done(&options);
}
END_TEST

START_TEST(paths_are_absolute_and_may_be_behind_a_descriptor)
{
	struct filter_options options = {0};
	struct error err = {0};
	ck_assert_int_eq(filter_options_add_path(&options, "/no/such/file", &err), 0);
	ck_assert_int_eq(filter_options_add_path(&options, "/", &err), 0);
	assert_makes(&options,
		     "fs.path.name in (/no/such/file, /) or fs.path.source in (/no/such/file, /) or "
		     "fs.path.target in (/no/such/file, /) or fd.name in (/no/such/file, /) or evt.kind != syscall");
	ck_assert_int_eq(filter_options_add_path(&options, "", &err), -EINVAL);
	ck_assert_int_eq(filter_options_add_path(&options, "relative", &err), 0);
	ck_assert_int_eq(options.paths[2][0], '/');
	ck_assert_uint_eq(options.n_resolved, 0);
	ck_assert_int_eq(filter_options_add_path(&options, "/proc/self/../self", &err), 0);
	ck_assert_uint_eq(options.n_resolved, 1);
	ck_assert_str_eq(options.paths[3], "/proc/self/../self");
	ck_assert_str_eq(options.resolved[0].given, "/proc/self/../self");
	ck_assert_uint_eq(options.resolved[0].path, 4);
	filter_options_done(&options);
}
END_TEST

START_TEST(a_mistake_is_pointed_at)
{
	static const struct {
		const char *text, *mistake;
	} rows[] = {
	    {"evt.type=read and proc.nam=x", "  evt.type=read and proc.nam=x\n                    ^~~~~~~~"},
	    {"proc.name=ä and proc.nam=x", "  proc.name=ä and proc.nam=x\n                  ^~~~~~~~"},
	    {"proc.pid=1\nand proc.nam=x", "  proc.pid=1 and proc.nam=x\n                 ^~~~~~~~"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct filter_options options = {0};
		struct error err = {0};
		ck_assert_int_eq(filter_options_add(&options, rows[i].text, &err), -EINVAL);
		ck_assert_ptr_nonnull(strstr(err.text, "proc.name"));
		ck_assert_str_eq(options.mistake, rows[i].mistake);
		filter_options_done(&options);
	}
}
END_TEST

START_TEST(of_a_long_filter_the_place_is_shown)
{
	struct filter_options options = {0};
	struct error err = {0};
	char text[1024] = "";
	for (int i = 0; i < 30; i++)
		strcat(text, "proc.pid=1 and ");
	strcat(text, "proc.nam=x");
	for (int i = 0; i < 30; i++)
		strcat(text, " and proc.pid=1");
	ck_assert_int_eq(filter_options_add(&options, text, &err), -EINVAL);
	ck_assert_uint_lt(strlen(options.mistake), 250);
	ck_assert_ptr_nonnull(strstr(options.mistake, "…"));
	ck_assert_ptr_nonnull(strstr(options.mistake, "proc.nam=x"));
	ck_assert_ptr_nonnull(strstr(options.mistake, "^~~~~~~~"));
	filter_options_done(&options);
}
END_TEST

START_TEST(latencies_must_be_measured)
{
	struct filter_options options = {0};
	struct filter *filter = NULL;
	struct error err = {0};
	ck_assert_int_eq(filter_options_add(&options, "not (evt.type=read or evt.latency>1ms)", &err), 0);
	ck_assert_int_eq(filter_options_make(&options, false, &filter, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "--latency"));
	ck_assert_int_eq(filter_options_make(&options, true, &filter, &err), 0);
	filter_free(filter);
	ck_assert_int_eq(filter_options_add(&options, "help", &err), 0);
	ck_assert(options.list_fields);
	filter_options_done(&options);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, the_options_become_one_filter);
	tcase_add_test(tests, the_last_trace_list_counts);
	tcase_add_test(tests, paths_are_absolute_and_may_be_behind_a_descriptor);
	tcase_add_test(tests, a_mistake_is_pointed_at);
	tcase_add_test(tests, of_a_long_filter_the_place_is_shown);
	tcase_add_test(tests, latencies_must_be_measured);
}
