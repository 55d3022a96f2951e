// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/detector/state/state_maker.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/openat2.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>

static const char *name_of(struct state *state, int fd)
{
	static struct built built;
	struct event event = state_call_args(state, &built, PID, "read", 0, (uint64_t)fd, 0, 0);
	return event.object->name;
}

START_TEST(duplicates_are_the_same_file)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	(void)state_open(state, &built, PID, "/a", O_RDONLY, 3);
	(void)state_open(state, &built, PID, "/b", O_RDONLY, 4);
	(void)state_call_args(state, &built, PID, "dup", 5, 3, 0, 0);
	(void)state_call_args(state, &built, PID, "dup3", 4, 3, 4, O_CLOEXEC);
	(void)state_call_args(state, &built, PID, "fcntl", 6, 3, F_DUPFD, 6);
	(void)state_call_args(state, &built, PID, "fcntl", 7, 3, F_DUPFD_CLOEXEC, 6);
	(void)state_call_args(state, &built, PID, "close", 0, 3, 0, 0);
	for (int fd = 4; fd <= 7; fd++)
		ck_assert_str_eq(name_of(state, fd), "/a");
	(void)state_call_args(state, &built, PID, "fcntl", 0, 6, F_SETFD, FD_CLOEXEC);
	state_exec(state, &built, PID, "/bin/x");
	ck_assert_str_eq(name_of(state, 4), "");
	ck_assert_str_eq(name_of(state, 5), "/a");
	ck_assert_str_eq(name_of(state, 6), "");
	ck_assert_str_eq(name_of(state, 7), "");
}
END_TEST

START_TEST(openat2_and_folders)
{
	struct built built;
	struct open_how how = {.flags = O_DIRECTORY | O_CLOEXEC};
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/srv");
	built_call(&built, "openat2", 3);
	built_args(&built, (uint64_t)AT_FDCWD, 0x1000, 0x2000, sizeof(how), 0, 0);
	built_string(&built, 1, "www");
	built_bytes(&built, 2, &how, sizeof(how));
	struct event event = state_made_call(state, &built, PID, PID);
	ck_assert_int_eq(event.object->type, EVENT_OBJECT_DIRECTORY);
	ck_assert_str_eq(event.object->name, "/srv/www");
	built_call(&built, "openat", 4);
	built_args(&built, 3, 0x1000, O_RDONLY, 0, 0, 0);
	built_string(&built, 1, "../index.html");
	event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.object->name, "/srv/index.html");
	(void)state_call_args(state, &built, PID, "fchdir", 0, 3, 0, 0);
	event = state_open(state, &built, PID, "x", O_RDONLY, -ENOENT);
	ck_assert_str_eq(event.object->path, "/srv/www/x");
	ck_assert_str_eq(event.process->cwd, "/srv/www");
}
END_TEST

START_TEST(pipes_have_the_number_that_the_kernel_told)
{
	struct built built;
	int fds[2] = {3, 4};
	struct record_file file = {.inode = 17};
	AUTO(state) struct state *state = state_made();
	built_call(&built, "pipe2", 0);
	built_args(&built, 0x1000, O_CLOEXEC, 0, 0, 0, 0);
	built_bytes(&built, 0, fds, sizeof(fds));
	built_piece(&built, 0, RECORD_DATA_FILE, 0, 0, &file, sizeof(file));
	struct event event = state_made_call(state, &built, PID, PID);
	ck_assert_ptr_null(event.object);
	ck_assert_uint_eq(event.data_len, 16);
	ck_assert_str_eq(name_of(state, 3), "pipe:[17]");
	ck_assert_str_eq(name_of(state, 4), "pipe:[17]");
	event = state_call_args(state, &built, PID, "write", 1, 4, 0, 1);
	ck_assert_int_eq(event.object->type, EVENT_OBJECT_PIPE);
}
END_TEST

