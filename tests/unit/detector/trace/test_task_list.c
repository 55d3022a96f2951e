// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/task_list.h"

#include "tests/unit/support/check_main.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool has(const struct task_list *list, pid_t pid)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->pids[i] == pid)
			return true;
	return false;
}

static pid_t sleeper(pid_t *ret_child)
{
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		pid_t child = fork();
		if (child == 0) {
			(void)pause();
			_exit(0);
		}
		(void)!write(ends[1], &child, sizeof(child));
		(void)waitpid(child, NULL, 0);
		_exit(0);
	}
	ck_assert_int_eq(read(ends[0], ret_child, sizeof(*ret_child)), sizeof(*ret_child));
	(void)close(ends[0]);
	(void)close(ends[1]);
	return pid;
}

START_TEST(a_tree_is_its_roots_with_their_children)
{
	pid_t below[2], more;
	pid_t first = sleeper(&below[0]);
	more = sleeper(&below[1]);
	AUTO_VALUE(task_list) struct task_list one = {0}, both = {0};
	struct scope scope = {.kind = SCOPE_TREE, .pid = first};
	task_list_tree(&scope, &one);
	ck_assert_uint_eq(one.n, 2);
	ck_assert(has(&one, first) && has(&one, below[0]));
	scope.more = &more;
	scope.n_more = 1;
	task_list_tree(&scope, &both);
	ck_assert_uint_eq(both.n, 4);
	ck_assert(has(&both, more) && has(&both, below[1]));
	for (int i = 0; i < 2; i++)
		(void)kill(below[i], SIGKILL);
	(void)waitpid(first, NULL, 0);
	(void)waitpid(more, NULL, 0);
}
END_TEST

START_TEST(we_are_in_no_list)
{
	AUTO_VALUE(task_list) struct task_list list = {0};
	struct scope scope = {.kind = SCOPE_TREE, .pid = getppid()};
	task_list_tree(&scope, &list);
	ck_assert(has(&list, getppid()));
	ck_assert(!has(&list, getpid()));
}
END_TEST

START_TEST(a_hosts_list_has_all_but_us_and_the_kernels_own)
{
	pid_t below;
	pid_t pid = sleeper(&below);
	AUTO_VALUE(task_list) struct task_list list = {0};
	task_list_host(&list);
	ck_assert(has(&list, pid) && has(&list, below) && has(&list, getppid()));
	ck_assert(!has(&list, getpid()) && !has(&list, 2));
	(void)kill(below, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}
END_TEST

START_TEST(a_root_that_is_not_there_is_named)
{
	struct error err;
	pid_t none = 0x7ffffff0;
	struct scope scope = {.kind = SCOPE_TREE, .pid = getpid(), .more = &none, .n_more = 1};
	ck_assert_int_eq(task_list_check(&scope, &err), -ESRCH);
	ck_assert_ptr_nonnull(strstr(err.text, "2147483632"));
	scope.n_more = 0;
	ck_assert_int_eq(task_list_check(&scope, &err), 0);
}
END_TEST

static void put(const char *folder, const char *text)
{
	char path[256];
	(void)snprintf(path, sizeof(path), "%s/cgroup.procs", folder);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	(void)fputs(text, file);
	(void)fclose(file);
}

START_TEST(a_cgroup_is_read_with_all_below_it)
{
	char folder[] = "/tmp/syscope-cgroup.XXXXXX", below[64], command[96];
	AUTO_VALUE(task_list) struct task_list list = {0}, none = {0};
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)snprintf(below, sizeof(below), "%s/below", folder);
	ck_assert_int_eq(mkdir(below, 0700), 0);
	put(folder, "11\n12\n");
	put(below, "13\n");
	task_list_cgroup(folder, &list);
	ck_assert_uint_eq(list.n, 3);
	ck_assert(has(&list, 11) && has(&list, 12) && has(&list, 13));
	task_list_cgroup("/tmp/no/such", &none);
	ck_assert_uint_eq(none.n, 0);
	(void)snprintf(command, sizeof(command), "%s/cgroup.procs", below);
	(void)unlink(command);
	(void)rmdir(below);
	(void)snprintf(command, sizeof(command), "%s/cgroup.procs", folder);
	(void)unlink(command);
	(void)rmdir(folder);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_tree_is_its_roots_with_their_children);
	tcase_add_test(tests, we_are_in_no_list);
	tcase_add_test(tests, a_hosts_list_has_all_but_us_and_the_kernels_own);
	tcase_add_test(tests, a_root_that_is_not_there_is_named);
	tcase_add_test(tests, a_cgroup_is_read_with_all_below_it);
}
