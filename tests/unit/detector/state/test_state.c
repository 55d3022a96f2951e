// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/detector/state/state_maker.h"

#include <fcntl.h>
#include <sched.h>

START_TEST(a_descriptor_is_the_file_that_it_was_opened_as)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/home/me");
	struct event event = state_open(state, &built, PID, "../you/./notes", O_RDONLY, 3);
	ck_assert_int_eq(event.object->fd, 3);
	ck_assert_int_eq(event.object->type, EVENT_OBJECT_FILE);
	ck_assert_str_eq(event.object->name, "/home/you/notes");
	ck_assert_str_eq(event.object->path, "/home/you/notes");
	event = state_call_args(state, &built, PID, "read", 7, 3, 0, 7);
	ck_assert_int_eq(event.object->fd, 3);
	ck_assert_str_eq(event.object->name, "/home/you/notes");
	ck_assert_str_eq(event.object->path, "");
	ck_assert_str_eq(event.process->cwd, "/home/me");
	event = state_call_args(state, &built, PID, "close", 0, 3, 0, 0);
	ck_assert_str_eq(event.object->name, "/home/you/notes");
	event = state_call_args(state, &built, PID, "read", -EBADF, 3, 0, 7);
	ck_assert_int_eq(event.object->fd, 3);
	ck_assert_int_eq(event.object->type, EVENT_OBJECT_NONE);
}
END_TEST

START_TEST(a_process_that_was_there_is_read_from_proc)
{
	AUTO(state) struct state *state = state_made();
	state_seed(state, getpid());
	const struct event_process *process = state_process_now(state, getpid());
	ck_assert_ptr_nonnull(process);
	ck_assert_uint_eq(process->pid, (uint32_t)getpid());
	ck_assert_ptr_nonnull(strstr(process->exe, "unit_detector_state_state"));
	ck_assert_ptr_nonnull(process->parent);
	ck_assert_uint_eq(process->parent->pid, (uint32_t)getppid());
}
END_TEST

START_TEST(a_call_that_failed_changes_nothing)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/a");
	struct event event = state_open(state, &built, PID, "b", O_RDONLY, -ENOENT);
	ck_assert_int_eq(event.object->fd, -1);
	ck_assert_str_eq(event.object->path, "/a/b");
	ck_assert_str_eq(event.object->name, "/a/b");
	ck_assert_int_eq(event.object->type, EVENT_OBJECT_FILE);
	built_call(&built, "chdir", -ENOENT);
	built_string(&built, 0, "/nowhere");
	event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.process->cwd, "/a");
	ck_assert_str_eq(event.object->path, "/nowhere");
}
END_TEST

START_TEST(a_child_has_its_parents_files_and_its_own_from_then_on)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/");
	(void)state_open(state, &built, PID, "/tmp/a", O_RDONLY, 3);
	(void)state_open(state, &built, PID, "/tmp/b", O_RDONLY | O_CLOEXEC, 4);
	state_fork(state, PID, CHILD, CHILD, RECORD_TASK_IDS, 7);
	(void)state_call_args(state, &built, PID, "close", 0, 3, 0, 0);
	struct event event = state_call_args(state, &built, CHILD, "read", 0, 3, 0, 0);
	ck_assert_str_eq(event.object->name, "/tmp/a");
	ck_assert_uint_eq(event.process->ppid, PID);
	ck_assert_uint_eq(event.process->uid, 7);
	ck_assert_uint_eq(event.process->start_ts, 1500);
	ck_assert_ptr_nonnull(event.process->parent);
	ck_assert_uint_eq(event.process->parent->pid, PID);
	event = state_call_args(state, &built, CHILD, "read", 0, 4, 0, 0);
	ck_assert_str_eq(event.object->name, "/tmp/b");
	state_exec(state, &built, CHILD, "bin/tool");
	event = state_call_args(state, &built, CHILD, "read", -EBADF, 4, 0, 0);
	ck_assert_int_eq(event.object->type, EVENT_OBJECT_NONE);
	ck_assert_str_eq(event.process->exe, "/bin/tool");
	event = state_call_args(state, &built, CHILD, "read", 0, 3, 0, 0);
	ck_assert_str_eq(event.object->name, "/tmp/a");
}
END_TEST

