// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <poll.h>
#include <sys/epoll.h>

START_TEST(poll_shows_events_and_what_came)
{
	struct built built;
	struct pollfd fds[3] = {{3, POLLIN, 0}, {4, POLLOUT | POLLIN, POLLOUT}, {-1, POLLIN, 0}};
	built_call(&built, "ppoll", 1);
	built_args(&built, 0x1000, 3, 0, 0, 8, 0);
	built_bytes(&built, 0, fds, sizeof(fds));
	built_reads(
	    &built,
	    "ppoll([{fd=3, events=POLLIN}, {fd=4, events=POLLIN|POLLOUT}, {fd=-1}], 3, NULL, NULL, 8) = 1 ([{fd=4, "
	    "revents=POLLOUT}])");
	built.record.ret = 0;
	built_reads(
	    &built,
	    "ppoll([{fd=3, events=POLLIN}, {fd=4, events=POLLIN|POLLOUT}, {fd=-1}], 3, NULL, NULL, 8) = 0 (Timeout)");
}
END_TEST

START_TEST(select_shows_sets_before_and_after_and_the_time_left)
{
	struct built built;
	uint64_t before = 1 << 5 | 1 << 6, after = 1 << 6;
	int64_t timeout[2] = {1, 0}, left[2] = {0, 999};
	built_call(&built, "pselect6", 1);
	built_args(&built, 7, 0x1000, 0, 0, 0x2000, 0);
	built_piece(&built, 1, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, &before, 8);
	built_piece(&built, 4, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, timeout, sizeof(timeout));
	built_bytes(&built, 1, &after, 8);
	built_bytes(&built, 4, left, sizeof(left));
	built_reads(
	    &built,
	    "pselect6(7, [5 6], NULL, NULL, {tv_sec=1, tv_nsec=0}, NULL) = 1 (in [6], left {tv_sec=0, tv_nsec=999})");
}
END_TEST

START_TEST(what_select_was_given_is_not_guessed_from_what_it_left)
{
	struct built built;
	uint64_t after = 1 << 6;
	built_call(&built, "pselect6", 1);
	built_args(&built, 7, 0x1000, 0, 0, 0, 0);
	built_bytes(&built, 1, &after, 8);
	built_reads(&built, "pselect6(7, 0x1000, NULL, NULL, NULL, NULL) = 1 (in [6])");
}
END_TEST

START_TEST(epoll_shows_events_with_their_data)
{
	struct built built;
	struct epoll_event event = {EPOLLIN | EPOLLET, {.u64 = 5}};
	built_call(&built, "epoll_ctl", 0);
	built_args(&built, 4, EPOLL_CTL_ADD, 5, 0x1000, 0, 0);
	built_bytes(&built, 3, &event, sizeof(event));
	built_reads(&built, "epoll_ctl(4, EPOLL_CTL_ADD, 5, {events=EPOLLIN|EPOLLET, data={u32=5, u64=5}}) = 0");
	built.record.args[1] = EPOLL_CTL_DEL;
	built_reads(&built, "epoll_ctl(4, EPOLL_CTL_DEL, 5, 0x1000) = 0");
	built_call(&built, "epoll_pwait", 1);
	built_args(&built, 4, 0x1000, 8, 100, 0, 8);
	built_bytes(&built, 1, &event, sizeof(event));
	built_reads(&built, "epoll_pwait(4, [{events=EPOLLIN|EPOLLET, data={u32=5, u64=5}}], 8, 100, NULL, 8) = 1");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, poll_shows_events_and_what_came);
	tcase_add_test(tests, select_shows_sets_before_and_after_and_the_time_left);
	tcase_add_test(tests, what_select_was_given_is_not_guessed_from_what_it_left);
	tcase_add_test(tests, epoll_shows_events_with_their_data);
}