static const struct {
	const char *call;
	uint64_t a, b, c;
	uint8_t type;
	const char *name;
} anonymous[] = {
    {"epoll_create1", EPOLL_CLOEXEC, 0, 0, EVENT_OBJECT_EPOLL, "anon_inode:[eventpoll]"},
    {"eventfd2", 0, 0, 0, EVENT_OBJECT_EVENT, "anon_inode:[eventfd]"},
    {"signalfd4", (uint64_t)-1, 0, 8, EVENT_OBJECT_SIGNAL, "anon_inode:[signalfd]"},
    {"timerfd_create", 0, 0, 0, EVENT_OBJECT_TIMER, "anon_inode:[timerfd]"},
    {"inotify_init1", 0, 0, 0, EVENT_OBJECT_INOTIFY, "anon_inode:inotify"},
    {"pidfd_open", 4711, 0, 0, EVENT_OBJECT_PIDFD, "pidfd:[4711]"},
    {"io_uring_setup", 8, 0, 0, EVENT_OBJECT_OTHER, "anon_inode:[io_uring]"},
};

START_TEST(what_has_no_path_has_a_kind)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	struct event event = state_call_args(state, &built, PID, anonymous[_i].call, 9, anonymous[_i].a,
					     anonymous[_i].b, anonymous[_i].c);
	ck_assert_int_eq(event.object->fd, 9);
	ck_assert_int_eq(event.object->type, anonymous[_i].type);
	ck_assert_str_eq(event.object->name, anonymous[_i].name);
}
END_TEST

START_TEST(a_memfd_is_named_by_its_maker)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	built_call(&built, "memfd_create", 3);
	built_args(&built, 0x1000, MFD_CLOEXEC, 0, 0, 0, 0);
	built_string(&built, 0, "seal");
	struct event event = state_made_call(state, &built, PID, PID);
	ck_assert_int_eq(event.object->type, EVENT_OBJECT_MEMFD);
	ck_assert_str_eq(event.object->name, "memfd:seal");
}
END_TEST

START_TEST(ranges_close_or_mark)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	for (int fd = 3; fd < 8; fd++)
		(void)state_open(state, &built, PID, "/a", O_RDONLY, fd);
	(void)state_call_args(state, &built, PID, "close_range", 0, 6, UINT32_MAX, 0);
	(void)state_call_args(state, &built, PID, "close_range", 0, 4, UINT32_MAX, CLOSE_RANGE_CLOEXEC);
	ck_assert_str_eq(name_of(state, 5), "/a");
	ck_assert_str_eq(name_of(state, 6), "");
	state_exec(state, &built, PID, "/bin/x");
	ck_assert_str_eq(name_of(state, 3), "/a");
	ck_assert_str_eq(name_of(state, 4), "");
	(void)state_call_args(state, &built, PID, "close_range", 0, 3, 3, CLOSE_RANGE_UNSHARE);
	ck_assert_str_eq(name_of(state, 3), "");
}
END_TEST

START_TEST(a_close_counts_although_it_was_interrupted)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	(void)state_open(state, &built, PID, "/a", O_RDONLY, 3);
	(void)state_call_args(state, &built, PID, "close", -EINTR, 3, 0, 0);
	ck_assert_str_eq(name_of(state, 3), "");
}
END_TEST

START_TEST(an_open_whose_path_was_not_captured_leaves_no_old_name)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	(void)state_open(state, &built, PID, "/a", O_RDONLY, 3);
	(void)state_call_args(state, &built, PID, "openat", 3, (uint64_t)AT_FDCWD, 0x1000, 0);
	ck_assert_str_eq(name_of(state, 3), "");
	(void)state_open(state, &built, PID, "/tmp", O_TMPFILE | O_RDWR, 4); // a file without a name
	ck_assert_str_eq(name_of(state, 4), "");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, duplicates_are_the_same_file);
	tcase_add_test(tests, openat2_and_folders);
	tcase_add_test(tests, pipes_have_the_number_that_the_kernel_told);
	tcase_add_loop_test(tests, what_has_no_path_has_a_kind, 0, sizeof(anonymous) / sizeof(anonymous[0]));
	tcase_add_test(tests, a_memfd_is_named_by_its_maker);
	tcase_add_test(tests, ranges_close_or_mark);
	tcase_add_test(tests, a_close_counts_although_it_was_interrupted);
	tcase_add_test(tests, an_open_whose_path_was_not_captured_leaves_no_old_name);
}
