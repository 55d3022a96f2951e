// SPDX-License-Identifier: Apache-2.0
#include "tests/syscalls/expect.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <time.h>

static void polls(const int fds[2])
{
	struct pollfd row = {fds[0], POLLIN, 0};
	struct timespec no_time = {0, 0};
	struct epoll_event event = {EPOLLIN | EPOLLET, {.u64 = 7}}, came[4];
	syscall(SYS_ppoll, &row, 1, &no_time, NULL, 8);
	expect("ppoll([{fd=%d, events=POLLIN}], 1, {tv_sec=0, tv_nsec=0}, NULL, 8) = 0 (Timeout)", fds[0]);
	long epoll = syscall(SYS_epoll_create1, EPOLL_CLOEXEC);
	expect("epoll_create1(EPOLL_CLOEXEC) = %ld", epoll);
	syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, fds[0], &event);
	expect("epoll_ctl(%ld, EPOLL_CTL_ADD, %d, {events=EPOLLIN|EPOLLET, data={u32=7, u64=7}}) = 0", epoll, fds[0]);
	syscall(SYS_write, fds[1], "x", 1);
	syscall(SYS_epoll_pwait, epoll, came, 4, 100, NULL, 8);
	expect("epoll_pwait(%ld, [{events=EPOLLIN, data={u32=7, u64=7}}], 4, 100, NULL, 8) = 1", epoll);
	syscall(SYS_ppoll, &row, 1, NULL, NULL, 8);
	expect("ppoll([{fd=%d, events=POLLIN}], 1, NULL, NULL, 8) = 1 ([{fd=%d, revents=POLLIN}])", fds[0], fds[0]);
	fd_set set;
	FD_ZERO(&set);
	FD_SET(fds[0], &set);
	FD_SET(fds[1], &set);
	syscall(SYS_pselect6, fds[1] + 1, &set, NULL, NULL, NULL, NULL);
	expect("pselect6(%d, [%d %d], NULL, NULL, NULL, NULL) = 1 (in [%d])", fds[1] + 1, fds[0], fds[1], fds[0]);
}

static void memory(void)
{
	void *map = (void *)syscall(SYS_mmap, NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	expect("mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = %p", map);
	syscall(SYS_mprotect, map, 4096, PROT_READ);
	expect("mprotect(%p, 4096, PROT_READ) = 0", map);
	syscall(SYS_madvise, map, 4096, MADV_DONTNEED);
	expect("madvise(%p, 4096, MADV_DONTNEED) = 0", map);
	syscall(SYS_munmap, map, 8192);
	expect("munmap(%p, 8192) = 0", map);
	long ret = syscall(SYS_mmap, NULL, 0, PROT_NONE, MAP_SHARED, -1, 0);
	expect("mmap(NULL, 0, PROT_NONE, MAP_SHARED, -1, 0) = %s", expect_result(ret));
}

int main(void)
{
	int fds[2], word = 0;
	struct timespec moment = {0, 1000};
	if (pipe(fds) < 0)
		return EXIT_FAILURE;
	polls(fds);
	syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &moment, NULL);
	expect("clock_nanosleep(CLOCK_MONOTONIC, 0, {tv_sec=0, tv_nsec=1000}, NULL) = 0");
	syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1);
	expect("futex(%p, FUTEX_WAKE_PRIVATE, 1) = 0", (void *)&word);
	long ret = syscall(SYS_futex, &word, FUTEX_WAIT, 1, &moment);
	expect("futex(%p, FUTEX_WAIT, 1, {tv_sec=0, tv_nsec=1000}) = %s", (void *)&word, expect_result(ret));
	memory();
	return expect_done();
}