START_TEST(threads_share_what_clone_was_told_to_share)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/a");
	state_fork(state, PID, PID, CHILD, RECORD_TASK_FILES | RECORD_TASK_FS | RECORD_TASK_IDS, 0);
	(void)state_open(state, &built, PID, "x", O_RDONLY, 3);
	built_call(&built, "read", 0);
	built_args(&built, 3, 0, 0, 0, 0, 0);
	struct event event = state_made_call(state, &built, PID, CHILD);
	ck_assert_str_eq(event.object->name, "/a/x");
	// The thread leaves: its folder and files are its own.
	built_call(&built, "unshare", 0);
	built_args(&built, CLONE_FS | CLONE_FILES, 0, 0, 0, 0, 0);
	(void)state_made_call(state, &built, PID, CHILD);
	built_call(&built, "chdir", 0);
	built_string(&built, 0, "/b");
	(void)state_made_call(state, &built, PID, CHILD);
	(void)state_call_args(state, &built, PID, "close", 0, 3, 0, 0);
	built_call(&built, "read", 0);
	built_args(&built, 3, 0, 0, 0, 0, 0);
	event = state_made_call(state, &built, PID, CHILD);
	ck_assert_str_eq(event.object->name, "/a/x");
	event = state_open(state, &built, PID, "y", O_RDONLY, -ENOENT);
	ck_assert_str_eq(event.object->path, "/a/y");
	state_end(state, PID, CHILD, false);
	state_end(state, PID, PID, true);
}
END_TEST

START_TEST(an_event_knows_at_most_so_many_ancestors_and_none_that_is_forgotten)
{
	struct built built;
	struct event event;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/");
	for (uint32_t i = 0; i < 40; i++)
		state_fork(state, PID + i, PID + i + 1, PID + i + 1, RECORD_TASK_IDS, 0);
	for (uint32_t i = 0; i < 30; i++)
		state_end(state, PID + i, PID + i, true);
	event = state_call_args(state, &built, PID + 40, "getpid", PID + 40, 0, 0, 0);
	unsigned depth = 0;
	for (const struct event_process *at = event.process->parent; at; at = at->parent)
		ck_assert_uint_eq(at->pid, PID + 40 - ++depth);
	ck_assert_uint_eq(depth, EVENT_ANCESTORS_MAX);
	ck_assert_uint_eq(state_counts(state).processes, 41);
	for (uint32_t i = 40; i >= 30; i--)
		state_end(state, PID + i, PID + i, true);
	state_lost(state);
	ck_assert_uint_eq(state_counts(state).processes, 0);
}
END_TEST

START_TEST(a_version_stands_for_one_content)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/a");
	uint64_t first = state_call_args(state, &built, PID, "getpid", PID, 0, 0, 0).process->version;
	ck_assert_uint_ne(first, 0);
	ck_assert_uint_eq(state_call_args(state, &built, PID, "getpid", PID, 0, 0, 0).process->version, first);
	state_chdir(state, &built, PID, "/b");
	ck_assert_uint_gt(state_call_args(state, &built, PID, "getpid", PID, 0, 0, 0).process->version, first);
}
END_TEST

START_TEST(our_own_process_is_read_from_proc)
{
	char cwd[4096], exe[4096] = "";
	struct state_options options = {
	    .container_id = "0123456789ab", .container_name = "web", .container_image = "nginx"};
	AUTO(state) struct state *state = state_new(&options);
	struct built built;
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	ck_assert_ptr_nonnull(getcwd(cwd, sizeof(cwd)));
	ck_assert_int_gt(readlink("/proc/self/exe", exe, sizeof(exe) - 1), 0);
	state_seed(state, getpid());
	struct event event = state_call_args(state, &built, (uint32_t)getpid(), "read", 0, (uint64_t)fd, 0, 0);
	ck_assert_str_eq(event.process->exe, exe);
	ck_assert_str_eq(event.process->cwd, cwd);
	ck_assert_uint_eq(event.process->uid, geteuid());
	ck_assert_uint_eq(event.process->ppid, (uint32_t)getppid());
	ck_assert_str_eq(event.process->container_id, "0123456789ab");
	ck_assert_str_eq(event.process->container_name, "web");
	ck_assert_str_eq(event.process->container_image, "nginx");
	ck_assert_str_eq(event.object->name, "/etc/passwd");
	ck_assert_ptr_nonnull(event.process->parent);
	ck_assert_uint_eq(event.process->parent->pid, (uint32_t)getppid());
	(void)close(fd);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_descriptor_is_the_file_that_it_was_opened_as);
	tcase_add_test(tests, a_process_that_was_there_is_read_from_proc);
	tcase_add_test(tests, a_call_that_failed_changes_nothing);
	tcase_add_test(tests, a_child_has_its_parents_files_and_its_own_from_then_on);
	tcase_add_test(tests, threads_share_what_clone_was_told_to_share);
	tcase_add_test(tests, an_event_knows_at_most_so_many_ancestors_and_none_that_is_forgotten);
	tcase_add_test(tests, a_version_stands_for_one_content);
	tcase_add_test(tests, our_own_process_is_read_from_proc);
}
