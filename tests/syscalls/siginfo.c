// SPDX-License-Identifier: Apache-2.0
#include "tests/syscalls/expect.h"

#include <signal.h>
#include <time.h>

struct raw {
	int signo, error, code, pad;
	unsigned long words[14];
};

#define NOBODY (1 << 30)

static void queue(const struct raw *raw, const char *text)
{
	long ret = syscall(SYS_rt_sigqueueinfo, NOBODY, SIGUSR1, raw);
	expect("rt_sigqueueinfo(%d, SIGUSR1, %s) = %s", NOBODY, text, expect_result(ret));
}

int main(void)
{
	unsigned long set = 1ul << (SIGUSR2 - 1);
	queue(&(struct raw){SIGUSR1, 2, SI_QUEUE, 0, {5, 9}},
	      "{si_signo=SIGUSR1, si_code=SI_QUEUE, si_errno=ENOENT, si_pid=5, si_uid=0, si_int=9, si_ptr=0x9}");
	queue(&(struct raw){SIGALRM, 0, SI_TIMER, 0, {16, 9}},
	      "{si_signo=SIGALRM, si_code=SI_TIMER, si_timerid=0x10, si_overrun=0, si_int=9, si_ptr=0x9}");
	queue(&(struct raw){SIGIO, 0, SI_SIGIO, 0, {65, 4}}, "{si_signo=SIGIO, si_code=SI_SIGIO, si_band=65, si_fd=4}");
	queue(&(struct raw){SIGSEGV, 0, 3, 0, {0x1234, 0, 0x1000, 0x2000}},
	      "{si_signo=SIGSEGV, si_code=SEGV_BNDERR, si_addr=0x1234, si_lower=0x1000, si_upper=0x2000}");
	queue(&(struct raw){SIGSEGV, 0, 4, 0, {0x1234, 0, 3}},
	      "{si_signo=SIGSEGV, si_code=SEGV_PKUERR, si_addr=0x1234, si_pkey=3}");
	queue(&(struct raw){SIGCHLD, 0, 2, 0, {5, 9}},
	      "{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=5, si_uid=0, si_status=SIGKILL, si_utime=0, si_stime=0}");
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 8);
	kill(getpid(), SIGUSR2);
	syscall(SYS_rt_sigtimedwait, &set, &(struct raw){0}, NULL, 8);
	expect("rt_sigtimedwait([USR2], {si_signo=SIGUSR2, si_code=SI_USER, si_pid=%d, si_uid=%u}, NULL, 8) = 12 "
	       "(SIGUSR2)",
	       getpid(), getuid());
	long ret = syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 4);
	expect("rt_sigprocmask(SIG_BLOCK, %p, NULL, 4) = %s", (void *)&set, expect_result(ret));
	return expect_done();
}
