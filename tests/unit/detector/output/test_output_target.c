// SPDX-License-Identifier: Apache-2.0
#include "detector/output/output_target.h"

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[] = "/tmp/syscope-target-XXXXXX";

static void set_up(void)
{
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	(void)close(fd);
}

static void assert_holds(const char *text)
{
	char found[256] = "";
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	found[fread(found, 1, sizeof(found) - 1, file)] = '\0';
	(void)fclose(file);
	ck_assert_str_eq(found, text);
}

static void put(const char *name, bool append, const char *text)
{
	struct output_target target;
	struct error err = {0};
	ck_assert_msg(output_target_open(name, append, &target, &err) == 0, "%s", err.text);
	ck_assert_int_eq(write(target.fd, text, strlen(text)), (ssize_t)strlen(text));
	output_target_close(&target);
	output_target_close(&target);
}

START_TEST(a_file_is_begun_anew_or_gone_on_with)
{
	put(path, false, "one\n");
	put(path, true, "two\n");
	assert_holds("one\ntwo\n");
	put(path, false, "three\n");
	assert_holds("three\n");
	(void)unlink(path);
}
END_TEST

START_TEST(a_command_has_ended_when_closing_returns)
{
	AUTO_FREE char *command = xasprintf("|cat >%s; echo end >>%s", path, path);
	put(command, false, "line\n");
	assert_holds("line\nend\n");
	(void)unlink(path);
}
END_TEST

START_TEST(a_command_is_no_child_of_a_reaper)
{
	struct output_target target;
	struct error err;
	int reaper = 0;
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	ck_assert_int_eq(output_target_open("!sleep 0.2", false, &target, &err), 0);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	output_target_close(&target);
	ck_assert_int_eq(prctl(PR_GET_CHILD_SUBREAPER, &reaper), 0);
	ck_assert_int_eq(reaper, 1);
	(void)unlink(path);
}
END_TEST

START_TEST(what_cannot_be_written_is_told)
{
	struct output_target target;
	struct error err;
	ck_assert_int_eq(output_target_open("/tmp", false, &target, &err), -EISDIR);
	ck_assert_int_eq(output_target_open("/no/such/folder/x", false, &target, &err), -ENOENT);
	(void)unlink(path);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, a_file_is_begun_anew_or_gone_on_with);
	tcase_add_test(tests, a_command_has_ended_when_closing_returns);
	tcase_add_test(tests, a_command_is_no_child_of_a_reaper);
	tcase_add_test(tests, what_cannot_be_written_is_told);
}
