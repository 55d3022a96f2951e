// SPDX-License-Identifier: Apache-2.0
#include "detector/output/task_files.h"

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/syscope-task-files-XXXXXX";

static void set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void write_line(struct task_files *files, uint32_t tid, const char *line)
{
	struct line_writer *writer = task_files_writer(files, tid);
	(void)buffer_append_text(line_writer_line(writer), line);
	line_writer_end(writer);
}

static void assert_holds(uint32_t tid, const char *text)
{
	char found[256] = "";
	AUTO_FREE char *path = xasprintf("%s/trace.%u", folder, tid);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	found[fread(found, 1, sizeof(found) - 1, file)] = '\0';
	(void)fclose(file);
	ck_assert_str_eq(found, text);
	(void)unlink(path);
}

START_TEST(each_task_has_its_file_however_many_there_are)
{
	AUTO_FREE char *name = xasprintf("%s/trace", folder);
	struct task_files *files = task_files_new(name, false);
	struct error err;
	for (unsigned round = 0; round < 2; round++)
		for (uint32_t tid = 1; tid <= 300; tid++)
			write_line(files, tid, round ? "second" : "first");
	task_files_ended(files, 7);
	write_line(files, 7, "another with its number");
	task_files_flush(files);
	ck_assert_int_eq(task_files_error(files, &err), 0);
	task_files_free(files);
	for (uint32_t tid = 1; tid <= 300; tid++)
		assert_holds(tid, tid == 7 ? "another with its number\n" : "first\nsecond\n");
	(void)rmdir(folder);
}
END_TEST

START_TEST(a_file_that_cannot_be_written_is_told)
{
	struct task_files *files = task_files_new("/no/such/folder/trace", false);
	struct error err;
	write_line(files, 1, "lost");
	ck_assert_int_eq(task_files_error(files, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "/no/such/folder/trace.1"));
	task_files_free(files);
	(void)rmdir(folder);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, each_task_has_its_file_however_many_there_are);
	tcase_add_test(tests, a_file_that_cannot_be_written_is_told);
}
